import type { Happening } from '../events.ts';
import type { Facts, PlanRecord } from '../facts.ts';
import { assessGate } from '../gates/assess.ts';
import { authorityKey, recordKey } from '../keys.ts';
import { changesAtRewrite, type Served, servedAs } from '../plan.ts';
import type { ReportCommand } from '../report-commands.ts';
import { excusedServers } from '../rollback.ts';
import type { Sightings } from '../sightings.ts';
import type { Instant } from '../time.ts';
import type { Former } from '../zone-facts.ts';
import { formerOf, formersOf, isDelegation, serversOf, zoneOf } from '../zones.ts';

type ZoneReport = Extract<ReportCommand, { kind: 'report-zone' }>;

/** What each server serves of a record, undefined when it did not answer; and what it was last seen to serve, at which TTL. */
type ServerLook = {
  readonly address: string;
  readonly as: Served | undefined;
  readonly last: Served | undefined;
  readonly ttlSeconds: number;
  readonly former?: Former | undefined;
};
export type RecordLook = { readonly planned: PlanRecord; readonly served: readonly ServerLook[] };

/** One record as this look left it: at the servers of its own zone, or for a delegation at the parent alone. */
export function lookAt(planned: PlanRecord, facts: Facts, sightings: Sightings, report: ZoneReport): RecordLook {
  if (isDelegation(planned)) return { planned, served: atParent(planned, facts, report) };
  const key = recordKey(planned);
  const zone = zoneOf(facts, planned.name);
  const served = serversOf(facts, planned.name).map(([address]): ServerLook => {
    const sighting = sightings.authority[authorityKey(address, key)];
    const last = sighting?.seen === undefined ? undefined : servedAs(planned, sighting.seen.values);
    // What was seen before a failure does not count as seen in this look.
    const as = sighting?.failed === undefined ? last : undefined;
    return { address, as, last, ttlSeconds: sighting?.seen?.ttlSeconds ?? 0, former: formerOf(facts, zone, address) };
  });
  return { planned, served };
}

function atParent(planned: PlanRecord, facts: Facts, report: ZoneReport): readonly ServerLook[] {
  const delegation = facts.delegations?.[planned.name];
  if (delegation === undefined) return [];
  const last = servedAs(planned, delegation.parent);
  const parent = report.delegations?.find((one) => one.zone === planned.name)?.parent;
  const isSeen = parent?.outcome === 'answer' && parent.values.length > 0;
  return [{ address: 'parent', as: isSeen ? last : undefined, last, ttlSeconds: delegation.ttlSeconds }];
}

/** A former server that no cache asks any more gives nobody anything. */
const isAsked = ({ former }: ServerLook, now: Instant): boolean => former === undefined || now < former.goneAt;

/** The longest TTL at which something other than the new data is served, by a server that fell silent too. */
export function ttlSeen(facts: Facts, look: RecordLook, now: Instant): readonly Happening[] {
  const asked = look.served.filter((server) => isAsked(server, now));
  const old = asked.filter((server) => server.last === 'old' || server.last === 'other');
  const key = recordKey(look.planned);
  const known = facts.recordSets[key];
  if (old.length === 0) {
    // Published before the bot looked: its own TTL stands for the one nobody saw.
    const fresh = asked.filter((server) => server.as === 'new');
    if (known !== undefined || fresh.length === 0) return [];
    return [{ kind: 'ttl-seen', record: key, ttlSeconds: Math.max(...fresh.map((server) => server.ttlSeconds)) }];
  }
  const ttlSeconds = Math.max(...old.map((server) => server.ttlSeconds));
  return known?.ttlSeconds === ttlSeconds ? [] : [{ kind: 'ttl-seen', record: key, ttlSeconds }];
}

/**
 * The first new data of records that move mail: the rewrite. Where the gate was not open, an incident that names them and
 * what was open then, and one more for those that follow in a later look.
 */
export function rewriteSeen(
  facts: Facts,
  looks: readonly RecordLook[],
  before: { readonly facts: Facts; readonly sightings: Sightings },
  now: Instant,
): readonly Happening[] {
  if (facts.state.kind === 'rolled-back') return [];
  const routing = looks.filter((look) => changesAtRewrite(look.planned));
  const turned = routing
    .filter((look) => look.served.some((server) => server.as === 'new' && isAsked(server, now)))
    .map((look) => recordKey(look.planned));
  if (turned.length === 0) return [];
  if (facts.rewriteSeenAt !== undefined) return withoutGateStill(facts, turned);
  const lastOldAt = allOldAt(routing, before, now);
  const seen: Happening = { kind: 'rewrite-seen', ...(lastOldAt === undefined ? {} : { lastOldAt }) };
  if (facts.gates['cut-over'].state === 'open') return [seen];
  const open = assessGate({ id: '', facts, sightings: before.sightings }, 'cut-over', now).criteria.flatMap(
    ({ id, outcome }) => (outcome === 'pass' ? [] : [id]),
  );
  const incident = (subject: string): Happening => ({ kind: 'incident', code: WITHOUT_GATE, subject });
  return [seen, ...turned.map((subject, i) => (i === 0 ? { ...incident(subject), open } : incident(subject)))];
}

const WITHOUT_GATE = 'rewrite-without-gate';

/** Records that turned after the first of a rewrite that had no gate, while it is not done. */
function withoutGateStill(facts: Facts, turned: readonly string[]): readonly Happening[] {
  const { rewriteSeenAt = 0, rewriteDoneAt } = facts;
  const said = facts.incidents.filter(({ code, at }) => code === WITHOUT_GATE && at >= rewriteSeenAt);
  if (said.length === 0 || rewriteDoneAt !== undefined) return [];
  const known = new Set(said.map(({ subject }) => subject));
  // What a bot of before said of the domain as a whole names every record.
  if (known.has(facts.domain)) return [];
  return turned
    .filter((subject) => !known.has(subject))
    .map((subject) => ({ kind: 'incident', code: WITHOUT_GATE, subject }));
}

