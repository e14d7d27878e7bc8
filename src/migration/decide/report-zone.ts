import type { ReportCommand } from '../commands.ts';
import type { Happening } from '../events.ts';
import type { Facts, PlanRecord } from '../facts.ts';
import { authorityKey, recordKey } from '../keys.ts';
import { changesAtRewrite, type Served, servedAs } from '../plan.ts';
import type { Migration } from '../record.ts';
import type { Sightings } from '../sightings.ts';
import type { Instant } from '../time.ts';
import { stragglersBefore } from './lately.ts';
import type { Step } from './step.ts';
import { planAfter } from './zone-plan.ts';

type ZoneReport = Extract<ReportCommand, { kind: 'report-zone' }>;

/**
 * What a look at the authoritative servers says: servers met, addresses to pin, the plan, TTLs, and how far the
 * rewrite is seen. Only what differs from the record becomes an event.
 */
export function reportZone(record: Migration, report: ZoneReport, now: Instant): Step {
  const sightings = merged(record.sightings, report, now);
  const { facts } = record;
  const pinned = pins(facts, report);
  const met = (report.servers ?? []).filter((server) => facts.authorities[server.address] === undefined);
  const servers = { old: { ...facts.servers.old }, new: { ...facts.servers.new } };
  for (const pin of pinned) servers[pin.side] = { ...servers[pin.side], addresses: [...pin.addresses] };
  const known = [...Object.keys(facts.authorities), ...met.map((server) => server.address)];
  const { plan, happenings: planned } = planAfter({ ...facts, servers }, report);
  const seen = plan.map((record) => lookAt(record, known, sightings));
  const begins = rewriteSeen(record, seen);
  const happenings: Happening[] = [
    ...pinned,
    ...(met.length === 0 ? [] : [{ kind: 'authority-met' as const, servers: met }]),
    ...planned,
    ...seen.flatMap((look) => ttlSeen(facts, look)),
    ...begins,
    ...stragglersBefore(record, begins, now),
    ...recordsTurned(
      facts,
      seen.filter((look) => look.planned.dropped === undefined),
    ),
  ];
  return { happenings, sightings: roundsAfresh(sightings, happenings) };
}

function merged(before: Sightings, report: ZoneReport, now: Instant): Sightings {
  const authority = { ...before.authority };
  for (const { server, question, result } of report.observations) {
    // No server at all could be found for the name: nothing was learnt of any.
    if (server.address === '') continue;
    const key = authorityKey(server.address, recordKey(question));
    if (result.outcome === 'answer') {
      authority[key] = { seen: { at: result.at, values: [...result.values], ttlSeconds: result.ttlSeconds } };
    } else {
      authority[key] = { ...authority[key], failed: failure(result) };
    }
  }
  const delegation =
    report.servers === undefined
      ? before.delegation
      : { at: now, servers: report.servers.map((server) => ({ ...server })) };
  return {
    ...before,
    authority,
    looks: { ...before.looks, zone: { at: now } },
    ...(delegation === undefined ? {} : { delegation }),
  };
}

function failure(result: { at: Instant; code: string; detail?: string }): {
  at: Instant;
  code: string;
  detail?: string;
} {
  return { at: result.at, code: result.code, ...(result.detail === undefined ? {} : { detail: result.detail }) };
}

function pins(facts: Facts, report: ZoneReport): readonly Extract<Happening, { kind: 'addresses-pinned' }>[] {
  return (['old', 'new'] as const).flatMap((side) => {
    const addresses = report.addresses[side] ?? [];
    if (facts.servers[side].addresses.length > 0 || addresses.length === 0) return [];
    return [{ kind: 'addresses-pinned' as const, side, addresses: [...addresses].sort() }];
  });
}

type RecordLook = {
  readonly planned: PlanRecord;
  /** What each server serves, undefined when it did not answer; and what it was last seen to serve, at which TTL. */
  readonly served: readonly {
    readonly address: string;
    readonly as: Served | undefined;
    readonly last: Served | undefined;
    readonly ttlSeconds: number;
  }[];
};

function lookAt(planned: PlanRecord, addresses: readonly string[], sightings: Sightings): RecordLook {
  const key = recordKey(planned);
  const served = addresses.map((address) => {
    const sighting = sightings.authority[authorityKey(address, key)];
    const last = sighting?.seen === undefined ? undefined : servedAs(planned, sighting.seen.values);
    // What was seen before a failure does not count as seen in this look.
    const as = sighting?.failed === undefined ? last : undefined;
    return { address, as, last, ttlSeconds: sighting?.seen?.ttlSeconds ?? 0 };
  });
  return { planned, served };
}

