import type { Straggler } from '../migration/arrival-facts.ts';
import type { Facts, Language } from '../migration/facts.ts';
import { standingRecords } from '../migration/plan.ts';
import { type Instant, MINUTE_MS } from '../migration/time.ts';
import { watermarkOf } from '../migration/watermark.ts';
import { serverName } from './todo/servers.ts';
import { type Words, wordsFor } from './words.ts';

/** So many deliveries are enough for a postmaster to find them in a log. */
const MOST_DELIVERIES = 20;

/**
 * A letter to whoever keeps the server that still delivers to the old one, in English and in Japanese: when, by which
 * name and address, and what to change. Plain text to be copied; times in UTC, for the reader may be anywhere.
 */
export function postmasterNote(facts: Facts, stragglers: readonly Straggler[], now: Instant): string {
  return (['en', 'ja'] as const).map((lang) => letter(lang, facts, stragglers, now)).join('\n\n');
}

function letter(lang: Language, facts: Facts, stragglers: readonly Straggler[], now: Instant): string {
  const words = wordsFor(lang, { style: 'plain', timeZone: 'UTC' });
  const newest = [...stragglers].sort((one, other) => other.at - one.at);
  const [first] = newest;
  const { domain } = facts;
  const watermarkAt = watermarkOf(facts);
  const isOver = watermarkAt !== undefined && watermarkAt < now;
  const since = utc(facts.rewriteSeenAt ?? facts.rewriteBegunAt ?? facts.startedAt);
  const mx = standingRecords(facts).flatMap(({ name, type, after }) => (name === domain && type === 'MX' ? after : []));
  const left = newest.length - MOST_DELIVERIES;
  return [
    words.t('note:subject', { domain }),
    '',
    words.t('note:hello', { path: first?.path?.helo ?? first?.path?.address ?? '?' }),
    '',
    words.t(isOver ? 'note:what' : 'note:what-early', { domain, since }),
    words.t('note:still', { old: serverName(facts.servers.old) }),
    ...newest.slice(0, MOST_DELIVERIES).map((one) => deliveryLine(one, words)),
    ...(left > 0 ? [words.t('note:more', { n: left })] : []),
    '',
    words.t('note:ask', { domain, mx }),
    '',
    words.t('note:thanks'),
  ].join('\n');
}

/** Without the recipient: the time, the name and the Message-ID find it in the log, and the rest is nobody's concern. */
function deliveryLine({ at, path, fingerprint }: Straggler, words: Words): string {
  return words.t('note:line', {
    when: utc(at),
    helo: path?.helo ?? '?',
    address: path?.address ?? '?',
    ...(MESSAGE_ID.test(fingerprint) ? { id: fingerprint } : {}),
  });
}

const MESSAGE_ID = /^<[^<>\s]+@[^<>\s]+>$/;

/** "2026-12-01 03:00 UTC". */
function utc(at: Instant): string {
  const minute = Math.floor(at / MINUTE_MS) * MINUTE_MS;
  return `${new Date(minute).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
