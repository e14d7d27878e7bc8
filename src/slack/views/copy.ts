import type { Facts, Mailbox } from '../../migration/facts.ts';
import type { Migration } from '../../migration/record.ts';
import type { ContentSighting } from '../../migration/sightings.ts';
import { bar, percentOf } from '../../words/bar.ts';
import type { Words } from '../../words/words.ts';
import { COMMAND } from '../parse/grammar.ts';
import { context, listed, type Rendered, rendered, section } from './blocks.ts';
import { copyable } from './gate.ts';
import { listView, plainView } from './lists.ts';

/** Mailbox by mailbox: whole, missing so many, never compared; what is missing first. */
export function copyView({ facts, sightings }: Migration, words: Words): Rendered {
  if (facts.mailboxes.length === 0) return plainView(words.t('mail:copy-none'));
  const lines = facts.mailboxes.map((mailbox) => {
    const { mark, says } = stateOf(mailbox, facts, sightings.content?.[mailbox.address], words);
    return { mark, line: `${mark} ${words.t('mail:copy-line', { mailbox: mailbox.address, says })}` };
  });
  const { copying } = sightings;
  return listView(
    words,
    words.t('mail:copy-title', { ok: lines.filter(({ mark }) => mark === '✓').length, total: lines.length }),
    [
      ...(copying === undefined || copying.mailboxesDone >= copying.mailboxes ? [] : [runningLine(copying, words)]),
      ...RANKS.flatMap((rank) => lines.filter(({ mark }) => mark === rank).map(({ line }) => line)),
    ],
    words.t(facts.settings.copy ? 'mail:copy-on' : 'mail:copy-off'),
  );
}

function runningLine(copying: NonNullable<Migration['sightings']['copying']>, words: Words): string {
  const { at, mailboxes, mailboxesDone, messages, copied, leftMs, isCompare = false } = copying;
  const share = copying.share ?? mailboxesDone / Math.max(1, mailboxes);
  const figures = { text: bar(share), percent: percentOf(share), at, mailboxes, mailboxesDone, messages, copied };
  const line = words.t(isCompare ? 'mail:compare-running' : 'mail:copy-running', figures);
  if (leftMs === undefined) return line;
  return words.t('joints:two-sentences', { first: line, second: words.t('announcements:copy-left', { leftMs }) });
}

const RANKS = ['✗', '?', '–', '✓'] as const;
type State = { readonly mark: (typeof RANKS)[number]; readonly says: string };

function stateOf({ address, watch }: Mailbox, facts: Facts, seen: ContentSighting | undefined, words: Words): State {
  const { ok, failed } = seen ?? {};
  const whole = facts.content?.[address];
  if (watch !== 'login' && watch !== 'oauth') return { mark: '–', says: words.t('mail:copy-not-watched', { watch }) };
  if (ok !== undefined && ok.missingTotal > 0)
    return {
      mark: '✗',
      says: words.t('mail:copy-missing-of', {
        missing: ok.missingTotal,
        messages: ok.messages,
        at: ok.at,
        mailbox: address,
      }),
    };
  if (failed !== undefined && failed.at > (ok?.at ?? 0))
    return { mark: '?', says: words.t('mail:copy-failed', { reason: failed.code }) };
  if (ok !== undefined) return { mark: '✓', says: words.t('mail:copy-whole', { messages: ok.messages, at: ok.at }) };
  if (whole !== undefined)
    return { mark: '✓', says: words.t('mail:copy-whole', { messages: whole.messages, at: whole.verifiedAt }) };
  return { mark: '?', says: words.t('mail:copy-never') };
}

/** Every message of one mailbox that is known to be missing, by name, page by page; none is left out. */
export function missingView({ sightings }: Migration, mailbox: string, page: number, words: Words): Rendered {
  const ok = sightings.content?.[mailbox]?.ok;
  if (ok === undefined) return plainView(words.t('mail:missing-never', { mailbox }));
  if (ok.missingTotal === 0) return plainView(words.t('mail:missing-none', { mailbox, at: ok.at }));
  const pages = pagesOf(ok.missing.map((one) => missingLine(one, words)));
  const total = pages.length;
  const n = Math.min(page, total);
  const title = words.t('mail:missing-title', { mailbox, missing: ok.missingTotal });
  const line = `${COMMAND} copy missing ${mailbox} ${n + 1}`;
  const count = ok.missingTotal - ok.missing.length;
  return rendered(title, [
    section(`*${title}*`),
    ...listed(pages[n - 1] ?? [], (left) => words.t('slack:more-bare', { n: left }), MOST_SECTIONS),
    ...(total > 1 ? [context(words.t(n < total ? 'mail:missing-page' : 'mail:missing-last', { n, total, line }))] : []),
    ...(n === total && count > 0 ? [context(words.t('mail:missing-cut', { count, most: ok.missing.length }))] : []),
    context(words.t('mail:missing-how')),
  ]);
}

type Missing = NonNullable<ContentSighting['ok']>['missing'][number];

function missingLine({ folder, at, from, reason, detail, key }: Missing, words: Words): string {
  return words.t('mail:missing-line', {
    folder,
    stampedAt: at,
    reason,
    key: copyable(`message:${key}`, words),
    ...(from === undefined ? {} : { from }),
    ...(detail === undefined ? {} : { detail }),
  });
}

/** So many characters stand on one page: what these sections hold, however the longest lines break. */
const PAGE_ROOM = 5_000;
const MOST_SECTIONS = 4;

function pagesOf(lines: readonly string[]): readonly (readonly string[])[] {
  const pages: string[][] = [[]];
  let length = 0;
  for (const line of lines) {
    if (length > 0 && length + line.length > PAGE_ROOM) {
      pages.push([]);
      length = 0;
    }
    pages.at(-1)?.push(line);
    length += line.length;
  }
  return pages;
}

/** Every message of the old server, counted: how many are verified on the new one, and since when. */
export function ledgerView({ facts, sightings }: Migration, words: Words): Rendered {
  const rows = facts.mailboxes.map(({ address }) => ({ address, ok: sightings.content?.[address]?.ok }));
  const read = rows.flatMap(({ ok }) => (ok === undefined ? [] : [ok]));
  if (read.length === 0) return plainView(words.t('mail:ledger-none'));
  const sum = (of: (one: (typeof read)[number]) => number): number => read.reduce((total, one) => total + of(one), 0);
  const title = words.t('mail:ledger-title', {
    verified: sum((one) => one.verified),
    messages: sum((one) => one.messages),
  });
  const lines = rows.map(({ address, ok }) => {
    if (ok === undefined) return { rank: 1, line: `? ${words.t('mail:ledger-unread', { mailbox: address })}` };
    const since = facts.content?.[address]?.verifiedAt;
    const line = words.t('mail:ledger-line', {
      mailbox: address,
      verified: ok.verified,
      messages: ok.messages,
      missing: ok.missingTotal,
      at: ok.at,
      since: since === undefined ? '' : words.t('mail:ledger-since', { verifiedAt: since }),
    });
    return ok.missingTotal > 0 ? { rank: 0, line: `✗ ${line}` } : { rank: 2, line: `✓ ${line}` };
  });
  const inOrder = [...lines].sort((one, other) => one.rank - other.rank);
  return listView(
    words,
    title,
    inOrder.map(({ line }) => line),
    words.t('mail:ledger-how'),
  );
}
