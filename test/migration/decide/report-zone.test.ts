import { describe, expect, test } from 'vitest';
import type { Command } from '../../../src/migration/commands.ts';
import type { AuthorityObservation, Question } from '../../../src/migration/observations.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { rewriteFrom } from '../../../src/migration/runbook.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { watermarkOf } from '../../../src/migration/watermark.ts';
import {
  ALL_NEW,
  BEGIN,
  NEW,
  NS,
  OLD,
  SPF_BOTH,
  SPF_OLD,
  started,
  surveyReport,
  T0,
  zoneReport,
} from '../a-migration.ts';
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

const HOST = 'mail.kitano.example/A';
const SPF = 'kitano.example/TXT';
const [NS1, NS2] = NS;
if (NS1 === undefined || NS2 === undefined) throw new Error('two servers are needed');

type ZoneReport = Extract<Command, { kind: 'report-zone' }>;
const reported = (command: Command): ZoneReport => {
  if (command.kind !== 'report-zone') throw new Error(command.kind);
  return command;
};
const zone = (...args: Parameters<typeof zoneReport>): ZoneReport => reported(zoneReport(...args));

/** A report in which some answers are failures instead. */
function failing(report: ZoneReport, fails: (observation: AuthorityObservation) => boolean): ZoneReport {
  const observations = report.observations.map(
    (observation): AuthorityObservation =>
      fails(observation)
        ? { ...observation, result: { outcome: 'failed', at: observation.result.at, code: 'dns-timeout' } }
        : observation,
  );
  return { ...report, observations };
}
const ofServer = (address: string) => (observation: AuthorityObservation) => observation.server.address === address;
const both = (a: ZoneReport, b: ZoneReport): ZoneReport => ({
  ...a,
  servers: [...(a.servers ?? []), ...(b.servers ?? [])],
  observations: [...a.observations, ...b.observations],
});
const host: Question = { name: 'mail.kitano.example', type: 'A' };

describe('the first looks', () => {
  test('the plan is proposed when every question was answered by somebody', () => {
    const report = failing(zone(T0, 'old'), ofServer(NS1.address));
    const { record, events } = did(started(), 0, report);
    expect(kindsOf(events)).toContain('plan-proposed');
    expect(record.facts.plan.map((one) => `${one.name}/${one.type}`)).toEqual([HOST, SPF]);
  });

  test('no plan while a question was answered by nobody', () => {
    const report = failing(zone(T0, 'old'), ({ question }) => question.type === 'MX');
    const { record } = did(started(), 0, report);
    expect(record.facts.plan).toEqual([]);
    expect(record.facts.recordSets).toEqual({});
    expect(did(record, 1, zone(T0 + 1, 'old')).record.facts.plan).toHaveLength(2);
  });

  test('no plan from a look that asked nothing', () => {
    expect(did(started(), 0, { kind: 'report-zone', observations: [], addresses: {} }).events).toEqual([]);
  });

  test('the old server is pinned at once, and never again', () => {
    const server = { imap: { port: 993, security: 'tls' }, smtp: { port: 587, security: 'starttls' } } as const;
    const servers = {
      old: { ...server, host: 'sv12.oldhost.example', addresses: [] },
      new: { ...server, addresses: [NEW] },
    };
    const unpinned = started({ servers });
    expect(did(unpinned, 0, zone(T0, 'old')).record.facts.plan).toEqual([]);
    const pinned = did(unpinned, 0, { ...zone(T0, 'old'), addresses: { old: ['192.0.2.11', OLD] } }).record;
    expect(pinned.facts.servers.old.addresses).toEqual([OLD, '192.0.2.11']);
    expect(pinned.facts.plan.map((one) => one.name)).toContain('mail.kitano.example');
    const moved = did(pinned, 1, { ...zone(T0 + 1, 'old'), addresses: { old: ['198.51.100.200'] } });
    expect(moved.record.facts.servers.old.addresses).toEqual([OLD, '192.0.2.11']);
  });

  test('a server that could not be found at all is no server', () => {
    const observation: AuthorityObservation = {
      server: { name: '', address: '' },
      question: host,
      result: { outcome: 'failed', at: T0, code: 'dns-no-servers' },
    };
    const { record } = did(started(), 0, { kind: 'report-zone', observations: [observation], addresses: {} });
    expect(record.sightings.authority).toEqual({});
    expect(record.sightings.looks.zone).toEqual({ at: T0 });
  });

  test('every authoritative server ever met counts on', () => {
    const first = did(started(), 0, zone(T0, 'old')).record;
    const later = did(first, HOUR_MS, zone(at(HOUR_MS), 'old', SPF_OLD, 300, [NS1]));
    expect(later.events).toEqual([]);
    expect(Object.keys(later.record.facts.authorities)).toEqual(NS.map((server) => server.address));
    const third = { name: 'ns3.dns.example', address: '198.51.100.3' };
    const met = did(later.record, 2 * HOUR_MS, zone(at(2 * HOUR_MS), 'old', SPF_OLD, 300, [NS1, third]));
    expect(met.events).toMatchObject([{ kind: 'authority-met', servers: [third] }]);
  });
});

