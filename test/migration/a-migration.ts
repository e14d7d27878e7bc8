import type { Command, StartInput } from '../../src/migration/commands.ts';
import { decide, decideStart } from '../../src/migration/decide.ts';
import type { Event } from '../../src/migration/events.ts';
import type { MailboxContent } from '../../src/migration/mail-observations.ts';
import type { AuthorityObservation, Question, Side, VantageObservation } from '../../src/migration/observations.ts';
import type { Migration } from '../../src/migration/record.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../src/migration/settings.ts';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '../../src/migration/time.ts';
import type { ZoneExtras } from '../../src/migration/zone-observations.ts';

/** A Tuesday, 09:00 in Tokyo. */
export const T0: Instant = Date.UTC(2026, 8, 1, 0, 0, 0);

export const OLD = '192.0.2.10';
export const NEW = '203.0.113.20';
export const NS = [
  { name: 'ns1.dns.example', address: '198.51.100.1' },
  { name: 'ns2.dns.example', address: '198.51.100.2' },
];
export const MAILBOXES = ['aoi@kitano.example', 'ken@kitano.example'] as const;
export const OPERATORS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'] as const;

export function aStart(change: Partial<StartInput> = {}, settings: Partial<Settings> = {}): StartInput {
  return {
    place: { teamId: 'T1', channelId: 'C1' },
    domain: 'kitano.example',
    scope: 'mail-only',
    profile: 'hoster',
    lang: 'en',
    timeZone: 'Asia/Tokyo',
    approvers: ['UMIKA', 'UKEN', 'UREN'],
    solo: false,
    servers: {
      old: {
        host: 'sv12.oldhost.example',
        addresses: [OLD],
        imap: { port: 993, security: 'tls' },
        smtp: { port: 587, security: 'starttls' },
      },
      new: {
        host: 'mx3.newhost.example',
        addresses: [NEW],
        imap: { port: 993, security: 'tls' },
        smtp: { port: 587, security: 'starttls' },
      },
    },
    settings: { ...DEFAULT_SETTINGS, sendingHostsExpected: 1, ...settings },
    ...change,
  };
}

export const started = (change: Partial<StartInput> = {}, settings: Partial<Settings> = {}): Migration =>
  decideStart('01M', aStart(change, settings), 'UAOI', T0).migration;

/** A command at an instant; `at` is relative to T0. */
export type Timed = { readonly at: number; readonly command: Command };

/** Runs commands in order; refusals are noted and change nothing. */
export function run(from: Migration, script: readonly Timed[]) {
  let migration = from;
  const events: Event[] = [];
  const refusals: string[] = [];
  for (const { at, command } of script) {
    const decision = decide(migration, command, T0 + at);
    if (decision.ok) {
      migration = decision.migration;
      events.push(...decision.events);
    } else {
      refusals.push(`${command.kind}: ${decision.refusal.code}`);
    }
  }
  return { migration, events, refusals };
}

const MX: Question = { name: 'kitano.example', type: 'MX' };
const SPF: Question = { name: 'kitano.example', type: 'TXT' };
const HOST: Question = { name: 'mail.kitano.example', type: 'A' };
const DMARC: Question = { name: '_dmarc.kitano.example', type: 'TXT' };
const QUESTIONS = [MX, SPF, HOST, DMARC] as const;

export const SPF_OLD = `v=spf1 ip4:${OLD} -all`;
export const SPF_BOTH = `v=spf1 ip4:${OLD} ip4:${NEW} -all`;
export const SPF_NEW = `v=spf1 ip4:${NEW} -all`;

