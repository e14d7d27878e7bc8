import type { Arrival, FolderState, MailboxSurvey } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';

/** By how much a folder's UIDNEXT grew beyond the messages found in it. */
export type Gap = { readonly folder: string; readonly specialUse?: FolderState['specialUse']; readonly count: number };

/**
 * Arrivals that came and went between two looks, and that nobody can explain.
 *
 * A message moved out of the inbox leaves a gap there and turns up elsewhere, with the stamp it got when it arrived.
 * So a gap is explained, one for one, by genuine deliveries found in other folders and stamped since the last look:
 * not by what lies in the inbox (mail is delivered there), not by one that is still in the folder of the gap as well
 * (that was a copy), and not by junk, which filters file there themselves: spam must not explain a letter away.
 * Nor by one that the server says has lain in its folder since before: such a folder is merely seen for the first time.
 * Gaps in Sent, Drafts and Trash say nothing about arrivals. Without the time of the last look nothing is explained.
 */
export function unexplainedOf(
  gaps: readonly Gap[],
  arrivals: readonly Arrival[],
  cursorAt: Instant | undefined,
): MailboxSurvey['unexplained'] {
  const since = cursorAt === undefined ? Number.POSITIVE_INFINITY : Math.floor(cursorAt / 1_000) * 1_000;
  const movable = arrivals.filter(
    (one) =>
      one.kind === 'delivery' &&
      one.at >= since &&
      (one.savedAt === undefined || one.savedAt >= since) &&
      !one.suspect &&
      one.folder.toUpperCase() !== 'INBOX',
  );
  const spent = new Set<Arrival>();
  const unexplained: { folder: string; count: number }[] = [];
  for (const gap of gaps) {
    if (gap.count <= 0 || isChurning(gap)) continue;
    const here = new Set(arrivals.filter((one) => one.folder === gap.folder).map((one) => one.fingerprint));
    const explaining = movable
      .filter((one) => one.folder !== gap.folder && !here.has(one.fingerprint) && !spent.has(one))
      .slice(0, gap.count);
    for (const one of explaining) spent.add(one);
    if (gap.count > explaining.length) {
      unexplained.push({ folder: gap.folder, count: gap.count - explaining.length });
    }
  }
  return unexplained;
}

function isChurning({ specialUse }: Gap): boolean {
  return specialUse === 'sent' || specialUse === 'drafts' || specialUse === 'trash';
}
