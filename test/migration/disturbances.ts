import fc from 'fast-check';
import type { Command } from '../../src/migration/commands.ts';
import { USUAL_HOURS } from '../../src/migration/person-hours.ts';
import { GATES } from '../../src/migration/settings.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/migration/time.ts';
import {
  ALL_NEW,
  acceptanceReport,
  BEGIN,
  CLOSED,
  contentReport,
  doorReport,
  loginReport,
  MAILBOXES,
  NEW,
  NS,
  OPERATORS,
  probeLanded,
  probeSent,
  RESTORED,
  SENDER,
  SETTLED,
  SPF_BOTH,
  SPF_OLD,
  scanReport,
  surveyReport,
  T0,
  type Timed,
  vantageReport,
  wholeScript,
  zoneReport,
} from './a-migration.ts';

/** Everything a script can be disturbed with: at `at`, relative to T0. */
const disturbance = (at: number): fc.Arbitrary<Command> => {
  const now = T0 + at;
  const gate = fc.constantFrom(...GATES);
  const person = fc.constantFrom('UAOI', 'UMIKA', 'UKEN', 'UREN', 'USTRANGER');
  return fc.oneof(
    fc.constant<Command>({ kind: 'tick' }),
    fc.constantFrom<Command>(
      zoneReport(now, 'old', SPF_OLD),
      zoneReport(now, 'old', SPF_BOTH, 86_400),
      zoneReport(now, 'new', SPF_BOTH),
      zoneReport(now, 'new', SPF_BOTH, 300, NS.slice(1)),
    ),
    fc.constant<Command>({ kind: 'report-zone', observations: [], addresses: {} }),
    fc.constant<Command>(failedZone(now)),
    fc.constantFrom<Command>(
      vantageReport(now),
      vantageReport(now, 'old', OPERATORS.slice(0, 1)),
      vantageReport(now, 'new', OPERATORS.slice(2)),
    ),
    fc.constant<Command>(failedLogins(now)),
    fc.constant<Command>(loginReport(now, true)),
    fc.constantFrom<Command>(
      scanReport(now),
      scanReport(now, MAILBOXES.slice(1)),
      failedScan(now),
      acceptanceReport(now, ['new', 'old']),
      acceptanceReport(now, ['old']),
      acceptanceReport(now, ['new'], MAILBOXES.slice(1)),
      failedAcceptance(now),
      refusals(now, 'old'),
      refusals(now, 'new'),
    ),
    fc.constantFrom<Command>(
      { kind: 'place-addresses', by: 'UAOI', addresses: ['info@kitano.example'], as: 'alias' },
      { kind: 'place-addresses', by: 'UMIKA', addresses: ['info@kitano.example'], as: undefined },
      { kind: 'dismiss-senders', by: 'UMIKA', senders: [SENDER], reason: 'gone' },
      {
        kind: 'waive',
        by: 'UMIKA',
        gate: 'switch-back',
        criteria: ['SWB-ACCEPT-OLD'],
        item: `address:${MAILBOXES[0]}`,
        reason: 'they were told',
      },
    ),
    fc.constantFrom<Command>(
      contentReport(now),
      contentReport(now, {}, MAILBOXES.slice(1)),
      contentReport(now, { missingTotal: 1, missing: [MISSING] }, MAILBOXES.slice(0, 1)),
      failedContent(now),
      doorReport(now, 'deferred'),
      doorReport(now, 'accepted'),
      doorReport(now, 'refused'),
      probeSent(now, `q${at}`, 'provider'),
      probeLanded(now, 'p1', 'old'),
      probeLanded(now, 'p1', 'new', true),
      { kind: 'remove-relay', by: 'UAOI', id: 'provider' },
      { kind: 'report-archive', by: 'UAOI', mailboxes: 2, messages: 81, restored: false },
      {
        kind: 'report-rescue',
        observations: [
          { key: `${MAILBOXES[0]}|INBOX|7|300`, result: { outcome: 'appended', at: now, folder: 'INBOX' } },
          { key: `${MAILBOXES[0]}|INBOX|7|301`, result: { outcome: 'refused', at: now, reason: 'quota' } },
        ],
      },
    ),
    fc.constantFrom<Command>(
      logReport(now, now - HOUR_MS),
      logReport(now, T0),
      { kind: 'attest', by: 'UMIKA', mailbox: MAILBOXES[0] },
      ...(['log', 'forwarded', 'attested', 'oauth', 'login'] as const).map(
        (watch) => ({ kind: 'mark-mailbox', by: 'UAOI', mailbox: MAILBOXES[0], watch }) as const,
      ),
      ...['message:k', `mailbox:${MAILBOXES[0]}`].map(
        (item) =>
          ({ kind: 'waive', by: 'UMIKA', gate: 'cancel', criteria: ['CAN-LEDGER'], item, reason: 'spam' }) as const,
      ),
    ),
    fc
      .integer({ min: 300, max: 320 })
      .map((uid): Command => surveyReport(now, [{ side: 'old', uid, at: now - MINUTE_MS }])),
    fc
      .integer({ min: 400, max: 420 })
      .map((uid): Command => surveyReport(now, [{ side: 'old', uid, at: now - MINUTE_MS, suspect: 'junk' }])),
    fc.constant<Command>(surveyReport(now)),
    fc.record({ kind: fc.constant('request-approval' as const), by: person, gate }),
    fc.record({ kind: fc.constant('approve' as const), by: person, gate, round: fc.integer({ min: 1, max: 3 }) }),
    fc.record({
      kind: fc.constant('decline' as const),
      by: person,
      gate,
      round: fc.integer({ min: 1, max: 3 }),
      reason: fc.constantFrom('', 'not today'),
    }),
    fc.record({
      kind: fc.constant('mark-client' as const),
      by: person,
      client: fc.constantFrom('c1', 'c9'),
      mark: fc.constantFrom('pinned' as const, 'sending' as const, 'restored' as const),
      done: fc.boolean(),
    }),
    ofOwners(person),
    ofDates(now),
    fc.record({
      kind: fc.constant('mark-step' as const),
      by: person,
      step: fc.constantFrom('inventory' as const, 'close' as const, 'retire' as const, 'rewrite' as const),
      done: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('unwaive' as const),
      by: person,
      gate,
      criterion: fc.constantFrom('CUT-PLAN', 'CAN-LEDGER', 'SWB-ACCEPT-OLD'),
      item: fc.constantFrom('message:k', `mailbox:${MAILBOXES[0]}`, `address:${MAILBOXES[0]}`),
    }),
    fc.record({
      kind: fc.constant('add-clients' as const),
      by: person,
      clients: fc.constant([{ name: 'Phone', protocols: ['imap' as const] }]),
    }),
    fc.record({
      kind: fc.constant('judge-suspects' as const),
      by: person,
      keys: fc.constant([`${MAILBOXES[0]}|INBOX|7|400`]),
      verdict: fc.constantFrom('spam' as const, 'real' as const),
    }),
    fc.constantFrom<Command>(
      { kind: 'pause', by: 'UAOI' },
      { kind: 'resume', by: 'UAOI' },
      { kind: 'rollback', by: 'UAOI', reason: 'no mail' },
    ),
    fc.record({
      kind: fc.constant('set-approvers' as const),
      by: person,
      approvers: fc.constantFrom(['UMIKA', 'UKEN'], ['UREN', 'UAOI', 'UKEN'], ['UAOI']),
    }),
    fc.constant<Command>({ kind: 'begin-rewrite', by: 'UAOI' }),
    fc.constant<Command>({ kind: 'approve-rollback', by: 'UMIKA' }),
    fc.constantFrom<Command>(
      { kind: 'set-plan', by: 'UAOI', record: { name: 'mail.kitano.example', type: 'A', after: ['203.0.113.99'] } },
      { kind: 'drop-plan', by: 'UAOI', name: 'kitano.example', type: 'TXT' },
      { kind: 'drop-plan', by: 'UMIKA', name: 'mail.kitano.example', type: 'A' },
      { kind: 'set-plan', by: 'UAOI', record: { name: 'mail.kitano.example', type: 'A', after: [NEW] } },
      { kind: 'set-window', by: 'UAOI', executor: 'UREN', from: now, to: now + DAY_MS },
      { kind: 'add-mailboxes', by: 'UAOI', mailboxes: [{ address: 'ryo@kitano.example', watch: 'login' }] },
      { kind: 'remove-mailbox', by: 'UAOI', mailbox: MAILBOXES[1] },
      { kind: 'remove-client', by: 'UAOI', client: 'c1' },
      {
        kind: 'waive',
        by: 'UMIKA',
        gate: 'cut-over',
        criteria: ['CUT-PLAN'],
        item: 'record:kitano.example/TXT',
        reason: 'no SPF',
      },
    ),
  );
};

