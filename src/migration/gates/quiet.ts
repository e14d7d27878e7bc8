import { isReal, isUnjudged, pathKey, quietOf, UNKNOWN_PATH } from '../arrivals.ts';
import { holidaysOf, monthTurnEnd } from '../business-days.ts';
import type { Migration } from '../record.ts';
import { quietSpansMonth } from '../senders.ts';
import { unplacedItems } from './acceptance.ts';
import type { CriterionId, CriterionResult, Item } from './criterion.ts';
import { type Bench, evidence, judge } from './judge.ts';
import { watchItem } from './watch.ts';

/**
 * SWB-QUIET, CAN-QUIET: nothing genuine reaches the old server any more.
 *
 * Evidence: how each mailbox's old place is watched (surveys, delivery logs, what is forwarded: see `watchItem`), stragglers
 *   with their stamps, the watermark.
 * pass: the quiet time has passed since the watermark, the last real straggler or the last baseline, whichever is
 *   later (for CAN-QUIET a month has turned as well, where a monthly sender is listed); each mailbox looked through
 *   freshly; no arrival suspected of spam unjudged; nothing unexplained; every address that received mail has its place.
 * fail: the quiet time has not passed (`earliest` says when), something unexplained stands, or an address has no place:
 *   whether mail still comes for it, nobody looks.
 * unknown: the watermark is unknown, a mailbox was not looked through, is attested or not watched, or suspects wait.
 */
export function quiet(record: Migration, bench: Bench, id: CriterionId): CriterionResult {
  const paths = pathItems(bench);
  const accepted = new Set(
    bench.facts.waivers
      .filter((waiver) => waiver.criterion === id && waiver.gate === bench.gate && waiver.item.startsWith('path:'))
      .map((waiver) => waiver.item)
      .filter((path) => path !== UNKNOWN_PATH),
  );
  const since = clock(bench, id, accepted);
  const items = [
    since,
    ...paths,
    ...surveys(record, bench),
    ...suspects(bench),
    ...puzzles(bench),
    ...unplacedItems(bench.facts),
  ];
  return judge(bench, id, items, since.evidence);
}

function clock(bench: Bench, id: CriterionId, accepted: ReadonlySet<string>): Item {
  const { settings, sendingHosts } = bench.facts;
  const few = sendingHosts.length < settings.sendingHostsExpected;
  const switchBackMs = few
    ? Math.max(settings.quietSwitchBackMs, settings.quietExtendedMs)
    : settings.quietSwitchBackMs;
  const quietMs = id === 'SWB-QUIET' ? switchBackMs : settings.quietCancelMs;
  const found = quietOf(bench.facts, quietMs, accepted, id === 'SWB-QUIET' && settings.quietNeedsBusinessDay);
  const base = { key: 'quiet', waivable: false };
  if (found === undefined) return { ...base, outcome: 'unknown', evidence: evidence('watermark-unknown') };
  const spansMonth = id === 'CAN-QUIET' && quietSpansMonth(bench.facts, bench.now);
  const until = spansMonth
    ? Math.max(found.until, monthTurnEnd(found.from, bench.facts.timeZone, holidaysOf(bench.facts)))
    : found.until;
  const figures = {
    fromAt: found.from,
    untilAt: until,
    quietForMs: Math.max(0, bench.now - found.from),
    neededMs: until - found.from,
    hosts: sendingHosts.length,
    hostsExpected: settings.sendingHostsExpected,
    ...(found.last === undefined ? {} : { lastAt: found.last.at, path: pathKey(found.last).slice('path:'.length) }),
  };
  if (bench.now >= until) return { ...base, outcome: 'pass', evidence: evidence('quiet', figures) };
  return { ...base, outcome: 'fail', evidence: evidence('not-quiet-yet', figures), earliest: until };
}

/** One item a path by which real mail still came, so that an approver can accept it by name; shown, judged by the clock. */
function pathItems(bench: Bench): readonly Item[] {
  const paths = new Map<string, { count: number; last: number }>();
  for (const straggler of bench.facts.stragglers.filter(isReal)) {
    const known = paths.get(pathKey(straggler)) ?? { count: 0, last: 0 };
    paths.set(pathKey(straggler), { count: known.count + 1, last: Math.max(known.last, straggler.at) });
  }
  return [...paths].map(([key, { count, last }]) => ({
    key,
    outcome: 'fail',
    counted: false,
    evidence: evidence('straggler', { count, lastAt: last, path: key.slice('path:'.length) }),
    // Mail whose way nobody knows has not one way: accepting it would accept whatever comes.
    waivable: key !== UNKNOWN_PATH,
  }));
}

/** Nobody has looked where there is no mailbox. */
const NO_MAILBOX: Item = { key: 'mailboxes', outcome: 'unknown', evidence: evidence('list-empty'), waivable: false };

function surveys(record: Migration, bench: Bench): readonly Item[] {
  const { facts } = record;
  if (facts.mailboxes.length === 0) return [NO_MAILBOX];
  const closedAt = bench.gate === 'cancel' ? facts.steps.close?.at : undefined;
  // Shut for new mail, one look after that is final.
  return facts.mailboxes.map((mailbox) => watchItem(record, bench, mailbox, closedAt));
}

/** Unjudged spam blocks opening at once; an open gate stands for a day on it. */
function suspects(bench: Bench): readonly Item[] {
  const waiting = bench.facts.stragglers.filter(isUnjudged);
  if (waiting.length === 0) return [];
  const since = Math.min(...waiting.map((suspect) => suspect.seenAt));
  return [
    {
      key: 'suspects',
      outcome: 'unknown',
      evidence: evidence('suspects-unjudged', { count: waiting.length, sinceAt: since }),
      waivable: false,
      seenAt: since,
      freshUntil: since,
      standsUntil: since + bench.facts.settings.quietSwitchBackMs,
    },
  ];
}

function puzzles(bench: Bench): readonly Item[] {
  return bench.facts.puzzles.map((puzzle) => ({
    key: `puzzle:${puzzle.key}`,
    outcome: puzzle.kind === 'vanished' || puzzle.kind === 'uidvalidity' ? 'unknown' : 'fail',
    evidence: evidence('puzzle', {
      kind: puzzle.kind,
      mailbox: puzzle.mailbox,
      folder: puzzle.folder,
      count: puzzle.count,
      seenAt: puzzle.seenAt,
    }),
    waivable: true,
  }));
}
