import { describe, expect, test } from 'vitest';
import { assessGate } from '../../../src/migration/gates/assess.ts';
import type { AuthorityObservation } from '../../../src/migration/observations.ts';
import { passedBy } from '../../../src/migration/passed-by.ts';
import { rewriteFrom } from '../../../src/migration/runbook.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { watermarkOf } from '../../../src/migration/watermark.ts';
import { gateView } from '../../../src/slack/views/gate.ts';
import { wordsFor } from '../../../src/words/words.ts';
import { ALL_NEW, BEGIN, NEW, NS, OLD, SPF_BOTH, surveyReport, T0 } from '../a-migration.ts';
import {
  at,
  CUT_OVER_OPEN,
  CUT_OVER_READY,
  criterion,
  did,
  itemOf,
  kindsOf,
  SWITCH_BACK_DONE,
  upTo,
} from '../stages.ts';
import { both, failing, HOST, NS1, NS2, ofServer, SPF, type ZoneReport, zone } from './zone-reports.ts';

describe('the rewrite as it is seen', () => {
  const begun = did(upTo(CUT_OVER_OPEN), BEGIN, { kind: 'begin-rewrite', by: 'UAOI' }).record;

  test('half-updated authorities: seen, not done, no watermark', () => {
    const half = both(
      zone(at(BEGIN + MINUTE_MS), 'new', SPF_BOTH, 300, [NS1]),
      zone(at(BEGIN + MINUTE_MS), 'old', SPF_BOTH, 300, [NS2]),
    );
    const { record, events } = did(begun, BEGIN + MINUTE_MS, half);
    expect(kindsOf(events)).toEqual(['rewrite-seen', 'differences-seen']);
    expect(record.facts.differences).toMatchObject([{ record: HOST, kind: 'old', servers: [NS2.name] }]);
    expect(watermarkOf(record.facts)).toBeUndefined();
    expect(record.facts.gates['cut-over'].state).toBe('open');
  });

  test('once new data is out the gate is not taken back, whatever gives way now', () => {
    const undo = { kind: 'mark-client', by: 'UAOI', client: 'c1', mark: 'pinned', done: false } as const;
    const beforehand = did(begun, BEGIN + MINUTE_MS, undo);
    expect(kindsOf(beforehand.events)).toContain('gate-closed');
    const half = both(
      zone(at(BEGIN + MINUTE_MS), 'new', SPF_BOTH, 300, [NS1]),
      zone(at(BEGIN + MINUTE_MS), 'old', SPF_BOTH, 300, [NS2]),
    );
    const seen = did(begun, BEGIN + MINUTE_MS, half).record;
    const { record, events } = did(seen, BEGIN + MINUTE_MS, undo);
    expect(kindsOf(events)).not.toContain('gate-closed');
    expect(record.facts.gates['cut-over'].state).toBe('open');
  });

  test('a server that fails is not new, though it was new a look ago', () => {
    const one = did(begun, BEGIN + MINUTE_MS, zone(at(BEGIN + MINUTE_MS), 'new', SPF_BOTH, 300, [NS1])).record;
    const report = both(
      failing(zone(at(BEGIN + 2 * MINUTE_MS), 'new', SPF_BOTH, 300, [NS1]), () => true),
      zone(at(BEGIN + 2 * MINUTE_MS), 'new', SPF_BOTH, 300, [NS2]),
    );
    const { record } = did(one, BEGIN + 2 * MINUTE_MS, report);
    expect(record.facts.recordSets[HOST]?.allNewAt).toBeUndefined();
    const done = did(record, BEGIN + 3 * MINUTE_MS, zone(at(BEGIN + 3 * MINUTE_MS), 'new', SPF_BOTH));
    expect(kindsOf(done.events).slice(0, 3)).toEqual(['record-all-new', 'rewrite-done', 'gate-done']);
    expect(done.record.facts.recordSets[HOST]?.allNewAt).toBe(at(BEGIN + 3 * MINUTE_MS));
  });

  test('data that is neither old nor new is not new', () => {
    const report = zone(at(BEGIN + MINUTE_MS), 'new', SPF_BOTH);
    const other: ZoneReport = {
      ...report,
      observations: report.observations.map((observation) =>
        observation.question.type === 'A' && observation.result.outcome === 'answer'
          ? { ...observation, result: { ...observation.result, values: ['198.51.100.250'] } }
          : observation,
      ),
    };
    expect(kindsOf(did(begun, BEGIN + MINUTE_MS, other).events)).toEqual(['differences-seen']);
  });

  test('in an open gate without a word it is seen, and is no incident', () => {
    const { record, events } = did(upTo(CUT_OVER_OPEN), BEGIN, zone(at(BEGIN), 'new', SPF_BOTH));
    expect(kindsOf(events)).toContain('rewrite-seen');
    expect(kindsOf(events)).not.toContain('incident');
    // It came after the last look that saw no server with new data.
    expect(rewriteFrom(record.facts)).toBe(at(BEGIN - 2 * HOUR_MS));
  });

  test('while the gate is closed it is an incident', () => {
    const closed = upTo(CUT_OVER_READY - 2 * HOUR_MS);
    const { events } = did(
      closed,
      CUT_OVER_READY - 2 * HOUR_MS,
      zone(at(CUT_OVER_READY - 2 * HOUR_MS), 'new', SPF_BOTH),
    );
    expect(events.filter((event) => event.kind === 'incident')).toMatchObject([
      { code: 'rewrite-without-gate', subject: 'mail.kitano.example/A' },
    ]);
  });

  test('without its gate: what was open then is kept, a record that follows is named once more, and the gate is not asked for', () => {
    const when = CUT_OVER_READY - 2 * HOUR_MS;
    const also = { name: 'smtp.kitano.example', type: 'A' as const, after: [NEW] };
    const closed = did(upTo(when), when, { kind: 'set-plan', by: 'UAOI', record: also }).record;
    const [first] = did(closed, when, zone(at(when), 'new', SPF_BOTH)).events.filter(({ kind }) => kind === 'incident');
    expect(first).toMatchObject({ subject: HOST });
    expect(first?.kind === 'incident' && first.open).toContain('CUT-QUORUM');
    const seen = did(closed, when, zone(at(when), 'new', SPF_BOTH)).record;
    expect(passedBy(seen.facts)).toMatchObject({ at: at(when) });
    const view = JSON.stringify(
      gateView(
        seen,
        assessGate(seen, 'cut-over', at(when)),
        wordsFor('en', { style: 'plain', timeZone: 'UTC' }),
        at(when),
      ),
    );
    expect(view).toContain('DNS was rewritten without this gate');
    expect(view).toContain('Open then: ');
    expect(view).not.toContain('DNS may be rewritten');
    const smtp = zone(at(when + MINUTE_MS), 'new', SPF_BOTH);
    const more = smtp.observations.flatMap((one) =>
      one.question.name === 'mail.kitano.example' ? [{ ...one, question: { name: also.name, type: also.type } }] : [],
    );
    const next = did(seen, when + MINUTE_MS, { ...smtp, observations: [...smtp.observations, ...more] });
    expect(next.events.filter(({ kind }) => kind === 'incident')).toMatchObject([{ subject: `${also.name}/A` }]);
    expect(kindsOf(next.events)).not.toContain('gate-ready');
    const still = did(next.record, when + 2 * MINUTE_MS, { ...smtp, observations: [...smtp.observations, ...more] });
    expect(kindsOf(still.events)).not.toContain('incident');
  });

  test('a server excused by a waiver holds up neither the rewrite nor the watermark', () => {
    const one = did(begun, BEGIN + MINUTE_MS, zone(at(BEGIN + MINUTE_MS), 'new', SPF_BOTH, 300, [NS1])).record;
    const half = failing(zone(at(BEGIN + 2 * MINUTE_MS), 'new', SPF_BOTH), ofServer(NS2.address));
    expect(did(one, BEGIN + 2 * MINUTE_MS, half).record.facts.rewriteDoneAt).toBeUndefined();
    const waived = did(one, BEGIN + 2 * MINUTE_MS, {
      kind: 'waive',
      by: 'UMIKA',
      gate: 'switch-back',
      criteria: ['SWB-AUTHORITIES'],
      item: `server:${NS2.address}`,
      reason: 'switched off by the former provider',
    }).record;
    expect(did(waived, BEGIN + 2 * MINUTE_MS, half).record.facts.rewriteDoneAt).toBe(at(BEGIN + 2 * MINUTE_MS));
  });

  test('a server set aside as dead that comes back with old data is set aside no longer', () => {
    const third = { name: 'ns3.dns.example', address: '198.51.100.3' };
    const report = (when: number, host: 'old' | 'new', isSilent: boolean) => {
      const all = both(zone(at(when), host, SPF_BOTH), zone(at(when), 'old', SPF_BOTH, 300, [third]));
      return isSilent ? failing(all, ofServer(third.address)) : all;
    };
    const met = did(begun, BEGIN + MINUTE_MS, report(BEGIN + MINUTE_MS, 'old', true)).record;
    const item = `server:${third.address}`;
    const waived = did(met, BEGIN + MINUTE_MS, {
      kind: 'waive',
      by: 'UMIKA',
      gate: 'switch-back',
      criteria: ['SWB-AUTHORITIES'],
      item,
      reason: 'dead',
    }).record;
    const done = did(waived, BEGIN + 2 * MINUTE_MS, report(BEGIN + 2 * MINUTE_MS, 'new', true)).record;
    expect(watermarkOf(done.facts)).toBeDefined();
    const silent = did(done, BEGIN + HOUR_MS, report(BEGIN + HOUR_MS, 'new', true)).record;
    expect(silent.facts.waivers).toEqual(done.facts.waivers);
    const { record, events } = did(silent, BEGIN + 2 * HOUR_MS, report(BEGIN + 2 * HOUR_MS, 'new', false));
    expect(events).toMatchObject([
      { kind: 'unwaived', criterion: 'SWB-AUTHORITIES', item },
      { kind: 'record-old-again', record: HOST, server: third.address },
      { kind: 'incident', code: 'old-data-again' },
      { kind: 'differences-seen' },
    ]);
    expect(watermarkOf(record.facts)).toBeUndefined();
    // Waived in the knowledge of it, it stands.
    const again = did(record, BEGIN + 2 * HOUR_MS, {
      kind: 'waive',
      by: 'UMIKA',
      gate: 'switch-back',
      criteria: ['SWB-AUTHORITIES'],
      item,
      reason: 'nobody asks it',
    }).record;
    const later = did(again, BEGIN + 3 * HOUR_MS, report(BEGIN + 3 * HOUR_MS, 'new', false)).record;
    expect(later.facts.waivers).toEqual(again.facts.waivers);
  });

  test('what a lost sighting no longer shows is not told as mended', () => {
    const half = both(
      zone(at(BEGIN + MINUTE_MS), 'new', SPF_BOTH, 300, [NS1]),
      zone(at(BEGIN + MINUTE_MS), 'old', SPF_BOTH, 300, [NS2]),
    );
    const seen = did(begun, BEGIN + MINUTE_MS, half).record;
    expect(seen.facts.differences).toHaveLength(1);
    const lost = { ...seen, sightings: { ...seen.sightings, authority: {} } };
    const failed = failing(half, () => true);
    expect(did(lost, BEGIN + 2 * MINUTE_MS, failed).record.facts.differences).toEqual(seen.facts.differences);
    const mended = did(lost, BEGIN + 3 * MINUTE_MS, zone(at(BEGIN + 3 * MINUTE_MS), 'new', SPF_BOTH)).record;
    expect(mended.facts.differences).toEqual([]);
  });

  test('old data again after all were new: the watermark is unknown, and it is an incident', () => {
    const back = BEGIN + HOUR_MS;
    const done = upTo(ALL_NEW + 1);
    const { record, events } = did(done, back, zone(at(back), 'old', SPF_BOTH, 300, [NS1]));
    expect(events).toMatchObject([
      { kind: 'record-old-again', record: HOST, server: NS1.address },
      { kind: 'incident', code: 'old-data-again', subject: `${HOST} (${NS1.name})` },
      { kind: 'differences-seen' },
    ]);
    expect(watermarkOf(record.facts)).toBeUndefined();
    const again = did(record, back + HOUR_MS, zone(at(back + HOUR_MS), 'new', SPF_BOTH)).record;
    expect(watermarkOf(again.facts)).toBe(Math.max(at(back + HOUR_MS) + 300_000, T0 + BEGIN - 2 * HOUR_MS));
  });

  test('a new authoritative server with old data takes the rewrite back', () => {
    const third = { name: 'ns3.dns.example', address: '198.51.100.3' };
    const late = SWITCH_BACK_DONE;
    const report = both(zone(at(late), 'new', SPF_BOTH), zone(at(late), 'old', SPF_BOTH, 300, [third]));
    const { record, events } = did(upTo(late), late, report);
    expect(kindsOf(events).slice(0, 3)).toEqual(['authority-met', 'record-old-again', 'incident']);
    expect(criterion(record, 'cancel', 'CAN-QUIET', late).outcome).toBe('unknown');
  });

  test('old data that comes back makes rounds begin anew', () => {
    const settled = upTo(SWITCH_BACK_DONE);
    expect(settled.sightings.vantage[`one-1|${HOST}`]?.clean).toBeDefined();
    const { record } = did(settled, SWITCH_BACK_DONE, zone(at(SWITCH_BACK_DONE), 'old', SPF_BOTH, 300, [NS1]));
    expect(record.sightings.vantage[`one-1|${HOST}`]?.clean).toBeUndefined();
    expect(record.sightings.vantage[`one-1|${SPF}`]?.clean).toBeDefined();
  });

  test('mail that was found on the old server just before the bot saw the rewrite is a straggler', () => {
    // Nobody said "I am rewriting now", and a survey ran between the rewrite and the look that saw it.
    const late = BEGIN + 5 * MINUTE_MS;
    const open = did(
      upTo(CUT_OVER_OPEN),
      late - 30_000,
      surveyReport(at(late - 30_000), [{ side: 'old', uid: 300, at: at(late - MINUTE_MS) }]),
    );
    expect(open.record.facts.stragglers).toEqual([]);
    const { record, events } = did(open.record, late, zone(at(late), 'new', SPF_BOTH));
    expect(kindsOf(events)).toContain('stragglers-found');
    expect(record.facts.stragglers.map((straggler) => straggler.fingerprint)).toEqual(['<300@sender.example>']);
    // So it is where somebody said so only afterwards.
    const said = did(open.record, late - 20_000, { kind: 'begin-rewrite', by: 'UAOI' }).record;
    expect(did(said, late, zone(at(late), 'new', SPF_BOTH)).record.facts.stragglers).toHaveLength(1);
    // What came long before is the last of the normal mail.
    const early = did(
      upTo(CUT_OVER_OPEN),
      late - 30_000,
      surveyReport(at(late - 30_000), [{ side: 'old', uid: 300, at: at(late - 7 * HOUR_MS) }]),
    );
    expect(did(early.record, late, zone(at(late), 'new', SPF_BOTH)).record.facts.stragglers).toEqual([]);
  });
});

