import { describe, expect, test } from 'vitest';
import { CLIENT_KINDS, CLIENT_PHASES, type Client } from '../../src/migration/client-facts.ts';
import type { Facts, Language } from '../../src/migration/facts.ts';
import type { Migration } from '../../src/migration/record.ts';
import { clientHelpModal } from '../../src/slack/views/client-help.ts';
import { clientSheetView } from '../../src/slack/views/client-sheet.ts';
import { clientsView } from '../../src/slack/views/clients.ts';
import { overLimits } from '../../src/slack/views/limits.ts';
import { ownerView } from '../../src/slack/views/owner.ts';
import { wordsFor } from '../../src/words/words.ts';
import { aMigration, at, T0 } from '../words/sample.ts';
import { expectGolden } from './golden.ts';

const OWNER = 'U5OWNER';
const LANGUAGES: readonly Language[] = ['en', 'ja'];
const words = (lang: Language) => wordsFor(lang, { style: 'slack', timeZone: 'Asia/Tokyo' });
const done = { at: T0, by: OWNER };

const CLIENTS: Client[] = [
  { id: 'c1', name: 'Aoi’s phone', owner: OWNER, protocols: ['imap', 'smtp'], kind: 'phone', user: 'aoi@example.jp' },
  { id: 'c2', name: 'Aoi’s laptop', owner: OWNER, protocols: ['imap', 'smtp'], helpAsked: done },
  { id: 'c3', name: 'Scanner <2F>', owner: OWNER, protocols: ['smtp'], kind: 'scanner' },
  { id: 'c4', name: 'Fax', owner: OWNER, protocols: ['smtp'], pinned: done, sending: done, restored: done },
  { id: 'c5', name: 'Ken’s', owner: 'U1AAA', protocols: ['pop3'], pinned: { at: T0, by: OWNER } },
  { id: 'c6', name: 'Till', protocols: ['smtp'], disowned: { at: T0, by: 'U1AAA' } },
  { id: 'c7', name: 'Reception', owner: 'Mr Sato', protocols: ['imap', 'smtp'] },
];
const gate = (state: 'closed' | 'open') => ({ state, since: T0, times: 1, rounds: 1 }) as const;
const IN_PHASE: Readonly<Record<(typeof CLIENT_PHASES)[number], Partial<Facts>>> = {
  pin: {},
  rewrite: { rewriteSeenAt: at(1) },
  restore: {
    rewriteSeenAt: at(1),
    gates: { 'cut-over': gate('open'), 'switch-back': gate('open'), cancel: gate('closed') },
  },
};
const standing = (phase: (typeof CLIENT_PHASES)[number], more: Partial<Facts> = {}): Migration =>
  aMigration({ clients: CLIENTS, ...IN_PHASE[phase], ...more });
const asked = (phase: (typeof CLIENT_PHASES)[number], n = 1) =>
  ({ kind: 'owner-tasks', slot: `owner:${OWNER}:${phase}`, recipient: OWNER, phase, n }) as const;