describe('TTLs', () => {
  const ttl = (record: Migration, key = HOST) => record.facts.recordSets[key];
  const first = did(started(), 0, zone(T0, 'old', SPF_OLD, 7_200)).record;

  test('the TTL before the first look is taken to be the longest that resolvers commonly keep', () => {
    expect(ttl(first)).toEqual({ ttlSeconds: 7_200, ttlSince: T0, formerGoneAt: T0 + DAY_MS });
  });

  test('one as long as that already hides no longer one', () => {
    const long = did(started(), 0, zone(T0, 'old', SPF_OLD, 86_400)).record;
    expect(ttl(long)).toEqual({ ttlSeconds: 86_400, ttlSince: T0, formerGoneAt: T0 });
  });

  test('lowered: what was cached before goes after the former TTL', () => {
    const lowered = did(first, 2 * DAY_MS, zone(at(2 * DAY_MS), 'old', SPF_OLD, 300));
    expect(kindsOf(lowered.events)).toEqual(['ttl-seen', 'ttl-seen']);
    expect(ttl(lowered.record)?.formerGoneAt).toBe(at(2 * DAY_MS + 2 * HOUR_MS));
    expect(did(lowered.record, 3 * DAY_MS, zone(at(3 * DAY_MS), 'old', SPF_OLD, 300)).events).toEqual([]);
  });

  test('raised between two looks and lowered again: the longer one counts, from the look that saw it go', () => {
    const raised = did(first, HOUR_MS, zone(at(HOUR_MS), 'old', SPF_OLD, 172_800)).record;
    expect(ttl(raised)).toMatchObject({ ttlSeconds: 172_800, formerGoneAt: T0 + DAY_MS });
    const lowered = did(raised, 2 * HOUR_MS, zone(at(2 * HOUR_MS), 'old', SPF_OLD, 300)).record;
    expect(ttl(lowered)?.formerGoneAt).toBe(at(2 * HOUR_MS + 2 * DAY_MS));
  });

  test('the longest of all servers counts', () => {
    const report = both(zone(T0, 'old', SPF_OLD, 300, [NS1]), zone(T0, 'old', SPF_OLD, 3_600, [NS2]));
    expect(ttl(did(started(), 0, report).record)?.ttlSeconds).toBe(3_600);
  });

  test('a server that falls silent keeps the TTL it was last seen with', () => {
    const report = both(zone(T0, 'old', SPF_OLD, 300, [NS1]), zone(T0, 'old', SPF_OLD, 86_400, [NS2]));
    const seen = did(started(), 0, report).record;
    const silent = failing(zone(at(HOUR_MS), 'old', SPF_OLD, 300), ofServer(NS2.address));
    expect(ttl(did(seen, HOUR_MS, silent).record)?.ttlSeconds).toBe(86_400);
  });

  test('new data published before the bot looked: its own TTL stands in', () => {
    const report = zone(T0 + 1, 'old', SPF_BOTH, 600);
    const record = did(
      did(
        started(),
        0,
        failing(zone(T0, 'old'), ({ question }) => question.type !== 'MX'),
      ).record,
      1,
      report,
    ).record;
    expect(ttl(record, SPF)?.ttlSeconds).toBe(600);
  });
});

describe('the rewrite as it is seen', () => {
  const begun = did(upTo(CUT_OVER_OPEN), BEGIN, { kind: 'begin-rewrite', by: 'UAOI' }).record;

  test('half-updated authorities: seen, not done, no watermark', () => {
    const half = both(
      zone(at(BEGIN + MINUTE_MS), 'new', SPF_BOTH, 300, [NS1]),
      zone(at(BEGIN + MINUTE_MS), 'old', SPF_BOTH, 300, [NS2]),
    );
    const { record, events } = did(begun, BEGIN + MINUTE_MS, half);
    expect(kindsOf(events)).toEqual(['rewrite-seen']);
    expect(watermarkOf(record.facts)).toBeUndefined();
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
    expect(did(begun, BEGIN + MINUTE_MS, other).events).toEqual([]);
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
      { code: 'rewrite-without-gate', subject: 'kitano.example' },
    ]);
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

  test('old data again after all were new: the watermark is unknown, and it is an incident', () => {
    const back = BEGIN + HOUR_MS;
    const done = upTo(ALL_NEW + 1);
    const { record, events } = did(done, back, zone(at(back), 'old', SPF_BOTH, 300, [NS1]));
    expect(events).toMatchObject([
      { kind: 'record-old-again', record: HOST, server: NS1.address },
      { kind: 'incident', code: 'old-data-again', subject: `${HOST} (${NS1.name})` },
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
