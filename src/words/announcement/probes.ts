import type { Speaker } from '../engine.ts';
import { MOST_LINES, more, type Of, type Said } from './said.ts';

type Line = Of<'probes'>['lines'][number];

/** Paths on which probes go astray: what the relay said, the likely cause, and what to do. Afterwards, since when it is over. */
export function probes(say: Speaker, { open, lines }: Of<'probes'>): Said {
  const { t } = say;
  const shown = lines.toSorted((a, b) => Number(a.overAt !== undefined) - Number(b.overAt !== undefined));
  const isAllFine = lines.every(({ turned }) => turned === 'fine');
  const over = t(isAllFine ? 'announcements:probes-over' : 'announcements:probes-turned');
  return {
    text: open === 0 ? over : t(open === 1 ? 'announcements:probes-one' : 'announcements:probes-open', { total: open }),
    lines: [
      ...shown.slice(0, MOST_LINES).map((line) => lineOf(say, line)),
      ...more(say, lines.length - MOST_LINES),
      t('announcements:probes-next'),
    ],
  };
}

function lineOf(say: Speaker, line: Line): string {
  const { t } = say;
  const { relay, mailboxes, total, what, sentAt, overAt, turned = 'fine' } = line;
  const text = [...mailboxes.map(say.text), ...more(say, total - mailboxes.length)].join(t('joints:and'));
  if (overAt === undefined)
    return t('announcements:probe-line', { relay, text, sentAt, says: `${causeOf(say, line)}${answerOf(say, line)}` });
  return turned === 'fine'
    ? t('announcements:probe-line-over', { relay, text, sentAt, what, overAt })
    : t('announcements:probe-line-turned', { relay, text, sentAt, what, overAt, turned });
}

/** What happened, its likely cause, and who can mend it. */
function causeOf({ t }: Speaker, { relay, relayKind, mailboxes, what, folder = '', failed = '' }: Line): string {
  const address = mailboxes[0] ?? '';
  const domain = address.slice(address.lastIndexOf('@') + 1);
  switch (what) {
    case 'lost':
      return t('announcements:probe-lost', { relay });
    case 'old':
      return t(`announcements:probe-old-${relayKind ?? 'outside'}`, { relay, domain, folder });
    case 'junk':
      return t('announcements:probe-junk', { relay, domain, folder });
    case 'failed':
      return LOGIN_FAILED.has(failed)
        ? t('announcements:probe-failed-login', { relay, relayKind })
        : t('announcements:probe-failed', { relay, failed });
  }
}

/** Mended at the command line: a relay has no mailbox whose login could be imported. */
const LOGIN_FAILED: ReadonlySet<string> = new Set(['login-refused', 'no-credentials']);

/** The relay's own words, and by what its administrator finds the message. */
function answerOf({ t }: Speaker, { what, id, says }: Line): string {
  const words = says === undefined ? '' : t('announcements:probe-answer', { reply: says });
  return `${words}${what === 'lost' || what === 'old' ? t('announcements:probe-id', { id }) : ''}`;
}
