import { expect, test } from 'vitest';
import { wordsFor } from '../../src/words/words.ts';
import { aMigration, GISTS, PASSED, T0 } from './sample.ts';

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
  const bare = PASSED.map((gist) => ({ ...gist, waived: [] }));
  expect(words.announcement({ ...READY, criteria: bare }, facts, T0).lines[0]).toContain(without);
  expect(words.announcement({ ...READY, criteria: PASSED }, facts, T0).lines[0]).toContain(one);
});

test.each([
  ['en', 'is ready: everything passes', 'do not open the gate before', '1/1 approvals are enough; the gate opens once'],
  ['ja', '残るは承認だけです', 'ゲートは開きません', '承認は1/1で足りており、これらが満たされればゲートが開きます'],
] as const)(
  'beside an open criterion nothing says that all passes, and the request says so on top (%s)',
  (lang, passes, before, enough) => {
    const words = wordsFor(lang, { style: 'plain', timeZone: 'Asia/Tokyo' });
    const said = words.announcement({ ...READY, criteria: GISTS }, facts, T0);
    expect([said.text, ...said.lines].join()).not.toContain(passes);
    expect(said.lines[0]).toContain(words.criterion('CUT-CLIENTS'));
    const request = (approvals: readonly { by: string; at: number }[], criteria: typeof GISTS | typeof PASSED) =>
      words.announcement(
        {
          kind: 'approval',
          slot: 's',
          gate: 'cut-over',
          round: 1,
          requestedBy: 'U1AAA',
          requestedAt: T0,
          approvers: ['U2BBB'],
          needed: 1,
          approvals,
          state: 'open',
          criteria,
        },
        facts,
        T0,
      ).lines;
    expect(request([], GISTS)[0]).toContain(before);
    expect(request([{ by: 'U2BBB', at: T0 }], GISTS)[0]).toContain(enough);
    expect(request([], PASSED).join()).not.toContain(before);
  },
);