/** Until when every server that the world was led to was still seen to serve no new data: the rewrite came after that. */
function allOldAt(
  routing: readonly RecordLook[],
  { facts, sightings }: { readonly facts: Facts; readonly sightings: Sightings },
  now: Instant,
): Instant | undefined {
  const times = routing.flatMap(({ planned, served }) => {
    if (isDelegation(planned)) return [sightings.delegation?.at];
    const zone = zoneOf(facts, planned.name);
    // One that the delegation named only since then was asked by nobody.
    const known = facts.delegations?.[zone] === undefined ? undefined : new Set(facts.zones?.[zone]);
    return served
      .filter((server) => isAsked(server, now) && (known === undefined || known.has(server.address)))
      .map(({ address }) => sightings.authority[authorityKey(address, recordKey(planned))]?.seen?.at);
  });
  if (times.length === 0 || times.some((time) => time === undefined)) return undefined;
  return Math.min(...times.map((time) => time ?? 0));
}

/** Records that every present server serves new, or that some serve otherwise again. */
export function recordsTurned(facts: Facts, looks: readonly RecordLook[], before: Facts): readonly Happening[] {
  if (facts.state.kind === 'rolled-back') return [];
  const excused = excusedServers(facts);
  return looks.flatMap((look) => {
    const counted = look.served.filter((server) => server.former === undefined && !excused.has(server.address));
    const allNew = counted.length > 0 && counted.every((server) => server.as === 'new');
    // Led to once more: what it gave as a former server is counted from no other moment than this look.
    const { allNewAt } = facts.recordSets[recordKey(look.planned)] ?? {};
    const returned = counted.find(({ address }) => {
      const former = formerOf(before, zoneOf(facts, look.planned.name), address);
      return former !== undefined && !wasNewBy(former, allNewAt);
    });
    return recordTurns(facts, look, counted, allNew, returned);
  });
}

/** New already when all were, or one of those that were. */
function wasNewBy({ leftAt, turnedAt }: Former, allNewAt: Instant | undefined): boolean {
  if (turnedAt === undefined || allNewAt === undefined) return false;
  return turnedAt <= allNewAt || (turnedAt === leftAt && allNewAt <= leftAt);
}

function recordTurns(
  facts: Facts,
  look: RecordLook,
  counted: RecordLook['served'],
  allNew: boolean,
  returned: ServerLook | undefined,
): readonly Happening[] {
  const key = recordKey(look.planned);
  const turned = facts.recordSets[key]?.allNewAt !== undefined;
  if (allNew && (!turned || returned !== undefined)) return [{ kind: 'record-all-new', record: key }];
  if (!turned) return [];
  const back = counted.find((server) => server.as === 'old' || server.as === 'other');
  // Led to since, and never heard with new data: what it gives meanwhile nobody knows.
  const unproven = returned ?? counted.find((server) => server.as === undefined && server.last !== 'new');
  if (back === undefined)
    return unproven === undefined ? [] : [{ kind: 'record-old-again', record: key, server: unproven.address }];
  const name = facts.authorities[back.address] ?? back.address;
  const incident: Happening[] =
    // Somebody has asked to roll back: that is no mishap.
    facts.rewriteDoneAt === undefined || facts.rollbackRequest !== undefined
      ? []
      : [{ kind: 'incident', code: 'old-data-again', subject: `${key} (${name})` }];
  return [{ kind: 'record-old-again', record: key, server: back.address }, ...incident];
}

/**
 * Former servers that serve all the new data of their zone, and those that turned and no longer do. One that is silent
 * has turned only where it was new already as the delegation left it. The first answer after its last moment still tells
 * what it may have given until then.
 */
export function formersTurned(
  facts: Facts,
  looks: readonly RecordLook[],
  before: Sightings,
  now: Instant,
): readonly Happening[] {
  if (facts.state.kind === 'rolled-back') return [];
  const zones = [...new Set(Object.values(facts.formers ?? {}).map((former) => former.zone))];
  return zones.flatMap((zone) => {
    const ofZone = looks.filter(({ planned }) => !isDelegation(planned) && zoneOf(facts, planned.name) === zone);
    if (ofZone.length === 0) return [];
    return formersOf(facts, zone).flatMap((former): Happening[] => {
      const isHeardSince = ofZone.every(({ planned }) => {
        const { seen } = before.authority[authorityKey(former.address, recordKey(planned))] ?? {};
        return seen !== undefined && seen.at >= former.goneAt;
      });
      if (now >= former.goneAt && (former.turnedAt === undefined || isHeardSince)) return [];
      const served = ofZone.map(({ planned, served }) => ({
        key: recordKey(planned),
        look: served.find((server) => server.address === former.address),
      }));
      if (former.turnedAt !== undefined) {
        const isNew = served.every(({ look }) => look?.last === 'new');
        const { address, goneAt } = former;
        return isNew ? [] : [{ kind: 'authorities-left', zone, servers: [address], goneAt }];
      }
      const isNew = served.every(({ key, look }) => {
        const wasAllNew = (facts.recordSets[key]?.allNewAt ?? now) < former.leftAt;
        return look?.as === 'new' || (look?.last === 'new' && wasAllNew);
      });
      return isNew ? [{ kind: 'former-turned', zone, server: former.address }] : [];
    });
  });
}
