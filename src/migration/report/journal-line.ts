import type { Event } from '../events.ts';

/** A line of the journal, as far as the report needs it. */
export type JournalLine = { readonly seq: number; readonly event: Event };
/** The journal's last number and hash: what an export of it is held against. */
export type JournalHead = { readonly seq: number; readonly hash: string };