/** The longest TTL at which something other than the new data is served, by a server that fell silent too. */
function ttlSeen(facts: Facts, look: RecordLook): readonly Happening[] {
  const old = look.served.filter((server) => server.last === 'old' || server.last === 'other');
  const key = recordKey(look.planned);
  const known = facts.recordSets[key];
  if (old.length === 0) {
    // Published before the bot looked: its own TTL stands for the one nobody saw.
    const fresh = look.served.filter((server) => server.as === 'new');
    if (known !== undefined || fresh.length === 0) return [];
    return [{ kind: 'ttl-seen', record: key, ttlSeconds: Math.max(...fresh.map((server) => server.ttlSeconds)) }];
  }
  const ttlSeconds = Math.max(...old.map((server) => server.ttlSeconds));
  return known?.ttlSeconds === ttlSeconds ? [] : [{ kind: 'ttl-seen', record: key, ttlSeconds }];
}

/** The first new data of a record that moves mail: the rewrite. An incident where nobody had been told to begin. */
function rewriteSeen(record: Migration, looks: readonly RecordLook[]): readonly Happening[] {
  const { facts } = record;
  if (facts.state.kind === 'rolled-back' || facts.rewriteSeenAt !== undefined) return [];
  const routing = looks.filter((look) => changesAtRewrite(look.planned));
  if (!routing.some((look) => look.served.some((server) => server.as === 'new'))) return [];
  const lastOldAt = allOldAt(record, routing);
  const seen: Happening = { kind: 'rewrite-seen', ...(lastOldAt === undefined ? {} : { lastOldAt }) };
  if (facts.gates['cut-over'].state === 'open') return [seen];
  return [seen, { kind: 'incident', code: 'rewrite-without-gate', subject: facts.domain }];
}

/** Until when every server was still seen to serve no new data: the rewrite came after that. */
function allOldAt({ sightings }: Migration, routing: readonly RecordLook[]): Instant | undefined {
  const times = routing.flatMap((look) =>
    look.served.map(({ address }) => sightings.authority[authorityKey(address, recordKey(look.planned))]?.seen?.at),
  );
  return times.some((time) => time === undefined) ? undefined : Math.min(...times.map((time) => time ?? 0));
}

function recordsTurned(facts: Facts, looks: readonly RecordLook[]): readonly Happening[] {
  if (facts.state.kind === 'rolled-back') return [];
  const excused = new Set(
    facts.waivers
      .filter((waiver) => waiver.criterion === 'SWB-AUTHORITIES')
      .map((waiver) => waiver.item.slice('server:'.length)),
  );
  return looks.flatMap((look) => {
    const counted = look.served.filter((server) => !excused.has(server.address));
    const allNew = counted.length > 0 && counted.every((server) => server.as === 'new');
    return recordTurns(facts, look, counted, allNew);
  });
}

function recordTurns(
  facts: Facts,
  look: RecordLook,
  counted: RecordLook['served'],
  allNew: boolean,
): readonly Happening[] {
  const key = recordKey(look.planned);
  const turned = facts.recordSets[key]?.allNewAt !== undefined;
  if (allNew && !turned) return [{ kind: 'record-all-new', record: key }];
  const back = counted.find((server) => server.as === 'old' || server.as === 'other');
  if (!turned || back === undefined) return [];
  const name = facts.authorities[back.address] ?? back.address;
  const incident: Happening[] =
    facts.rewriteDoneAt === undefined
      ? []
      : [{ kind: 'incident', code: 'old-data-again', subject: `${key} (${name})` }];
  return [{ kind: 'record-old-again', record: key, server: back.address }, ...incident];
}

/** Where old data came back, rounds begin anew. */
function roundsAfresh(sightings: Sightings, happenings: readonly Happening[]): Sightings {
  const records = new Set(
    happenings.flatMap((happening) => (happening.kind === 'record-old-again' ? [happening.record] : [])),
  );
  if (records.size === 0) return sightings;
  const vantage = Object.entries(sightings.vantage).map(([key, sighting]) => {
    const { clean: _clean, ...rest } = sighting;
    return [key, records.has(key.slice(key.indexOf('|') + 1)) ? rest : sighting] as const;
  });
  return { ...sightings, vantage: Object.fromEntries(vantage) };
}
