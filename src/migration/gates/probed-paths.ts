import type { Probe } from '../mail-facts.ts';
import { fateOf, latestSettled, relayOf } from '../probes.ts';
import { watermarkOf } from '../watermark.ts';
import type { Item } from './criterion.ts';
import { type Bench, evidence, sighted } from './judge.ts';

/**
 * Where probes that were sent after the watermark went astray, by relay and mailbox; of each pair the latest that something
 * is known of. Before the watermark a cache explains it; a later probe that lands where it should takes the item away.
 *
 * fail: it landed on the old server through an outside relay, or the new server's own: mail by that way still reaches it.
 * unknown: lost, which is no sign of anything; it closes an open gate only once no later probe has told more for long.
 * not counted: in Junk (a warning; whether mail arrives is judged by mailbox), and whatever becomes of what goes through
 *   the old provider's own relay, which delivers to itself until `close`, where it is proven: it is named, and blocks nothing.
 */
export function probedPaths(bench: Bench): readonly Item[] {
  const { facts, now } = bench;
  const watermark = watermarkOf(facts);
  if (watermark === undefined) return [];
  const listed = new Set(facts.mailboxes.map(({ address }) => address));
  return latestSettled(facts)
    .filter(({ sentAt, mailbox }) => sentAt > watermark && sentAt <= now && listed.has(mailbox))
    .flatMap((probe) => astray(bench, probe) ?? []);
}

function astray(bench: Bench, probe: Probe): Item | undefined {
  const kind = relayOf(bench.facts, probe)?.kind;
  const { relay, mailbox, sentAt, landed, lostAt } = probe;
  if (kind === undefined) return undefined;
  const item = { key: `probed:${relay}|${mailbox}`, waivable: kind !== 'old', ...(kind === 'old' ? ASIDE : {}) };
  const fate = fateOf(probe);
  if (fate === 'lost')
    return sighted(bench, 'probes', {
      ...item,
      outcome: 'unknown',
      evidence: evidence('probe-lost', { relay, sentAt }),
      seenAt: lostAt,
    });
  if (landed === undefined || fate === 'new') return undefined;
  const { folder, at: landedAt } = landed;
  if (fate === 'junk')
    return {
      ...item,
      ...ASIDE,
      outcome: 'unknown',
      evidence: evidence('probe-junk', { relay, landedAt, folder }),
      seenAt: landedAt,
    };
  const code = kind === 'old' ? 'probe-reached-old-own' : 'probe-reached-old';
  return {
    ...item,
    outcome: kind === 'old' ? 'unknown' : 'fail',
    evidence: evidence(code, { relay, sentAt, landedAt, folder }),
    seenAt: landedAt,
  };
}

const ASIDE = { counted: false, waivable: false } as const;
