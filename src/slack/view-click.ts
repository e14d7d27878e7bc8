import type { House } from './listen/house.ts';
import type { Visit } from './visit.ts';

/** A press (or an entry) inside a modal: the view as it was then, with all that had been typed. */
export type ViewClick = {
  readonly value: string;
  readonly viewId: string;
  readonly hash: string;
  readonly metadata: string;
  readonly values: unknown;
};

/** Acknowledged before it begins: what comes of it is seen in the modal. */
export type ViewClickHandler = (visit: Visit, click: ViewClick, house: House) => Promise<void>;
