import pLimit from 'p-limit';
import { type SurveyRequest, surveyMailbox } from '../../mail/survey.ts';
import type { ReportCommand } from '../../migration/commands.ts';
import { mailboxKey } from '../../migration/keys.ts';
import type { Side, SurveyObservation, SurveyResult } from '../../migration/observations.ts';
import type { Migration } from '../../migration/record.ts';
import { addressOf, type LookDeps, MAILBOXES_AT_ONCE, mayTry, pinnedAccount, stampsOf } from './deps.ts';

/** Surveys every watched mailbox on both servers: what is new in which folder, and how it came there. */
export async function lookIntoMailboxes(
  deps: LookDeps,
  migration: Migration,
  signal: AbortSignal,
): Promise<Extract<ReportCommand, { kind: 'report-survey' }>> {
  const limit = pLimit(2 * MAILBOXES_AT_ONCE);
  const surveys = migration.facts.mailboxes
    .filter((mailbox) => mailbox.watch === 'login')
    .flatMap(({ address }) =>
      (['old', 'new'] as const)
        .filter((side) => mayTry(migration, address, side))
        .map((side) => limit(() => surveyOne(deps, migration, address, side, signal))),
    );
  const observations = (await Promise.all(surveys)).flatMap((observation) => observation ?? []);
  return { kind: 'report-survey', observations };
}

async function surveyOne(
  deps: LookDeps,
  migration: Migration,
  mailbox: string,
  side: Side,
  signal: AbortSignal,
): Promise<SurveyObservation | undefined> {
  const { facts } = migration;
  const credentials = await deps.vault.get(migration.id, mailbox, side);
  if (credentials === undefined) return undefined;
  const address = addressOf(deps.dialer, facts.servers[side]);
  const result: SurveyResult =
    address === undefined
      ? { outcome: 'failed', at: deps.now(), code: 'host-unresolved' }
      : await surveyMailbox(
          deps.dialer,
          pinnedAccount(facts.servers[side], address, credentials),
          requestOf(migration, mailbox, side),
          {
            signal,
            now: deps.now,
          },
        );
  return { mailbox, side, credentialsVersion: credentials.version, result };
}

/** From where the last survey ended; where that was lost, from the baseline (what is found twice is recorded once). */
function requestOf({ facts, sightings }: Migration, mailbox: string, side: Side): SurveyRequest {
  const key = mailboxKey(mailbox, side);
  const baseline = facts.baselines[key];
  const last = baseline === undefined ? undefined : (sightings.survey[key]?.ok ?? baseline);
  return {
    mailbox,
    ...(last === undefined ? {} : { cursor: last.folders, cursorAt: last.at }),
    ownStamps: stampsOf(facts, side),
    otherStamps: stampsOf(facts, side === 'old' ? 'new' : 'old'),
  };
}
