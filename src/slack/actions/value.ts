import { createHash } from 'node:crypto';
import { z } from 'zod';
import { CLIENT_PHASES } from '../../migration/client-facts.ts';
import { STEPS } from '../../migration/facts.ts';
import { GATES } from '../../migration/settings.ts';
import { IMPORT_LISTS } from '../parse/request.ts';
import { LIMITS } from '../views/limits.ts';

/** What a button carries: which migration, and what exactly it was shown for, so that a stale click is told apart. */
const buttonValue = z.object({
  m: z.string(),
  gate: z.enum(GATES).optional(),
  round: z.int().optional(),
  step: z.enum(STEPS).optional(),
  /** Keys of suspects, or ids of clients, where they fit; else the digest of them all. */
  keys: z.array(z.string()).optional(),
  digest: z.string().optional(),
  /** Countries whose internet providers' resolvers shall be asked. */
  countries: z.array(z.string()).optional(),
  /** The server that a helper asked from elsewhere. */
  side: z.enum(['old', 'new']).optional(),
  /** The office whose resolver's answer is pasted. */
  office: z.string().optional(),
  /** A client of this person, in that phase. */
  client: z.string().optional(),
  person: z.string().optional(),
  phase: z.enum(CLIENT_PHASES).optional(),
  /** What is brought in as a list. */
  list: z.enum(IMPORT_LISTS).optional(),
  /** A window, in epoch milliseconds. */
  from: z.int().optional(),
  to: z.int().optional(),
  /** Of the records that it is asked for: those that have been read, by their place in the plan. */
  read: z.array(z.int()).optional(),
});
export type ButtonValue = z.infer<typeof buttonValue>;

export function encodeValue(value: ButtonValue): string {
  return JSON.stringify(value);
}

/** Undefined for anything that is no value of ours: a message of an older version. */
export function decodeValue(text: string | undefined): ButtonValue | undefined {
  if (text === undefined) return undefined;
  try {
    return buttonValue.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The keys themselves when they fit into a button, else their digest: what was on the list either way. */
export function encodeKeys(m: string, keys: readonly string[], more: Omit<ButtonValue, 'm' | 'keys'> = {}): string {
  const whole = encodeValue({ ...more, m, keys: [...keys] });
  return whole.length <= LIMITS.buttonValue ? whole : encodeValue({ ...more, m, digest: digestOf(keys) });
}

/** The keys a button stands for; undefined when the list `current` is no longer the one it was shown for. */
export function decodeKeys(value: ButtonValue, current: readonly string[]): readonly string[] | undefined {
  if (value.keys !== undefined) return value.keys;
  return value.digest === digestOf(current) ? current : undefined;
}

function digestOf(keys: readonly string[]): string {
  return createHash('sha256')
    .update([...keys].sort().join('\n'))
    .digest('base64url');
}