/** What the zone serves: hosts at the old or the new address, and an SPF string. */
export function zoneReport(at: Instant, host: 'old' | 'new', spf = SPF_OLD, ttlSeconds = 300, servers = NS): Command {
  const values = (question: Question) => {
    if (question.type === 'MX') return ['10 mail.kitano.example'];
    if (question.name === DMARC.name) return ['v=DMARC1; p=none'];
    if (question.type === 'TXT') return [spf];
    return question.type === 'A' && question.name === HOST.name ? [host === 'old' ? OLD : NEW] : [];
  };
  const observations = servers.flatMap((server): AuthorityObservation[] =>
    QUESTIONS.map((question) => ({
      server,
      question,
      result: { outcome: 'answer', at, values: values(question), ttlSeconds },
    })),
  );
  return { kind: 'report-zone', servers, observations, addresses: {}, extras: soundExtras(at) };
}

/** What is learnt beside the answers where all is well: SPF for both, the new server's key and name, no policy, no DNSSEC. */
function soundExtras(at: Instant): ZoneExtras {
  const domain = 'kitano.example';
  const spf = (['old', 'new'] as const).map((side) => ({
    domain,
    side,
    address: side === 'old' ? OLD : NEW,
    result: { outcome: 'evaluated', at, verdict: 'pass', lookups: 0, voids: 0 } as const,
  }));
  const names = ['mx3.newhost.example'];
  return {
    spf,
    dkim: [{ domain, selector: 's1', result: { outcome: 'key', at, state: 'valid' } }],
    policies: [{ domain, result: { outcome: 'no-policy', at, reason: 'absent', detail: '' } }],
    pointers: [{ address: NEW, side: 'new', result: { outcome: 'pointer', at, names, confirmed: names } }],
    tlsa: [{ host: HOST.name, result: { outcome: 'tlsa', at, values: [] } }],
    signing: [{ zone: domain, result: { outcome: 'signing', at, state: 'unsigned', ds: [], keys: [], ede: [] } }],
  };
}

export function vantageReport(
  at: Instant,
  host: 'old' | 'new' = 'new',
  operators: readonly string[] = OPERATORS,
  ttlSeconds = 100,
): Command {
  const questions: readonly Question[] = [SPF, HOST];
  const observations = operators.flatMap((operator): VantageObservation[] =>
    questions.map((question) => ({
      vantage: `${operator}-1`,
      operator,
      site: false,
      question,
      result: {
        outcome: 'answer',
        at,
        values: question.type === 'TXT' ? [SPF_BOTH] : [host === 'old' ? OLD : NEW],
        ttlSeconds,
      },
    })),
  );
  return { kind: 'report-vantages', observations };
}

export function loginReport(at: Instant, byHostname = false, version = 1): Command {
  const ok = {
    outcome: 'ok',
    at,
    certificateNames: ['mx3.newhost.example', '*.kitano.example'],
    address: NEW,
  } as const;
  const byAddress = MAILBOXES.flatMap((mailbox) =>
    (['old', 'new'] as const).map(
      (side) => ({ mailbox, side, by: 'address', protocol: 'imap', credentialsVersion: version, result: ok }) as const,
    ),
  );
  const named = {
    mailbox: MAILBOXES[0],
    side: 'new',
    by: 'hostname',
    protocol: 'imap',
    hostname: HOST.name,
    credentialsVersion: version,
    result: ok,
  } as const;
  return { kind: 'report-logins', observations: byHostname ? [...byAddress, named] : byAddress };
}

export type Delivered = {
  readonly side: Side;
  readonly mailbox?: string;
  readonly uid: number;
  readonly at: Instant;
  readonly suspect?: 'junk';
  readonly from?: string;
};

