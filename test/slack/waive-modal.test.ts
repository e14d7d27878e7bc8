import { expect, test } from 'vitest';
import { assessGate } from '../../src/migration/gates/assess.ts';
import { openWaivables } from '../../src/migration/waivable.ts';
import { LIMITS } from '../../src/slack/views/limits.ts';
import { waivableId, waiveModal } from '../../src/slack/views/waive-modal.ts';
import { wordsFor } from '../../src/words/words.ts';
import { started } from '../migration/a-migration.ts';
import { at, withFacts } from '../migration/stages.ts';
import { expectGolden } from './golden.ts';

const mailboxes = Array.from({ length: 200 }, (_, index) => ({
  address: `${'長い名前'.repeat(20)}${index}@kitano.example`,
  watch: 'login' as const,
  credentials: {},
}));
const largest = withFacts(started(), { mailboxes });
const open = openWaivables(assessGate(largest, 'cut-over', at(1)));

test.each(['en', 'ja'] as const)('the form of a waiver with more than it can show (%s)', (lang) => {
  expect(open.length).toBeGreaterThan(LIMITS.options);
  const words = wordsFor(lang, { style: 'slack', timeZone: 'Asia/Tokyo' });
  expectGolden(`waive-form.${lang}`, { ...waiveModal(largest, 'cut-over', open, words) });
  expectGolden(`waive-form-few.${lang}`, waiveModal(largest, 'cut-over', open.slice(-3), words));
});

test('each item has an identity of its own, the same item of another criterion as well', () => {
  expect(new Set(open.map(waivableId)).size).toBe(open.length);
});
