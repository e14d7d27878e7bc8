import { describe, expect, test } from 'vitest';
import { TTL_UNSAID_SECONDS } from '../../../src/migration/caches.ts';
import type { PersonCommand } from '../../../src/migration/commands.ts';
import type { DnsResult, Question } from '../../../src/migration/observations.ts';
import { HOUR_MS } from '../../../src/migration/time.ts';
import { watermarkOf } from '../../../src/migration/watermark.ts';
import { ALL_NEW, NEW, OLD, SPF_BOTH, T0, vantageReport } from '../a-migration.ts';
import { at, criterion, did, itemOf, kindsOf, refusalOf, upTo } from '../stages.ts';

const HOST: Question = { name: 'mail.kitano.example', type: 'A' };
const SPF: Question = { name: 'kitano.example', type: 'TXT' };
const rewritten = upTo(ALL_NEW + 1);
const WATERMARK = (watermarkOf(rewritten.facts) ?? 0) - T0;

const answer = (when: number, value: string, ttlSeconds = 100): DnsResult => ({
  outcome: 'answer',
  at: at(when),
  values: [value],
  ttlSeconds,
});

function paste(answers: readonly (readonly [Question, DnsResult])[], office = 'Tokyo'): PersonCommand {
  return {
    kind: 'report-office',
    by: 'UREN',
    office,
    observations: answers.map(([question, result]) => ({ vantage: 'x', operator: 'x', site: false, question, result })),
  };
}
const both = (when: number, host: string): PersonCommand =>
  paste([
    [HOST, answer(when, host)],
    [SPF, answer(when, SPF_BOTH)],
  ]);

describe('what an office pasted', () => {
  test('is a vantage of the site, by the name of the office; the journal says who pasted it, each time', () => {
    const first = did(rewritten, WATERMARK, both(WATERMARK, NEW));
    expect(first.events[0]).toMatchObject({ kind: 'vantages-known', by: 'UREN' });
    expect(first.record.facts.vantages).toEqual([
      { id: 'office-tokyo', operator: 'office-tokyo', site: true, pasted: true },
    ]);
    expect(kindsOf(did(first.record, WATERMARK + 1, both(WATERMARK + 1, NEW)).events)).toContain('vantages-known');
  });

  test.each([
    ['  Osaka – 2nd floor ', 'office-osaka-2nd-floor'],
    ['大阪支店', 'office-大阪支店'],
    ['a|b\nc'.repeat(3), 'office-a-b-ca-b-ca-b-c'],
  ])('the label %j is made fit for a key', (label, id) => {
    const command = { ...both(WATERMARK, NEW), office: label } as Extract<PersonCommand, { kind: 'report-office' }>;
    expect(did(rewritten, WATERMARK, command).record.facts.vantages[0]?.id).toBe(id);
  });

  test('is refused where nothing of the plan was answered, or the office has no name, or one so long that it would be cut', () => {
    const other: Question = { name: 'www.kitano.example', type: 'A' };
    expect(refusalOf(rewritten, WATERMARK, paste([]))).toBe('nothing-read');
    expect(refusalOf(rewritten, WATERMARK, paste([[other, answer(WATERMARK, NEW)]]))).toBe('nothing-read');
    const failed: DnsResult = { outcome: 'failed', at: at(WATERMARK), code: 'dns-servfail' };
    expect(refusalOf(rewritten, WATERMARK, paste([[HOST, failed]]))).toBe('nothing-read');
    expect(refusalOf(rewritten, WATERMARK, paste([[HOST, answer(WATERMARK, NEW)]], ' ~ '))).toBe('bad-name');
    expect(refusalOf(rewritten, WATERMARK, paste([[HOST, answer(WATERMARK, NEW)]], 'o'.repeat(30)))).toBeUndefined();
    expect(refusalOf(rewritten, WATERMARK, paste([[HOST, answer(WATERMARK, NEW)]], 'o'.repeat(31)))).toBe('bad-name');
  });

  test('old without a TTL may be held for the whole old TTL; a clock that is ahead proves nothing', () => {
    const now = WATERMARK + HOUR_MS;
    const pasted = did(rewritten, now, paste([[HOST, answer(now + HOUR_MS, OLD, TTL_UNSAID_SECONDS)]])).record;
    expect(pasted.sightings.vantage['office-tokyo|mail.kitano.example/A']?.notNew).toMatchObject({
      at: at(now),
      goneAt: at(now + 300_000),
    });
  });

  test('stays known when the bot sweeps by itself', () => {
    const pasted = did(rewritten, WATERMARK, both(WATERMARK, NEW)).record;
    const swept = did(pasted, WATERMARK + HOUR_MS, vantageReport(at(WATERMARK + HOUR_MS))).record;
    expect(swept.facts.vantages.find(({ id }) => id === 'office-tokyo')).toMatchObject({ pasted: true });
  });
});

describe('SWB-VANTAGES: an office', () => {
  const item = (when: number, ...commands: readonly (readonly [number, PersonCommand])[]) => {
    let record = rewritten;
    for (const [moment, command] of commands) record = did(record, moment, command).record;
    return itemOf(criterion(record, 'switch-back', 'SWB-VANTAGES', when), 'vantage:office-tokyo');
  };

  test('pass: wholly new at the watermark, by one sample, and it does not age', () => {
    const seen = item(WATERMARK + 30 * 24 * HOUR_MS, [WATERMARK, both(WATERMARK, NEW)]);
    expect(seen).toMatchObject({ outcome: 'pass', evidence: { code: 'vantage-clean' } });
    expect(seen.freshUntil).toBeUndefined();
  });

  test('unknown, and counted: new before the watermark, or of one record nothing was pasted', () => {
    const early = item(WATERMARK + 1, [WATERMARK - 1, both(WATERMARK - 1, NEW)]);
    expect(early).toMatchObject({
      outcome: 'unknown',
      evidence: { code: 'vantage-rounds', figures: { rounds: 0, roundsNeeded: 1 } },
    });
    expect(early.counted).toBeUndefined();
    expect(item(WATERMARK, [WATERMARK, paste([[HOST, answer(WATERMARK, NEW)]])])).toMatchObject({
      outcome: 'unknown',
      evidence: { code: 'never-seen' },
    });
  });

  test('fail while it may hold old data, unknown after that, until new data is pasted', () => {
    const old = [WATERMARK, both(WATERMARK, OLD)] as const;
    expect(item(WATERMARK + 100_000, old).outcome).toBe('fail');
    expect(item(WATERMARK + 100_001, old).outcome).toBe('unknown');
    expect(item(WATERMARK + HOUR_MS, old, [WATERMARK + 200_000, both(WATERMARK + 200_000, NEW)]).outcome).toBe('pass');
  });
});
