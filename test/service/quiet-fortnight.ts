import { agenda } from '../../src/migration/agenda.ts';
import type { Command, PersonCommand, StartInput } from '../../src/migration/commands.ts';
import type { Migration } from '../../src/migration/record.ts';
import { hasEnded } from '../../src/migration/runbook.ts';
import { DEFAULT_SETTINGS, type Look, type Settings } from '../../src/migration/settings.ts';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../../src/migration/time.ts';
import {
  acceptanceReport,
  contentReport,
  type Delivered,
  doorReport,
  loginReport,
  MAILBOXES,
  NS,
  probeLanded,
  probeSent,
  NS as SERVERS,
  SPF_BOTH,
  SPF_NEW,
  SPF_OLD,
  scanReport,
  surveyReport,
  T0,
  type Timed,
  vantageReport,
} from '../migration/a-migration.ts';
import { led, zone } from '../migration/decide/zone-reports.ts';
import type { Post } from './post-office.ts';

/** Days from the start, a Tuesday, and the hour in the team's time zone (09:00 is the start's own). */
const on = (day: number, hour: number, minute = 0): number => day * DAY_MS + (hour - 9) * HOUR_MS + minute * MINUTE_MS;

/** When DNS is rewritten: Thursday, 10:05, and by 10:15 on every server. */
const PUBLISHED = on(1, 11);
const REWRITTEN = on(2, 10, 5);
const ALL_NEW = on(2, 10, 15);
const CLEANED = on(13, 10);
const CLOSED = on(13, 9, 30);

const OWNERS = ['UAOI', 'UREN', 'USAYA', 'UHARU', 'UTOMO', 'UNAO', 'Mr Sato'] as const;
const CLIENTS = Array.from({ length: 20 }, (_, n) => ({
  name: `Client ${n + 1}`,
  owner: OWNERS[n % OWNERS.length] ?? 'UAOI',
  protocols: ['imap', 'smtp'] as const,
}));
/** Of somebody outside Slack the starter says so. */
const ownerOf = (n: number): string => {
  const owner = CLIENTS[n]?.owner ?? 'UAOI';
  return owner.startsWith('U') ? owner : 'UAOI';
};

/** What a start is given, beside what every one is. */
export const quietStart = (settings: Partial<Settings>): Partial<StartInput> => ({
  country: 'JP',
  settings: { ...DEFAULT_SETTINGS, sendingHostsExpected: 1, quietCancelMs: 7 * DAY_MS, ...settings },
});

const marks = (mark: 'pinned' | 'sending' | 'restored', day: number): readonly Timed[] =>
  CLIENTS.map((_, n) => ({
    at: on(day + Math.floor(n / 14), 10 + (n % 7), n),
    command: { kind: 'mark-client', by: ownerOf(n), client: `c${n + 1}`, mark, done: true },
  }));
const person = (at: number, command: PersonCommand): Timed => ({ at, command });
const asked = (gate: 'cut-over' | 'switch-back' | 'cancel', at: number): readonly Timed[] => [
  person(at, { kind: 'request-approval', by: 'UAOI', gate }),
  person(at + 20 * MINUTE_MS, { kind: 'approve', by: 'UMIKA', gate, round: 1 }),
  ...(gate === 'cancel' ? [person(at + 40 * MINUTE_MS, { kind: 'approve', by: 'UKEN', gate, round: 1 })] : []),
];
const ticked = (at: number, ...items: readonly string[]): readonly Timed[] =>
  items.map((item) => person(at, { kind: 'mark-checklist', by: 'UAOI', item, done: true }));