describe.each(LANGUAGES)('%s', (lang) => {
  const say = words(lang);

  test.each(CLIENT_PHASES)('what an owner is told in the phase %s', (phase) => {
    expectGolden(`owner-${phase}.${lang}`, ownerView(standing(phase), asked(phase), say, at(2)));
  });

  test('a reminder', () => {
    const told = { [`${OWNER}|pin`]: { n: 2, at: T0, reminders: 1 } };
    expectGolden(
      `owner-reminder.${lang}`,
      ownerView(standing('pin', { ownersTold: told }), asked('pin', 2), say, at(2)),
    );
  });

  test('a message that asks for nothing has nothing to press', () => {
    const told = { [`${OWNER}|pin`]: { n: 2, at: T0, reminders: 1 } };
    const all = CLIENTS.map((client) => ({ ...client, pinned: done, sending: done }));
    const ended = (kind: 'finished' | 'abandoned') => ({ state: { kind, ...done } });
    const views = [
      ownerView(standing('pin', { clients: all }), asked('pin'), say, at(2)),
      ownerView(standing('pin', { clients: [] }), asked('pin'), say, at(2)),
      ownerView(standing('pin', { ownersTold: told }), asked('pin', 1), say, at(2)),
      ownerView(standing('rewrite'), asked('pin'), say, at(2)),
      ownerView(standing('rewrite', { state: { kind: 'rolled-back', ...done } }), asked('rewrite'), say, at(2)),
      ownerView(standing('restore', ended('finished')), asked('restore'), say, at(2)),
      ownerView(standing('pin', ended('abandoned')), asked('pin'), say, at(2)),
    ];
    for (const [n, view] of views.entries()) {
      expect(JSON.stringify(view)).not.toContain('action_id');
      expectGolden(`owner-settled-${n + 1}.${lang}`, view);
    }
  });

  test('the list with every mark', () => {
    expectGolden(`clients-owners.${lang}`, clientsView(standing('rewrite').facts, say));
  });

  test.each(CLIENT_KINDS)('help with %s', (kind) => {
    const client: Client = { id: 'c1', name: 'N'.repeat(200), owner: OWNER, protocols: ['imap', 'pop3', 'smtp'], kind };
    for (const phase of CLIENT_PHASES) {
      const modal = clientHelpModal(standing(phase), client, phase, say, at(2), '{}');
      expect(overLimits(modal)).toEqual([]);
      if (phase === 'pin') expectGolden(`client-help-${kind}.${lang}`, modal);
    }
  });

  test('a sheet to print', () => {
    const plain = wordsFor(lang, { style: 'plain', timeZone: 'Asia/Tokyo' });
    const clients = CLIENTS.filter(({ id }) => id === 'c7' || id === 'c3');
    const text = plain.clientSheet(standing('pin'), clients, 'pin', at(2));
    expect(text).not.toMatch(/`|<@|@U/);
    const sheet = { text, clients: 2, page: 1, asked: 'clients sheet', done: 'clients pinned ID' };
    expectGolden(`client-sheet.${lang}`, clientSheetView(sheet, say));
  });

  test('a hundred clients, of long odd names and every protocol, stay within what Slack takes', () => {
    const every = ['imap', 'pop3', 'smtp'] as const;
    const many = Array.from({ length: 100 }, (_, n): Client => {
      const protocols = every.filter((_one, bit) => ((n % 7) + 1) & (1 << bit));
      return {
        id: `c${n + 1}`,
        name: '端<&>`*'.repeat(33),
        owner: OWNER,
        protocols,
        user: `${'u'.repeat(60)}@example.jp`,
      };
    });
    for (const phase of CLIENT_PHASES) {
      const view = ownerView(standing(phase, { clients: many }), asked(phase), say, at(2));
      expect(overLimits(view), phase).toEqual([]);
      expect(view.blocks.filter((block) => JSON.stringify(block).includes('client-done')).length).toBeGreaterThan(2);
      expect(JSON.stringify(view)).toContain('clients sheet mine');
    }
    const plain = wordsFor(lang, { style: 'plain', timeZone: 'Asia/Tokyo' });
    const text = plain.clientSheet(standing('pin'), many, 'pin', at(2));
    for (const page of [1, 5, 99]) {
      const sheet = { text, clients: 100, page, asked: 'clients sheet all', done: 'clients pinned ID' };
      expect(overLimits(clientSheetView(sheet, say))).toEqual([]);
    }
  });
});

test.each(LANGUAGES)(
  'whatever a certificate lacks, an owner is told what comes up and what to do then (%s)',
  (lang) => {
    const say = wordsFor(lang, { style: 'plain', timeZone: 'Asia/Tokyo' });
    for (const kind of [
      'unseen',
      'name-mismatch',
      'not-looked-up',
      'untrusted',
      'expired',
      'expires-soon',
      'out-of-time',
    ] as const) {
      const text = say.t(`clients:flaw-${kind}`, {
        target: 'x.example',
        shown: ['y.example'],
        fingerprint: 'AB',
        expiresAt: T0,
      });
      expect(text).toContain('x.example');
      expect(text).not.toMatch(/\{\{|\/migration/);
    }
  },
);

test('what is not known is said to be so, and nothing is made up', () => {
  const { servers } = aMigration().facts;
  const unknown = { ...servers.old, host: undefined, addresses: [] };
  const view = ownerView(standing('pin', { servers: { ...servers, old: unknown } }), asked('pin'), words('en'), at(2));
  expect(JSON.stringify(view)).not.toContain('undefined');
  expect(JSON.stringify(view)).toContain(words('en').t('todo:target-unknown', { side: 'old' }).slice(0, 20));
});
