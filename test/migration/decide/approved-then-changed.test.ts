import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/migration/commands.ts';
import { HOUR_MS } from '../../../src/migration/time.ts';
import { BEGIN } from '../a-migration.ts';
import { at, CUT_OVER_OPEN, CUT_OVER_READY, did, kindsOf, refusalOf, upTo } from '../stages.ts';

/** What approvers said yes to is these records, rewritten by this person at that time. */
const changes: readonly Command[] = [
  { kind: 'set-plan', by: 'UAOI', record: { name: 'mail.kitano.example', type: 'A', after: ['203.0.113.99'] } },
  { kind: 'set-plan', by: 'UAOI', record: { name: 'smtp.kitano.example', type: 'A', after: ['203.0.113.20'] } },
  { kind: 'drop-plan', by: 'UAOI', name: 'kitano.example', type: 'TXT' },
  { kind: 'set-window', by: 'UAOI', executor: 'UREN', from: at(BEGIN - HOUR_MS), to: at(BEGIN + 8 * HOUR_MS) },
  { kind: 'set-window', by: 'UAOI', executor: 'UAOI', from: at(BEGIN), to: at(BEGIN + 30 * HOUR_MS) },
];

describe('what was approved and is changed afterwards needs new approvals', () => {
  test.each(changes)('an open cut-over is closed by %j', (command) => {
    const open = upTo(CUT_OVER_OPEN);
    expect(open.facts.gates['cut-over'].state).toBe('open');
    const { record, events } = did(open, CUT_OVER_OPEN, command);
    expect(kindsOf(events).slice(0, 3)).toEqual([kindsOf(events)[0], 'approvals-lapsed', 'gate-closed']);
    expect(events[1]).toMatchObject({ kind: 'approvals-lapsed', gate: 'cut-over', round: 1, why: 'changed' });
    expect(record.facts.gates['cut-over'].round?.state).toBe('lapsed');
    expect(refusalOf(record, CUT_OVER_OPEN + 1, { kind: 'begin-rewrite', by: record.facts.executor ?? 'UAOI' })).toBe(
      'gate-not-open',
    );
    expect(refusalOf(record, CUT_OVER_OPEN + 1, { kind: 'approve', by: 'UMIKA', gate: 'cut-over', round: 1 })).toBe(
      'no-open-request',
    );
  });

  test.each(changes)('a request that waits is asked for anew after %j', (command) => {
    const ready = upTo(CUT_OVER_READY);
    const asked = did(ready, CUT_OVER_READY, { kind: 'request-approval', by: 'UAOI', gate: 'cut-over' }).record;
    const { record, events } = did(asked, CUT_OVER_READY + 1, command);
    expect(kindsOf(events)).toContain('approvals-lapsed');
    expect(record.facts.gates['cut-over'].round?.state).toBe('lapsed');
  });

  test.each(changes)('without a request nothing lapses by %j', (command) => {
    const { events } = did(upTo(CUT_OVER_READY), CUT_OVER_READY, command);
    expect(kindsOf(events)).not.toContain('approvals-lapsed');
  });

  test('a change of another gate leaves the round alone', () => {
    const open = upTo(CUT_OVER_OPEN);
    const { record } = did(open, CUT_OVER_OPEN, { kind: 'set-setting', by: 'UMIKA', key: 'quiet-cancel', value: 20 });
    expect(record.facts.gates['cut-over'].round?.state).toBe('open');
    expect(record.facts.gates['cut-over'].state).toBe('open');
  });
});
