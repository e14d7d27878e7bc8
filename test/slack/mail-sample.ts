import type { Facts } from '../../src/migration/facts.ts';
import { dayOf } from '../../src/migration/senders.ts';
import type { Sightings } from '../../src/migration/sightings.ts';
import { at, T0 } from '../words/sample.ts';

const by = 'U1AAA';
const day = dayOf(T0);
const accepted = { at: at(3), verdict: 'accepted', reply: '250 2.1.5 OK', via: 'port-25' } as const;
const refused = { ...accepted, verdict: 'refused', reply: '550 5.1.1 no such user' } as const;
const blocked = { failed: { at: at(3), code: 'port-blocked' } } as const;

/** A little of everything that is known of the mail itself, every state of each once. */
export const MAIL_FACTS = {
  addresses: {
    'aoi@example.jp': { count: 2_400, firstAt: at(-9_000), lastAt: at(-1) },
    'orders@example.jp': { count: 12, firstAt: at(-900), lastAt: at(-3) },
    'sales@example.jp': { count: 40, firstAt: at(-900), lastAt: at(-5), placed: { as: 'alias', at: T0, by } },
    'all@example.jp': { count: 0, firstAt: T0, lastAt: T0, placed: { as: 'list', at: T0, by } },
    'ken.old@example.jp': {
      count: 1,
      firstAt: at(-700),
      lastAt: at(-700),
      placed: { as: 'dropped', at: T0, by, reason: 'left in 2019' },
    },
  },
  senders: {
    'invoicing@example.com': { days: [day - 60, day - 30], lastAt: at(-720), way: 'dns' },
    'daily@example.com': { days: [day - 3, day - 2, day - 1], lastAt: at(-24), way: 'dns', seenNewAt: at(2) },
    'printer@example.jp': { days: [day - 40, day - 20], lastAt: at(-480), way: 'inside' },
    'neighbour@example.org': { days: [day - 40, day - 20], lastAt: at(-480), way: 'local' },
    'news@example.com': {
      days: [day - 20, day - 10],
      lastAt: at(-240),
      way: 'unknown',
      dismissed: { at: at(2), by, reason: 'nobody reads it' },
    },
  },
  sendersLeftOut: 3,
  content: { 'aoi@example.jp': { verifiedAt: at(-2), messages: 2_400 } },
  relays: [
    {
      id: 'oldhost',
      kind: 'old',
      host: 'smtp.old-host.example',
      port: 587,
      security: 'starttls',
      at: T0,
      by,
      credentials: 1,
    },
    { id: 'other', kind: 'outside', host: '2001:db8::25', port: 25, security: 'plain', at: T0, by },
  ],
  probes: [
    {
      id: 'p1',
      relay: 'oldhost',
      mailbox: 'aoi@example.jp',
      sentAt: at(3),
      landed: { side: 'new', folder: 'INBOX', junk: false, at: at(3, 2), seenAt: at(3, 5) },
    },
    {
      id: 'p2',
      relay: 'other',
      mailbox: 'aoi@example.jp',
      sentAt: at(3),
      landed: { side: 'new', folder: 'Junk', junk: true, at: at(3, 1), seenAt: at(3, 5) },
    },
    {
      id: 'p3',
      relay: 'oldhost',
      mailbox: 'ken@example.jp',
      sentAt: at(3),
      landed: { side: 'old', folder: 'INBOX', junk: false, at: at(3, 1), seenAt: at(3, 5) },
    },
    { id: 'p4', relay: 'other', mailbox: 'ken@example.jp', sentAt: at(3), lostAt: at(3, 59) },
    { id: 'p5', relay: 'other', mailbox: 'info@example.jp', sentAt: at(3), failed: 'server-no' },
  ],
  archive: {
    at: at(3),
    by,
    mailboxes: 3,
    messages: 2_900,
    restoredAt: at(3, 30),
    place: { machine: 'bot-1', directory: '/srv/kept <mail>' },
  },
} as const satisfies Partial<Facts>;