/** What people do, in the order of time. */
const DEEDS: readonly Timed[] = [
  person(on(0, 9, 1), {
    kind: 'add-mailboxes',
    by: 'UAOI',
    mailboxes: MAILBOXES.map((address) => ({ address, watch: 'login' })),
  }),
  person(on(0, 9, 5), {
    kind: 'credentials-imported',
    by: 'UAOI',
    entries: MAILBOXES.flatMap((mailbox) => (['old', 'new'] as const).map((side) => ({ mailbox, side, version: 1 }))),
  }),
  ...MAILBOXES.map((mailbox, n) =>
    person(on(0, 9, 8), { kind: 'set-owner', by: 'UAOI', mailbox, owner: n === 0 ? 'UAOI' : 'USAYA' }),
  ),
  person(on(0, 9, 10), { kind: 'add-clients', by: 'UAOI', clients: CLIENTS }),
  person(on(0, 9, 15), { kind: 'set-selectors', by: 'UAOI', selectors: ['s1'] }),
  person(on(0, 9, 20), { kind: 'set-contract', by: 'UAOI', side: 'old', contract: { endsOn: '2026-12-31' } }),
  person(on(0, 9, 30), { kind: 'set-window', by: 'UAOI', executor: 'UAOI', from: T0 + on(2, 10), to: T0 + on(2, 12) }),
  person(on(0, 10), { kind: 'mark-step', by: 'UAOI', step: 'inventory', done: true }),
  ...ticked(on(0, 15), 'forwarders', 'aliases', 'catch-all', 'lists', 'filters', 'shared-mailboxes'),
  person(on(0, 16), { kind: 'mark-step', by: 'UAOI', step: 'prepare', done: true }),
  ...marks('pinned', 0.5),
  ...asked('cut-over', on(2, 9)),
  person(on(2, 10, 2), { kind: 'begin-rewrite', by: 'UAOI' }),
  person(on(2, 11, 30), { kind: 'keep-rewrite', by: 'UAOI' }),
  ...marks('sending', 2.25),
  ...asked('switch-back', on(6, 9, 30)),
  ...marks('restored', 6.25),
  ...ticked(on(8, 15), 'calendars-contacts', 'devices', 'retention', 'contract-dates', 'other-services'),
  person(CLOSED, { kind: 'mark-step', by: 'UAOI', step: 'close', done: true }),
  person(CLOSED + 5 * MINUTE_MS, { kind: 'report-archive', by: 'UAOI', mailboxes: 2, messages: 80, restored: false }),
  person(CLOSED + 10 * MINUTE_MS, { kind: 'report-archive', by: 'UAOI', mailboxes: 2, messages: 80, restored: true }),
  person(CLOSED + 15 * MINUTE_MS, {
    kind: 'set-relay',
    by: 'UAOI',
    relay: { id: 'provider', kind: 'old', host: 'relay.oldhost.example', port: 587, security: 'starttls' },
  }),
  ...asked('cancel', on(13, 11)),
  person(on(13, 14), { kind: 'mark-step', by: 'UAOI', step: 'retire', done: true }),
].toSorted((one, other) => one.at - other.at);

/** What arrives: daily mail, one straggler by an old cache within the first hour, and junk on one day. */
const ARRIVALS: readonly Delivered[] = [
  { side: 'old', uid: 300, at: T0 + on(2, 10, 40), from: 'shop@sender.example' },
  { side: 'old', uid: 400, at: T0 + on(3, 3), suspect: 'junk', from: 'win@spam.example' },
  { side: 'old', uid: 401, at: T0 + on(3, 4), suspect: 'junk', from: 'win@spam.example' },
  ...Array.from(
    { length: 24 },
    (_, n): Delivered => ({
      side: 'new',
      uid: 500 + n,
      at: T0 + on(2 + Math.floor(n / 2), 10, 50),
      mailbox: MAILBOXES[n % 2] ?? '',
    }),
  ),
];

export type Day = { readonly record: Migration; readonly refused: readonly string[] };

/**
 * Plays a whole migration through the one door and the outbox, from its start until it is closed: what people do at
 * its hour, each look when the agenda wants it, and after every change the courier's round.
 */
