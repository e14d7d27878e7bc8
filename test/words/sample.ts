import type { Announcement, AnnouncementKind } from '../../src/migration/announcements.ts';
import type { Straggler } from '../../src/migration/arrival-facts.ts';
import type { StartInput } from '../../src/migration/commands.ts';
import type { ContractWarning, EventKind, Happening } from '../../src/migration/events.ts';
import { evolve } from '../../src/migration/evolve.ts';
import type { Facts } from '../../src/migration/facts.ts';
import type { FindingCode } from '../../src/migration/findings.ts';
import type { Figure } from '../../src/migration/gates/criterion.ts';
import type { EvidenceCode } from '../../src/migration/gates/evidence-codes.ts';
import type { Migration } from '../../src/migration/record.ts';
import type { RefusalCode } from '../../src/migration/refusals.ts';
import { DEFAULT_SETTINGS } from '../../src/migration/settings.ts';
import { NO_SIGHTINGS } from '../../src/migration/sightings.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/migration/time.ts';
import { ALARMS, type Alarm, DIFFERENCES, type Difference } from '../../src/migration/zone-facts.ts';

/** 1 December 2026, 10:00 in Tokyo. */
export const T0 = Date.UTC(2026, 11, 1, 1, 0);
export const at = (hours: number, minutes = 0): number => T0 + hours * HOUR_MS + minutes * MINUTE_MS;

const INPUT: StartInput = {
  place: { teamId: 'T1', channelId: 'C1' },
  domain: 'example.jp',
  scope: 'mail-only',
  profile: 'hoster',
  lang: 'en',
  timeZone: 'Asia/Tokyo',
  approvers: ['U1AAA', 'U2BBB', 'U3CCC'],
  solo: false,
  servers: {
    old: {
      host: 'sv1.old-host.example',
      addresses: ['192.0.2.10'],
      imap: { port: 993, security: 'tls' },
      smtp: { port: 465, security: 'tls' },
    },
    new: {
      host: 'mail.example.jp',
      addresses: ['198.51.100.10'],
      imap: { port: 993, security: 'tls' },
      smtp: { port: 587, security: 'starttls' },
    },
  },
  settings: DEFAULT_SETTINGS,
};

export const STRAGGLER: Straggler = {
  key: 'aoi@example.jp|INBOX|1|7',
  mailbox: 'aoi@example.jp',
  folder: 'INBOX',
  at: at(2),
  seenAt: at(2, 5),
  fingerprint: '<1@example.com>',
  from: 'shop@example.com',
  path: { helo: 'relay.example.net', address: '203.0.113.9' },
};

/** A migration in which a little of everything is known. */
export function aMigration(facts: Partial<Facts> = {}, sightings: Partial<Migration['sightings']> = {}): Migration {
  const started = evolve(undefined, { kind: 'started', input: INPUT, at: T0, by: 'U9START' });
  return {
    id: '01KB000000000000000000000A',
    facts: {
      ...started,
      clients: [
        { id: '1', name: 'Scanner <2F>', owner: 'U5OWNER', protocols: ['smtp'] },
        {
          id: '2',
          name: 'Aoi’s laptop',
          protocols: ['imap', 'pop3', 'smtp'],
          pinned: { at: T0, by: 'U5OWNER' },
        },
      ],
      nextClientNumber: 3,
      mailboxes: [
        { address: 'aoi@example.jp', watch: 'login', credentials: { old: 1, new: 1 } },
        { address: 'ken@example.jp', watch: 'login', credentials: { old: 1 } },
        { address: 'info@example.jp', watch: 'attested', credentials: {} },
      ],
      plan: [
        {
          name: 'example.jp',
          type: 'MX',
          before: ['10 sv1.old-host.example'],
          after: ['10 mail.example.jp'],
          when: 'rewrite',
        },
        { name: 'mail.example.jp', type: 'A', before: ['192.0.2.10'], after: ['198.51.100.10'], when: 'rewrite' },
        {
          name: 'example.jp',
          type: 'TXT',
          before: ['v=spf1 ip4:192.0.2.10 -all'],
          after: ['v=spf1 ip4:192.0.2.10 ip4:198.51.100.10 -all'],
          final: ['v=spf1 ip4:198.51.100.10 -all'],
          when: 'before',
        },
      ],
      authorities: { '192.0.2.53': 'ns1.dns.example', '192.0.2.54': 'ns2.dns.example' },
      recordSets: {
        'mail.example.jp/A': { ttlSeconds: 86_400, ttlSince: T0, formerGoneAt: T0 },
        'example.jp/MX': { ttlSeconds: 300, ttlSince: T0, formerGoneAt: at(24) },
      },
      vantages: [
        { id: 'google-8.8.8.8', operator: 'Google', site: false },
        { id: 'quad9-9.9.9.10', operator: 'Quad9', site: false },
      ],
      ...facts,
    },
    sightings: { ...NO_SIGHTINGS, ...sightings },
  };
}

const evidence = {
  code: 'some-open',
  figures: {
    ok: 12,
    total: 14,
    open: 2,
    failing: 2,
    waived: 0,
    names: ['client:3', 'client:5'],
    because: 'client-not-pinned',
  },
} as const;
export const GISTS = [
  { id: 'CUT-CLIENTS', outcome: 'fail', evidence, seenAt: T0, waived: [] },
  {
    id: 'CUT-PLAN-REST',
    outcome: 'pass',
    evidence: { code: 'waived', figures: { waived: 1 } },
    waived: [{ item: '*', by: 'U1AAA', reason: 'DKIM seen by hand' }],
  },
] as const;

/** The same where nothing is open but the approvals. */
export const PASSED = GISTS.map((gist) => ({ ...gist, outcome: 'pass' as const }));

const ALARM: Omit<Alarm, 'at'> = {
  vantage: 'opendns',
  operator: 'OpenDNS',
  record: 'mail.example.jp/A',
  why: 'extended',
  values: ['192.0.2.10'],
  goneAt: at(4, 20),
};

/** One of each kind, everywhere and on some servers. */
const DIFFERENT: readonly Difference[] = DIFFERENCES.flatMap((kind, index) => {
  const difference = {
    record: 'mail.example.jp/A',
    kind,
    servers: index % 2 === 0 ? ['ns2.dns.example'] : [],
    of: 4,
    served: kind === 'missing' ? [] : ['198.51.100.1'],
    expected: ['198.51.100.10'],
  };
  return kind === 'old' ? [difference, { ...difference, serials: ['2026112301'] }] : [difference];
});

/** The old contract ends before the earliest safe day. */
const SHORT: ContractWarning = {
  stage: 'early',
  endsOn: '2027-02-28',
  noticeDays: 14,
  decideOn: '2027-02-14',
  isShort: true,
  safeOn: '2027-03-09',
  isSafeKnown: true,
  months: 1,
};

/** It ends after that day. */
const LASTING: ContractWarning = { ...SHORT, isShort: false, safeOn: '2027-02-01', months: 0 };

