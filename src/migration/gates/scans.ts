import type { Migration } from '../record.ts';
import type { Instant } from '../time.ts';
import { whyFailed } from '../why-failed.ts';
import type { Item } from './criterion.ts';
import { type Bench, evidence, sighted } from './judge.ts';

/**
 * Whether each watched mailbox of the old server was read for the addresses and senders that its mail names. `since`: the
 * scan must have been made then or later, and is final; else it ages.
 */
export function scans({ sightings }: Migration, bench: Bench, since?: Instant): readonly Item[] {
  const { facts } = bench;
  const addresses = Object.keys(facts.addresses ?? {}).length;
  return facts.mailboxes
    .filter((mailbox) => mailbox.watch !== 'unwatched')
    .map(({ address }): Item => {
      const { ok, failed } = sightings.scan?.[address] ?? {};
      const item = { key: `scan:${address}`, waivable: true };
      const unseen = (why: Item['evidence']): Item => {
        const said: Item = { ...item, outcome: 'unknown', evidence: why };
        return since === undefined ? sighted(bench, 'scan', said) : said;
      };
      if (ok === undefined) {
        return unseen(
          failed === undefined
            ? evidence('never-seen')
            : evidence('look-failed', { ...whyFailed(failed), failedAt: failed.at }),
        );
      }
      if (ok.partial === true) return unseen(evidence('scan-partial', { mailbox: address }));
      if (since !== undefined && (ok.at < since || ok.at > bench.now))
        return unseen(evidence('gone-stale', { seenAt: ok.at, was: 'scan-ok' }));
      const done: Item = {
        ...item,
        outcome: 'pass',
        evidence: evidence('scan-ok', { messages: ok.messages, addresses }),
        seenAt: ok.at,
      };
      return since === undefined ? sighted(bench, 'scan', done) : done;
    });
}
