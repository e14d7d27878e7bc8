import { describe, expect, test } from 'vitest';
import type { StepId } from '../../src/migration/facts.ts';
import { openOfStep } from '../../src/migration/step-open.ts';
import { CLOSED, started, T0 } from './a-migration.ts';
import { at, CANCEL_READY, CUT_OVER_READY, did, SWITCH_BACK_DONE, upTo } from './stages.ts';

const idsOf = (open: ReturnType<typeof openOfStep>): readonly string[] => open?.criteria.map(({ id }) => id) ?? [];

describe('a step that is marked on a person’s word', () => {
  test('close: what is not seen of it is named, and the gate stays shut', () => {
    const mark = { kind: 'mark-step', by: 'UAOI', step: 'close', done: true } as const;
    const { record } = did(upTo(SWITCH_BACK_DONE), SWITCH_BACK_DONE, mark);
    expect(record.facts.steps.close).toBeDefined();
    const open = openOfStep(record, 'close', at(SWITCH_BACK_DONE));
    expect(open?.gate).toBe('cancel');
    expect(idsOf(open)).toContain('CAN-CLOSE');
    expect(open?.criteria.find(({ id }) => id === 'CAN-CLOSE')?.items.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['archive', 'probe:old']),
    );
    expect(record.facts.gates.cancel.state).toBe('closed');
  });

  test('close, when all of it is seen: nothing is open', () => {
    expect(openOfStep(upTo(CANCEL_READY), 'close', at(CLOSED))).toBeUndefined();
  });

  test.each([
    ['prepare', 'CUT-LOGIN-NEW'],
    ['inventory', 'CUT-PLAN'],
  ] as const)('%s on a fresh record', (step: StepId, criterion) => {
    const open = openOfStep(started(), step, T0);
    expect(open?.gate).toBe('cut-over');
    expect(idsOf(open)).toContain(criterion);
  });

  test.each(['inventory', 'prepare'] as const)('%s where all is seen: nothing is open', (step) => {
    expect(openOfStep(upTo(CUT_OVER_READY), step, at(CUT_OVER_READY))).toBeUndefined();
  });

  test('a gate that is history waits for nothing', () => {
    expect(openOfStep(upTo(SWITCH_BACK_DONE), 'prepare', at(SWITCH_BACK_DONE + 40 * 86_400_000))).toBeUndefined();
  });
});