export function surveyReport(at: Instant, deliveries: readonly Delivered[] = []): Command {
  const observations = MAILBOXES.flatMap((mailbox) =>
    (['old', 'new'] as const).map((side) => ({
      mailbox,
      side,
      credentialsVersion: 1,
      result: {
        outcome: 'ok' as const,
        at,
        folders: [{ path: 'INBOX', uidValidity: '7', uidNext: 100, messages: 10, specialUse: 'inbox' as const }],
        arrivals: deliveries
          .filter((one) => one.side === side && (one.mailbox ?? MAILBOXES[0]) === mailbox)
          .map((one) => ({
            mailbox,
            folder: 'INBOX',
            uidValidity: '7',
            uid: one.uid,
            kind: 'delivery' as const,
            at: one.at,
            fingerprint: `<${one.uid}@sender.example>`,
            from: one.from ?? SENDER,
            path: { helo: 'mx.sender.example', address: '198.51.100.77' },
            stampedBy: side === 'old' ? 'sv12.oldhost.example' : 'mx3.newhost.example',
            ...(one.suspect === undefined ? {} : { suspect: one.suspect }),
          })),
        stampNames: [side === 'old' ? 'sv12.oldhost.example' : 'mx3.newhost.example'],
        unexplained: [],
        lost: [],
      },
    })),
  );
  return { kind: 'report-survey', observations };
}

/** Who writes every week before the rewrite; mail of `surveyReport` is from them. */
export const SENDER = 'shop@sender.example';

/** What the old mailboxes hold: mail to each, and a sender that wrote weekly until `at`. */
export function scanReport(at: Instant, mailboxes: readonly string[] = MAILBOXES): Command {
  const today = Math.floor(at / DAY_MS);
  const observations = mailboxes.map((mailbox) => ({
    mailbox,
    credentialsVersion: 1,
    result: {
      outcome: 'ok' as const,
      at,
      from: at - 395 * DAY_MS,
      messages: 40,
      addresses: [{ address: mailbox, count: 40, firstAt: at - 300 * DAY_MS, lastAt: at - DAY_MS }],
      senders: [
        {
          sender: SENDER,
          days: [today - 22, today - 15, today - 8, today - 1],
          count: 4,
          lastAt: at - DAY_MS,
          way: 'dns' as const,
        },
      ],
    },
  }));
  return { kind: 'report-scan', observations };
}

/** Both servers take mail for the mailboxes, and for nobody else. */
export function acceptanceReport(
  at: Instant,
  sides: readonly Side[] = ['new'],
  addresses: readonly string[] = MAILBOXES,
): Command {
  const answer = (verdict: 'accepted' | 'refused') =>
    ({
      outcome: 'answered',
      at,
      verdict,
      reply: verdict === 'accepted' ? '250 2.1.5 OK' : '550 5.1.1 no such user',
      via: 'port-25',
    }) as const;
  return {
    kind: 'report-acceptance',
    observations: sides.flatMap((side) => addresses.map((address) => ({ address, side, result: answer('accepted') }))),
    servers: sides.map((side) => ({
      side,
      domain: 'kitano.example',
      random: answer('refused'),
      foreign: answer('refused'),
    })),
  };
}

/** When the rewrite is said to begin, and when every server is new, relative to T0. */
export const BEGIN = 2 * DAY_MS;
export const ALL_NEW = BEGIN + 10 * MINUTE_MS;
/** When switch-back can open: a whole business day after the watermark, which the SPF's unseen former TTL does not delay. */
export const SETTLED = ALL_NEW + 3 * DAY_MS;
export const RESTORED = SETTLED + HOUR_MS;
export const CLOSED = RESTORED + 15 * DAY_MS;

