import { afterAll, describe, expect, test } from 'vitest';
import type { Command } from '../../../src/migration/commands.ts';
import { decide } from '../../../src/migration/decide.ts';
import type { PlannedType } from '../../../src/migration/facts.ts';
import type { Relay } from '../../../src/migration/mail-facts.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { REFUSALS } from '../../../src/migration/refusals.ts';
import { DAY_MS, HOUR_MS } from '../../../src/migration/time.ts';
import { ALL_NEW, BEGIN, CLOSED, NEW, run, started, wholeScript } from '../a-migration.ts';
import {
  at,
  CANCEL_OPEN,
  CANCEL_READY,
  CUT_OVER_OPEN,
  CUT_OVER_READY,
  did,
  SWITCH_BACK_DONE,
  SWITCH_BACK_OPEN,
  SWITCH_BACK_READY,
  upTo,
  withFacts,
} from '../stages.ts';

const fresh = started();
const ready = upTo(CUT_OVER_READY);
const asked = did(ready, CUT_OVER_READY, { kind: 'request-approval', by: 'UAOI', gate: 'cut-over' }).record;
const open = upTo(CUT_OVER_OPEN);
const rewritten = upTo(ALL_NEW + 1);
const restoring = upTo(SWITCH_BACK_DONE);
const ended = run(fresh, wholeScript()).migration;
const paused = did(ready, CUT_OVER_READY, { kind: 'pause', by: 'UAOI' }).record;
const rolledBack = did(rewritten, ALL_NEW + 1, { kind: 'rollback', by: 'UAOI', reason: 'bounces' }).record;
const relay = (change: Partial<Relay>): Command => ({
  kind: 'set-relay',
  by: 'UAOI',
  relay: { id: 'outside', kind: 'outside', host: 'relay.example.net', port: 587, security: 'starttls', ...change },
});
const manyRelays = Array.from({ length: 20 }).reduce<Migration>(
  (record, _, index) => did(record, CUT_OVER_READY, relay({ id: `r${index}` })).record,
  ready,
);
const log = (addresses: readonly string[], hosts: readonly string[] = ['sv12']): Command => ({
  kind: 'report-log',
  by: 'UAOI',
  reading: {
    format: 'postfix',
    from: at(0),
    to: at(1),
    lines: 10,
    unread: 0,
    hosts,
    deliveries: addresses.map((address) => ({ id: '4A1', address, at: at(0), outcome: 'delivered' })),
  },
});
const MAIL_ADMINS = { id: 'S1MAIL', name: 'mail-admins', people: 3 };
const grouped = withFacts(asked, { approverGroups: [MAIL_ADMINS] });
const yes = { kind: 'approve', gate: 'cut-over', round: 1, by: 'USTRANGER' } as const;
const waived = (item: string) =>
  ({ kind: 'waive', by: 'UMIKA', gate: 'cut-over', criteria: ['CUT-CONTENT'], item, reason: 'ok' }) as const;
const plan = (name: string, type: PlannedType, ...after: readonly string[]): Command => ({
  kind: 'set-plan',
  by: 'UAOI',
  record: { name, type, after: [...after] },
});
const host = 'mail.kitano.example';
const move = (...servers: readonly string[]) => ({ kind: 'set-dns-move', by: 'UAOI', servers }) as const;
const moved = did(ready, 0, move('ns1.newdns.example', 'ns2.newdns.example')).record;
const led = {
  'kitano.example': { parent: ['ns1.dns.example', 'ns2.dns.example'], ttlSeconds: 86_400, since: 0, servers: [] },
};
const without = (record: Migration, type: 'TXT') =>
  did(record, 0, { kind: 'drop-plan', by: 'UAOI', name: 'kitano.example', type }).record;
const stranger: Command = {
  kind: 'set-plan',
  by: 'USTRANGER',
  record: { name: host, type: 'A', after: ['203.0.113.99'] },
};
const window = { kind: 'set-window', by: 'UAOI', executor: 'UAOI', from: at(BEGIN), to: at(BEGIN + HOUR_MS) } as const;

