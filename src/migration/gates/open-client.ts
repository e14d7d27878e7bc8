import type { Client } from '../client-facts.ts';
import type { Evidence } from './criterion.ts';
import { evidence } from './judge.ts';

/** A client that holds a gate up: its owner is named, or that it has none, with the id that one is named by. */
export function openClient(code: 'client-not-pinned' | 'client-not-restored', { id, name, owner }: Client): Evidence {
  return owner === undefined
    ? evidence(`${code}-nobody`, { client: name, id })
    : evidence(code, { client: name, owner });
}