/** At least one of every kind, so that a kind without a sample does not compile. */
export const HAPPENINGS: { readonly [K in EventKind]: readonly Extract<Happening, { kind: K }>[] } = {
  started: [{ kind: 'started', input: INPUT }],
  'step-marked': [
    { kind: 'step-marked', step: 'inventory', done: true },
    { kind: 'step-marked', step: 'inventory', done: false },
  ],
  'step-prompted': [{ kind: 'step-prompted', step: 'pin' }],
  'rewrite-begun': [{ kind: 'rewrite-begun' }],
  'rewrite-seen': [{ kind: 'rewrite-seen' }],
  'record-all-new': [{ kind: 'record-all-new', record: 'mail.example.jp/A' }],
  'record-old-again': [{ kind: 'record-old-again', record: 'mail.example.jp/A', server: '192.0.2.53' }],
  'rewrite-done': [{ kind: 'rewrite-done', watermark: at(3) }],
  'watermark-passed': [{ kind: 'watermark-passed', watermark: at(3) }],
  'clients-added': [{ kind: 'clients-added', clients: [{ name: 'Scanner', protocols: ['smtp'] }] }],
  'client-removed': [{ kind: 'client-removed', client: '1' }],
  'client-marked': (['pinned', 'sending', 'restored'] as const).flatMap((mark) =>
    [true, false].flatMap((done) =>
      [{}, { behalfOf: 'U5OWNER' }, { behalfOf: 'Mr Sato' }].map((behalf) => ({
        kind: 'client-marked' as const,
        client: '1',
        mark,
        done,
        ...behalf,
      })),
    ),
  ),
  'clients-owned': [
    { kind: 'clients-owned', clients: ['c1', 'c2'], owner: 'U5OWNER' },
    { kind: 'clients-owned', clients: ['c1'], owner: 'Mr Sato' },
  ],
  'client-disowned': [{ kind: 'client-disowned', client: 'c1', owner: 'U5OWNER' }],
  'client-help-asked': [
    { kind: 'client-help-asked', client: 'c1' },
    { kind: 'client-help-asked', client: 'c1', question: 'Which password?' },
  ],
  'owners-asked': (['pin', 'rewrite', 'restore'] as const).map((phase) => ({
    kind: 'owners-asked' as const,
    phase,
    owners: ['U5OWNER', 'U1AAA'],
  })),
  'owners-reminded': [{ kind: 'owners-reminded', phase: 'pin', owners: ['U5OWNER'] }],
  'clients-typed': [
    {
      kind: 'clients-typed',
      phase: 'pin',
      typed: '{"phase":"pin","moved":[],"old":[{"target":"sv1.old-host.example"}],"new":[{"target":"192.0.2.20"}]}',
    },
    { kind: 'clients-typed', phase: 'rewrite', typed: '{"phase":"rewrite","moved":[],"old":[],"new":[]}' },
  ],
  'person-hours-learnt': [
    { kind: 'person-hours-learnt', person: 'U5OWNER', hours: { fromHour: 7, toHour: 24 } },
    { kind: 'person-hours-learnt', person: 'U5OWNER', hours: { fromHour: 10, toHour: 18, weekends: true } },
    { kind: 'person-hours-learnt', person: 'U5OWNER', hours: { fromHour: 10, toHour: 18, weekends: false } },
  ],
  'person-zone-learnt': [{ kind: 'person-zone-learnt', person: 'U5OWNER', timeZone: 'Europe/Berlin' }],
  'mailboxes-added': [{ kind: 'mailboxes-added', mailboxes: [{ address: 'aoi@example.jp', watch: 'login' }] }],
  'mailbox-removed': [{ kind: 'mailbox-removed', mailbox: 'aoi@example.jp' }],
  'mailbox-marked': [{ kind: 'mailbox-marked', mailbox: 'aoi@example.jp', watch: 'attested' }],
  'credentials-imported': [
    { kind: 'credentials-imported', entries: [{ mailbox: 'aoi@example.jp', side: 'old', version: 1 }] },
  ],
  'credentials-refused': [
    { kind: 'credentials-refused', entries: [{ mailbox: 'aoi@example.jp', side: 'new', version: 1 }] },
  ],
  'credentials-forgotten': [{ kind: 'credentials-forgotten' }],
  'checklist-marked': [
    { kind: 'checklist-marked', item: 'aliases', done: true },
    { kind: 'checklist-marked', item: 'aliases', done: false },
  ],
  'approvers-set': [
    { kind: 'approvers-set', approvers: ['U1AAA', 'U2BBB'] },
    { kind: 'approvers-set', approvers: ['U1AAA'], groups: [{ id: 'S1MAIL', name: 'mail-admins', people: 3 }] },
  ],
  'window-set': [{ kind: 'window-set', executor: 'U1AAA', from: at(1), to: at(3) }],
  'rewrite-eve': [
    { kind: 'rewrite-eve', from: at(1), isGo: true, criteria: [] },
    { kind: 'rewrite-eve', from: at(1), isGo: false, criteria: GISTS },
  ],
  'rewrite-kept': [{ kind: 'rewrite-kept' }],
  'country-set': [{ kind: 'country-set', country: 'JP' }],
  'holidays-known': [
    {
      kind: 'holidays-known',
      holidays: {
        country: 'JP',
        from: '2026-11-30',
        until: '2028-01-30',
        days: [{ date: '2027-01-01', en: 'New Year’s Day', ja: '元日' }],
      },
    },
  ],
  'contracts-set': [
    {
      kind: 'contracts-set',
      contracts: { old: { endsOn: '2027-02-28', noticeDays: 30 }, new: { startsOn: '2026-12-01' } },
    },
    { kind: 'contracts-set', contracts: { old: { endsOn: '2027-02-28' } } },
    { kind: 'contracts-set', contracts: {} },
  ],
  'contract-warned': [
    { kind: 'contract-warned', n: 1, ...SHORT },
    { kind: 'contract-warned', n: 1, ...SHORT, isSafeKnown: false },
  ],
  'plan-proposed': [{ kind: 'plan-proposed', plan: [] }],
  'plan-set': [
    {
      kind: 'plan-set',
      record: { name: 'mail.example.jp', type: 'A', before: ['192.0.2.10'], after: ['198.51.100.10'], when: 'rewrite' },
    },
  ],
  'plan-dropped': [{ kind: 'plan-dropped', record: 'mail.example.jp/A' }],
  'setting-set': [{ kind: 'setting-set', key: 'quiet-cancel', value: 21 }],
  'language-set': [
    { kind: 'language-set', lang: 'en' },
    { kind: 'language-set', lang: 'ja' },
  ],
  'vantages-known': [{ kind: 'vantages-known', vantages: [{ id: 'quad9', operator: 'Quad9', site: false }] }],
  'vantages-aside': [
    { kind: 'vantages-aside', aside: [{ id: 'he-v6', operator: 'Hurricane Electric', reason: 'dns-timeout' }] },
    { kind: 'vantages-aside', aside: [] },
  ],
  'vantages-alarmed': [{ kind: 'vantages-alarmed', alarms: [ALARM] }],
  'alarms-over': [{ kind: 'alarms-over', vantages: ['opendns'] }],
  'status-brought': [{ kind: 'status-brought' }],
  'digest-told': [{ kind: 'digest-told' }],
  'timeline-due': [
    { kind: 'timeline-due', why: 'gate-opened' },
    { kind: 'timeline-due', why: 'asked' },
  ],
  'globalping-set': [
    { kind: 'globalping-set', countries: ['JP', 'US'] },
    { kind: 'globalping-set', countries: [] },
  ],
  'image-taken': [
    { kind: 'image-taken', records: { 'example.jp/MX': { values: ['10 sv1.old-host.example'], ttlSeconds: 3600 } } },
  ],
  'names-added': [{ kind: 'names-added', names: ['www.example.jp'] }],
  'dns-move-set': [
    { kind: 'dns-move-set', servers: ['ns1.new-dns.example', 'ns2.new-dns.example'] },
    { kind: 'dns-move-set', servers: [] },
  ],
  'delegation-seen': [
    {
      kind: 'delegation-seen',
      zone: 'example.jp',
      parent: ['ns1.dns.example', 'ns2.dns.example'],
      ttlSeconds: 86_400,
      servers: ['192.0.2.53', '192.0.2.54'],
    },
  ],
  'authorities-left': [{ kind: 'authorities-left', zone: 'example.jp', servers: ['192.0.2.53'], goneAt: at(24) }],
  'former-turned': [{ kind: 'former-turned', zone: 'example.jp', server: '192.0.2.53' }],
  'zone-released': [{ kind: 'zone-released', zone: 'example.jp', servers: ['ns1.dns.example'] }],
  'selectors-found': [{ kind: 'selectors-found', selectors: [{ domain: 'example.jp', selector: 's1', side: 'new' }] }],
  'selectors-set': [
    { kind: 'selectors-set', selectors: ['s1', 's2'] },
    { kind: 'selectors-set', selectors: [] },
  ],
  'policy-seen': [
    {
      kind: 'policy-seen',
      domain: 'example.jp',
      policy: { id: '20261201', mode: 'enforce', mx: ['mail.example.jp'], maxAgeSeconds: 604_800, staleId: false },
    },
  ],
  'differences-seen': [
    { kind: 'differences-seen', differences: DIFFERENT },
    { kind: 'differences-seen', differences: [] },
  ],
  'addresses-pinned': [{ kind: 'addresses-pinned', side: 'old', addresses: ['192.0.2.10'] }],
  'authority-met': [{ kind: 'authority-met', servers: [{ name: 'ns1.dns.example', address: '192.0.2.53' }] }],
  'ttl-seen': [{ kind: 'ttl-seen', record: 'mail.example.jp/A', ttlSeconds: 3600 }],
  'gate-ready': [{ kind: 'gate-ready', gate: 'cut-over', criteria: GISTS }],
  'gate-wavered': [
    { kind: 'gate-wavered', gate: 'cut-over', open: ['CUT-LOGIN-OLD', 'CUT-CONTENT'] },
    { kind: 'gate-wavered', gate: 'cut-over', open: [] },
  ],
  'gate-opened': [{ kind: 'gate-opened', gate: 'switch-back', criteria: GISTS }],
  'gate-closed': [
    { kind: 'gate-closed', gate: 'cut-over', was: 'open', criteria: GISTS },
    { kind: 'gate-closed', gate: 'cut-over', was: 'ready', criteria: GISTS },
  ],
  'gate-done': [{ kind: 'gate-done', gate: 'cancel' }],
  'approval-requested': [{ kind: 'approval-requested', gate: 'cut-over', round: 1 }],
  approved: [
    { kind: 'approved', gate: 'cut-over', round: 1 },
    { kind: 'approved', gate: 'cut-over', round: 1, via: { id: 'S1MAIL', name: 'mail-admins' } },
  ],
  declined: [{ kind: 'declined', gate: 'cut-over', round: 1, reason: 'month end' }],
  'approvals-lapsed': [
    { kind: 'approvals-lapsed', gate: 'cut-over', round: 1, why: 'expired' },
    { kind: 'approvals-lapsed', gate: 'cut-over', round: 1, why: 'gate-closed' },
  ],
  waived: [{ kind: 'waived', gate: 'cut-over', criteria: ['CUT-CLIENTS'], item: 'client:3', reason: 'scrapped' }],
  unwaived: [{ kind: 'unwaived', gate: 'cut-over', criterion: 'CUT-CLIENTS', item: 'client:3' }],
  'stamps-learnt': [{ kind: 'stamps-learnt', side: 'old', names: ['sv1.old-host.example'] }],
  'baseline-taken': [{ kind: 'baseline-taken', baselines: [{ mailbox: 'aoi@example.jp', side: 'old', folders: [] }] }],
  'stragglers-found': [{ kind: 'stragglers-found', stragglers: [STRAGGLER] }],
  'stragglers-carried': [{ kind: 'stragglers-carried', keys: [STRAGGLER.key] }],
  'puzzles-found': [
    {
      kind: 'puzzles-found',
      puzzles: [{ key: 'k', kind: 'unexplained', mailbox: 'aoi@example.jp', folder: 'INBOX', count: 1, seenAt: T0 }],
    },
  ],
  'arrivals-told': [{ kind: 'arrivals-told', stragglers: ['a'], suspects: ['b'], puzzles: [] }],
  'suspects-judged': [
    { kind: 'suspects-judged', keys: ['a'], verdict: 'spam' },
    { kind: 'suspects-judged', keys: ['a', 'b'], verdict: 'real' },
  ],
  'arrived-new': [
    { kind: 'arrived-new', mailboxes: [{ mailbox: 'aoi@example.jp', at: T0 }], hosts: [] },
    { kind: 'arrived-new', mailboxes: [], hosts: ['mx.example.com'] },
  ],
  'addresses-found': [
    {
      kind: 'addresses-found',
      addresses: [{ address: 'orders@example.jp', count: 12, firstAt: at(-900), lastAt: at(-3) }],
    },
  ],
  'addresses-told': [{ kind: 'addresses-told', addresses: ['orders@example.jp'] }],
  'addresses-placed': [
    { kind: 'addresses-placed', addresses: ['orders@example.jp'], as: 'alias' },
    { kind: 'addresses-placed', addresses: ['all@example.jp'], as: 'list' },
    { kind: 'addresses-placed', addresses: ['ken.old@example.jp'], as: 'dropped', reason: 'left in 2019' },
    { kind: 'addresses-placed', addresses: ['ken.old@example.jp'], as: undefined },
  ],
  'senders-found': [
    {
      kind: 'senders-found',
      senders: [{ sender: 'invoicing@example.com', days: [20_700, 20_730], lastAt: at(-30), way: 'dns' }],
      leftOut: 0,
    },
  ],
  'senders-seen': [{ kind: 'senders-seen', senders: [{ sender: 'invoicing@example.com', at: at(3) }] }],
  'senders-dismissed': [{ kind: 'senders-dismissed', senders: ['news@example.com'], reason: 'not wanted' }],
  'senders-silent': [{ kind: 'senders-silent', senders: ['invoicing@example.com'] }],
  'old-refused': [{ kind: 'old-refused', refusals: [{ address: 'aoi@example.jp', reply: '550 5.1.1 no such user' }] }],
  'old-accepts-again': [{ kind: 'old-accepts-again', addresses: ['aoi@example.jp'] }],
  'content-verified': [{ kind: 'content-verified', mailboxes: [{ mailbox: 'aoi@example.jp', messages: 2_500 }] }],
  'content-copied': [{ kind: 'content-copied', mailboxes: [{ mailbox: 'aoi@example.jp', copied: 120, missing: 1 }] }],
  'copy-progress': (
    [
      { done: true },
      { done: false },
      { done: true, isCompare: true },
      { done: false, isCompare: true },
      { done: true, isBroken: true },
      { done: true, isCompare: true, isBroken: true },
    ] as const
  ).map((state) => ({
    kind: 'copy-progress' as const,
    mailboxes: 40,
    mailboxesDone: state.done ? 40 : 12,
    messages: 81_000,
    copied: 24_300,
    missing: 2,
    ...state,
  })),
  'stragglers-rescued': [
    {
      kind: 'stragglers-rescued',
      entries: [
        { key: STRAGGLER.key, outcome: 'appended', folder: 'INBOX' },
        { key: 'b', outcome: 'refused', reason: 'quota' },
      ],
    },
  ],
  'rescues-told': [{ kind: 'rescues-told', keys: [STRAGGLER.key] }],
  'person-unreachable': [
    { kind: 'person-unreachable', person: 'U5OWNER', reason: 'user_disabled' },
    { kind: 'person-unreachable', person: 'U5OWNER', reason: 'something_new' },
  ],
  'looks-late': [{ kind: 'looks-late', gate: 'switch-back', looks: ['zone', 'survey'] }],
  'looks-caught-up': [{ kind: 'looks-caught-up', gate: 'switch-back' }],
  'person-reached': [{ kind: 'person-reached', person: 'U5OWNER' }],
  'owner-set': [{ kind: 'owner-set', mailbox: 'aoi@example.jp', owner: 'U5OWNER' }],
  attested: [{ kind: 'attested', mailbox: 'info@example.jp' }],
  'relay-set': [
    {
      kind: 'relay-set',
      relay: { id: 'old', kind: 'old', host: 'smtp.old-host.example', port: 587, security: 'starttls' },
    },
  ],
  'relay-removed': [{ kind: 'relay-removed', id: 'old' }],
  'probes-sent': [
    { kind: 'probes-sent', probes: [{ id: 'p1', relay: 'old', mailbox: 'aoi@example.jp', sentAt: at(3) }] },
  ],
  'probes-landed': [
    { kind: 'probes-landed', probes: [{ id: 'p1', side: 'new', folder: 'INBOX', junk: false, at: at(3, 1) }] },
  ],
  'probes-lost': [{ kind: 'probes-lost', ids: ['p1', 'p2'] }],
  'log-read': [{ kind: 'log-read', from: at(-24), to: at(1), deliveries: 412 }],
  'archive-kept': [
    { kind: 'archive-kept', mailboxes: 40, messages: 81_000, restored: false },
    { kind: 'archive-kept', mailboxes: 40, messages: 81_000, restored: true },
  ],
  'forwarded-seen': [{ kind: 'forwarded-seen', mailboxes: [{ mailbox: 'info@example.jp', at: at(2) }] }],
  incident: (
    [
      'rewrite-without-gate',
      'old-data-again',
      'straggler-after-switch-back',
      'straggler-after-cancel',
      'not-planned-data',
      'old-refuses',
    ] as const
  ).map((code) => ({ kind: 'incident' as const, code, subject: 'example.jp' })),
  paused: [{ kind: 'paused' }, { kind: 'paused', reason: 'the provider is down' }],
  resumed: [{ kind: 'resumed' }],
  'rollback-requested': [{ kind: 'rollback-requested', reason: 'new server full' }],
  'rolled-back': [{ kind: 'rolled-back', reason: 'new server full' }],
  'rollback-back': [{ kind: 'rollback-back', watermark: at(5) }],
  'rollback-again': [{ kind: 'rollback-again', record: 'mail.example.jp/A', server: 'ns2.dns.example' }],
  'rollback-over': [{ kind: 'rollback-over' }],
  abandoned: [{ kind: 'abandoned', reason: 'staying' }],
  finished: [{ kind: 'finished' }],
};

