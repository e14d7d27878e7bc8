import { expect, test } from 'vitest';
import { wantsRescue } from '../../src/migration/rescue.ts';
import { STRAGGLER } from '../words/sample.ts';

const { carriedAt: _carried, rescue: _rescue, suspect: _suspect, source: _source, ...straggler } = STRAGGLER;
const refused = (reason: 'quota' | 'altered') => ({
  ...straggler,
  rescue: { at: 1, outcome: 'refused' as const, reason },
});

test('what was refused is tried again when a person asks; what the new server altered never, for it is there', () => {
  expect(wantsRescue(straggler)).toBe(true);
  expect([wantsRescue(refused('quota')), wantsRescue(refused('quota'), 'person')]).toEqual([false, true]);
  expect([wantsRescue(refused('altered')), wantsRescue(refused('altered'), 'person')]).toEqual([false, false]);
});