/** What owners of clients say, and what is learnt of them. */
const ofOwners = (person: fc.Arbitrary<string>): fc.Arbitrary<Command> =>
  fc.oneof(
    fc.record({
      kind: fc.constant('own-clients' as const),
      by: person,
      clients: fc.constantFrom(['c1'], ['c1', 'c2'], ['c9']),
      owner: fc.oneof(person, fc.constant('Mr Sato')),
    }),
    fc.record({
      kind: fc.constant('mark-clients' as const),
      by: person,
      clients: fc.constantFrom(['c1'], ['c1', 'c2']),
      mark: fc.constantFrom('pinned' as const, 'sending' as const, 'restored' as const),
      done: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('disown-client' as const), by: person, client: fc.constant('c1') }),
    fc.record({ kind: fc.constant('ask-client-help' as const), by: person, client: fc.constant('c1') }),
    fc.record({
      kind: fc.constant('report-person-zone' as const),
      person,
      timeZone: fc.constantFrom('Asia/Tokyo', 'America/New_York', 'Pacific/Auckland'),
    }),
    fc.record({
      kind: fc.constant('report-person-hours' as const),
      person,
      hours: fc.constantFrom({ fromHour: 0, toHour: 1 }, { fromHour: 23, toHour: 24, weekends: true }, USUAL_HOURS),
    }),
    fc.record({ kind: fc.constant('report-unreachable' as const), person, reason: fc.constant('user_disabled') }),
    fc.record({ kind: fc.constant('report-reached' as const), person }),
    fc.constantFrom<Command>(
      { kind: 'set-setting', by: 'UAOI', key: 'reminders', value: 0 },
      { kind: 'set-setting', by: 'UAOI', key: 'remind-weekends', value: 1 },
    ),
  );

