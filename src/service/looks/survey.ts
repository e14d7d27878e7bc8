import pLimit from 'p-limit';
import { type Pop3SurveyRequest, surveyPop3 } from '../../mail/pop3-survey.ts';
import { type SurveyRequest, surveyMailbox } from '../../mail/survey.ts';
import type { Facts } from '../../migration/facts.ts';
import { mailboxKey } from '../../migration/keys.ts';
import type { Side, SurveyObservation, SurveyResult } from '../../migration/observations.ts';
import { readBy } from '../../migration/read-by.ts';
import type { Migration } from '../../migration/record.ts';
import type { ReportCommand } from '../../migration/report-commands.ts';
import { rewriteFrom } from '../../migration/runbook.ts';
import { isLookedInto } from '../../migration/watch.ts';
import type { LookProgress } from '../ports.ts';
import { accountOf, isFailure } from './accounts.ts';
import { MAILBOXES_AT_ONCE, type MailboxDeps, mayTry, stampsOf } from './deps.ts';

/**
 * Surveys every mailbox on the new server, and on the old one those that the bot itself looks into: what is new in which
 * folder, and how it came there. Of one that is watched in another way the new place shows what was forwarded and carried.
 */
export async function lookIntoMailboxes(
  deps: MailboxDeps,
  migration: Migration,
  signal: AbortSignal,
  _wanted?: unknown,
  _report?: unknown,
  onProgress: LookProgress = () => {},
): Promise<Extract<ReportCommand, { kind: 'report-survey' }>> {
  const limit = pLimit(2 * MAILBOXES_AT_ONCE);
  let done = 0;
  const surveys = migration.facts.mailboxes.flatMap((mailbox) =>
    (['old', 'new'] as const)
      .filter((side) => (side === 'new' || isLookedInto(mailbox)) && mayTry(migration, mailbox.address, side))
      .map((side) => () => limit(() => surveyOne(deps, migration, mailbox.address, side, signal))),
  );
  const taken = surveys.map(async (survey) => {
    const observation = await survey();
    done += 1;
    onProgress(done, surveys.length);
    return observation;
  });
  const observations = (await Promise.all(taken)).flatMap((observation) => observation ?? []);
  return { kind: 'report-survey', observations };
}

async function surveyOne(
  deps: MailboxDeps,
  migration: Migration,
  mailbox: string,
  side: Side,
  signal: AbortSignal,
): Promise<SurveyObservation | undefined> {
  const opened = await accountOf(deps, migration, mailbox, side, signal);
  if (opened === undefined) return undefined;
  const credentialsVersion = migration.facts.mailboxes.find((one) => one.address === mailbox)?.credentials[side] ?? 0;
  if (isFailure(opened)) return { mailbox, side, credentialsVersion, result: opened };
  const { account, version } = opened;
  const options = { signal, now: deps.now };
  const result: SurveyResult =
    readBy(migration.facts.servers[side]) === 'pop3'
      ? await surveyPop3(deps.dialer, account, pop3RequestOf(migration, mailbox, side), options)
      : await surveyMailbox(deps.dialer, account, requestOf(migration, mailbox, side), options);
  return { mailbox, side, credentialsVersion: version, result };
}

/** From where the last survey ended; where that was lost, from the baseline (what is found twice is recorded once). */
function requestOf({ facts, sightings }: Migration, mailbox: string, side: Side): SurveyRequest {
  const key = mailboxKey(mailbox, side);
  const baseline = facts.baselines[key];
  const last = baseline === undefined ? undefined : (sightings.survey[key]?.ok ?? startOf(facts, side, baseline));
  return {
    mailbox,
    ...(last === undefined ? {} : { cursor: last.folders, cursorAt: last.at }),
    ownStamps: stampsOf(facts, side),
    otherStamps: stampsOf(facts, side === 'old' ? 'new' : 'old'),
    otherSide: side === 'old' ? 'new' : 'old',
    subjects: facts.settings.subjects,
  };
}

/**
 * The baseline; but where it was taken after the rewrite (nobody had waited for the gate), what had come to the new server
 * by then is not new to it: after a rollback that mailbox is read from its first message on.
 */
function startOf(facts: Facts, side: Side, baseline: Facts['baselines'][string]): typeof baseline {
  const from = rewriteFrom(facts);
  const isLate = from !== undefined && baseline.at > from;
  return facts.state.kind === 'rolled-back' && side === 'new' && isLate ? { ...baseline, folders: [] } : baseline;
}

/** The cursor over POP3; where it was lost all that is there is told again (what is found twice is recorded once). */
function pop3RequestOf(migration: Migration, mailbox: string, side: Side): Pop3SurveyRequest {
  const { cursor, cursorAt, ...request } = requestOf(migration, mailbox, side);
  if (cursor === undefined) return request;
  return { ...request, uidls: migration.sightings.survey[mailboxKey(mailbox, side)]?.ok?.pop3?.uidls ?? [] };
}
