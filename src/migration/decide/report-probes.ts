import type { ReportCommand } from '../commands.ts';
import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import type { ProbeLanding } from '../mail-observations.ts';
import { isOnItsWay } from '../probes.ts';
import type { Migration } from '../record.ts';
import type { Instant } from '../time.ts';
import type { Step } from './step.ts';

type ProbeReport = Extract<ReportCommand, { kind: 'report-probes' }>;

/**
 * Probes that were sent, where they landed, and which are lost: not found on either server, both looked through, for
 * long enough. One found on both was delivered to the old one, and carried over by somebody.
 */
export function reportProbes({ facts, sightings }: Migration, report: ProbeReport, now: Instant): Step {
  const known = new Set((facts.probes ?? []).map(({ id }) => id));
  const sent = report.sent.filter(({ id }) => !known.has(id));
  const landings = landed(facts, report);
  const lost = lostNow(facts, report, new Set(landings.map(({ id }) => id)), now);
  const happenings: Happening[] = [
    ...(sent.length === 0
      ? []
      : [
          {
            kind: 'probes-sent' as const,
            probes: sent.map(({ id, relay, mailbox, result }) => ({
              id,
              relay,
              mailbox,
              sentAt: result.at,
              ...(result.outcome === 'failed' ? { failed: result.code } : {}),
            })),
          },
        ]),
    ...(landings.length === 0 ? [] : [{ kind: 'probes-landed' as const, probes: landings }]),
    ...(lost.length === 0 ? [] : [{ kind: 'probes-lost' as const, ids: lost }]),
  ];
  return { happenings, sightings: { ...sightings, looks: { ...sightings.looks, probes: { at: now } } } };
}

/** Those not known to have landed yet; of several finds the old server's counts, since a copy is no delivery. */
function landed(facts: Facts, { landings, sent }: ProbeReport): readonly ProbeLanding[] {
  const open = new Set([
    ...(facts.probes ?? []).filter((probe) => probe.landed === undefined).map(({ id }) => id),
    ...sent.map(({ id }) => id),
  ]);
  const finds = Map.groupBy(
    landings.filter(({ id }) => open.has(id)),
    ({ id }) => id,
  );
  return [...finds.values()].flatMap((found) => {
    const [first] = found.toSorted((a, b) => Number(a.side === 'new') - Number(b.side === 'new') || a.at - b.at);
    return first === undefined ? [] : [{ ...first }];
  });
}

function lostNow(facts: Facts, { searched }: ProbeReport, found: ReadonlySet<string>, now: Instant): readonly string[] {
  const sidesOf = Map.groupBy(searched, ({ mailbox }) => mailbox);
  return (facts.probes ?? [])
    .filter((probe) => isOnItsWay(probe) && !found.has(probe.id))
    .filter((probe) => now >= probe.sentAt + facts.settings.probeLostMs)
    .filter(({ mailbox }) => new Set(sidesOf.get(mailbox)?.map(({ side }) => side)).size === 2)
    .map(({ id }) => id);
}
