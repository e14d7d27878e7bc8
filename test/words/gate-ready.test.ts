import { expect, test } from 'vitest';
import { wordsFor } from '../../src/words/words.ts';
import { aMigration, GISTS, T0 } from './sample.ts';

const { facts } = aMigration({});
const READY = { kind: 'gate-ready', slot: 's', gate: 'cut-over' } as const;

test.each([
  ['en', 'All 2 other criteria pass. What', 'All 2 other criteria pass, 1 of them with a waiver.'],
  [
    'ja',
    'ほかの2条件はすべて満たされています。根拠は',
    'ほかの2条件はすべて満たされています（うち免除を含むもの 1）。',
  ],
] as const)('a gate that is ready tells of waivers where there are some, and only there (%s)', (lang, without, one) => {
  const words = wordsFor(lang, { style: 'plain', timeZone: 'Asia/Tokyo' });
  const bare = GISTS.map((gist) => ({ ...gist, waived: [] }));
  expect(words.announcement({ ...READY, criteria: bare }, facts, T0).lines[0]).toContain(without);
  expect(words.announcement({ ...READY, criteria: GISTS }, facts, T0).lines[0]).toContain(one);
});