const MANY_ADDRESSES = Array.from({ length: 8 }, (_, n) => `box${n}@example.jp`);
const PROBE_LINE = {
  id: '9f2c41d07ab35e68',
  relay: 'old',
  relayKind: 'old',
  mailboxes: ['aoi@example.jp'],
  total: 1,
  sentAt: at(3),
  says: '250 2.0.0 Ok: queued as 4D1F2A0B3C',
} as const;
const LINES = [
  { mailbox: 'aoi@example.jp', at: at(2), from: 'shop@example.com', helo: 'relay.example.net', address: '203.0.113.9' },
  { mailbox: 'ken@example.jp', at: at(2, 1) },
];
const CAUSES = ['cache', 'pinned', 'local', 'inside', 'smarthost', 'unknown'] as const;
const approval = {
  kind: 'approval',
  slot: 'approval:cut-over:1',
  gate: 'cut-over',
  round: 1,
  requestedBy: 'U1AAA',
  requestedAt: T0,
  approvers: ['U1AAA', 'U2BBB', 'U3CCC'],
  needed: 2,
  approvals: [{ by: 'U2BBB', at: at(0, 5) }],
  criteria: GISTS,
} as const;

/** At least one of every kind. */
export const ANNOUNCEMENTS: { readonly [K in AnnouncementKind]: readonly Extract<Announcement, { kind: K }>[] } = {
  started: [{ kind: 'started' }],
  window: [
    { kind: 'window', by: 'U2BBB', executor: 'U1AAA', from: at(23), to: at(25), cautions: [] },
    {
      kind: 'window',
      by: 'U2BBB',
      executor: 'U1AAA',
      from: at(23),
      to: at(25),
      cautions: [
        { code: 'weekend', on: '2026-12-05' },
        { code: 'before-weekend', on: '2026-12-05' },
        { code: 'holiday', on: '2027-01-01', en: 'New Year’s Day', ja: '元日' },
        { code: 'before-holiday', on: '2027-01-01', en: 'New Year’s Day', ja: '元日' },
        { code: 'month-end', on: '2026-12-30' },
        { code: 'too-early', earliestAt: at(30) },
        { code: 'before-contract', on: '2027-01-05' },
        { code: 'past-contract', on: '2026-12-10' },
      ],
    },
  ],
  'rewrite-eve': (['go', 'no-go', 'begun', 'moved', 'over'] as const).map((state) => ({
    kind: 'rewrite-eve' as const,
    slot: 'rewrite-eve:1',
    from: at(1),
    state,
    executor: 'U1AAA',
    criteria: state === 'no-go' ? GISTS : [],
  })),
  contract: [
    SHORT,
    { ...SHORT, isSafeKnown: false, months: 2 },
    { ...SHORT, decideOn: '2026-11-20', stage: 'last' as const },
    { ...LASTING },
    { ...LASTING, stage: 'fortnight' as const },
    { ...LASTING, stage: 'last' as const, isSafeKnown: false, decideOn: '2026-11-20' },
    { ...SHORT, stage: 'ended' as const },
  ].map((warning, n) => ({
    kind: 'contract' as const,
    slot: `contract:${n}`,
    ...warning,
    people: ['U9START', 'U1AAA'],
  })),
  'step-prompt': [
    ...(['inventory', 'prepare', 'pin', 'parallel', 'close'] as const).map((step) => ({
      kind: 'step-prompt' as const,
      step,
    })),
    { kind: 'step-prompt', slot: 's', step: 'prepare', past: 'done' },
    { kind: 'step-prompt', slot: 's', step: 'prepare', past: 'over' },
  ],
  'gate-ready': [
    { kind: 'gate-ready', slot: 's', gate: 'cut-over', criteria: PASSED },
    { kind: 'gate-ready', slot: 's', gate: 'cut-over', criteria: PASSED, state: 'asked', askedBy: 'U1AAA' },
    { kind: 'gate-ready', slot: 's', gate: 'cut-over', criteria: GISTS },
    { kind: 'gate-ready', slot: 's', gate: 'cut-over', criteria: GISTS, state: 'asked', askedBy: 'U1AAA' },
    { kind: 'gate-ready', slot: 's', gate: 'cut-over', criteria: GISTS, state: 'opened' },
    { kind: 'gate-ready', slot: 's', gate: 'cut-over', criteria: GISTS, state: 'closed' },
  ],
  approval: [
    { ...approval, state: 'open' },
    { ...approval, state: 'declined', declinedBy: 'U3CCC', reason: 'month end' },
    { ...approval, state: 'lapsed' },
    { ...approval, state: 'used' },
  ],
  declined: [{ kind: 'declined', gate: 'cut-over', by: 'U3CCC', reason: 'month end' }],
  'approvals-lapsed': [
    { kind: 'approvals-lapsed', gate: 'cut-over', why: 'expired', approvers: ['U1AAA'] },
    { kind: 'approvals-lapsed', gate: 'cut-over', why: 'gate-closed', approvers: ['U1AAA'] },
    { kind: 'approvals-lapsed', gate: 'cut-over', why: 'changed', approvers: ['U1AAA'] },
    { kind: 'approvals-lapsed', gate: 'cut-over', why: 'changed', approvers: ['U1AAA'], goesOn: true },
  ],
  'gate-opened': [
    { kind: 'gate-opened', gate: 'cut-over', criteria: GISTS, executor: 'U1AAA' },
    { kind: 'gate-opened', gate: 'cut-over', criteria: GISTS },
    { kind: 'gate-opened', gate: 'switch-back', criteria: GISTS },
    { kind: 'gate-opened', gate: 'cancel', criteria: GISTS },
    ...(['cut-over', 'switch-back', 'cancel'] as const).map((gate) => ({
      kind: 'gate-opened' as const,
      slot: 's',
      gate,
      criteria: [],
      past: { why: 'used' as const, at: at(4), by: 'bot' },
    })),
    ...(['closed', 'rolled-back', 'abandoned'] as const).map((why) => ({
      kind: 'gate-opened' as const,
      slot: 's',
      gate: 'cut-over' as const,
      criteria: [],
      past: { why, at: at(4), by: why === 'closed' ? 'bot' : 'U1AAA' },
    })),
  ],
  'gate-retracted': [{ kind: 'gate-retracted', gate: 'cut-over', criteria: GISTS, people: ['U1AAA', 'U2BBB'] }],
  waived: [
    { kind: 'waived', gate: 'cut-over', criteria: ['CUT-ACCEPT'], item: '*', by: 'U1AAA', reason: 'tried by hand' },
  ],
  'plan-changed': [
    {
      kind: 'plan-changed',
      by: 'U1AAA',
      name: 'mail.example.jp',
      type: 'A',
      before: ['192.0.2.10'],
      after: ['198.51.100.10'],
      dropped: false,
    },
    {
      kind: 'plan-changed',
      by: 'U1AAA',
      name: 'smtp.example.jp',
      type: 'A',
      before: [],
      after: ['198.51.100.10'],
      dropped: false,
    },
    {
      kind: 'plan-changed',
      by: 'U1AAA',
      name: 'mail.example.jp',
      type: 'A',
      before: ['192.0.2.10'],
      after: [],
      dropped: true,
    },
  ],
  removed: [
    { kind: 'removed', by: 'U1AAA', what: 'client', name: 'Scanner' },
    { kind: 'removed', by: 'U1AAA', what: 'mailbox', name: 'aoi@example.jp' },
  ],
  rewrite: [
    { kind: 'rewrite', slot: 'r', state: 'begun', at: T0, by: 'U1AAA' },
    { kind: 'rewrite', slot: 'r', state: 'seen', at: T0 },
    { kind: 'rewrite', slot: 'r', state: 'done', at: T0, watermark: at(1) },
    { kind: 'rewrite', slot: 'r', state: 'done', at: T0 },
    {
      kind: 'rewrite',
      slot: 'r',
      state: 'seen',
      at: T0,
      servers: { ok: 1, total: 4 },
      lastOldAt: T0,
      differences: DIFFERENT,
      formersGoneAt: at(24),
    },
    { kind: 'rewrite', slot: 'r', state: 'done', at: T0, watermark: at(1), lastOldAt: T0, differences: [] },
  ],
  'vantage-alarm': [
    { kind: 'vantage-alarm', slot: 'a', alarms: ALARMS.map((why) => ({ ...ALARM, why, at: T0 })) },
    { kind: 'vantage-alarm', slot: 'a', alarms: [{ ...ALARM, vantage: 'site-1', operator: 'site', at: T0 }] },
    { kind: 'vantage-alarm', slot: 'a', alarms: [] },
  ],
  'zone-released': [{ kind: 'zone-released', zone: 'example.jp', servers: ['ns1.dns.example'] }],
  'dns-move': [
    { kind: 'dns-move', by: 'U1AAA', servers: ['ns1.new-dns.example', 'ns2.new-dns.example'] },
    { kind: 'dns-move', by: 'U1AAA', servers: [] },
  ],
  timeline: [{ kind: 'timeline', why: 'gate-opened' }],
  digest: [{ kind: 'digest', since: T0 }],
  report: [{ kind: 'report' }],
  globalping: [
    { kind: 'globalping', by: 'U1AAA', countries: ['JP', 'US'] },
    { kind: 'globalping', by: 'U1AAA', countries: [] },
  ],
  stragglers: [
    { kind: 'stragglers', slot: 's', lines: LINES, total: 3, open: 3 },
    {
      kind: 'stragglers',
      slot: 's',
      lines: CAUSES.map((cause, index) => ({
        ...LINES[index % LINES.length],
        mailbox: 'aoi@example.jp',
        at: at(2),
        cause,
        onNew: index % 2 === 0,
        ...(index === 1 ? { byBot: true } : {}),
        ...(index === 2 ? { putInto: 'INBOX' } : {}),
        ...(index === 0 ? { subject: 'Invoice 7' } : {}),
      })),
      total: CAUSES.length,
      open: 2,
    },
    {
      kind: 'stragglers',
      slot: 's',
      lines: [{ mailbox: 'aoi@example.jp', at: at(2), cause: 'cache', onNew: true, putInto: 'INBOX' }],
      total: 1,
      open: 0,
      written: ['U5OWNER'],
    },
    { kind: 'stragglers', slot: 's', side: 'new', lines: LINES, total: 3, open: 3 },
  ],
  suspects: [
    { kind: 'suspects', slot: 's', keys: ['a', 'b', 'c'], lines: LINES },
    { kind: 'suspects', slot: 's', keys: [], lines: [], judged: { by: 'U2BBB', spam: 2, real: 1 } },
  ],
  puzzles: [
    {
      kind: 'puzzles',
      lines: (['unexplained', 'unknown-stamp', 'vanished', 'uidvalidity'] as const).map((kind) => ({
        key: kind,
        kind,
        mailbox: 'aoi@example.jp',
        folder: 'INBOX',
        count: 2,
      })),
    },
  ],
  'credentials-refused': [{ kind: 'credentials-refused', entries: [{ mailbox: 'aoi@example.jp', side: 'new' }] }],
  addresses: [
    {
      kind: 'addresses',
      slot: 'a',
      lines: [{ address: 'orders@example.jp', count: 12, lastAt: at(-3) }],
      total: 1,
    },
    {
      kind: 'addresses',
      slot: 'a',
      lines: [
        { address: 'orders@example.jp', count: 12, lastAt: at(-3) },
        { address: 'ken.old@example.jp', count: 1, lastAt: at(-700) },
      ],
      total: 14,
    },
    { kind: 'addresses', slot: 'a', lines: [], total: 0 },
  ],
  'senders-silent': [
    {
      kind: 'senders-silent',
      lines: [
        { sender: 'invoicing@example.com', everyDays: 30, lastAt: at(-720), expectedAt: at(0) },
        { sender: 'daily@example.com', everyDays: 1, lastAt: at(-24), expectedAt: at(0) },
      ],
      total: 3,
    },
  ],
  'old-refuses': [
    {
      kind: 'old-refuses',
      slot: 'o',
      lines: [
        { address: 'aoi@example.jp', reply: '550 5.1.1 no such user', at: at(1) },
        { address: 'ken@example.jp', reply: '550 5.1.1 no such user', at: at(1), overAt: at(2) },
      ],
    },
    {
      kind: 'old-refuses',
      slot: 'o',
      lines: [{ address: 'aoi@example.jp', reply: '550 5.1.1 no such user', at: at(1), overAt: at(2) }],
    },
  ],
  rescued: [
    {
      kind: 'rescued',
      lines: [
        { mailbox: 'aoi@example.jp', at: at(2), outcome: 'appended', folder: 'INBOX' },
        { mailbox: 'ken@example.jp', at: at(2), outcome: 'present', folder: 'INBOX' },
      ],
      total: 2,
      written: ['U5OWNER'],
      unreached: ['U6AWAY'],
      ownerless: [],
    },
    {
      kind: 'rescued',
      lines: [
        { mailbox: 'info@example.jp', at: at(2), outcome: 'appended', folder: 'INBOX' },
        { mailbox: 'ken@example.jp', at: at(2), outcome: 'gone', helo: 'relay.example.net', address: '203.0.113.9' },
        { mailbox: 'ken@example.jp', at: at(2), outcome: 'refused', reason: 'quota', from: 'shop@example.com' },
      ],
      total: 3,
      ownerless: ['info@example.jp'],
    },
    {
      kind: 'rescued',
      lines: [{ mailbox: 'ken@example.jp', at: at(2), outcome: 'refused', reason: 'too-big' }],
      total: 30,
    },
  ],
  'carried-over': [
    {
      kind: 'carried-over',
      recipient: 'U5OWNER',
      mailboxes: ['aoi@example.jp'],
      lines: [
        { mailbox: 'aoi@example.jp', at: at(2), from: 'shop@example.com', folder: 'INBOX', subject: 'Your order' },
        { mailbox: 'aoi@example.jp', at: at(3), from: 'shop@example.com', folder: 'Orders/2026' },
      ],
      total: 2,
    },
    {
      kind: 'carried-over',
      recipient: 'U1AAA',
      mailboxes: ['aoi@example.jp', 'info@example.jp'],
      lines: [
        { mailbox: 'aoi@example.jp', at: at(2) },
        { mailbox: 'info@example.jp', at: at(3), from: 'shop@example.com', folder: 'INBOX' },
      ],
      total: 12,
    },
  ],
  'owner-tasks': (['pin', 'rewrite', 'restore'] as const).flatMap((phase) =>
    [0, 1].map((n) => ({
      kind: 'owner-tasks' as const,
      slot: `owner:U5OWNER:${phase}`,
      recipient: 'U5OWNER',
      phase,
      n,
    })),
  ),
  'owner-back': [
    { kind: 'owner-back', recipient: 'U5OWNER', clients: ['1'] },
    ...(['closed', 'rolled-back', 'abandoned'] as const).flatMap((why) =>
      [
        { clients: ['1'], leave: ['2'] },
        { clients: [], leave: ['1', '2'] },
      ].map((own) => ({ kind: 'owner-back' as const, slot: 'b', recipient: 'U5OWNER', why, ...own })),
    ),
    { kind: 'owner-back', slot: 'b', recipient: 'U5OWNER', why: 'closed', clients: ['1'], leave: [], past: true },
  ],
  'clients-disowned': [
    {
      kind: 'clients-disowned',
      slot: 'disowned:U5OWNER:1',
      by: 'U5OWNER',
      lines: [{ client: 'c1', name: 'Fax <3F>' }],
    },
    {
      kind: 'clients-disowned',
      slot: 'disowned:U5OWNER:1',
      by: 'U5OWNER',
      lines: Array.from({ length: 12 }, (_, n) => ({ client: `c${n}`, name: `Phone ${n}` })),
    },
  ],
  'client-help': [
    { kind: 'client-help', by: 'U5OWNER', client: 'c1', name: 'Scanner <2F>', phase: 'pin', people: ['U9START'] },
    {
      kind: 'client-help',
      by: 'U5OWNER',
      client: 'c1',
      name: 'Scanner <2F>',
      phase: 'restore',
      question: 'It asks for a <port>?\nWhich one is `right`?',
      people: [],
    },
  ],
  'looks-late': [
    { kind: 'looks-late', slot: 'l', gate: 'switch-back', isOver: false },
    { kind: 'looks-late', slot: 'l', gate: 'cancel', isOver: true },
  ],
  unreachable: [
    { kind: 'unreachable', slot: 'u', reason: 'user_disabled', people: ['U5OWNER'], mailboxes: ['aoi@example.jp'] },
    { kind: 'unreachable', slot: 'u', reason: 'missing_scope', people: ['U5OWNER', 'U6AWAY'], mailboxes: [] },
    { kind: 'unreachable', slot: 'u', reason: 'something_new', people: ['U6AWAY'], mailboxes: [] },
    {
      kind: 'unreachable',
      slot: 'u',
      reason: 'user_disabled',
      people: ['U6AWAY'],
      mailboxes: [],
      clients: ['c1', 'c2'],
    },
  ],
  copy: [
    {
      kind: 'copy',
      slot: 'c',
      mailboxes: 40,
      mailboxesDone: 12,
      messages: 24_300,
      copied: 24_297,
      missing: 3,
      done: false,
    },
    {
      ...{
        kind: 'copy',
        slot: 'c',
        mailboxes: 40,
        mailboxesDone: 12,
        messages: 24_300,
        copied: 9_100,
        missing: 15_200,
      },
      ...{ share: 0.4219, leftMs: 85 * 60_000, failed: 1, done: false },
    },
    {
      ...{
        kind: 'copy',
        slot: 'c',
        mailboxes: 40,
        mailboxesDone: 13,
        messages: 24_300,
        copied: 9_200,
        missing: 15_100,
      },
      ...{ share: 0.43, done: true, isBroken: true },
    },
    {
      ...{ kind: 'copy', slot: 'c', mailboxes: 40, mailboxesDone: 12, messages: 24_300, copied: 0, missing: 0 },
      ...{ share: 0.3, leftMs: 7 * 60_000, isCompare: true, done: false },
    },
    {
      ...{ kind: 'copy', slot: 'c', mailboxes: 40, mailboxesDone: 40, messages: 81_000, copied: 0, missing: 12 },
      ...{ share: 1, failed: 2, isCompare: true, done: true },
    },
    {
      ...{ kind: 'copy', slot: 'c', mailboxes: 40, mailboxesDone: 12, messages: 24_300, copied: 0, missing: 0 },
      ...{ share: 0.3, isCompare: true, done: true, isBroken: true },
    },
    { kind: 'copy', slot: 'c', mailboxes: 1, mailboxesDone: 0, messages: 0, copied: 0, missing: 0, done: false },
    { kind: 'copy', slot: 'c', mailboxes: 40, mailboxesDone: 40, messages: 81_000, copied: 1, missing: 1, done: true },
    { kind: 'copy', slot: 'c', mailboxes: 40, mailboxesDone: 40, messages: 81_000, copied: 0, missing: 0, done: true },
  ],
  probes: [
    {
      kind: 'probes',
      slot: 'p',
      open: 27,
      lines: [
        { ...PROBE_LINE, what: 'lost' },
        { ...PROBE_LINE, relay: 'office', relayKind: 'outside', what: 'old', folder: 'INBOX' },
        { ...PROBE_LINE, relay: 'new', relayKind: 'new', what: 'old', folder: 'INBOX' },
        { ...PROBE_LINE, what: 'old', folder: 'INBOX', mailboxes: MANY_ADDRESSES.slice(0, 5), total: 23 },
        { ...PROBE_LINE, what: 'junk', folder: 'Junk' },
        { ...PROBE_LINE, what: 'failed', failed: 'login-refused', says: '535 5.7.8 authentication failed' },
      ],
    },
    {
      kind: 'probes',
      slot: 'p',
      open: 1,
      lines: [
        { ...PROBE_LINE, what: 'failed', failed: 'connect-timeout', says: undefined },
        { ...PROBE_LINE, what: 'failed', failed: 'server-no', says: '554 5.7.1 Relay access denied' },
        { ...PROBE_LINE, what: 'lost', overAt: at(9), turned: 'fine' },
      ],
    },
    {
      kind: 'probes',
      slot: 'p',
      open: 0,
      lines: (['lost', 'old', 'junk', 'failed'] as const).map((what) => ({
        ...PROBE_LINE,
        what,
        overAt: at(9),
        turned: 'fine' as const,
      })),
    },
    {
      kind: 'probes',
      slot: 'p',
      open: 0,
      lines: (['lost', 'old', 'junk', 'failed', 'off'] as const).map((turned) => ({
        ...PROBE_LINE,
        what: turned === 'lost' ? 'junk' : 'lost',
        overAt: at(9),
        turned,
      })),
    },
  ],
  archive: [
    { kind: 'archive', slot: 'k', by: 'U1AAA', mailboxes: 40, messages: 81_000, restored: true },
    { kind: 'archive', slot: 'k', by: 'U1AAA', mailboxes: 1, messages: 1, restored: false },
  ],
  incident: [
    ...HAPPENINGS.incident.map(({ code }) => ({ kind: 'incident' as const, code, subject: 'example.jp', at: T0 })),
    {
      kind: 'incident' as const,
      slot: `incident:rewrite-without-gate:${T0}`,
      code: 'rewrite-without-gate' as const,
      subject: 'mail.example.jp/A',
      subjects: ['example.jp/MX', 'mail.example.jp/A'],
      at: T0,
    },
  ],
  state: [
    { kind: 'state', state: 'paused', by: 'U1AAA' },
    { kind: 'state', state: 'resumed', by: 'U1AAA' },
    { kind: 'state', state: 'rolled-back', by: 'U1AAA', reason: 'new server full' },
    { kind: 'state', state: 'abandoned', by: 'U1AAA', reason: 'staying' },
    { kind: 'state', state: 'paused', by: 'U1AAA', reason: 'the provider is down' },
    { kind: 'state', state: 'rolled-back', by: 'U1AAA', reason: 'new server full', isDnsBack: true },
  ],
  'rollback-back': [
    { kind: 'rollback-back', at: at(4), watermark: at(5), count: 3, unseen: ['info@example.jp'] },
    { kind: 'rollback-back', at: at(4), watermark: at(5), count: 0, unseen: [] },
  ],
  'rollback-over': [
    { kind: 'rollback-over', at: at(4), watermark: at(5), count: 1, unseen: [] },
    { kind: 'rollback-over', at: at(4), watermark: at(5), count: 0, unseen: ['info@example.jp', 'aoi@example.jp'] },
    { kind: 'rollback-over', at: at(4), watermark: at(5), count: 0, unseen: [] },
  ],
  'rollback-again': [{ kind: 'rollback-again', record: 'mail.example.jp/A', server: 'ns2.dns.example' }],
  'rollback-request': [
    { kind: 'rollback-request', slot: 'r', by: 'U1AAA', reason: 'new server full', approvers: ['U2BBB'] },
    ...(['granted', 'over'] as const).map((past) => ({
      kind: 'rollback-request' as const,
      slot: 'r',
      by: 'U1AAA',
      reason: 'new server full',
      approvers: ['U2BBB'],
      past,
    })),
  ],
};