/** Everything up to the point where cut-over waits for approval. */
export function untilCutOver(): readonly Timed[] {
  const at = BEGIN - 2 * HOUR_MS;
  const person = (command: Command, when = 0): Timed => ({ at: when, command });
  return [
    person(zoneReport(T0, 'old', SPF_OLD, 300)),
    person({ kind: 'add-mailboxes', by: 'UAOI', mailboxes: MAILBOXES.map((address) => ({ address, watch: 'login' })) }),
    person({
      kind: 'credentials-imported',
      by: 'UAOI',
      entries: MAILBOXES.flatMap((mailbox) => (['old', 'new'] as const).map((side) => ({ mailbox, side, version: 1 }))),
    }),
    person({ kind: 'add-clients', by: 'UAOI', clients: [{ name: 'Scanner', owner: 'UREN', protocols: ['imap'] }] }),
    person({ kind: 'set-selectors', by: 'UAOI', selectors: ['s1'] }),
    person({ kind: 'mark-step', by: 'UAOI', step: 'inventory', done: true }),
    person({ kind: 'mark-step', by: 'UAOI', step: 'prepare', done: true }),
    person({ kind: 'mark-client', by: 'UREN', client: 'c1', mark: 'pinned', done: true }),
    ...['forwarders', 'aliases', 'catch-all', 'lists', 'filters', 'shared-mailboxes'].map((item) =>
      person({ kind: 'mark-checklist', by: 'UAOI', item, done: true }),
    ),
    person({
      kind: 'set-window',
      by: 'UAOI',
      executor: 'UAOI',
      from: T0 + BEGIN - HOUR_MS,
      to: T0 + BEGIN + 8 * HOUR_MS,
    }),
    person(zoneReport(T0 + at, 'old', SPF_BOTH, 300), at),
    person(loginReport(T0 + at), at),
    person(scanReport(T0 + at), at),
    person(acceptanceReport(T0 + at), at),
    person(contentReport(T0 + at), at),
  ];
}

/** What proves that the old server was closed without loss, once it was at `closedAt`. */
function closing(closedAt: number): readonly Timed[] {
  const timed = (after: number, command: (now: Instant) => Command): Timed => ({
    at: closedAt + after,
    command: command(T0 + closedAt + after),
  });
  const relay = {
    id: 'provider',
    kind: 'old',
    host: 'relay.oldhost.example',
    port: 587,
    security: 'starttls',
  } as const;
  return [
    timed(MINUTE_MS, () => ({ kind: 'report-archive', by: 'UAOI', mailboxes: 2, messages: 80, restored: false })),
    timed(2 * MINUTE_MS, () => ({ kind: 'report-archive', by: 'UAOI', mailboxes: 2, messages: 80, restored: true })),
    timed(3 * MINUTE_MS, (now) => doorReport(now, 'deferred')),
    timed(4 * MINUTE_MS, (now) => contentReport(now)),
    timed(5 * MINUTE_MS, () => ({ kind: 'set-relay', by: 'UAOI', relay })),
    timed(6 * MINUTE_MS, (now) => probeSent(now, 'p1', relay.id)),
    timed(7 * MINUTE_MS, (now) => probeLanded(now, 'p1')),
    // Once might be greylisting.
    timed(18 * MINUTE_MS, (now) => doorReport(now, 'deferred')),
  ];
}

/** The old server's answers at port 25: put off (4xx), accepted, refused. */
export function doorReport(at: Instant, verdict: 'accepted' | 'refused' | 'deferred'): Command {
  const reply = { accepted: '250 2.1.5 OK', refused: '550 5.1.1 no', deferred: '451 4.3.2 try later' }[verdict];
  const result = { outcome: 'answered', at, verdict, reply, via: 'port-25' } as const;
  return {
    kind: 'report-acceptance',
    observations: MAILBOXES.map((address) => ({ address, side: 'old' as const, result })),
    servers: [],
  };
}

/** Each mailbox held against its counterpart: whole, unless some is said to be missing. */
export function contentReport(
  at: Instant,
  change: Partial<MailboxContent> = {},
  mailboxes: readonly string[] = MAILBOXES,
): Command {
  const result = {
    outcome: 'ok',
    at,
    messages: 40,
    verified: 40,
    copied: 0,
    missingTotal: 0,
    missing: [],
    ...change,
  } as const;
  return {
    kind: 'report-content',
    observations: mailboxes.map((mailbox) => ({ mailbox, credentialsVersions: { old: 1, new: 1 }, result })),
    done: true,
    beganAt: at,
  };
}

export function probeSent(at: Instant, id: string, relay: string, mailbox: string = MAILBOXES[0]): Command {
  const result = { outcome: 'sent', at, reply: '250 queued' } as const;
  return { kind: 'report-probes', sent: [{ id, relay, mailbox, result }], landings: [], searched: [] };
}

