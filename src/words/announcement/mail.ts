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

/** A copy as it goes on. */
export function copy({ t }: Speaker, a: Of<'copy'>): Said {
  const { mailboxes, mailboxesDone, messages, copied, missing, done } = a;
  const ended = missing === 0 ? t('announcements:copy-whole') : t('announcements:copy-missing', { missing });
  // Not tried yet, for the most part: what each mailbox lacked when it was last compared.
  const going = missing === 0 ? [] : [t('announcements:copy-missing-yet', { missing })];
  return {
    text: t(done ? 'announcements:copy-done' : 'announcements:copy-going', { mailboxes, mailboxesDone }),
    lines: [
      t('announcements:copy-bar', { text: bar(mailboxesDone, mailboxes), messages, copied }),
      ...(done ? [ended] : [...going, t('announcements:copy-next')]),
    ],
  };
}

const BAR_WIDTH = 20;

/** "█████░░░░░"; full only when all is done. The figures stand beside it. */
function bar(done: number, total: number): string {
  const filled = total <= 0 ? BAR_WIDTH : Math.min(BAR_WIDTH, Math.floor((Math.max(0, done) / total) * BAR_WIDTH));
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
}

/** The old mailboxes are kept. */
export function archive({ t }: Speaker, { by, mailboxes, messages, restored }: Of<'archive'>): Said {
  return {
    text: t('announcements:archive', { by, mailboxes, messages }),
    lines: [t(restored ? 'announcements:archive-restored' : 'announcements:archive-not-restored')],
  };
}