type Sample = Readonly<Record<string, Figure>>;
const vantage = { vantage: 'quad9-9.9.9.10', operator: 'Quad9', record: 'mail.example.jp/A' };
const held = { ...vantage, vantage: 'opendns', operator: 'OpenDNS', values: ['192.0.2.10'], goneAt: at(4, 20) };
const quiet = {
  fromAt: T0,
  untilAt: at(24),
  quietForMs: 3 * HOUR_MS,
  neededMs: 24 * HOUR_MS,
  hosts: 30,
  hostsExpected: 20,
};
const served = {
  server: 'ns1.dns.example',
  address: '192.0.2.53',
  record: 'mail.example.jp/A',
  values: ['192.0.2.10'],
};
const planned = { record: 'mail.example.jp/A', server: 'ns1.dns.example' };
const ttl = { ttlSeconds: 300, maxSeconds: 3600, targetSeconds: 300 };
const client = { client: 'Scanner', owner: 'U5OWNER' };
const executor = { executor: 'U1AAA', fromAt: at(1), toAt: at(3) };
const quorum = { given: 1, needed: 2, names: ['U2BBB'], untilAt: at(72) };

const sender = { sender: 'invoicing@example.com', everyDays: 30, lastAt: at(-720), expectedAt: at(0) };

/** The figures that the criteria give with each code (`migration/gates/`), every situation of a code. */
export const EVIDENCE: Readonly<Record<EvidenceCode, readonly Sample[]>> = {
  'not-checked-yet': [{}],
  'not-used': [{}],
  'never-seen': [{}],
  'look-failed': [{ reason: 'connect-timeout', failedAt: T0 }],
  'gone-stale': [
    { seenAt: T0, was: 'login-ok' },
    { seenAt: 0, was: 'login-ok' },
  ],
  waived: [{ waived: 2 }],
  'all-pass': [
    { ok: 14, total: 14, waived: 0 },
    { ok: 13, total: 14, waived: 1 },
  ],
  'some-open': [
    evidence.figures,
    { ...evidence.figures, waived: 1 },
    { ...evidence.figures, beside: 1, of: 'mailbox' },
    { ...evidence.figures, beside: 1, of: 'client' },
    { ...evidence.figures, beside: 1, of: 'record' },
  ],
  'list-empty': [{}],
  'login-ok': [{ side: 'new' }, { host: 'mail.example.jp', protocol: 'imap', address: '198.51.100.10' }],
  'login-refused': [{ side: 'old' }],
  'login-failed': [
    { side: 'old', reason: 'connect-timeout' },
    { host: 'mail.example.jp', protocol: 'smtp', reason: 'tls-expired' },
  ],
  'login-no-credentials': [{ side: 'new' }],
  'watch-not-checked-yet': [{ mode: 'attested' }],
  'client-pinned': [client],
  'client-not-pinned': [client],
  'client-not-pinned-nobody': [{ client: 'Scanner', id: 'c2' }],
  'client-restored': [client],
  'client-not-restored': [client],
  'client-not-restored-nobody': [{ client: 'Scanner', id: 'c2' }],
  'confirmation-old': [client],
  'ttl-low': [ttl],
  'ttl-high': [{ ...ttl, ttlSeconds: 86_400 }],
  'ttl-lowered-lately': [{ ...ttl, goneAt: at(24) }],
  'ttl-unseen': [{}, ttl],
  'ttl-parent': [{ record: 'example.jp/NS', ttlSeconds: 86_400, zone: 'example.jp' }],
  'plan-empty': [{}],
  'plan-no-after': [{ record: 'example.jp/MX' }],
  'plan-published': [planned],
  'plan-not-published': [planned],
  'plan-ready': [{ total: 1 }, { total: 3 }],
  'plan-no-routing': [{ total: 0 }],
  'plan-dropped': [{ record: 'mail.example.jp/A', by: 'U1AAA' }],
  'domain-empty': [{ domain: 'exmaple.jp' }],
  'mx-ok': [{ domain: 'example.jp', values: ['10 mail.example.jp'] }],
  'mx-null': [{ domain: 'example.jp' }],
  'mx-alias': [{ domain: 'example.jp', host: 'mail.example.jp', target: 'sv1.new-host.example' }],
  'mx-address': [{ domain: 'example.jp', host: '198.51.100.10' }],
  'mx-dangling': [{ domain: 'example.jp', host: 'mial.example.jp' }],
  'spf-passes': [{ address: '198.51.100.10', side: 'new', lookups: 3 }],
  'spf-fails': [{ address: '198.51.100.10', side: 'new', verdict: 'softfail' }],
  'spf-broken': [
    { address: '198.51.100.10', side: 'new', lookups: 12, voids: 0, detail: 'too many lookups' },
    { address: '192.0.2.10', side: 'old', lookups: 2, voids: 3, detail: '' },
  ],
  'spf-none': [{ domain: 'example.jp' }],
  'dkim-published': [{ domain: 'example.jp', selector: 's1' }],
  'dkim-bad': (['absent', 'revoked', 'malformed'] as const).map((state) => ({
    domain: 'example.jp',
    selector: 's1',
    state,
  })),
  'dkim-selector-unknown': [{ domain: 'example.jp' }],
  'dkim-not-signed': [{ domain: 'example.jp' }],
  'dmarc-ok': [{ domain: 'example.jp', policy: 'quarantine' }],
  'dmarc-none': [{ domain: 'example.jp' }],
  'dmarc-bad': [{ domain: 'example.jp', values: ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] }],
  'sts-ok': [{ domain: 'example.jp', mode: 'enforce' }],
  'sts-misses': [{ domain: 'example.jp', mode: 'enforce', host: 'mail.example.jp', mx: ['sv1.old-host.example'] }],
  'sts-same-id': [{ domain: 'example.jp', id: '20260101' }],
  'sts-new-lately': [{ domain: 'example.jp', id: '20261201', goneAt: at(1) }],
  'sts-broken': [{ domain: 'example.jp', reason: 'no-policy' }],
  'tlsa-fits': [{ host: 'mail.example.jp' }],
  'tlsa-misfits': [{ host: 'mail.example.jp', values: ['3 1 1 abcd'] }],
  'tlsa-unseen': [{ host: 'mail.example.jp' }],
  'ptr-confirmed': [{ address: '198.51.100.10', names: ['mail.example.jp'] }],
  'ptr-missing': [{ address: '198.51.100.10' }],
  'ptr-unconfirmed': [{ address: '198.51.100.10', names: ['v10.new-host.example'] }],
  'ptr-greeting-differs': [{ address: '198.51.100.10', names: ['mail.example.jp'], greeting: 'localhost' }],
  'dnssec-secure': [{ zone: 'example.jp' }],
  'dnssec-unsigned': [{ zone: 'example.jp' }],
  'dnssec-broken': [
    { zone: 'example.jp', ede: '7, 9' },
    { zone: 'example.jp', ede: '' },
  ],
  'dnssec-unvalidated': [{ zone: 'example.jp' }],
  'dnssec-keys-missing': [{ zone: 'example.jp', servers: ['ns1.new-dns.example', 'ns2.new-dns.example'] }],
  'dnssec-ds-remembered': [{ zone: 'example.jp', goneAt: at(24) }],
  'new-zone-equal': [{ zone: 'example.jp', total: 14, servers: ['ns1.new-dns.example'] }],
  'new-zone-differs': [
    {
      zone: 'example.jp',
      count: 1,
      record: 'www.example.jp/A',
      server: 'ns1.new-dns.example',
      values: [],
      expected: ['192.0.2.80'],
    },
  ],
  'new-zone-unread': [{ zone: 'example.jp', server: 'ns1.new-dns.example' }],
  'certificate-covers': [{ host: 'mail.example.jp' }],
  'certificate-misses': [
    { host: 'mail.example.jp', names: ['*.old-host.example'] },
    { host: 'mail.example.jp', names: [] },
  ],
  'executor-named': [executor],
  'executor-missing': [{}],
  'window-over': [executor],
  ticked: [{ by: 'U1AAA', tickedAt: T0 }],
  'not-ticked': [{}],
  'quorum-reached': [quorum],
  'quorum-waiting': [quorum],
  'quorum-not-asked': [{ needed: 1 }, { needed: 2 }],
  'quorum-expired': [quorum],
  'approvers-too-few': [{ needed: 2 }],
  'authority-new': [
    { server: 'ns1.dns.example', address: '192.0.2.53' },
    { ok: 4, total: 4, sinceAt: at(0, 2) },
    { ok: 4, total: 4, sinceAt: 0 },
  ],
  'authority-old': [served],
  'authority-other': [served],
  'authority-silent': [{ server: 'ns1.dns.example' }],
  'authority-former': [
    { server: 'ns1.dns.example', address: '192.0.2.53', goneAt: at(24) },
    { server: 'ns1.dns.example', address: '192.0.2.53', goneAt: T0, sinceAt: T0 },
  ],
  'authority-former-old': [{ ...served, goneAt: at(24) }],
  'serials-differ': [{ zone: 'example.jp', serials: ['ns1.dns.example 2026112401', 'ns2.dns.example 2026112301'] }],
  'delegation-unknown': [{}],
  'watermark-passed': [{ watermarkAt: T0, leftMs: 0 }],
  'watermark-ahead': [{ watermarkAt: at(1), leftMs: 12 * MINUTE_MS }],
  'watermark-unknown': [{}],
  'vantage-clean': [{ ...vantage, rounds: 3, roundsNeeded: 3, sinceAt: T0 }],
  'vantage-old': [
    { ...vantage, goneAt: at(1), values: '192.0.2.10' },
    { ...vantage, vantage: 'site-1', operator: 'site', goneAt: at(1), values: '192.0.2.10' },
  ],
  'vantage-aside': [{ vantage: 'he-v6', operator: 'Hurricane Electric', reason: 'dns-timeout' }],
  'vantage-extended': [
    { ...held, watermarkAt: at(1, 20) },
    { ...held, watermarkAt: at(5) },
  ],
  'vantage-stale': [held, { ...held, vantage: 'site-1', operator: 'site' }, { ...vantage, values: [], goneAt: at(1) }],
  'vantage-wrong': [held, { ...held, vantage: 'site-1', operator: 'site' }, { ...vantage, values: [], goneAt: at(1) }],
  'vantage-rounds': [{ ...vantage, rounds: 1, roundsNeeded: 3, sinceAt: T0 }],
  'vantage-silent': [
    { ...vantage, reason: 'dns-timeout' },
    { ...vantage, reason: '' },
  ],
  'operators-enough': [{ ok: 9, needed: 8, total: 12 }],
  'operators-few': [{ ok: 1, needed: 8, total: 12 }],
  arrived: [{ arrivedAt: T0 }],
  'not-arrived': [{}],
  'survey-ok': [{ seenAt: T0 }],
  'survey-unfinished': [{}],
  quiet: [quiet],
  'not-quiet-yet': [quiet, { ...quiet, quietForMs: 0 }, { ...quiet, lastAt: T0, path: '203.0.113.9', hosts: 7 }],
  straggler: [{ count: 2, lastAt: T0, path: '203.0.113.9' }],
  'straggler-carried': [{ mailbox: 'aoi@example.jp', stampedAt: T0, from: 'shop@example.com' }],
  'straggler-not-carried': [{ mailbox: 'aoi@example.jp', stampedAt: T0 }],
  'straggler-unwatched': [{ mailbox: 'aoi@example.jp', stampedAt: T0 }],
  'suspects-unjudged': [{ count: 1, sinceAt: T0 }],
  puzzle: [{ kind: 'unexplained', mailbox: 'aoi@example.jp', folder: 'INBOX', count: 2, seenAt: T0 }],
  'no-stragglers': [{}],
  'watch-log': [{ untilAt: at(1) }],
  'log-missing': [{}],
  'log-gap': [{ fromAt: T0, untilAt: at(2) }],
  'watch-forwarded': [{ seenAt: T0 }],
  'forward-unproven': [{}],
  'watch-attested': [{ by: 'U5OWNER', attestedAt: T0 }],
  'watch-not-attested': [{}],
  'watch-unwatched': [{}],
  'pop3-not-lasting': [{ neededMs: 336 * HOUR_MS }, { oldestAt: at(-100), neededMs: 336 * HOUR_MS }],
  accepts: (['port-25', 'submission', 'pasted'] as const).map((via) => ({ address: 'aoi@example.jp', via })),
  'accept-refused': [{ address: 'aoi@example.jp', reply: '550 5.1.1 no such user' }],
  'accept-deferred': [{ address: 'aoi@example.jp', reply: '450 4.2.0 greylisted' }],
  'accept-untested': [{ address: 'aoi@example.jp', reason: 'port-blocked' }],
  'accept-catch-all': [{ address: 'aoi@example.jp' }],
  'address-unplaced': [{ address: 'orders@example.jp', count: 12, lastAt: at(-3) }],
  'address-dropped': [{ address: 'ken.old@example.jp', by: 'U1AAA', reason: 'left in 2019' }],
  'relay-closed': [{ domain: 'example.jp' }],
  'relay-open': [{ domain: 'example.jp' }],
  'relay-untested': [{ domain: 'example.jp', reason: 'port-blocked' }],
  'scan-ok': [{ messages: 2_500, addresses: 14 }],
  'scan-partial': [{ mailbox: 'aoi@example.jp' }],
  'old-accepts': [{ address: 'aoi@example.jp', sinceAt: T0, untilAt: at(1) }],
  'old-refused': [{ address: 'aoi@example.jp', reply: '550 5.1.1 no such user', refusedAt: at(1) }],
  'old-accept-gap': [{ address: 'aoi@example.jp', untilAt: at(1) }],
  'content-verified': [{ messages: 2_500, verifiedAt: T0 }],
  'content-missing': [{ missing: 3, messages: 2_500 }],
  'message-missing': (['missing', 'too-big', 'quota', 'refused', 'unreadable', 'altered'] as const).map(
    (reason, index) => ({
      mailbox: 'aoi@example.jp',
      folder: 'INBOX',
      stampedAt: at(-24),
      reason,
      ...(index === 0 ? { from: 'shop@example.com', messageId: '<1@example.com>' } : {}),
    }),
  ),
  'messages-missing-more': [{ count: 412 }],
  'ledger-complete': [{ messages: 2_500, seenAt: T0 }],
  'ledger-before-close': [{ seenAt: T0, closedAt: at(2) }, { seenAt: T0 }],
  'sender-seen': [{ sender: 'invoicing@example.com', seenAt: at(3) }],
  'sender-awaited': [sender],
  'sender-silent': [sender, { ...sender, everyDays: 1 }],
  'sender-dismissed': [{ sender: 'news@example.com', by: 'U1AAA', reason: 'not wanted' }],
  'senders-none': [{}],
  'senders-left-out': [{ count: 120 }],
  'probe-landed': [{ relay: 'outside', landedAt: at(3) }],
  'probe-junk': [{ relay: 'outside', landedAt: at(3), folder: 'Junk' }],
  'probe-lost': [{ relay: 'outside', sentAt: at(3) }],
  'probe-reached-old': [{ relay: 'outside', sentAt: at(3), landedAt: at(4), folder: 'INBOX' }],
  'probe-reached-old-own': [{ relay: 'old', sentAt: at(3), landedAt: at(4), folder: 'INBOX' }],
  'archive-kept': [{ mailboxes: 40, messages: 81_000, keptAt: T0, restoredAt: at(1) }],
  'archive-not-restored': [{ keptAt: T0 }],
  'archive-outdated': [{ keptAt: T0 }],
  'archive-short': [{ keptAt: T0 }],
  'archive-before-close': [{ keptAt: T0, closedAt: at(3) }],
  'archive-missing': [{}],
  'door-shut': [{ reply: '450 4.3.2 try later' }, { reply: '' }],
  'door-open': [{ reply: '250 2.1.5 OK' }],
  'door-bounces': [{ reply: '550 5.1.2 relaying denied' }],
  'door-untested': [{ reason: 'port-blocked' }],
  'probe-through-old': [{ landedAt: at(3), relay: 'old' }],
  'probe-through-old-missing': [{}],
  'probe-through-old-wrong': [
    { side: 'old', folder: 'INBOX' },
    { side: 'new', folder: 'Junk' },
  ],
  'no-old-relay': [{}],
  'gate-passed': [{ gate: 'switch-back', doneAt: T0 }],
  'gate-not-passed': [{ gate: 'switch-back' }],
  'step-done': [{ step: 'inventory' }, { step: 'close', by: 'U1AAA', doneAt: T0 }],
  'step-not-done': [{ step: 'close' }],
  'dns-clear': [planned],
  'dns-web-stays': [{ record: 'www.example.jp/A', values: ['192.0.2.10'] }],
  'dns-hosting-needed': [
    { zone: 'example.jp', servers: ['ns1.dns.example'] },
    { zone: 'example.jp', servers: ['ns1.dns.example'], goneAt: at(24) },
  ],
  'dns-hosting-free': [{ zone: 'example.jp' }],
  'dns-names-old': [{ ...planned, values: ['192.0.2.10'] }],
};

