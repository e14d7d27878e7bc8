import { expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { at, did, withSightings } from '../stages.ts';
import { AOI, arrival, NOW, rewritten, survey } from './survey-reports.ts';

const folder = (path: string, messages: number) => ({ path, uidValidity: '7', uidNext: 400, messages });
const inbox = { ...folder('INBOX', 10), specialUse: 'inbox' as const };
const before = { ok: { at: at(NOW) - 1, folders: [inbox, folder('Work', 5)] } };
const watched = withSightings(rewritten, { survey: { ...rewritten.sightings.survey, [`${AOI}|old`]: before } });
const stamped = at(HOUR_MS);

/** New in the inbox, stamped before the rewrite, and saved there so long after its stamp; Work has one message less. */
const found = (savedMs: number | undefined, left = 4) =>
  did(
    watched,
    NOW,
    survey('old', {
      folders: [inbox, folder('Work', left)],
      arrivals: [arrival({ at: stamped, ...(savedMs !== undefined && { savedAt: stamped + savedMs }) })],
    }),
  ).record.facts.stragglers.map((one) => one.at);

test('saved as soon as it was stamped, it came by a slow clock, whatever was moved meanwhile', () => {
  expect(found(2_000)).toEqual([stamped]);
});

test.each([
  ['saved long after its stamp', 20 * MINUTE_MS],
  ['of which the server says no more', undefined],
])('%s, it may have been moved there', (_, savedMs) => {
  expect(found(savedMs)).toEqual([]);
});

test('saved long after its stamp, it is a straggler all the same where nothing was moved', () => {
  expect(found(20 * MINUTE_MS, 5)).toEqual([stamped]);
});