export async function playQuietFortnight(post: Post, id: string): Promise<Day> {
  const { desk, courier } = post;
  const refused: string[] = [];
  const deeds = [...DEEDS];
  let surveyed = T0;
  const probes = { sent: false };
  const change = async (command: Command): Promise<void> => {
    const result = await desk.migrations.change(id, command);
    if (!result.ok) refused.push(`${(desk.clock.at - T0) / DAY_MS} ${command.kind}: ${result.refusal.code}`);
    await courier.deliverDue();
  };
  const report = (look: Look, now: Instant): Command => {
    const since = now - T0;
    const isNew = since >= REWRITTEN;
    switch (look) {
      case 'zone': {
        const spf = since < PUBLISHED ? SPF_OLD : since < CLEANED ? SPF_BOTH : SPF_NEW;
        const servers = isNew && since < ALL_NEW ? NS.slice(0, 1) : NS;
        return led(zone(now, isNew ? 'new' : 'old', spf, 300, servers), SERVERS);
      }
      case 'vantages':
        return isNew ? vantageReport(now) : { kind: 'report-vantages', observations: [] };
      case 'logins':
        return loginsSeen(now, since >= ALL_NEW);
      case 'survey': {
        const fresh = ARRIVALS.filter(({ at }) => at > surveyed && at <= now);
        surveyed = now;
        return surveyReport(now, fresh);
      }
      case 'scan':
        return scanReport(now);
      case 'acceptance':
        return since >= CLOSED ? doorReport(now, 'deferred') : acceptanceReport(now, isNew ? ['new', 'old'] : ['new']);
      case 'content':
        return contentReport(now);
      case 'rescue':
        return {
          kind: 'report-rescue',
          observations: [
            { key: `${MAILBOXES[0]}|INBOX|7|300`, result: { outcome: 'appended', at: now, folder: 'INBOX' } },
          ],
        };
      case 'probes': {
        if (probes.sent) return probeLanded(now, 'p1');
        probes.sent = true;
        return probeSent(now, 'p1', 'provider');
      }
    }
  };
  const judged = async (record: Migration): Promise<void> => {
    const keys = record.facts.stragglers.filter(({ suspect, judged }) => suspect !== undefined && judged === undefined);
    const told = record.facts.suspectsToldAt;
    if (keys.length > 0 && told !== undefined && desk.clock.at >= told + 2 * HOUR_MS)
      await change({ kind: 'judge-suspects', by: 'UMIKA', keys: keys.map(({ key }) => key), verdict: 'spam' });
  };
  for (;;) {
    const record = await desk.migrations.read(id);
    if (record === undefined) throw new Error('the migration vanished');
    const [next] = agenda(record, desk.clock.at);
    const [deed] = deeds;
    if (hasEnded(record.facts) || desk.clock.at > T0 + 16 * DAY_MS) return { record, refused };
    const dueAt = Math.max(next?.dueAt ?? Number.POSITIVE_INFINITY, desk.clock.at);
    if (deed !== undefined && T0 + deed.at <= dueAt) {
      deeds.shift();
      desk.clock.at = T0 + deed.at;
      await change(deed.command);
      continue;
    }
    if (next === undefined) throw new Error('nothing is due, and nobody does anything');
    desk.clock.at = dueAt;
    await change(
      next.what === 'tick' || next.what === 'holidays' ? holidays(next.what, dueAt) : report(next.what, dueAt),
    );
    await judged(record);
  }
}

function holidays(what: 'tick' | 'holidays', now: Instant): Command {
  if (what === 'tick') return { kind: 'tick' };
  const date = (days: number): string => new Date(now + days * DAY_MS).toISOString().slice(0, 10);
  return { kind: 'report-holidays', holidays: { country: 'JP', from: date(-1), until: date(400), days: [] } };
}

/** Clients send by the hostname, too. */
function loginsSeen(now: Instant, byHostname: boolean): Command {
  const report = loginReport(now, byHostname);
  if (report.kind !== 'report-logins') throw new Error(report.kind);
  const sending = report.observations.flatMap((one) =>
    one.by === 'hostname' ? [{ ...one, protocol: 'smtp' as const }] : [],
  );
  return { ...report, observations: [...report.observations, ...sending] };
}