type Case = readonly [code: (typeof REFUSALS)[number], record: Migration, when: number, command: Command];
const cases: readonly Case[] = [
  ['ended', ended, CLOSED + HOUR_MS, { kind: 'tick' }],
  ['paused', paused, CUT_OVER_READY, window],
  ['rolled-back', rolledBack, ALL_NEW + 2, window],
  ['not-paused', ready, CUT_OVER_READY, { kind: 'resume', by: 'UAOI' }],
  ['already', paused, CUT_OVER_READY, { kind: 'pause', by: 'UAOI', reason: 'again' }],
  ['paused', paused, CUT_OVER_READY, { kind: 'mark-step', by: 'UAOI', step: 'pin', done: true }],
  // steps
  ['step-by-bot', ready, 0, { kind: 'mark-step', by: 'UAOI', step: 'rewrite', done: true }],
  ['step-by-bot', ready, 0, { kind: 'mark-step', by: 'UAOI', step: 'parallel', done: true }],
  ['already', ready, 0, { kind: 'mark-step', by: 'UAOI', step: 'inventory', done: true }],
  ['already', fresh, 0, { kind: 'mark-step', by: 'UAOI', step: 'inventory', done: false }],
  ['gate-not-open', ready, 0, { kind: 'mark-step', by: 'UAOI', step: 'restore', done: true }],
  [
    'gate-not-open',
    upTo(SWITCH_BACK_OPEN),
    SWITCH_BACK_OPEN,
    { kind: 'mark-step', by: 'UAOI', step: 'close', done: true },
  ],
  [
    'step-not-ready',
    upTo(SWITCH_BACK_OPEN),
    SWITCH_BACK_OPEN,
    { kind: 'mark-step', by: 'UAOI', step: 'restore', done: true },
  ],
  ['gate-not-open', upTo(CANCEL_READY), CANCEL_READY, { kind: 'mark-step', by: 'UAOI', step: 'retire', done: true }],
  [
    'gate-not-open',
    upTo(CANCEL_OPEN),
    CANCEL_OPEN + DAY_MS,
    { kind: 'mark-step', by: 'UAOI', step: 'retire', done: true },
  ],
  ['gate-done', rewritten, ALL_NEW + 1, { kind: 'mark-step', by: 'UAOI', step: 'inventory', done: false }],
  ['gate-done', restoring, SWITCH_BACK_DONE, { kind: 'mark-step', by: 'UAOI', step: 'restore', done: false }],
  ['gate-not-open', ready, CUT_OVER_READY, { kind: 'begin-rewrite', by: 'UAOI' }],
  [
    'too-early',
    did(asked, CUT_OVER_READY, { kind: 'approve', by: 'UMIKA', gate: 'cut-over', round: 1 }).record,
    BEGIN - HOUR_MS - 1,
    { kind: 'begin-rewrite', by: 'UAOI' },
  ],
  ['not-executor', upTo(CUT_OVER_OPEN), CUT_OVER_OPEN, { kind: 'begin-rewrite', by: 'UKEN' }],
  ['already', rewritten, ALL_NEW + 1, { kind: 'begin-rewrite', by: 'UAOI' }],
  ['not-rewritten', upTo(ALL_NEW), ALL_NEW - 1, { kind: 'keep-rewrite', by: 'UAOI' }],
  ['not-executor', rewritten, ALL_NEW + 1, { kind: 'keep-rewrite', by: 'USOMEONE' }],
  [
    'already',
    did(rewritten, ALL_NEW + 1, { kind: 'keep-rewrite', by: 'UAOI' }).record,
    ALL_NEW + 2,
    { kind: 'keep-rewrite', by: 'UMIKA' },
  ],
  // clients and their owners
  ['sending-too-early', ready, 0, { kind: 'mark-client', by: 'UREN', client: 'c1', mark: 'sending', done: true }],
  ['sending-too-early', ready, 0, { kind: 'mark-clients', by: 'UAOI', clients: ['c1'], mark: 'sending', done: true }],
  ['sends-nothing', rewritten, 0, { kind: 'mark-client', by: 'UREN', client: 'c1', mark: 'sending', done: true }],
  ['already', rewritten, 0, { kind: 'mark-clients', by: 'UAOI', clients: ['c1'], mark: 'sending', done: true }],
  ['already', ready, 0, { kind: 'mark-clients', by: 'UREN', clients: ['c1'], mark: 'pinned', done: true }],
  ['not-approver', ready, 0, { kind: 'mark-clients', by: 'USOMEONE', clients: ['c1'], mark: 'pinned', done: false }],
  ['unknown-client', ready, 0, { kind: 'mark-clients', by: 'UAOI', clients: ['c1', 'c9'], mark: 'pinned', done: true }],
  ['nothing-given', ready, 0, { kind: 'mark-clients', by: 'UAOI', clients: [], mark: 'pinned', done: true }],
  ['gate-not-open', ready, 0, { kind: 'mark-clients', by: 'UAOI', clients: ['c1'], mark: 'restored', done: true }],
  ['unknown-client', ready, 0, { kind: 'own-clients', by: 'UAOI', clients: ['c9'], owner: 'UKEN' }],
  ['already', ready, 0, { kind: 'own-clients', by: 'UAOI', clients: ['c1'], owner: 'UREN' }],
  ['nothing-given', ready, 0, { kind: 'own-clients', by: 'UAOI', clients: [], owner: 'UREN' }],
  ['bad-name', ready, 0, { kind: 'own-clients', by: 'UAOI', clients: ['c1'], owner: ' ' }],
  ['not-client-owner', ready, 0, { kind: 'disown-client', by: 'UAOI', client: 'c1' }],
  ['unknown-client', ready, 0, { kind: 'disown-client', by: 'UREN', client: 'c9' }],
  ['not-client-owner', ready, 0, { kind: 'ask-client-help', by: 'UAOI', client: 'c1', question: 'how?' }],
  ['unknown-client', ready, 0, { kind: 'ask-client-help', by: 'UREN', client: 'c9' }],
  [
    'already',
    did(ready, 0, { kind: 'ask-client-help', by: 'UREN', client: 'c1' }).record,
    0,
    { kind: 'ask-client-help', by: 'UREN', client: 'c1', question: ' ' },
  ],
  [
    'bad-address',
    fresh,
    0,
    { kind: 'add-clients', by: 'UAOI', clients: [{ name: 'Fax', protocols: ['smtp'], user: 'fax' }] },
  ],
  [
    'bad-name',
    fresh,
    0,
    { kind: 'add-clients', by: 'UAOI', clients: [{ name: 'Fax', protocols: ['smtp'], owner: 'x'.repeat(201) }] },
  ],
  // contracts and the country
  ...['2027-02-30', '28 Feb 2027', ''].map(
    (endsOn): Case => ['bad-date', fresh, 0, { kind: 'set-contract', by: 'UAOI', side: 'old', contract: { endsOn } }],
  ),
  [
    'out-of-bounds',
    fresh,
    0,
    { kind: 'set-contract', by: 'UAOI', side: 'old', contract: { endsOn: '2027-02-28', noticeDays: 400 } },
  ],
  ['already', fresh, 0, { kind: 'set-contract', by: 'UAOI', side: 'new', contract: undefined }],
  ['not-approver', fresh, 0, { kind: 'set-contract', by: 'UX', side: 'new', contract: { startsOn: '2026-12-01' } }],
  ['bad-country', fresh, 0, { kind: 'set-country', by: 'UAOI', country: 'Japan' }],
  ['not-approver', fresh, 0, { kind: 'set-country', by: 'UX', country: 'JP' }],
  ['no-mailbox', fresh, 0, { kind: 'mark-step', by: 'UAOI', step: 'inventory', done: true }],
  ['step-by-clients', ready, 0, { kind: 'mark-step', by: 'UAOI', step: 'pin', done: false }],
  // clients
  ['nothing-given', fresh, 0, { kind: 'add-clients', by: 'UAOI', clients: [] }],
  [
    'too-many',
    fresh,
    0,
    {
      kind: 'add-clients',
      by: 'UAOI',
      clients: Array.from({ length: 1_001 }, () => ({ name: 'Phone', protocols: [] })),
    },
  ],
  ['bad-name', fresh, 0, { kind: 'add-clients', by: 'UAOI', clients: [{ name: ' ', protocols: [] }] }],
  ['bad-name', fresh, 0, { kind: 'add-clients', by: 'UAOI', clients: [{ name: 'x'.repeat(201), protocols: [] }] }],
  ['unknown-client', ready, 0, { kind: 'remove-client', by: 'UAOI', client: 'c9' }],
  ['unknown-client', ready, 0, { kind: 'mark-client', by: 'UAOI', client: 'c9', mark: 'pinned', done: true }],
  ['already', ready, 15 * DAY_MS, { kind: 'mark-client', by: 'UREN', client: 'c1', mark: 'pinned', done: true }],
  ['already', ready, 0, { kind: 'mark-client', by: 'UREN', client: 'c1', mark: 'restored', done: false }],
  ['gate-not-open', ready, 0, { kind: 'mark-client', by: 'UREN', client: 'c1', mark: 'restored', done: true }],
  ['not-approver', asked, CUT_OVER_READY, { kind: 'remove-client', by: 'USTRANGER', client: 'c1' }],
  // mailboxes
  ['not-approver', asked, CUT_OVER_READY, { kind: 'remove-mailbox', by: 'USTRANGER', mailbox: 'aoi@kitano.example' }],
  ...['aoi@other.example', 'aoi@notkitano.example'].flatMap((address): readonly Case[] => [
    ['foreign-address', fresh, 0, { kind: 'add-mailboxes', by: 'UAOI', mailboxes: [{ address, watch: 'login' }] }],
    [
      'foreign-address',
      fresh,
      0,
      { kind: 'credentials-imported', by: 'UAOI', entries: [{ mailbox: address, side: 'old', version: 1 }] },
    ],
  ]),
  ['nothing-given', fresh, 0, { kind: 'add-mailboxes', by: 'UAOI', mailboxes: [] }],
  [
    'too-many',
    fresh,
    0,
    {
      kind: 'add-mailboxes',
      by: 'UAOI',
      mailboxes: Array.from({ length: 2_001 }, (_, index) => ({ address: `m${index}@kitano.example`, watch: 'login' })),
    },
  ],
  ['bad-address', fresh, 0, { kind: 'add-mailboxes', by: 'UAOI', mailboxes: [{ address: 'aoi', watch: 'login' }] }],
  [
    'duplicate-mailbox',
    ready,
    0,
    { kind: 'add-mailboxes', by: 'UAOI', mailboxes: [{ address: 'AOI@kitano.example', watch: 'login' }] },
  ],
  [
    'duplicate-mailbox',
    fresh,
    0,
    {
      kind: 'add-mailboxes',
      by: 'UAOI',
      mailboxes: [
        { address: 'a@kitano.example', watch: 'login' },
        { address: 'a@kitano.example', watch: 'log' },
      ],
    },
  ],
  ['unknown-mailbox', ready, 0, { kind: 'remove-mailbox', by: 'UAOI', mailbox: 'ryo@kitano.example' }],
  ...[BEGIN + 1, ALL_NEW + 1, SWITCH_BACK_OPEN].map(
    (when): Case => [
      'mailbox-watched',
      upTo(when),
      when,
      { kind: 'remove-mailbox', by: 'UMIKA', mailbox: 'aoi@kitano.example' },
    ],
  ),
  ['unknown-mailbox', ready, 0, { kind: 'mark-mailbox', by: 'UAOI', mailbox: 'ryo@kitano.example', watch: 'log' }],
  ['already', ready, 0, { kind: 'mark-mailbox', by: 'UAOI', mailbox: 'aoi@kitano.example', watch: 'login' }],
  ['nothing-given', ready, 0, { kind: 'credentials-imported', by: 'UAOI', entries: [] }],
  [
    'bad-address',
    ready,
    0,
    { kind: 'credentials-imported', by: 'UAOI', entries: [{ mailbox: 'aoi', side: 'old', version: 1 }] },
  ],
  [
    'too-many',
    fresh,
    0,
    {
      kind: 'credentials-imported',
      by: 'UAOI',
      entries: Array.from({ length: 2_001 }, (_, index) => ({
        mailbox: `m${index}@kitano.example`,
        side: 'old',
        version: 1,
      })),
    },
  ],
  [
    'already',
    ready,
    0,
    { kind: 'credentials-imported', by: 'UAOI', entries: [{ mailbox: 'aoi@kitano.example', side: 'old', version: 1 }] },
  ],
  ['unknown-item', ready, 0, { kind: 'mark-checklist', by: 'UAOI', item: 'web-moved', done: true }],
  ['already', ready, 0, { kind: 'mark-checklist', by: 'UAOI', item: 'filters', done: true }],
  // people, window, settings
  ['not-approver', ready, 0, { kind: 'set-approvers', by: 'USTRANGER', approvers: ['USTRANGER', 'UKEN'] }],
  ['nothing-given', ready, 0, { kind: 'set-approvers', by: 'UAOI', approvers: [] }],
  ['already', ready, 0, { kind: 'set-approvers', by: 'UAOI', approvers: ['UREN', 'UKEN', 'UMIKA', 'UREN'] }],
  ['too-few-approvers', ready, 0, { kind: 'set-approvers', by: 'UAOI', approvers: ['UREN'] }],
  ['gate-done', rewritten, ALL_NEW + 1, window],
  ['bad-window', ready, 0, { ...window, to: window.from }],
  ['bad-window', ready, BEGIN + HOUR_MS, window],
  ['bad-window', ready, 0, { ...window, to: window.from + 7 * DAY_MS + 1 }],
  ['already', did(ready, 0, window).record, 0, window],
  ['not-approver', ready, 0, { kind: 'set-setting', by: 'USTRANGER', key: 'rounds', value: 2 }],
  ['out-of-bounds', ready, 0, { kind: 'set-setting', by: 'UMIKA', key: 'quiet-cancel', value: 6 }],
  ['out-of-bounds', ready, 0, { kind: 'set-setting', by: 'UMIKA', key: 'rounds', value: 2.5 }],
  ['out-of-bounds', ready, 0, { kind: 'set-setting', by: 'UMIKA', key: 'rounds', value: Number.NaN }],
  ['already', ready, 0, { kind: 'set-setting', by: 'UMIKA', key: 'rounds', value: 3 }],
  ['too-few-approvers', ready, 0, { kind: 'set-setting', by: 'UMIKA', key: 'quorum-cancel', value: 4 }],
  ['already', ready, 0, { kind: 'set-language', by: 'UAOI', lang: 'en' }],
  // the plan
  ['plan-fixed', rewritten, ALL_NEW + 1, plan(host, 'A', '203.0.113.99')],
  ['plan-fixed', rewritten, ALL_NEW + 1, { kind: 'drop-plan', by: 'UAOI', name: host, type: 'A' }],
  ['unknown-item', ready, 0, { kind: 'drop-plan', by: 'UAOI', name: host, type: 'MX' }],
  ['already', ready, 0, plan(host, 'A', '203.0.113.20')],
  ['foreign-name', ready, 0, plan('mail.other.example', 'A', '203.0.113.20')],
  ['foreign-name', ready, 0, plan('notkitano.example', 'A', '203.0.113.20')],
  ['bad-plan', ready, 0, plan('ma il.kitano.example', 'A', '203.0.113.20')],
  ['bad-plan', ready, 0, plan(host, 'A', '2001:db8::1')],
  ['bad-plan', ready, 0, plan(host, 'AAAA', '203.0.113.20')],
  ['bad-plan', ready, 0, plan(host, 'CNAME', 'not a name')],
  ['bad-plan', ready, 0, plan('kitano.example', 'MX', 'mx.newhost.example')],
  ['bad-plan', ready, 0, plan('kitano.example', 'MX', '10 mx.newhost.example 5')],
  ['bad-plan', ready, 0, plan('kitano.example', 'TXT', 'site=1')],
  // records by their purpose
  ['one-text', ready, 0, plan('kitano.example', 'TXT', 'v=spf1 -all', 'v=spf1 mx -all')],
  ['one-text', ready, 0, plan('kitano.example', 'TXT', 'v=spf1 a v=spf1 mx -all')],
  ['bad-plan', ready, 0, plan('imap.kitano.example', 'CNAME', 'a.newhost.example', 'b.newhost.example')],
  ['bad-plan', ready, 0, plan('kitano.example', 'MX', '70000 mx.newhost.example')],
  ['bad-plan', ready, 0, plan('kitano.example', 'MX', '10 203.0.113.20')],
  ['bad-plan', ready, 0, plan('_dmarc.kitano.example', 'A', '203.0.113.20')],
  ['bad-plan', ready, 0, plan('_dmarc.kitano.example', 'TXT', 'v=spf1 -all')],
  ['bad-plan', ready, 0, plan('_dmarc.kitano.example', 'TXT', 'v=DMARC1; rua=mailto:a@kitano.example')],
  ['bad-plan', ready, 0, plan('_mta-sts.kitano.example', 'TXT', 'v=STSv1; id=2026-12-01;')],
  ['bad-plan', ready, 0, plan('_smtp._tls.kitano.example', 'TXT', 'v=TLSRPTv1; rua=a@kitano.example')],
  ['bad-plan', ready, 0, plan('s1._domainkey.kitano.example', 'TXT', 'v=DKIM1; p=')],
  [
    'bad-plan',
    ready,
    0,
    plan(
      's1._domainkey.kitano.example',
      'TXT',
      'k=rsa; v=DKIM1; p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    ),
  ],
  ['bad-plan', ready, 0, plan('imaps.kitano.example', 'SRV', '0 1 993 mail.newhost.example')],
  ['bad-plan', ready, 0, plan('_imaps._tcp.kitano.example', 'SRV', '0 1 99300 mail.newhost.example')],
  ['bad-plan', ready, 0, plan('_imaps._tcp.kitano.example', 'SRV', '0 993 mail.newhost.example')],
  [
    'bad-plan',
    ready,
    0,
    plan('mail.kitano.example', 'TLSA', '3 1 1 abababababababababababababababababababababababababababababababab'),
  ],
  ['bad-plan', ready, 0, plan('_25._tcp.mail.kitano.example', 'TLSA', '3 1 1 abcd')],
  [
    'bad-plan',
    ready,
    0,
    plan(
      '_25._tcp.mail.kitano.example',
      'TLSA',
      '4 1 1 abababababababababababababababababababababababababababababababab',
    ),
  ],
  ['plan-alias', ready, 0, plan('kitano.example', 'CNAME', 'mx.newhost.example')],
  ['plan-alias', ready, 0, plan(host, 'CNAME', 'mx.newhost.example')],
  ['plan-delegation', ready, 0, plan('kitano.example', 'NS', 'ns1.newdns.example')],
  ['plan-delegation', moved, 0, { kind: 'drop-plan', by: 'UAOI', name: 'kitano.example', type: 'NS' }],
  // another DNS provider, keys, names, Globalping
  ['not-approver', ready, 0, { ...move('ns1.newdns.example'), by: 'USTRANGER' }],
  ['bad-servers', ready, 0, move('ns1.newdns.example', 'not a name')],
  ['bad-servers', ready, 0, move('203.0.113.1')],
  ['bad-servers', withFacts(ready, { delegations: led }), 0, move('NS2.dns.example', 'ns1.dns.example.')],
  ['too-many', ready, 0, move(...Array.from({ length: 14 }, (_, index) => `ns${index}.newdns.example`))],
  ['already', ready, 0, move()],
  ['already', moved, 0, move('ns1.newdns.example', 'ns2.newdns.example')],
  ['one-server', ready, 0, move('ns1.newdns.example', 'NS1.newdns.example.')],
  ['plan-fixed', rewritten, ALL_NEW + 1, move('ns1.newdns.example')],
  ['not-approver', ready, 0, { kind: 'set-selectors', by: 'USTRANGER', selectors: [] }],
  ['bad-selector', ready, 0, { kind: 'set-selectors', by: 'UAOI', selectors: ['s1', 'not one'] }],
  ['already', ready, 0, { kind: 'set-selectors', by: 'UAOI', selectors: ['S1'] }],
  ['nothing-given', ready, 0, { kind: 'add-names', by: 'UAOI', names: [] }],
  ['foreign-name', ready, 0, { kind: 'add-names', by: 'UAOI', names: ['www.kitano.example', 'www.other.example'] }],
  ['foreign-name', ready, 0, { kind: 'add-names', by: 'UAOI', names: ['www kitano.example'] }],
  ['not-approver', ready, 0, { kind: 'set-globalping', by: 'USTRANGER', countries: ['JP'] }],
  ['bad-country', ready, 0, { kind: 'set-globalping', by: 'UAOI', countries: ['JP', 'XX'] }],
  ['bad-country', ready, 0, { kind: 'set-globalping', by: 'UAOI', countries: ['Japan'] }],
  ['already', ready, 0, { kind: 'set-globalping', by: 'UAOI', countries: [] }],
  [
    'too-many',
    ready,
    0,
    { kind: 'set-globalping', by: 'UAOI', countries: 'AT AU BE BR CA CH DE DK ES FR GB'.split(' ') },
  ],
  ['nothing-read', ready, 0, { kind: 'report-office', by: 'UAOI', office: 'tokyo', observations: [] }],
  ['already', without(ready, 'TXT'), 0, { kind: 'drop-plan', by: 'UAOI', name: 'kitano.example', type: 'TXT' }],
  ['not-approver', ready, 0, { kind: 'drop-plan', by: 'USTRANGER', name: host, type: 'A' }],
  ['not-approver', ready, 0, stranger],
  // approvals
  ['gate-not-ready', fresh, 0, { kind: 'request-approval', by: 'UAOI', gate: 'cut-over' }],
  ['gate-not-ready', ready, 0, { kind: 'request-approval', by: 'UAOI', gate: 'cancel' }],
  ['request-open', asked, CUT_OVER_READY, { kind: 'request-approval', by: 'UKEN', gate: 'cut-over' }],
  ['already', open, CUT_OVER_OPEN, { kind: 'request-approval', by: 'UKEN', gate: 'cut-over' }],
  ['gate-done', rewritten, ALL_NEW + 1, { kind: 'request-approval', by: 'UKEN', gate: 'cut-over' }],
  ['no-open-request', ready, CUT_OVER_READY, { kind: 'approve', by: 'UMIKA', gate: 'cut-over', round: 1 }],
  ['stale-request', asked, CUT_OVER_READY, { kind: 'approve', by: 'UMIKA', gate: 'cut-over', round: 0 }],
  ['not-approver', asked, CUT_OVER_READY, yes],
  ['not-approver', grouped, CUT_OVER_READY, { ...yes, groups: { S1MAIL: 'no-member' } }],
  ['not-approver', grouped, CUT_OVER_READY, { ...yes, groups: { S1MAIL: 'no-member', S2ELSE: 'member' } }],
  ['group-silent', grouped, CUT_OVER_READY, yes],
  ['group-silent', grouped, CUT_OVER_READY, { ...yes, groups: { S1MAIL: 'silent' } }],
  ['group-unreadable', grouped, CUT_OVER_READY, { ...yes, groups: { S1MAIL: 'unreadable' } }],
  ['guest-reads', ready, 0, { kind: 'pause', by: 'USTRANGER', outsider: 'guest' }],
  ['elsewhere-reads', ready, 0, { kind: 'pause', by: 'USTRANGER', outsider: 'elsewhere' }],
  [
    'too-few-approvers',
    ready,
    0,
    { kind: 'set-approvers', by: 'UAOI', approvers: [], approverGroups: [{ ...MAIL_ADMINS, people: 1 }] },
  ],
  [
    'own-request',
    did(ready, CUT_OVER_READY, { kind: 'request-approval', by: 'UMIKA', gate: 'cut-over' }).record,
    CUT_OVER_READY,
    { kind: 'approve', by: 'UMIKA', gate: 'cut-over', round: 1 },
  ],
  ['already-approved', open, CUT_OVER_OPEN, { kind: 'approve', by: 'UMIKA', gate: 'cut-over', round: 1 }],
  ['reason-missing', asked, CUT_OVER_READY, { kind: 'decline', by: 'UMIKA', gate: 'cut-over', round: 1, reason: '' }],
  ['already', open, CUT_OVER_OPEN, { kind: 'decline', by: 'UKEN', gate: 'cut-over', round: 1, reason: 'late' }],
  [
    'too-few-approvers',
    did(upTo(SWITCH_BACK_READY), SWITCH_BACK_READY, {
      kind: 'set-setting',
      by: 'UMIKA',
      key: 'quorum-switch-back',
      value: 3,
    }).record,
    SWITCH_BACK_READY,
    { kind: 'request-approval', by: 'UKEN', gate: 'switch-back' },
  ],
  // waivers
  ['not-approver', fresh, 0, { ...waived('*'), by: 'UAOI' }],
  ['gate-done', rewritten, ALL_NEW + 1, waived('*')],
  ['reason-missing', fresh, 0, { ...waived('*'), reason: ' ' }],
  ['nothing-given', fresh, 0, { ...waived('*'), criteria: [] }],
  ['unknown-item', fresh, 0, { ...waived('*'), criteria: ['CAN-LEDGER'] }],
  ['not-waivable', fresh, 0, waived('mailbox:aoi@kitano.example')],
  ['not-waivable', ready, 0, { ...waived('quorum'), criteria: ['CUT-QUORUM'] }],
  ['not-waivable', ready, 0, { ...waived('*'), criteria: ['CUT-LOGIN-NEW'] }],
  ['not-waivable', ready, 0, waived('*')],
  [
    'already',
    did(ready, CUT_OVER_READY, waived('mailbox:aoi@kitano.example')).record,
    CUT_OVER_READY,
    waived('mailbox:aoi@kitano.example'),
  ],
  // relays, owners, logs and the archive
  ['bad-relay', ready, 0, relay({ id: 'The Relay' })],
  ['bad-relay', ready, 0, relay({ host: 'relay' })],
  ['bad-relay', ready, 0, relay({ port: 993 })],
  ['relay-is-new', ready, 0, relay({ kind: 'old', host: NEW })],
  ['relay-is-new', ready, 0, relay({ kind: 'outside', host: NEW })],
  ['already', did(ready, CUT_OVER_READY, relay({})).record, CUT_OVER_READY, relay({})],
  ['too-many', manyRelays, CUT_OVER_READY, relay({ id: 'one-more' })],
  ['unknown-relay', ready, 0, { kind: 'remove-relay', by: 'UAOI', id: 'nobody' }],
  ['unknown-mailbox', ready, 0, { kind: 'set-owner', by: 'UAOI', mailbox: 'x@kitano.example', owner: 'UREN' }],
  ['not-owner', ready, 0, { kind: 'attest', by: 'UAOI', mailbox: 'aoi@kitano.example' }],
  ['foreign-log', ready, 0, log([])],
  ['log-of-another-host', ready, 0, log(['ken@kitano.example'], ['web7'])],
  ['log-without-host', ready, 0, log(['ken@kitano.example'], [])],
  ['foreign-log', ready, 0, log(['ken@other.example'])],
  ['nothing-given', ready, 0, { kind: 'report-archive', by: 'UAOI', mailboxes: 0, messages: 0, restored: false }],
  // addresses and senders
  [
    'unknown-address',
    ready,
    0,
    { kind: 'place-addresses', by: 'UAOI', addresses: ['x@kitano.example'], as: 'dropped', reason: 'nobody' },
  ],
  [
    'address-is-mailbox',
    ready,
    0,
    { kind: 'place-addresses', by: 'UAOI', addresses: ['aoi@kitano.example'], as: 'alias' },
  ],
  ['unknown-sender', ready, 0, { kind: 'dismiss-senders', by: 'UMIKA', senders: ['x@sender.example'], reason: 'gone' }],
  ['nothing-read', ready, 0, { kind: 'report-helper', by: 'UREN', observations: [], servers: [] }],
  ['not-waived', fresh, 0, { kind: 'unwaive', by: 'UMIKA', gate: 'cut-over', criterion: 'CUT-ACCEPT', item: '*' }],
  ['suspect-unknown', ready, 0, { kind: 'judge-suspects', by: 'UAOI', keys: ['k'], verdict: 'spam' }],
  // rolling back and giving up
  ['not-rewritten', ready, 0, { kind: 'rollback', by: 'UAOI', reason: 'no' }],
  ['no-open-request', rewritten, ALL_NEW + 1, { kind: 'approve-rollback', by: 'UMIKA' }],
  ['still-rewritten', rolledBack, ALL_NEW + 2, { kind: 'resume', by: 'UAOI' }],
  ['not-approver', ready, 0, { kind: 'abandon', by: 'USTRANGER', reason: 'no' }],
  ['reason-missing', ready, 0, { kind: 'abandon', by: 'UAOI', reason: '' }],
];

describe('a refusal says why and changes nothing', () => {
  const occurred = new Set<string>();
  test.each(cases.map((one, index) => [index, one[0], one[3].kind, one] as const))(
    '%i %s: %s',
    (_index, code, _kind, [, record, when, command]) => {
      const frozen = JSON.stringify(record);
      const decision = decide(record, command, at(when));
      expect(decision.ok ? 'carried out' : decision.refusal.code).toBe(code);
      expect(JSON.stringify(record)).toBe(frozen);
      occurred.add(code);
    },
  );
  afterAll(() => {
    expect(REFUSALS.filter((code) => !occurred.has(code))).toEqual([]);
  });
});