export function probeLanded(at: Instant, id: string, side: Side = 'new', junk = false): Command {
  const landings = [{ id, side, folder: junk ? 'Junk' : 'INBOX', junk, at }];
  return { kind: 'report-probes', sent: [], landings, searched: [] };
}

/** The whole of a migration on which nothing goes wrong. */
export function wholeScript(): readonly Timed[] {
  const timed = (at: number, command: Command): Timed => ({ at, command });
  const opening = BEGIN - HOUR_MS;
  return [
    ...untilCutOver(),
    timed(opening, { kind: 'request-approval', by: 'UAOI', gate: 'cut-over' }),
    timed(opening + 1, { kind: 'approve', by: 'UMIKA', gate: 'cut-over', round: 1 }),
    timed(opening + 2, surveyReport(T0 + opening + 2)),
    timed(BEGIN, { kind: 'begin-rewrite', by: 'UAOI' }),
    timed(BEGIN + MINUTE_MS, zoneReport(T0 + BEGIN + MINUTE_MS, 'new', SPF_BOTH, 300, NS.slice(0, 1))),
    timed(BEGIN + 2 * MINUTE_MS, acceptanceReport(T0 + BEGIN + 2 * MINUTE_MS, ['new', 'old'])),
    timed(ALL_NEW, zoneReport(T0 + ALL_NEW, 'new', SPF_BOTH)),
    timed(
      ALL_NEW + HOUR_MS,
      surveyReport(T0 + ALL_NEW + HOUR_MS, [
        { side: 'new', uid: 200, at: T0 + ALL_NEW + MINUTE_MS },
        { side: 'new', mailbox: MAILBOXES[1], uid: 201, at: T0 + ALL_NEW + MINUTE_MS },
      ]),
    ),
    timed(ALL_NEW + HOUR_MS, acceptanceReport(T0 + ALL_NEW + HOUR_MS, ['new', 'old'])),
    ...[3, 2, 1, 0].map((hours) =>
      timed(SETTLED - hours * HOUR_MS - MINUTE_MS, vantageReport(T0 + SETTLED - hours * HOUR_MS - MINUTE_MS)),
    ),
    timed(SETTLED - 50_000, loginReport(T0 + SETTLED - 50_000, true)),
    timed(SETTLED - 40_000, surveyReport(T0 + SETTLED - 40_000)),
    timed(SETTLED - 30_000, zoneReport(T0 + SETTLED - 30_000, 'new', SPF_BOTH)),
    timed(SETTLED, { kind: 'request-approval', by: 'UAOI', gate: 'switch-back' }),
    timed(SETTLED + 1, { kind: 'approve', by: 'UKEN', gate: 'switch-back', round: 1 }),
    timed(RESTORED, { kind: 'mark-client', by: 'UREN', client: 'c1', mark: 'restored', done: true }),
    ...['calendars-contacts', 'devices', 'retention', 'contract-dates', 'other-services'].map((item) =>
      timed(RESTORED, { kind: 'mark-checklist' as const, by: 'UAOI', item, done: true }),
    ),
    timed(CLOSED - HOUR_MS, { kind: 'mark-step', by: 'UAOI', step: 'close', done: true }),
    ...closing(CLOSED - HOUR_MS).map(({ at, command }) => timed(at, command)),
    timed(CLOSED - 50_000, surveyReport(T0 + CLOSED - 50_000)),
    timed(CLOSED - 30_000, zoneReport(T0 + CLOSED - 30_000, 'new', SPF_NEW)),
    timed(CLOSED, { kind: 'request-approval', by: 'UAOI', gate: 'cancel' }),
    timed(CLOSED + 1, { kind: 'approve', by: 'UKEN', gate: 'cancel', round: 1 }),
    timed(CLOSED + 2, { kind: 'approve', by: 'UMIKA', gate: 'cancel', round: 1 }),
    timed(CLOSED + 3, { kind: 'mark-step', by: 'UAOI', step: 'retire', done: true }),
  ];
}