/** One of each remark that the plan's view makes of a zone. */
export const FOUND: Readonly<Record<FindingCode, Sample>> = {
  'domain-empty': { domain: 'exmaple.jp' },
  'mx-null': { domain: 'example.jp' },
  'mx-alias': { domain: 'example.jp', host: 'mail.example.jp', target: 'sv1.new-host.example' },
  'mx-address': { domain: 'example.jp', host: '198.51.100.10' },
  'mx-dangling': { domain: 'example.jp', host: 'mial.example.jp' },
  'mx-backup': { domain: 'example.jp', host: 'backup.example.net' },
  'spf-none': { domain: 'example.jp' },
  'spf-many': { domain: 'example.jp', count: 2 },
  'spf-lookups': { domain: 'example.jp', lookups: 14 },
  'dmarc-none': { domain: 'example.jp' },
  'dmarc-many': { domain: 'example.jp', count: 2 },
  'delegation-differs': { zone: 'example.jp', parent: ['ns1.dns.example'], child: ['ns3.dns.example'] },
  'serials-differ': { zone: 'example.jp', serials: ['ns1.dns.example 3', 'ns2.dns.example 2'] },
  'dnssec-broken': { zone: 'example.jp', ede: '7' },
  'web-on-old': { record: 'www.example.jp/A', values: ['192.0.2.10'] },
  'dns-on-old': { zone: 'example.jp', servers: ['ns1.old-host.example'] },
  'same-provider': { domain: 'example.jp' },
  'lan-name': { record: 'nas.example.jp/A', values: ['192.168.1.5'] },
  'name-unserved': { name: 'webmail.example.jp' },
};

