import { en } from '../en/index.ts';

export const ja = en;
