import type { Probe, Relay } from '../../migration/mail-facts.ts';
import { lastProbe } from '../../migration/probes.ts';
import type { Migration } from '../../migration/record.ts';
import { arrivalsFrom } from '../../migration/runbook.ts';
import type { Words } from '../../words/words.ts';
import type { Rendered } from './blocks.ts';
import { listView, plainView } from './lists.ts';

/** The matrix, a line a mailbox: where the last probe of each relay landed; what went astray first. */
export function probesView({ facts }: Migration, words: Words): Rendered {
  const relays = facts.relays ?? [];
  if (relays.length === 0) return plainView(words.t('mail:probes-none'));
  const lines = facts.mailboxes.map(({ address }) => {
    const cells = relays.map(({ id }) => ({ id, says: cellOf(lastProbe(facts, id, address), words) }));
    const text = cells
      .map(({ id, says }) => words.t('mail:probe-cell', { relay: id, says }))
      .join(words.t('joints:and'));
    const rank = Math.min(...cells.map(({ says }) => RANKS.indexOf(says[0] ?? '')));
    return { rank, line: words.t('mail:accept-line', { address, text }) };
  });
  const title = words.t('mail:probes-title', { count: relays.length, mailboxes: facts.mailboxes.length });
  return listView(
    words,
    title,
    [
      ...(arrivalsFrom(facts) === undefined ? [words.t('mail:probes-early')] : []),
      ...relays.map((relay) => relayLine(relay, words)),
      ...[...lines].sort((one, other) => one.rank - other.rank).map(({ line }) => line),
    ],
    words.t('mail:probes-how'),
  );
}

const RANKS: readonly string[] = ['✗', '?', '…', '–', '✓'];

function relayLine({ id, kind, host, port, security, credentials }: Relay, words: Words): string {
  return words.t('mail:relay-line', {
    relay: id,
    kind,
    host: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
    security,
    says: credentials === undefined ? words.t('mail:relay-no-login') : '',
  });
}

function cellOf(probe: Probe | undefined, words: Words): string {
  if (probe === undefined) return words.t('mail:probe-never');
  const { landed, lostAt, failed, sentAt } = probe;
  if (landed !== undefined) {
    // The clocks of two servers: a probe cannot have landed before it was sent.
    const tookMs = Math.max(0, landed.at - sentAt);
    if (landed.side === 'old') return words.t('mail:probe-old');
    return words.t(landed.junk ? 'mail:probe-junk' : 'mail:probe-new', { tookMs });
  }
  if (failed !== undefined) return words.t('mail:probe-failed');
  return lostAt !== undefined ? words.t('mail:probe-lost') : words.t('mail:probe-on-way', { sentAt });
}
