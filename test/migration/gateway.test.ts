import { expect, test } from 'vitest';
import { agenda } from '../../src/migration/agenda.ts';
import { watermarkOf } from '../../src/migration/watermark.ts';
import { BEGIN } from './a-migration.ts';
import { at, CUT_OVER_OPEN, criterion, did, having, kindsOf, refusalOf, upTo, withFacts } from './stages.ts';

const open = withFacts(upTo(CUT_OVER_OPEN), { profile: 'gateway', plan: [] });
const begun = having(open, BEGIN, { kind: 'rewrite-begun' });
const done = { kind: 'mark-step', by: 'UAOI', step: 'rewrite', done: true } as const;

test('where DNS does not show the rewrite, its executor says when it is done, once it has begun', () => {
  expect(refusalOf(open, BEGIN, done)).toBe('gate-not-open');
  expect(refusalOf(begun, BEGIN + 1, { ...done, by: 'USTRANGER' })).toBe('not-executor');
  const { record, events } = did(begun, BEGIN + 1, done);
  expect(kindsOf(events).slice(0, 2)).toEqual(['rewrite-seen', 'rewrite-done']);
  expect(watermarkOf(record.facts)).toBe(at(BEGIN + 1));
  expect(refusalOf(record, BEGIN + 2, done)).toBe('already');
  expect(agenda(record, at(BEGIN + 2)).map((one) => one.what)).not.toContain('vantages');
  for (const id of ['SWB-AUTHORITIES', 'SWB-WATERMARK', 'SWB-VANTAGES'] as const)
    expect(criterion(record, 'switch-back', id, BEGIN + 2)).toMatchObject({
      outcome: 'pass',
      evidence: { code: 'not-used' },
    });
  expect(criterion(record, 'switch-back', 'SWB-QUIET', BEGIN + 2).outcome).not.toBe('pass');
});

test('where records move mail, or the profile is another, DNS shows it and nobody else says so', () => {
  const { plan } = upTo(CUT_OVER_OPEN).facts;
  expect(refusalOf(withFacts(begun, { plan }), BEGIN + 1, done)).toBe('step-by-bot');
  expect(refusalOf(withFacts(begun, { profile: 'hoster' }), BEGIN + 1, done)).toBe('step-by-bot');
});

test('the cut-over of a gateway’s route waits for no record, once the zone has been read', () => {
  const outcomes = (record: typeof open) =>
    (['CUT-PLAN', 'CUT-TTL', 'CUT-CERTIFICATE'] as const).map(
      (id) => criterion(record, 'cut-over', id, CUT_OVER_OPEN).outcome,
    );
  expect(outcomes(open)).toEqual(['pass', 'pass', 'pass']);
  // What else decides whether mail arrives is judged as ever.
  expect(criterion(open, 'cut-over', 'CUT-PLAN-REST', CUT_OVER_OPEN).items.length).toBeGreaterThan(3);
  const { image: _unread, ...facts } = open.facts;
  expect(outcomes({ ...open, facts })).toEqual(['unknown', 'unknown', 'unknown']);
  expect(outcomes(withFacts(open, { profile: 'hoster' }))).toEqual(['unknown', 'unknown', 'unknown']);
});
