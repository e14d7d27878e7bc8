import { describe, expect, test } from 'vitest';
import type { Facts, Language } from '../../src/migration/facts.ts';
import type { Migration } from '../../src/migration/record.ts';
import { nextDate, waitingFor } from '../../src/migration/waiting.ts';
import { type HomeContent, type HomeEntry, homeView } from '../../src/slack/views/home.ts';
import { overLimits } from '../../src/slack/views/limits.ts';
import { wordsFor } from '../../src/words/words.ts';
import { aMigration, at, T0 } from '../words/sample.ts';
import { expectGolden } from './golden.ts';

const ME = 'U2BBB';
const NOW = at(2);
const LANGUAGES: readonly Language[] = ['en', 'ja'];
const words = (lang: Language) => wordsFor(lang, { style: 'slack', timeZone: 'Asia/Tokyo' });
const { gates } = aMigration().facts;
const round: Facts['gates']['cancel']['round'] = {
  round: 3,
  requestedBy: 'U1AAA',
  requestedAt: T0,
  approvals: [],
  state: 'open',
};
const asked: Facts['gates'] = { ...gates, cancel: { ...gates.cancel, state: 'ready', round } };

const entry = (facts: Partial<Facts>, id = '01KB000000000000000000000A'): HomeEntry => {
  const migration = { ...aMigration(facts), id };
  return { migration, waiting: waitingFor(migration.facts, ME, NOW), next: nextDate(migration.facts, NOW) };
};
const ended = (kind: 'abandoned' | 'finished', domain: string): Migration =>
  aMigration({ domain, state: { kind, at: T0, by: 'U1AAA' } });
const content = (over: Partial<HomeContent>): HomeContent => ({
  person: ME,
  going: [],
  ended: [],
  isWhole: true,
  language: undefined,
  note: undefined,
  ...over,
});

const window = { from: at(2), to: at(4) };
const opened: Facts['gates'] = { ...gates, 'cut-over': { ...gates['cut-over'], state: 'open' } };
const EVERY: readonly HomeEntry[] = [
  entry({ gates: asked, contracts: { old: { endsOn: '2026-12-20' } } }),
  entry({ domain: 'rewrite.example', executor: ME, window, gates: opened }),
  entry({ domain: 'keep.example', executor: ME, rewriteBegunAt: T0, rewriteSeenAt: T0, rewriteDoneAt: at(1) }),
  entry({ domain: 'back.example', rollbackRequest: { by: 'U1AAA', at: T0, reason: 'lost mail' } }),
  entry({
    domain: 'ask.example',
    startedBy: ME,
    approvers: ['U1AAA', 'U3CCC'],
    gates: { ...asked, cancel: { ...asked.cancel, round: undefined } },
  }),
  ...(['pin', 'rewrite', 'restore'] as const).map((phase) =>
    entry({
      domain: `${phase}.example`,
      promptedStep: 'pin',
      clients: [{ id: '1', name: 'Fax', owner: ME, protocols: ['smtp'] }],
      ...(phase === 'pin'
        ? { ownersTold: { [`${ME}|pin`]: { n: 1, at: T0, reminders: 0 } } }
        : { rewriteSeenAt: at(1), rewriteBegunAt: at(1) }),
      ...(phase === 'restore'
        ? { gates: { ...opened, 'switch-back': { ...gates['switch-back'], state: 'open' } } }
        : {}),
    }),
  ),
  entry({ domain: 'quiet.example', window: { from: at(30), to: at(32) } }),
  entry({ domain: 'paused.example', state: { kind: 'paused', at: T0, by: 'U1AAA' } }),
];
const MANY: readonly HomeEntry[] = Array.from({ length: 200 }, (_, n) =>
  entry({
    domain: `${'very-long-label-'.repeat(3)}${n}.${'x'.repeat(60)}.${'y'.repeat(60)}.example.jp`,
    ...(n < 100 ? { gates: asked, executor: ME, window, rollbackRequest: { by: 'U1AAA', at: T0, reason: '…' } } : {}),
  }),
);

describe.each(LANGUAGES)('%s', (lang) => {
  test('everything that can wait for a person, what is under way, what ended, a note', () => {
    const all = content({
      going: EVERY,
      ended: [ended('finished', 'done.example'), ended('abandoned', 'given-up.example')],
      isWhole: false,
      language: lang,
      note: '✓ …',
    });
    expectGolden(`home.${lang}`, homeView(all, words(lang), NOW));
  });

  test('nothing yet', () => {
    expectGolden(`home-empty.${lang}`, homeView(content({}), words(lang), NOW));
  });

  test('200 with the longest names: within the limits, and it says how many more wait', () => {
    const lots = Array.from({ length: 9 }, (_, n) => ended('finished', `e${n}.${'x'.repeat(200)}.example`));
    const view = homeView(
      content({ going: MANY, ended: lots, isWhole: false, note: 'x'.repeat(5_000) }),
      words(lang),
      NOW,
    );
    expect(overLimits(view)).toEqual([]);
    expect(JSON.stringify(view)).toContain(words(lang).t('home:more', { n: 170, waiting: 70 }));
    expect(JSON.stringify(view)).not.toContain('e5.x');
  });
});

test('the sample has everything that can wait', () => {
  const kinds = EVERY.flatMap(({ waiting }) => waiting.map((one) => (one.kind === 'clients' ? one.phase : one.kind)));
  expect(new Set(kinds)).toEqual(new Set(['approve', 'rewrite', 'keep', 'approve-rollback', 'ask', 'pin', 'restore']));
  // Sending is switched in a phase that is called as the executor's own work is.
  expect(EVERY.flatMap(({ waiting }) => waiting.filter(({ kind }) => kind === 'clients'))).toHaveLength(3);
});
