import type { Event } from '../events.ts';

/** The event of that kind, or those of several. */
export type Of<K extends Event['kind']> = Extract<Event, { kind: K }>;

/** The value without one of its keys: an absent key, not an undefined one, as it reads back from the journal. */
export function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const { [key]: _dropped, ...rest } = value;
  return rest;
}
