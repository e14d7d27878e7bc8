import { ANY_MAILBOX, loginKey } from '../keys.ts';
import { clientHosts, standingRecords } from '../plan.ts';
import { relayOf } from '../probes.ts';
import { protocolsOn, readBy } from '../read-by.ts';
import type { Migration } from '../record.ts';
import { arrivalsFrom } from '../runbook.ts';
import { isRewrittenElsewhere, watermarkOf } from '../watermark.ts';
import { whyFailed } from '../why-failed.ts';
import { acceptanceOld } from './acceptance-old.ts';
import { authorities } from './authorities.ts';
import type { CriterionId, CriterionResult, Item } from './criterion.ts';
import { type Bench, evidence, judge, sighted } from './judge.ts';
import { probedPaths } from './probed-paths.ts';
import { quiet } from './quiet.ts';
import { quorum } from './quorum.ts';
import { vantages } from './vantages.ts';

/** The criteria of `switch-back`: only the new server receives, clients may go back to hostnames. */
export function judgeSwitchBack(record: Migration, bench: Bench): readonly CriterionResult[] {
  // A gateway's route is no matter of DNS: mail that arrives, and quiet on the old side, carry the proof alone.
  const isElsewhere = isRewrittenElsewhere(bench.facts);
  return [
    isElsewhere ? notUsed(bench, 'SWB-AUTHORITIES') : authorities(record, bench),
    isElsewhere ? notUsed(bench, 'SWB-WATERMARK') : watermark(bench),
    isElsewhere ? notUsed(bench, 'SWB-VANTAGES') : vantages(record, bench),
    acceptanceOld(record, bench),
    loginByHostname(record, bench),
    arrived(bench),
    quiet(record, bench, 'SWB-QUIET'),
    quorum(bench, 'SWB-QUORUM'),
  ];
}

function notUsed(bench: Bench, id: CriterionId): CriterionResult {
  return judge(bench, id, [{ key: 'plan', outcome: 'pass', evidence: evidence('not-used'), waivable: false }]);
}

/**
 * SWB-WATERMARK: every cache that keeps to TTLs has dropped the old data.
 * pass: the watermark has passed. fail: it lies ahead. unknown: some server is not new yet, or the plan moves nothing.
 */
function watermark(bench: Bench): CriterionResult {
  const at = watermarkOf(bench.facts);
  const base = { key: 'watermark', waivable: false };
  if (at === undefined)
    return judge(bench, 'SWB-WATERMARK', [{ ...base, outcome: 'unknown', evidence: evidence('watermark-unknown') }]);
  const passed = bench.now >= at;
  const why = evidence(passed ? 'watermark-passed' : 'watermark-ahead', {
    watermarkAt: at,
    leftMs: Math.max(0, at - bench.now),
  });
  return judge(bench, 'SWB-WATERMARK', [{ ...base, outcome: passed ? 'pass' : 'fail', evidence: why, earliest: at }]);
}

/**
 * SWB-LOGIN-HOSTNAME: a client that uses the hostname reaches the new server and trusts it.
 *
 * Evidence: logins by each client-facing hostname, resolved by what the world's resolvers say, certificate verified.
 * pass: one login a hostname and protocol, at an address of the new server: the protocol that mailboxes are read by there,
 *   and each that some client uses. fail: the certificate does not fit. unknown: not tried, or could not connect.
 */
function loginByHostname(record: Migration, bench: Bench): CriterionResult {
  const { facts, sightings } = record;
  const hosts = clientHosts(facts);
  if (hosts.length === 0 && (standingRecords(facts).length > 0 || isRewrittenElsewhere(facts))) {
    return judge(bench, 'SWB-LOGIN-HOSTNAME', [
      { key: 'host:none', outcome: 'pass', evidence: evidence('not-used'), waivable: false },
    ]);
  }
  const { new: fresh } = facts.servers;
  const protocols = protocolsOn(fresh, [readBy(fresh), ...facts.clients.flatMap((client) => client.protocols)]);
  const items = hosts.flatMap((host) =>
    protocols.map((protocol): Item => {
      const base = { key: `host:${host}/${protocol}`, waivable: true };
      const tried = sightings.login[loginKey(ANY_MAILBOX, 'new', 'hostname', protocol, host)];
      const { ok, failed } = tried ?? {};
      if (failed?.code.startsWith('tls-') && failed.at > (ok?.at ?? 0)) {
        return {
          ...base,
          outcome: 'fail',
          evidence: evidence('login-failed', { host, protocol, ...whyFailed(failed) }),
          seenAt: failed.at,
        };
      }
      if (ok === undefined) {
        const why =
          failed === undefined
            ? evidence('never-seen')
            : evidence('login-failed', { host, protocol, ...whyFailed(failed) });
        return sighted(bench, 'logins', { ...base, outcome: 'unknown', evidence: why });
      }
      return sighted(bench, 'logins', {
        ...base,
        outcome: 'pass',
        evidence: evidence('login-ok', { host, protocol, address: ok.address }),
        seenAt: ok.at,
      });
    }),
  );
  return judge(bench, 'SWB-LOGIN-HOSTNAME', items);
}

/**
 * SWB-ARRIVED: mail has reached every mailbox on the new server since the rewrite, and by no way that is probed still
 * reaches the old one.
 *
 * Evidence: deliveries stamped by the new server, found by surveys; probes through relays that are not the new server's.
 * pass: one a mailbox, not filed as junk. unknown: none yet (a mailbox nobody wrote to; send a probe, or waive it), or
 *   a probe alone, and it is in Junk; or a probe sent after the watermark is lost.
 * fail: a probe sent after the watermark, not through the old provider's own relay, landed on the old server: see
 *   `probedPaths`, which also says what is shown without being counted.
 */
function arrived(bench: Bench): CriterionResult {
  const { facts } = bench;
  const items = facts.mailboxes.map(({ address }): Item => {
    const at = facts.arrivedNew[address];
    const item = { key: `mailbox:${address}`, waivable: true };
    if (at !== undefined)
      return { ...item, outcome: 'pass', evidence: evidence('arrived', { arrivedAt: at }), seenAt: at };
    return { ...item, ...probed(bench, address) };
  });
  return judge(bench, 'SWB-ARRIVED', [...items, ...probedPaths(bench)]);
}

/** What probes from elsewhere show of a mailbox that nobody has written to. */
function probed({ facts }: Bench, address: string): Pick<Item, 'outcome' | 'evidence' | 'seenAt'> {
  const from = arrivalsFrom(facts);
  const landings = (facts.probes ?? []).flatMap((probe) => {
    const kind = relayOf(facts, probe)?.kind;
    const isFromElsewhere = kind === 'outside' || kind === 'old';
    const isSince = from !== undefined && probe.sentAt >= from;
    return probe.mailbox === address && isFromElsewhere && isSince && probe.landed?.side === 'new'
      ? [{ relay: probe.relay, ...probe.landed }]
      : [];
  });
  const found = landings.find(({ junk }) => !junk) ?? landings.at(-1);
  if (found === undefined) return { outcome: 'unknown', evidence: evidence('not-arrived') };
  const { relay, folder, junk, at: landedAt } = found;
  return junk
    ? { outcome: 'unknown', evidence: evidence('probe-junk', { relay, landedAt, folder }), seenAt: landedAt }
    : { outcome: 'pass', evidence: evidence('probe-landed', { relay, landedAt }), seenAt: landedAt };
}
