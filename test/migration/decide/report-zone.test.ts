import { describe, expect, test } from 'vitest';
import type { AuthorityObservation } from '../../../src/migration/observations.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { DAY_MS, HOUR_MS } from '../../../src/migration/time.ts';
import { NEW, NS, OLD, SPF_BOTH, SPF_OLD, started, T0 } from '../a-migration.ts';
import { at, did, kindsOf } from '../stages.ts';
import { both, failing, HOST, NS1, NS2, ofServer, SPF, zone } from './zone-reports.ts';

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
      question: { name: 'mail.kitano.example', type: 'A' },
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