/** Dates that bind, the calendar, and what is asked for beside them. */
function ofDates(now: number): fc.Arbitrary<Command> {
  const day = (days: number): string => new Date(now + days * DAY_MS).toISOString().slice(0, 10);
  const rest = (first: number, last: number) => ({
    country: 'JP',
    from: day(-1),
    until: day(400),
    days: Array.from({ length: last - first }, (_, index) => ({ date: day(first + index), en: 'rest', ja: '休み' })),
  });
  return fc.constantFrom<Command>(
    ...[-3, 0, 2, 16, 60].map(
      (days) => ({ kind: 'set-contract', by: 'UAOI', side: 'old', contract: { endsOn: day(days) } }) as const,
    ),
    { kind: 'set-contract', by: 'UMIKA', side: 'old', contract: { endsOn: day(45), noticeDays: 31 } },
    { kind: 'set-contract', by: 'UAOI', side: 'old', contract: undefined },
    { kind: 'set-contract', by: 'UAOI', side: 'new', contract: { startsOn: day(3) } },
    { kind: 'set-country', by: 'UAOI', country: 'JP' },
    { kind: 'set-country', by: 'UAOI', country: 'DE' },
    { kind: 'report-holidays', holidays: rest(0, 0) },
    { kind: 'report-holidays', holidays: rest(0, 9) },
    { kind: 'report-holidays', holidays: rest(-1, 400) },
    { kind: 'set-window', by: 'UAOI', executor: 'UAOI', from: now + 10 * MINUTE_MS, to: now + HOUR_MS },
    { kind: 'keep-rewrite', by: 'UMIKA' },
    { kind: 'ask-timeline', by: 'UREN' },
    { kind: 'bring-status', by: 'UREN' },
  );
}