type RefusalFigures = Readonly<Record<string, string | number>>;
/** The figures that the core gives with each refusal (`migration/decide/`). */
export const REFUSED: Readonly<Record<RefusalCode, RefusalFigures>> = {
  ended: { state: 'finished' },
  paused: {},
  'rolled-back': {},
  'not-paused': {},
  already: { so: 'gate-open', gate: 'cut-over', sinceAt: T0 },
  'step-by-bot': { step: 'rewrite' },
  'step-not-ready': { step: 'pin', missing: 1 },
  'step-by-clients': { step: 'pin', mark: 'pinned' },
  'no-mailbox': {},
  'unknown-client': { client: '77' },
  'not-client-owner': { client: 'Scanner' },
  'sending-too-early': {},
  'sends-nothing': { client: 'Scanner' },
  'unknown-mailbox': { mailbox: 'aoi@example.jp' },
  'mailbox-watched': { mailbox: 'aoi@example.jp' },
  'duplicate-mailbox': { mailbox: 'aoi@example.jp' },
  'bad-address': { address: 'aoi' },
  'foreign-address': { address: 'aoi@example.com', domain: 'example.jp' },
  'bad-name': { name: '', most: 200 },
  'nothing-given': {},
  'too-many': { most: 1000 },
  'unknown-item': { item: 'alias' },
  'not-approver': { gate: 'cancel' },
  'group-silent': { groups: '@mail-admins' },
  'group-unreadable': { groups: '@mail-admins, @it' },
  'guest-reads': {},
  'elsewhere-reads': {},
  'not-executor': { executor: 'UAOI' },
  'own-request': { gate: 'cancel' },
  'already-approved': { gate: 'cancel' },
  'no-open-request': { gate: 'cancel' },
  'stale-request': { gate: 'cancel' },
  'request-open': { gate: 'cancel' },
  'gate-not-ready': { gate: 'switch-back', open: 3 },
  'gate-not-open': { gate: 'cancel' },
  'gate-done': { gate: 'cut-over' },
  'reason-missing': {},
  'not-waivable': { criterion: 'CUT-PLAN', item: 'plan:routing' },
  'not-waived': { criterion: 'CUT-PLAN', item: '*' },
  'too-few-approvers': { given: 1, needed: 2 },
  'bad-window': { fromAt: at(3), toAt: at(1) },
  'one-text': { record: 'example.jp/TXT' },
  'bad-plan': { record: 'mail.example.jp/A', value: 'mail' },
  'plan-alias': { record: 'mail.example.jp/CNAME', other: 'mail.example.jp/A' },
  'plan-delegation': { record: 'example.jp/NS' },
  'plan-fixed': {},
  'out-of-bounds': { item: 'quiet-cancel', min: 7, max: 90 },
  'too-early': { fromAt: at(1) },
  'not-rewritten': {},
  'still-rewritten': { record: 'mail.example.jp/A', server: 'ns1.dns.example' },
  'suspect-unknown': {},
  'foreign-name': { name: 'www.example.com', domain: 'example.jp' },
  'one-server': { value: 'ns1.new-dns.example' },
  'bad-servers': { value: '192.0.2.1' },
  'bad-selector': { selector: 's1!' },
  'bad-country': { country: 'XX' },
  'nothing-read': {},
  'unknown-address': { address: 'orders@example.jp' },
  'unknown-sender': { sender: 'news@example.com' },
  'address-is-mailbox': { address: 'aoi@example.jp' },
  'bad-relay': {},
  'relay-is-new': { host: '203.0.113.20' },
  'unknown-relay': { relay: 'old' },
  'foreign-log': {},
  'log-of-another-host': { host: 'mx9.example.net' },
  'log-without-host': {},
  'not-owner': { mailbox: 'info@example.jp' },
  'bad-date': { date: '31 Feb' },
};
