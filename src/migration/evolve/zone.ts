import type { Facts, PlanRecord, Waiver } from '../facts.ts';
import { recordKey } from '../keys.ts';
import { isUnder } from '../zones.ts';
import { type Of, without } from './part.ts';

type ZoneEvent = Of<
  | 'plan-proposed'
  | 'plan-set'
  | 'plan-dropped'
  | 'authority-met'
  | 'ttl-seen'
  | 'record-all-new'
  | 'record-old-again'
  | 'rewrite-begun'
  | 'rewrite-seen'
  | 'rewrite-done'
  | 'watermark-passed'
>;

export function zone(facts: Facts, event: ZoneEvent): Partial<Facts> {
  const { at, by } = event;
  switch (event.kind) {
    case 'plan-proposed':
      return { plan: event.plan.map((record) => ({ ...record })) };
    case 'plan-set': {
      const key = recordKey(event.record);
      const others = facts.plan.filter((record) => recordKey(record) !== key);
      const known = facts.plan.find((record) => recordKey(record) === key);
      const isNew = known?.after.join('\n') !== event.record.after.join('\n');
      return {
        plan: [...others, event.record].sort((a, b) => (recordKey(a) < recordKey(b) ? -1 : 1)),
        ...(event.record.dropped === undefined ? { waivers: facts.waivers.filter(isNotOf(key, isNew)) } : {}),
      };
    }
    case 'plan-dropped':
      return {
        plan: facts.plan.flatMap((record) => {
          if (recordKey(record) !== event.record) return [record];
          return isTraceless(facts, record) ? [] : [{ ...record, dropped: { at, by } }];
        }),
      };
    case 'authority-met': {
      const met = event.servers.map((server) => [server.address, server.name] as const);
      return {
        authorities: { ...facts.authorities, ...Object.fromEntries(met) },
        ...(event.zone === undefined ? {} : { zones: zonesWith(facts, event.zone, met) }),
      };
    }
    case 'ttl-seen': {
      const before = facts.recordSets[event.record];
      const unseen = facts.settings.unseenFormerTtlSeconds;
      const formerSeconds = before?.ttlSeconds ?? (event.ttlSeconds >= unseen ? 0 : unseen);
      const formerGoneAt = Math.max(before?.formerGoneAt ?? 0, at + formerSeconds * 1_000);
      return {
        recordSets: {
          ...facts.recordSets,
          [event.record]: { ...before, ttlSeconds: event.ttlSeconds, ttlSince: at, formerGoneAt },
        },
      };
    }
    case 'record-all-new': {
      const before = facts.recordSets[event.record];
      if (before === undefined) return {};
      return { recordSets: { ...facts.recordSets, [event.record]: { ...before, allNewAt: at } } };
    }
    case 'record-old-again': {
      const before = facts.recordSets[event.record];
      if (before === undefined) return {};
      return { recordSets: { ...facts.recordSets, [event.record]: without(before, 'allNewAt') } };
    }
    case 'rewrite-begun':
      return { rewriteBegunAt: at };
    case 'rewrite-seen':
      return { rewriteSeenAt: at, ...(event.lastOldAt === undefined ? {} : { lastOldAt: event.lastOldAt }) };
    case 'rewrite-done':
      return { rewriteDoneAt: at, steps: { ...facts.steps, rewrite: { at, by } } };
    case 'watermark-passed':
      return { watermarkToldAt: event.watermark };
  }
}

/** A slip of a person's own, of which DNS has never served anything: there is nothing that anybody could have to judge. */
function isTraceless(facts: Facts, record: PlanRecord): boolean {
  const key = recordKey(record);
  const isServed = record.before.length > 0 || facts.recordSets[key]?.allNewAt !== undefined;
  return record.added === true && !isServed;
}

/** Servers of an older record are of its domain's zone, whichever zone is met first. */
function zonesWith(facts: Facts, zone: string, met: readonly (readonly [string, string])[]): Facts['zones'] {
  const older = Object.keys(facts.authorities);
  const home = isUnder(facts.domain, zone) ? zone : facts.domain;
  const zones = facts.zones ?? (older.length === 0 ? {} : { [home]: older });
  return { ...zones, [zone]: [...new Set([...(zones[zone] ?? []), ...met.map(([address]) => address)])] };
}

/**
 * That a record may be left out, or need not stand on a server yet, was said of that plan: planned anew, it is asked for
 * anew; and so is what was said of mail by that record, where other data is planned.
 */
function isNotOf(record: string, isNew: boolean): (waiver: Waiver) => boolean {
  const key = `record:${record}`;
  const rest = isNew ? restItemsOf(record) : [];
  return ({ criterion, item }) => {
    if (criterion === 'CUT-PLAN') return item !== key && !item.startsWith(`${key}@`);
    return criterion !== 'CUT-PLAN-REST' || !rest.some((one) => item === one || item.startsWith(`${one}|`));
  };
}

/** What else is judged by a record set, as items of CUT-PLAN-REST. */
function restItemsOf(record: string): readonly string[] {
  const [name = '', type = ''] = record.split('/');
  if (type === 'MX') return [`mx:${name}`, `sts:${name}`];
  const [, label = '', owner = ''] = /^(?:[^.]+\.)*?(_domainkey|_dmarc|_mta-sts|_tcp)\.(.+)$/.exec(name) ?? [];
  switch (label) {
    case '_domainkey':
      return [`dkim:${owner}`];
    case '_dmarc':
      return [`dmarc:${owner}`];
    case '_mta-sts':
      return [`sts:${owner}`];
    case '_tcp':
      return type === 'TLSA' ? [`tlsa:${owner}`] : [];
    default:
      return type === 'TXT' ? [`spf:${name}`] : [];
  }
}