const MISSING = { key: 'k', folder: 'INBOX', at: T0, sizeBytes: 9, reason: 'too-big' } as const;

/** A delivery log that names one mailbox, read up to `now`. */
function logReport(now: number, from: number): Command {
  const delivery = { id: 'L1', address: MAILBOXES[0], at: from, outcome: 'delivered' } as const;
  const reading = {
    format: 'postfix',
    from,
    to: now,
    lines: 9,
    unread: 0,
    hosts: ['sv12'],
    deliveries: [delivery],
  } as const;
  return { kind: 'report-log', by: 'UAOI', reading };
}

/** Nothing was compared. */
export function failedContent(now: number): Command {
  const result = { outcome: 'failed', at: now, code: 'connect-timeout' } as const;
  const observations = MAILBOXES.map((mailbox) => ({ mailbox, credentialsVersions: { old: 1, new: 1 }, result }));
  return { kind: 'report-content', observations, done: true };
}

export function failedZone(now: number): Command {
  const question = { name: 'mail.kitano.example', type: 'A' as const };
  return {
    kind: 'report-zone',
    servers: NS,
    addresses: {},
    observations: NS.map((server) => ({
      server,
      question,
      result: { outcome: 'failed', at: now, code: 'dns-timeout' },
    })),
  };
}

/** What was seen stays; nothing is learnt. */
function failedScan(now: number): Command {
  const result = { outcome: 'failed', at: now, code: 'connect-timeout' } as const;
  return {
    kind: 'report-scan',
    observations: MAILBOXES.map((mailbox) => ({ mailbox, credentialsVersion: 1, result })),
  };
}

export function failedAcceptance(now: number): Command {
  const result = { outcome: 'failed', at: now, code: 'port-blocked' } as const;
  return {
    kind: 'report-acceptance',
    observations: MAILBOXES.flatMap((address) => [
      { address, side: 'new', result },
      { address, side: 'old', result },
    ]),
    servers: [{ side: 'new', domain: 'kitano.example', random: result, foreign: result }],
  };
}

function refusals(now: number, side: 'old' | 'new'): Command {
  const result = { outcome: 'answered', at: now, verdict: 'refused', reply: '550 no', via: 'port-25' } as const;
  return {
    kind: 'report-acceptance',
    observations: MAILBOXES.map((address) => ({ address, side, result })),
    servers: [],
  };
}

export function failedLogins(now: number): Command {
  const result = { outcome: 'failed', at: now, code: 'connect-timeout' } as const;
  return {
    kind: 'report-logins',
    observations: MAILBOXES.map((mailbox) => ({
      mailbox,
      side: 'old',
      by: 'address',
      protocol: 'imap',
      credentialsVersion: 1,
      result,
    })),
  };
}

/** Mostly about the moments at which something hangs in the balance. */
const moment: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: 0, max: CLOSED + DAY_MS }),
  fc
    .tuple(fc.constantFrom(BEGIN, ALL_NEW, SETTLED, RESTORED, CLOSED), fc.integer({ min: -HOUR_MS, max: 2 * HOUR_MS }))
    .map(([anchor, offset]) => anchor + offset),
);

/** The script of a good migration, cut short somewhere, with some lines left out and disturbances strewn in. */
export const disturbed: fc.Arbitrary<readonly Timed[]> = fc
  .record({
    upTo: fc.integer({ min: 1, max: wholeScript().length }),
    left: fc.uniqueArray(fc.nat(wholeScript().length - 1), { maxLength: 2 }),
    extra: fc.array(
      moment.chain((at) => disturbance(at).map((command): Timed => ({ at, command }))),
      { maxLength: 6 },
    ),
    late: fc.array(
      fc
        .integer({ min: 0, max: 40 * DAY_MS })
        .chain((after) => disturbance(CLOSED + after).map((command): Timed => ({ at: CLOSED + after, command }))),
      { maxLength: 3 },
    ),
  })
  .map(({ upTo, left, extra, late }) => {
    const script = wholeScript().filter((_, index) => index < upTo && !left.includes(index));
    return [...script, ...extra, ...late].sort((a, b) => a.at - b.at);
  });
