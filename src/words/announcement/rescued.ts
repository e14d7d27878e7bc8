import type { Facts } from '../../migration/facts.ts';
import type { Speaker } from '../engine.ts';
import { stragglerLine } from './arrivals.ts';
import { MOST_LINES, more, type Of, type Said } from './said.ts';

type RescuedLine = Of<'rescued'>['lines'][number];

/** What became of carrying stragglers over; those that did not make it first, and which owners are told where to look. */
export function rescued(say: Speaker, a: Of<'rescued'>, { state }: Pick<Facts, 'state'>): Said {
  const { t } = say;
  const open = a.lines.filter((line) => !isThere(line));
  const there = a.lines.filter(isThere);
  const shown = [...open, ...there].slice(0, MOST_LINES);
  return {
    text: headline(say, a, open.length),
    lines: [
      ...shown.map((line) => rescuedLine(say, line)),
      ...more(say, a.total - shown.length),
      ...ownersTold(say, a),
      // Where mail goes to the old server again, nobody has to bring over what is there.
      ...(open.length === 0 || state.kind === 'rolled-back' ? [] : [t('announcements:rescued-open-next')]),
    ],
  };
}

/** Whoever reads a mailbox must know where to look: by the bot, or by the team where it cannot. */
function ownersTold({ t }: Speaker, { written = [], unreached = [], ownerless = [] }: Of<'rescued'>): string[] {
  return [
    ...(written.length === 0 ? [] : [t('announcements:rescued-written', { people: written })]),
    ...(unreached.length === 0 ? [] : [t('announcements:rescued-unreached', { people: unreached })]),
    ...(ownerless.length === 0 ? [] : [t('announcements:rescued-ownerless', { mailboxes: ownerless })]),
  ];
}

function headline({ t }: Speaker, { lines, total }: Of<'rescued'>, open: number): string {
  if (open === 0) return t('announcements:rescued-all', { total });
  // Of those that are only counted nothing is known here.
  return lines.length < total
    ? t('announcements:rescued-many', { total })
    : t('announcements:rescued-some', { total, open });
}

/** Whether it is on the new server now. */
const isThere = ({ outcome }: Pick<RescuedLine, 'outcome'>): boolean => outcome === 'appended' || outcome === 'present';

/** "✓ aoi@example.jp, 1 Dec 12:00, from …: now in INBOX on the new server". */
function rescuedLine(say: Speaker, line: RescuedLine): string {
  const { t } = say;
  const { outcome, folder, reason } = line;
  const says = t(`announcements:rescued-${outcome}`, { folder: folder ?? 'INBOX', reason: reason ?? 'refused' });
  // What became of it says where it is.
  const shown = stragglerLine(say, { ...line, onNew: undefined });
  return t(isThere(line) ? 'announcements:rescued-line' : 'announcements:rescued-line-open', { line: shown, says });
}
