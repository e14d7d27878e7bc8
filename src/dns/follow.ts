import type { DnsResult, Failure, Question } from '../migration/observations.ts';
import type { Elsewhere } from './interpret.ts';
import type { Walker } from './walker.ts';

const BEHIND_ALIAS = 'behind the alias to ';

/** Whether the server that was asked has answered, with an alias, and what failed came after it. */
export function isBehindAlias({ detail }: Failure): boolean {
  return detail?.startsWith(BEHIND_ALIAS) === true;
}

/**
 * The answer of one server of `zone` to a question, aliases followed: inside the zone at the same server, so that two
 * servers' data are never mixed; out of it by a walk.
 */
export async function followed(
  walker: Pick<Walker, 'zoneOf' | 'resolve'>,
  zone: { readonly name: string },
  question: Question,
  put: (name: string) => Promise<DnsResult | Elsewhere>,
): Promise<DnsResult> {
  const first = await put(question.name);
  if (first.outcome !== 'elsewhere') return first;
  const targetZone = await walker.zoneOf(first.target);
  const isSameZone = !('outcome' in targetZone) && targetZone.name === zone.name;
  const here = isSameZone ? withAlias(first, await put(first.target)) : first;
  if (here.outcome !== 'elsewhere') return here;
  const rest = withAlias(here, await walker.resolve({ name: here.target, type: question.type }));
  if (rest.outcome !== 'elsewhere') return rest;
  const detail = `${BEHIND_ALIAS}${first.target}: no end`;
  return { outcome: 'failed', at: rest.at, code: 'dns-malformed', detail };
}

/** What comes behind an alias, as an answer to the name in front of it. */
function withAlias(alias: Elsewhere, behind: DnsResult | Elsewhere): DnsResult | Elsewhere {
  if (behind.outcome === 'failed') {
    return { ...behind, detail: `${BEHIND_ALIAS}${alias.target}: ${behind.detail ?? behind.code}` };
  }
  const ttlSeconds = Math.min(alias.ttlSeconds, behind.ttlSeconds);
  return { ...behind, ttlSeconds, via: [...alias.via, ...(behind.via ?? [])] };
}
