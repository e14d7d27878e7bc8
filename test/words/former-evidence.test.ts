import { expect, test } from 'vitest';
import type { Event } from '../../src/migration/events.ts';
import { replay } from '../../src/migration/evolve.ts';
import { wordsFor } from '../../src/words/words.ts';
import { aStart } from '../migration/a-migration.ts';
import { aMigration, at, T0 } from './sample.ts';

/** As a bot wrote it that left the content, and all watch modes but a login, to people. */
const WRITTEN = JSON.stringify([
  { kind: 'started', input: aStart(), at: T0, by: 'UAOI' },
  {
    kind: 'gate-opened',
    gate: 'cut-over',
    criteria: [
      {
        id: 'CUT-CONTENT',
        outcome: 'pass',
        evidence: { code: 'waived', figures: { waived: 1 } },
        waived: [{ item: '*', by: 'UMIKA', reason: 'counted by hand' }],
      },
    ],
    at: at(1),
    by: 'bot',
  },
  {
    kind: 'gate-closed',
    gate: 'cut-over',
    was: 'open',
    criteria: [
      { id: 'CUT-CONTENT', outcome: 'unknown', evidence: { code: 'not-checked-yet', figures: {} }, waived: [] },
      {
        id: 'CUT-LOGIN-OLD',
        outcome: 'unknown',
        evidence: { code: 'watch-not-checked-yet', figures: { mode: 'forwarded' } },
        waived: [],
      },
    ],
    at: at(2),
    by: 'bot',
  },
]);

test('a journal with evidence that no criterion gives any more rebuilds its record', () => {
  const facts = replay(JSON.parse(WRITTEN));
  expect(facts?.gates['cut-over']).toMatchObject({ state: 'closed', since: at(2) });
});

test.each([
  ['en', /not checked yet/i, /watch mode “.+” is not checked yet/i],
  ['ja', /まだ確認できません/, /見守り方「.+」はボットがまだ確認できません/],
] as const)(
  'in %s it is still said in words, also by an announcement that waits since then',
  (lang, content, watch) => {
    const events: readonly Event[] = JSON.parse(WRITTEN);
    const criteria = events.flatMap((event) => (event.kind === 'gate-closed' ? event.criteria : []));
    const words = wordsFor(lang, { style: 'slack', timeZone: 'Asia/Tokyo' });
    const retracted = { kind: 'gate-retracted', gate: 'cut-over', criteria, people: [] } as const;
    const { lines } = words.announcement(retracted, aMigration().facts, at(3));
    expect(lines[0]).toMatch(content);
    expect(lines[1]).toMatch(watch);
  },
);