const missing = (n: number, padded = '') => ({
  key: `ken@example.jp|INBOX${padded}|1|${n}`,
  folder: `INBOX${padded}`,
  at: at(-n),
  sizeBytes: 52_000_000,
  from: `shop${padded}@example.com`,
  reason: (['too-big', 'quota', 'refused', 'unreadable', 'missing'] as const)[n % 5] ?? 'missing',
  ...(n % 2 === 0 ? { detail: '552 5.3.4 message too big' } : {}),
});

export const MAIL_SIGHTINGS = {
  acceptance: {
    'aoi@example.jp|new': { seen: accepted },
    'aoi@example.jp|old': { seen: accepted },
    'ken@example.jp|new': { seen: refused },
    'ken@example.jp|old': blocked,
    'info@example.jp|new': { seen: { ...accepted, verdict: 'deferred', reply: '450 4.2.0 greylisted' } },
    'sales@example.jp|new': { seen: { ...accepted, at: at(1) }, ...blocked },
  },
  trials: { 'example.jp|new': { random: { seen: accepted }, foreign: { seen: refused } }, 'example.jp|old': {} },
  scan: {
    'aoi@example.jp': { ok: { at: at(-2), from: at(-9_500), messages: 2_400 } },
    'ken@example.jp': { ok: { at: at(-2), from: at(-9_500), messages: 500, partial: true } },
    'info@example.jp': { failed: { at: at(-2), code: 'no-credentials' } },
  },
  content: {
    'aoi@example.jp': {
      ok: {
        at: at(2),
        credentials: { old: 1, new: 1 },
        messages: 2_400,
        verified: 2_400,
        copied: 0,
        missingTotal: 0,
        missing: [],
      },
    },
    'ken@example.jp': {
      ok: {
        at: at(2),
        messages: 500,
        verified: 495,
        copied: 12,
        missingTotal: 5,
        missing: [1, 2, 3, 4, 5].map((n) => missing(n)),
      },
    },
  },
  copying: { at: at(3), mailboxes: 3, mailboxesDone: 2, messages: 2_900, copied: 12, share: 0.72, leftMs: 12 * 60_000 },
} as const satisfies Partial<Sightings>;

/** As much of all this as a migration may come to hold, with names as long as they may be. */
export function muchMail(times: number): { readonly facts: Partial<Facts>; readonly sightings: Partial<Sightings> } {
  const numbers = Array.from({ length: times }, (_, n) => n);
  const name = (n: number) => `${'long.name.'.repeat(5)}${n}@example.jp`;
  const each = <Value>(of: (n: number) => Value): Record<string, Value> =>
    Object.fromEntries(numbers.map((n) => [name(n), of(n)]));
  return {
    facts: {
      addresses: each(() => ({
        count: 3,
        firstAt: at(-900),
        lastAt: at(-3),
        placed: { as: 'dropped', at: T0, by, reason: '理由<&>`*'.repeat(20) },
      })),
      senders: each(() => ({ days: [day - 60, day - 30], lastAt: at(-720), way: 'local' })),
      relays: numbers.slice(0, 20).map((n) => ({ ...MAIL_FACTS.relays[1], id: `relay-with-a-long-name-${n}` })),
      probes: [],
    },
    sightings: {
      ...MAIL_SIGHTINGS,
      acceptance: Object.fromEntries(
        numbers.map((n) => [`${name(n)}|new`, { seen: { ...refused, reply: '550 <&>` '.repeat(30) } }]),
      ),
      content: {
        'ken@example.jp': {
          ok: {
            at: at(2),
            messages: 500_000,
            verified: 1,
            copied: 0,
            missingTotal: 499_999,
            missing: numbers.map((n) => missing(n, ' フォルダー<&>`'.repeat(12))),
          },
        },
      },
    },
  };
}
