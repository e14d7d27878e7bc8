import { z } from 'zod';
import { CLIENT_KINDS, type ClientKind } from '../migration/client-facts.ts';
import type { ClientInput } from '../migration/commands.ts';
import type { Facts } from '../migration/facts.ts';

/** One entry of the form; `number` tells it from others of its kind by name. */
const templateRow = z.object({ n: z.int(), kind: z.enum(CLIENT_KINDS), number: z.int() });
export type TemplateRow = z.infer<typeof templateRow>;

/** What the form holds: its migration, and its entries in the order in which they were added. */
const templates = z.object({ m: z.string(), next: z.int(), rows: z.array(templateRow) });
export type Templates = z.infer<typeof templates>;

/** Slack holds 100 blocks in a form, and an entry is five. */
export const MOST_ROWS = 18;

/** Speaks only of what such a client does as a rule: a person unticks or ticks what it does otherwise. */
const PROTOCOLS: Readonly<Record<ClientKind, ClientInput['protocols']>> = {
  outlook: ['imap', 'smtp'],
  'apple-mail': ['imap', 'smtp'],
  thunderbird: ['imap', 'smtp'],
  phone: ['imap', 'smtp'],
  scanner: ['smtp'],
  'web-form': ['smtp'],
  monitoring: ['imap', 'smtp'],
  invoicing: ['smtp'],
  other: ['imap', 'smtp'],
};
export const protocolsFor = (kind: ClientKind): ClientInput['protocols'] => PROTOCOLS[kind];

const SHARED: readonly ClientKind[] = ['scanner', 'web-form', 'monitoring', 'invoicing', 'other'];
/** One thing that many use, under a name of its own; of the others everybody has one. */
export const isShared = (kind: ClientKind): boolean => SHARED.includes(kind);

export function noTemplates(m: string): Templates {
  return { m, next: 1, rows: [] };
}

export function encodeTemplates(value: Templates): string {
  return JSON.stringify(value);
}

/** Throws on anything that is no form of ours. */
export function decodeTemplates(text: string): Templates {
  return templates.parse(JSON.parse(text));
}

/** One more of this kind, numbered on from those that are in the form or listed already; the same where it is full. */
export function withRow(before: Templates, kind: ClientKind, facts: Facts): Templates {
  if (before.rows.length >= MOST_ROWS) return before;
  const taken = before.rows.filter((row) => row.kind === kind).map(({ number }) => number);
  const listed = isShared(kind) ? facts.clients.filter((client) => client.kind === kind).length : 0;
  const row = { n: before.next, kind, number: Math.max(listed, ...taken) + 1 };
  return { ...before, next: before.next + 1, rows: [...before.rows, row] };
}

export function withoutRow(before: Templates, n: number): Templates {
  return { ...before, rows: before.rows.filter((row) => row.n !== n) };
}
