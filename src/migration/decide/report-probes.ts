import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import type { ProbeLanding } from '../mail-observations.ts';
import { isOnItsWay } from '../probes.ts';
import type { Migration } from '../record.ts';
import type { ReportCommand } from '../report-commands.ts';
import type { Instant } from '../time.ts';
import type { Step } from './step.ts';

/** As many as there are probes on record. */
const MOST_TIDIED = 500;

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
              ...saying(result),
            })),
          },
        ]),
    ...(landings.length === 0 ? [] : [{ kind: 'probes-landed' as const, probes: landings }]),
    ...(lost.length === 0 ? [] : [{ kind: 'probes-lost' as const, ids: lost }]),
  ];
  const tidied = [...(sightings.tidied ?? []), ...(report.tidied ?? [])].slice(-MOST_TIDIED);
  return {
    happenings,
    sightings: {
      ...sightings,
      ...(tidied.length === 0 ? {} : { tidied }),
      looks: { ...sightings.looks, probes: { at: now } },
    },
  };
}

const LONGEST_ANSWER = 200;

function saying(result: ProbeReport['sent'][number]['result']): { readonly says?: string } {
  const says = result.outcome === 'sent' ? result.reply : result.detail;
  return says === undefined || says === '' ? {} : { says: says.slice(0, LONGEST_ANSWER) };
}

/**
 * The first landing of a probe is the one that counts; of several finds the old server's, since what lies on the new one
 * as well was carried there by somebody. So one found on the new server first may still turn out to have been delivered
 * to the old one, never the reverse.
 */
function landed(facts: Facts, { landings, sent }: ProbeReport): readonly ProbeLanding[] {
  const standing = new Map([
    ...sent.map(({ id }) => [id, undefined] as const),
    ...(facts.probes ?? []).map(({ id, landed: known }) => [id, known?.side] as const),
  ]);
  const finds = Map.groupBy(
    landings.filter(({ id, side }) => {
      if (!standing.has(id)) return false;
      const known = standing.get(id);
      return known === undefined || (known === 'new' && side === 'old');
    }),
    ({ id }) => id,
  );
  return [...finds.values()].flatMap((found) => {
    const [first] = found.toSorted((a, b) => Number(a.side === 'new') - Number(b.side === 'new') || a.at - b.at);
    return first === undefined ? [] : [{ ...first }];
  });
}

/** Only where both servers were looked through for it, and it had the time to come. */
function lostNow(facts: Facts, { searched }: ProbeReport, found: ReadonlySet<string>, now: Instant): readonly string[] {
  const sidesOf = Map.groupBy(searched, ({ mailbox }) => mailbox);
  return (facts.probes ?? [])
    .filter((probe) => isOnItsWay(probe) && !found.has(probe.id))
    .filter((probe) => now >= probe.sentAt + facts.settings.probeLostMs)
    .filter(({ mailbox }) => new Set(sidesOf.get(mailbox)?.map(({ side }) => side)).size === 2)
    .map(({ id }) => id);
}
