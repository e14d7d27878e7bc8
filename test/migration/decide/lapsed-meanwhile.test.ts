import { describe, expect, test } from 'vitest';
import { announce } from '../../../src/migration/announce.ts';
import type { Command } from '../../../src/migration/commands.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { MINUTE_MS } from '../../../src/migration/time.ts';
import { wordsFor } from '../../../src/words/words.ts';
import { BEGIN, MAILBOXES, NS, SPF_BOTH, T0, zoneReport } from '../a-migration.ts';
import { at, CUT_OVER_OPEN, CUT_OVER_READY, did, upTo } from '../stages.ts';

const ASK: Command = { kind: 'request-approval', by: 'UAOI', gate: 'cut-over' };
const OFF: Command = { kind: 'remove-mailbox', by: 'UMIKA', mailbox: MAILBOXES[1] };

/** All that the channel reads after a command, as one text. */
function read(record: Migration, when: number, command: Command, lang: 'en' | 'ja'): string {
  const { record: after, events } = did(record, when, command);
  const words = wordsFor(lang, { style: 'plain', timeZone: 'Asia/Tokyo' });
  const lapsed = announce(record.facts, events, after.sightings).filter(
    ({ kind }) => kind === 'approvals-lapsed' || kind === 'gate-retracted',
  );
  expect(lapsed).toHaveLength(1);
  return lapsed
    .flatMap((one) => {
      const { text, lines } = words.announcement(one, after.facts, T0 + when);
      return [text, ...lines];
    })
    .join('\n');
}

describe('approvals that lapse by a change say whether DNS may be rewritten', () => {
  test.each([
    ['en', 'DNS must not be rewritten yet'],
    ['ja', 'DNS はまだ書き換えないでください'],
  ] as const)(
    'a mailbox removed while the gate is open, or its request waits: not before it is approved again (%s)',
    (lang, not) => {
      expect(read(upTo(CUT_OVER_OPEN), CUT_OVER_OPEN, OFF, lang)).toContain(not);
      const asked = did(upTo(CUT_OVER_READY), CUT_OVER_READY, ASK).record;
      expect(read(asked, CUT_OVER_READY + 1, OFF, lang)).toContain(not);
    },
  );

  test.each([
    ['en', 'the gate stays open and the rewrite may go on'],
    ['ja', '書き換えはこのまま終わらせてください'],
  ] as const)('once new data is out the gate stays open, and the rewrite goes on (%s)', (lang, goes) => {
    const begun = did(upTo(CUT_OVER_OPEN), BEGIN, { kind: 'begin-rewrite', by: 'UAOI' }).record;
    const half = zoneReport(at(BEGIN + MINUTE_MS), 'new', SPF_BOTH, 300, NS.slice(0, 1));
    const seen = did(begun, BEGIN + MINUTE_MS, half).record;
    const said = read(seen, BEGIN + 2 * MINUTE_MS, { kind: 'remove-client', by: 'UMIKA', client: 'c1' }, lang);
    expect(said).toContain(goes);
    expect(said).not.toContain('gate cut-over ask');
  });
});
