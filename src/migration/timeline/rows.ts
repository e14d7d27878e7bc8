import type { Facts } from '../facts.ts';
import { recordKey, vantageKey } from '../keys.ts';
import type { Migration } from '../record.ts';
import type { Turn } from '../sightings.ts';
import type { Instant } from '../time.ts';
import { heardForMs } from '../turns.ts';
import { type KnownVantage, recordsAskedOf } from '../vantages.ts';
import { isRewrittenElsewhere, watermarkOf } from '../watermark.ts';
import { merged } from './merge.ts';
import type { Segment, TimelineRow, TimelineState } from './shapes.ts';

/** More rows than that, nobody reads. */
const MOST_ROWS = 24;
const MOST_NEVER = 4;

type VantageRow = TimelineRow & { readonly of: { readonly kind: 'vantage' } };

/** What must be seen first stands first: the site's own, then whatever is not new yet. */
const ORDER: readonly TimelineState[] = ['old', 'mixed', 'silent', 'unknown', 'new'];

/** The vantages as rows. Many become few by putting together those that say the same now, the new ones first. */
export function rowsOf(
  migration: Migration,
  now: Instant,
): { readonly rows: readonly TimelineRow[]; readonly counts: Readonly<Record<TimelineState, number>> } {
  const rows = migration.facts.vantages.map((vantage) => rowOf(migration, vantage, now)).sort(byUrgency);
  const count = (state: TimelineState) => rows.filter((row) => row.now === state).length;
  const counts = {
    unknown: count('unknown'),
    silent: count('silent'),
    old: count('old'),
    mixed: count('mixed'),
    new: count('new'),
  };
  let shown: readonly TimelineRow[] = groupedNever(rows);
  for (const state of ['new', 'unknown', 'silent', 'old', 'mixed'] as const) {
    if (shown.length > MOST_ROWS) shown = grouped(shown, state);
  }
  return { rows: shown, counts };
}

/**
 * What the authoritative servers serve, told by the rewrite alone: as old until the first of them was seen new, as new
 * from when all were, until one was seen to serve old data again, or DNS was taken back. Nobody has looked before the zone
 * was read.
 */
export function authoritiesRow(facts: Facts, now: Instant): readonly TimelineRow[] {
  if (isRewrittenElsewhere(facts)) return [];
  const { startedAt, image, rewriteSeenAt: seenAt, rewriteDoneAt: doneAt } = facts;
  const bounds: readonly (readonly [TimelineState, Instant])[] = [
    ['unknown', image === undefined ? now : Math.max(startedAt, image.at)],
    ['old', seenAt ?? now],
    ['mixed', doneAt ?? now],
    ['new', noLongerNewAt(facts) ?? now],
    ['mixed', now],
  ];
  const segments: Segment[] = [];
  let from = startedAt;
  for (const [state, to] of bounds) {
    if (to > from) segments.push({ from, to, state });
    from = Math.max(from, to);
  }
  const last = segments.at(-1);
  return [{ of: { kind: 'authorities' }, segments, now: last?.state ?? 'unknown', since: last?.from }];
}

function noLongerNewAt(facts: Facts): Instant | undefined {
  if (facts.rollbackAt !== undefined) return facts.rollbackAt;
  if (facts.rewriteDoneAt === undefined || watermarkOf(facts) !== undefined) return undefined;
  return facts.incidents.findLast(({ code }) => code === 'old-data-again')?.at;
}

function rowOf(migration: Migration, vantage: KnownVantage, now: Instant): VantageRow {
  const { facts, sightings } = migration;
  const segments = segmentsOf(facts, sightings.turns?.[vantage.id] ?? [], now);
  const state = segments.at(-1)?.state ?? 'unknown';
  const gone = recordsAskedOf(facts, vantage).flatMap(
    (planned) => sightings.vantage[vantageKey(vantage.id, recordKey(planned))]?.notNew?.goneAt ?? [],
  );
  const isOld = state === 'old' || state === 'mixed';
  return {
    of: { kind: 'vantage', id: vantage.id, operator: vantage.operator, site: vantage.site },
    segments,
    now: state,
    since: sightings.turns?.[vantage.id] === undefined ? undefined : segments.at(-1)?.from,
    ...(isOld && gone.length > 0 ? { oldUntil: Math.max(...gone) } : {}),
  };
}

/** The turns as stretches without a gap. Between two looks that lie too far apart nobody knows what was so. */
function segmentsOf(facts: Facts, turns: readonly Turn[], now: Instant): readonly Segment[] {
  const heardMs = heardForMs(facts);
  const segments: Segment[] = [];
  let from = facts.startedAt;
  const add = (to: Instant, state: TimelineState) => {
    const end = Math.min(to, now);
    if (end <= from) return;
    const last = segments.at(-1);
    if (last?.state === state) segments.splice(-1, 1, { ...last, to: end });
    else segments.push({ from, to: end, state });
    from = end;
  };
  for (const [index, { at, until, state }] of turns.entries()) {
    add(at, 'unknown');
    const next = turns[index + 1]?.at ?? now;
    add(next - until <= heardMs ? next : until, state);
  }
  add(now, 'unknown');
  return segments;
}

function byUrgency(a: VantageRow, b: VantageRow): number {
  return (
    Number(b.of.site) - Number(a.of.site) ||
    ORDER.indexOf(a.now) - ORDER.indexOf(b.now) ||
    compare(a.of.operator, b.of.operator) ||
    compare(a.of.id, b.of.id)
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Those that nobody has asked yet have no history to show, each. */
function groupedNever(rows: readonly VantageRow[]): readonly TimelineRow[] {
  const never = rows.filter(({ since }) => since === undefined);
  return never.length < MOST_NEVER ? rows : joined(rows, never, 'unknown');
}

/** The site's own stay by themselves as long as they are few: they are what the team itself reads mail by. */
function grouped(rows: readonly TimelineRow[], state: TimelineState): readonly TimelineRow[] {
  const mayJoin = (row: TimelineRow) => row.of.kind === 'vantage' && row.now === state && !(row.of.site && isFew(rows));
  const together = rows.filter(mayJoin);
  return together.length < 2 ? rows : joined(rows, together, state);
}

/** One row in the place of several, where the first of them stood. */
function joined(
  rows: readonly TimelineRow[],
  together: readonly TimelineRow[],
  state: TimelineState,
): readonly TimelineRow[] {
  const operators = together.flatMap(({ of }) => (of.kind === 'vantage' ? [of.operator] : []));
  const until = together.flatMap(({ oldUntil }) => oldUntil ?? []);
  const since = together.flatMap((row) => row.since ?? []);
  const group: TimelineRow = {
    of: { kind: 'group', count: together.length, operators: [...new Set(operators)] },
    segments: merged(together.map(({ segments }) => segments)),
    now: state,
    since: since.length === together.length ? Math.max(...since) : undefined,
    ...(until.length === 0 ? {} : { oldUntil: Math.max(...until) }),
  };
  const [first] = together;
  return rows.flatMap((row) => (row === first ? [group] : together.includes(row) ? [] : [row]));
}

function isFew(rows: readonly TimelineRow[]): boolean {
  return rows.filter(({ of }) => of.kind === 'vantage' && of.site).length <= MOST_ROWS / 2;
}