test('a record planned by hand that is served so already is no rewrite', () => {
  const record = upTo(CUT_OVER_READY - 2 * HOUR_MS);
  const set = did(record, CUT_OVER_READY - 2 * HOUR_MS, {
    kind: 'set-plan',
    by: 'UAOI',
    record: { name: 'imap.kitano.example', type: 'A', after: [NEW] },
  }).record;
  const now = at(CUT_OVER_READY - HOUR_MS);
  const report = zone(now, 'old', SPF_BOTH);
  const there = NS.map(
    (server): AuthorityObservation => ({
      server,
      question: { name: 'imap.kitano.example', type: 'A' },
      result: { outcome: 'answer', at: now, values: [NEW], ttlSeconds: 300 },
    }),
  );
  const { record: looked, events } = did(set, CUT_OVER_READY - HOUR_MS, {
    ...report,
    observations: [...report.observations, ...there],
  });
  expect(kindsOf(events)).not.toContain('rewrite-seen');
  expect(looked.facts.plan.find((one) => one.name === 'imap.kitano.example')?.before).toEqual([NEW]);
});

test('a record planned by hand learns what it replaces from the first look', () => {
  const set = did(upTo(CUT_OVER_READY - 2 * HOUR_MS), CUT_OVER_READY - 2 * HOUR_MS, {
    kind: 'set-plan',
    by: 'UAOI',
    record: { name: 'imap.kitano.example', type: 'A', after: [NEW] },
  }).record;
  const now = at(CUT_OVER_READY - HOUR_MS);
  const report = zone(now, 'old', SPF_BOTH);
  const there = NS.map(
    (server): AuthorityObservation => ({
      server,
      question: { name: 'imap.kitano.example', type: 'A' },
      result: { outcome: 'answer', at: now, values: [OLD], ttlSeconds: 86_400 },
    }),
  );
  const { record } = did(set, CUT_OVER_READY - HOUR_MS, {
    ...report,
    observations: [...report.observations, ...there],
  });
  expect(record.facts.plan.find((one) => one.name === 'imap.kitano.example')?.before).toEqual([OLD]);
  const item = itemOf(
    criterion(record, 'cut-over', 'CUT-TTL', CUT_OVER_READY - HOUR_MS),
    'record:imap.kitano.example/A',
  );
  expect(item.outcome).toBe('fail');
});
