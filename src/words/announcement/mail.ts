import { bar, percentOf } from '../bar.ts';
import type { Speaker } from '../engine.ts';
import { MOST_LINES, more, type Of, type Said } from './said.ts';

/** Addresses in use on the old server that nobody has said the future of; edited until none is left. */
export function addresses(say: Speaker, a: Of<'addresses'>): Said {
  const { t } = say;
  if (a.total === 0) return { text: t('announcements:addresses-over'), lines: [] };
  return {
    text: t(a.total === 1 ? 'announcements:addresses-one' : 'announcements:addresses', { total: a.total }),
    lines: [
      ...a.lines.slice(0, MOST_LINES).map((line) => t('announcements:addresses-line', line)),
      ...more(say, a.total - Math.min(a.lines.length, MOST_LINES)),
      t('announcements:addresses-next'),
    ],
  };
}

/** Regular senders who should have been heard from on the new server. */
export function sendersSilent(say: Speaker, a: Of<'senders-silent'>): Said {
  const { t } = say;
  return {
    text: t('announcements:senders-silent', { total: a.total }),
    lines: [
      ...a.lines.slice(0, MOST_LINES).map((line) => t('announcements:sender-line', line)),
      ...more(say, a.total - Math.min(a.lines.length, MOST_LINES)),
      t('announcements:senders-silent-next'),
    ],
  };
}

/** Mail bounces now: what bounces, what the server says, and what to switch. Afterwards, what was lost meanwhile. */
export function oldRefuses(say: Speaker, { lines }: Of<'old-refuses'>): Said {
  const { t } = say;
  const open = lines.filter(({ overAt }) => overAt === undefined);
  const shown = [...open, ...lines.filter(({ overAt }) => overAt !== undefined)].slice(0, MOST_LINES);
  return {
    text:
      open.length === 0 ? t('announcements:old-refuses-over') : t('announcements:old-refuses', { count: open.length }),
    lines: [
      ...shown.map(({ address, reply, at, overAt }) =>
        overAt === undefined
          ? t('announcements:old-refuses-line', { address, reply, at })
          : t('announcements:old-refuses-line-over', { address, reply, at, overAt }),
      ),
      ...more(say, lines.length - shown.length),
      ...(open.length === 0 ? [] : [t('announcements:old-refuses-next')]),
      t('announcements:old-refuses-after'),
    ],
  };
}

/** A copy, or a comparison, as it goes on; all of it in words and figures, the bar beside them. */
export function copy({ t }: Speaker, a: Of<'copy'>): Said {
  const { mailboxes, mailboxesDone, messages, copied, leftMs, failed = 0, isCompare = false, isBroken = false } = a;
  const work = isCompare ? 'compare' : 'copy';
  const share = a.share ?? mailboxesDone / Math.max(1, mailboxes);
  const state = isBroken ? 'broken' : a.done ? 'done' : 'going';
  const shown = state === 'done' ? 1 : share;
  const figures = { text: bar(shown), percent: percentOf(shown), mailboxes, mailboxesDone, messages, copied };
  return {
    // Those that could not be compared are told apart from those that were.
    text: t(
      `announcements:${work}-${state}`,
      state === 'done' ? { ...figures, mailboxes: mailboxes - failed } : figures,
    ),
    lines: [
      t(`announcements:${work}-bar`, figures),
      ...(state === 'going' && leftMs !== undefined ? [t('announcements:copy-left', { leftMs })] : []),
      ...(failed > 0 ? [t('announcements:copy-failed', { failed })] : []),
      ...copyLines(t, a, work, state),
    ],
  };
}

function copyLines(
  t: Speaker['t'],
  { missing, failed = 0 }: Of<'copy'>,
  work: 'copy' | 'compare',
  state: 'going' | 'done' | 'broken',
): readonly string[] {
  // Not tried yet, for the most part: what each mailbox lacked when it was last compared.
  const yet = missing === 0 ? [] : [t('announcements:copy-missing-yet', { missing })];
  switch (state) {
    case 'going':
      return [...yet, t(`announcements:${work}-next`)];
    case 'broken':
      return [...yet, t(`announcements:${work}-broken-next`)];
    case 'done':
      if (missing > 0) return [t(`announcements:${work}-missing`, { missing })];
      return failed > 0 ? [] : [t('announcements:copy-whole')];
  }
}

/** The old mailboxes are kept. */
export function archive({ t }: Speaker, { by, mailboxes, messages, restored }: Of<'archive'>): Said {
  return {
    text: t('announcements:archive', { by, mailboxes, messages }),
    lines: [t(restored ? 'announcements:archive-restored' : 'announcements:archive-not-restored')],
  };
}
