import { policyLists } from '../plan/sts.ts';
import type { Migration } from '../record.ts';
import type { Policy } from '../zone-facts.ts';
import type { Item } from './criterion.ts';
import type { Bench } from './judge.ts';
import {
  exchangers,
  type Finding,
  fails,
  itemOf,
  learntItem,
  passes,
  servedNow,
  unknown,
} from './mail-records-served.ts';

/** DKIM: the keys that the new server signs with are published. Who signs with what, only people and providers know. */
export function dkimItem(record: Migration, bench: Bench, domain: string, usual: readonly string[]): Item {
  const key = `dkim:${domain}`;
  const given = bench.facts.newSelectors ?? (usual.length === 0 ? undefined : usual);
  if (given === undefined) return { key, waivable: true, ...unknown('dkim-selector-unknown', { domain }) };
  if (given.length === 0) return { key, waivable: true, ...passes('dkim-not-signed', { domain }) };
  const items = given.map((selector) =>
    learntItem(bench, key, record.sightings.extras?.dkim?.[`${selector}._domainkey.${domain}`], ({ state }) =>
      state === 'valid'
        ? passes('dkim-published', { domain, selector })
        : fails('dkim-bad', { domain, selector, state }),
    ),
  );
  return weakest(items);
}

/** A fault first, then what is not known, then what was seen longest ago. */
function weakest(items: readonly [Item, ...Item[]] | readonly Item[]): Item {
  const rank = { fail: 0, unknown: 1, pass: 2 } as const;
  const sorted = [...items].sort((a, b) => rank[a.outcome] - rank[b.outcome] || (a.seenAt ?? 0) - (b.seenAt ?? 0));
  const [first] = sorted;
  if (first === undefined) throw new Error('nothing to choose from');
  return first;
}

/** DMARC (RFC 7489): none, or one record that can be read. Two are none, and one without a policy is not read. */
export function dmarcItem(record: Migration, bench: Bench, domain: string): Item {
  const key = `dmarc:${domain}`;
  const served = servedNow(record, { name: `_dmarc.${domain}`, type: 'TXT' });
  if (served.seenAt === undefined) return itemOf(bench, key, undefined, unknown('never-seen'));
  const findings = served.answers.map((values) => dmarcFinding(domain, values));
  const worst = findings.find(({ outcome }) => outcome !== 'pass') ?? findings[0];
  return itemOf(bench, key, served.seenAt, worst ?? unknown('never-seen'));
}

function dmarcFinding(domain: string, values: readonly string[]): Finding {
  const found = values.filter((text) => /^\s*v\s*=\s*dmarc/i.test(text));
  const [text] = found;
  if (text === undefined) return passes('dmarc-none', { domain });
  const policy = /^v\s*=\s*DMARC1\s*;(?:.*;)?\s*p\s*=\s*(none|quarantine|reject)\s*(?:;|$)/i.exec(text.trim())?.[1];
  if (found.length > 1 || policy === undefined) return fails('dmarc-bad', { domain, values: found });
  return passes('dmarc-ok', { domain, policy: policy.toLowerCase() });
}

/**
 * MTA-STS (RFC 8461): the policy lists the MX hosts of both sides, under an id of its own, and senders have had the TTL
 * of the TXT record to see it.
 */
export function stsItem(record: Migration, bench: Bench, domain: string): Item {
  const policy = bench.facts.policies?.[domain];
  return learntItem(bench, `sts:${domain}`, record.sightings.extras?.policies?.[domain], ({ reason }) => {
    if (reason === 'absent') return passes('not-used');
    if (reason !== undefined) return fails('sts-broken', { domain, reason });
    return policy === undefined ? unknown('never-seen') : policyFinding(record, bench, domain, policy);
  });
}

function policyFinding(record: Migration, bench: Bench, domain: string, policy: Policy): Finding {
  const { id, mode, mx } = policy;
  if (mode === 'none') return passes('sts-ok', { domain, mode });
  const hosts = exchangers(record, domain);
  const host = [...hosts.old, ...hosts.new].find((one) => !policyLists(mx, one));
  if (host !== undefined) return fails('sts-misses', { domain, mode, host, mx });
  if (policy.staleId) return fails('sts-same-id', { domain, id });
  const goneAt = policy.since + ttlSecondsOf(record, domain) * 1_000;
  if (bench.now < goneAt) return { ...fails('sts-new-lately', { domain, id, goneAt }), earliest: goneAt };
  return passes('sts-ok', { domain, mode });
}

/** For how long a sender may hold the TXT record with the id before this one. */
function ttlSecondsOf({ facts, sightings }: Migration, domain: string): number {
  const key = `_mta-sts.${domain}/TXT`;
  const seen = Object.entries(sightings.authority).flatMap(([subject, { seen: answer }]) =>
    subject.endsWith(`|${key}`) && answer !== undefined ? [answer.ttlSeconds] : [],
  );
  return Math.max(0, facts.recordSets[key]?.ttlSeconds ?? 0, facts.image?.records[key]?.ttlSeconds ?? 0, ...seen);
}
