import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import type { ContentObservation, MailboxContent } from '../mail-observations.ts';
import type { Migration } from '../record.ts';
import type { ReportCommand } from '../report-commands.ts';
import type { ContentSighting } from '../sightings.ts';
import { DAY_MS, type Instant, MINUTE_MS } from '../time.ts';
import type { Step } from './step.ts';

type ContentReport = Extract<ReportCommand, { kind: 'report-content' }>;

const PROGRESS_EVERY_MS = MINUTE_MS;
/** In the long run every so often, or as soon as so much more is copied: a copy of hours is no thousand entries. */
const PROGRESS_AT_LEAST_EVERY_MS = 10 * MINUTE_MS;
const PROGRESS_GROWS = 1.1;
const PROGRESS_SHARE = 0.05;
/** So many missing messages of a mailbox are named. */
const MOST_NAMED = 200;

/**
 * What of the old mailboxes is on the new server. Comes in parts while a look goes on; the look counts as taken when it
 * is done. A mailbox that could not be compared keeps what was seen of it last, to age.
 */
export function reportContent(record: Migration, report: ContentReport, now: Instant): Step {
  const { facts, sightings } = record;
  const current = report.observations.filter((one) => isCurrent(facts, one));
  const content: Record<string, ContentSighting> = { ...sightings.content };
  for (const { mailbox, credentialsVersions, result } of current) {
    if (result.outcome === 'failed') {
      const { at, code, detail } = result;
      content[mailbox] = { ...content[mailbox], failed: { at, code, ...(detail === undefined ? {} : { detail }) } };
      continue;
    }
    const { at, messages, verified, copied, missingTotal } = result;
    const missing = result.missing.slice(0, MOST_NAMED).map((one) => ({ ...one }));
    const credentials = { ...credentialsVersions };
    content[mailbox] = { ok: { at, credentials, messages, verified, copied, missingTotal, missing } };
  }
  const progress = progressOf(record, report, content, now);
  // What became due while the look went on, which may be hours, is still to be looked at.
  const began = report.done ? { content: { at: Math.min(report.beganAt ?? now, now) } } : {};
  return {
    happenings: [...verified(facts, current), ...copied(current), ...progress.happenings],
    sightings: {
      ...sightings,
      content,
      ...progress.sightings,
      looks: { ...sightings.looks, ...began },
    },
  };
}

/** What was compared with other credentials than the mailbox has now may have been another mailbox. */
function isCurrent(facts: Facts, { mailbox, credentialsVersions }: ContentObservation): boolean {
  const known = facts.mailboxes.find(({ address }) => address === mailbox)?.credentials;
  return known?.old === credentialsVersions.old && known.new === credentialsVersions.new;
}

/**
 * Whole but for what came in since the last copy may have been made, as it does all day long: a later copy brings that.
 * Each such message is known by name, and they are not the better part of the mailbox, which may have been filled lately.
 */
function isWhole(facts: Facts, { at, messages, missingTotal, missing }: MailboxContent): boolean {
  if (missingTotal === 0) return true;
  const from = at - Math.min(facts.settings.everyMs.content.before ?? DAY_MS, DAY_MS);
  const isLate = missing.every((one) => one.reason === 'missing' && one.at >= from && one.at <= at + MINUTE_MS);
  return isLate && missing.length === missingTotal && 2 * missingTotal <= messages;
}

/** Whole for the first time. An empty mailbox is whole: it was opened on both servers. */
function verified(facts: Facts, observations: readonly ContentObservation[]): readonly Happening[] {
  const mailboxes = observations.flatMap(({ mailbox, result }) =>
    result.outcome === 'ok' && isWhole(facts, result) && facts.content?.[mailbox] === undefined
      ? [{ mailbox, messages: result.verified }]
      : [],
  );
  return mailboxes.length === 0 ? [] : [{ kind: 'content-verified', mailboxes }];
}

function copied(observations: readonly ContentObservation[]): readonly Happening[] {
  const mailboxes = observations.flatMap(({ mailbox, result }) =>
    result.outcome === 'ok' && result.copied > 0
      ? [{ mailbox, copied: result.copied, missing: result.missingTotal }]
      : [],
  );
  return mailboxes.length === 0 ? [] : [{ kind: 'content-copied', mailboxes }];
}

type Copying = Migration['sightings']['copying'];
type Told = { readonly happenings: readonly Happening[]; readonly sightings?: { readonly copying: Copying } };

/**
 * A copy is told of while it goes on, once a minute at most and ever more seldom, and at its end; one that had nothing to
 * copy is not told of. A comparison is told of where a person asked for it.
 */
function progressOf(
  { sightings }: Migration,
  { progress, done, isQuiet = false, observations }: ContentReport,
  content: Readonly<Record<string, ContentSighting>>,
  now: Instant,
): Told {
  const missing = Object.values(content).reduce((sum, { ok }) => sum + (ok?.missingTotal ?? 0), 0);
  if (progress === undefined)
    return done && observations.length === 0 ? brokenOff(sightings.copying, missing) : { happenings: [] };
  const toldAt = sightings.copying?.at ?? 0;
  const sinceMs = toldAt > now ? Number.POSITIVE_INFINITY : now - toldAt;
  const before = sightings.copying?.copied ?? 0;
  const isFurther = (progress.share ?? 0) >= (sightings.copying?.share ?? 0) + PROGRESS_SHARE;
  const isNews =
    progress.copied < before || (progress.copied > 0 && progress.copied >= before * PROGRESS_GROWS) || isFurther;
  const isTold = sinceMs >= PROGRESS_AT_LEAST_EVERY_MS || (sinceMs >= PROGRESS_EVERY_MS && isNews);
  if (!done && !isTold) return { happenings: [] };
  const copying = { at: now, ...progress, ...(isQuiet ? { isQuiet } : {}) };
  // One that found nothing to copy has nothing to tell, unless it leaves something that cannot be copied.
  const isIdle = progress.isCompare !== true && progress.copied === 0 && !(done && missing > 0);
  if (isIdle || isQuiet) return { happenings: [], sightings: { copying } };
  return { happenings: [{ kind: 'copy-progress', ...progress, missing, done }], sightings: { copying } };
}

/** A message that said that it goes on must not say so for good. */
function brokenOff(copying: Copying, missing: number): Told {
  if (copying === undefined || copying.mailboxesDone >= copying.mailboxes) return { happenings: [] };
  const { at: _at, isQuiet = false, leftMs: _left, ...progress } = copying;
  const isTold = !isQuiet && (progress.isCompare === true || progress.copied > 0);
  const happenings = isTold
    ? [{ kind: 'copy-progress', ...progress, missing, done: true, isBroken: true } as const]
    : [];
  return { happenings, sightings: { copying: undefined } };
}
