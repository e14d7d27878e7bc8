import { rescueStraggler } from '../../mail/rescue.ts';
import { isWrittenTo } from '../../mail/turns.ts';
import type { Straggler } from '../../migration/arrival-facts.ts';
import type { RescueObservation } from '../../migration/mail-observations.ts';
import type { Migration } from '../../migration/record.ts';
import type { ReportCommand } from '../../migration/report-commands.ts';
import { wantsRescue } from '../../migration/rescue.ts';
import { accountOf, isFailure } from './accounts.ts';
import { type LookDeps, stampsOf, type WantedBy } from './deps.ts';

type RescueReport = Extract<ReportCommand, { kind: 'report-rescue' }>;

/** Reported together at most: what was carried over is soon on record, however many there are. */
const BATCH = 20;

/**
 * Carries stragglers over, one after the other: two at once could be one message twice. A mailbox whose account does
 * not open on both servers waits for the next look.
 */
export async function lookToRescue(
  deps: LookDeps,
  migration: Migration,
  signal: AbortSignal,
  wanted: WantedBy,
  report: (part: RescueReport) => Promise<void>,
  _onProgress?: unknown,
  goesOn: () => Promise<boolean> = async () => true,
): Promise<RescueReport> {
  let observations: RescueObservation[] = [];
  if (migration.facts.state.kind !== 'active') return { kind: 'report-rescue', observations };
  for (const [mailbox, stragglers] of byMailbox(stragglersOf(migration, wanted))) {
    const old = await accountOf(deps, migration, mailbox, 'old');
    const to = await accountOf(deps, migration, mailbox, 'new');
    if (old === undefined || to === undefined) continue;
    // It is being copied, which may take hours, or another look carries: what is there then, the next look finds.
    if (!isFailure(to) && isWrittenTo(to.account)) continue;
    for (const straggler of stragglers) {
      signal.throwIfAborted();
      // Rolled back meanwhile: what was carried until then is told, and nothing more is carried.
      if (!(await goesOn())) return { kind: 'report-rescue', observations };
      const failure = [old, to].find(isFailure);
      const result =
        failure ??
        (isFailure(old) || isFailure(to)
          ? undefined
          : await rescueStraggler(deps.dialer, { old: old.account, new: to.account }, placeOf(straggler), {
              signal,
              now: deps.now,
              dryRun: false,
              goesOn,
              newStamps: stampsOf(migration.facts, 'new'),
            }));
      if (result === undefined) continue;
      observations.push({ key: straggler.key, result });
      // A server that is away is away for the mailbox's other stragglers too.
      if (result.outcome === 'failed') break;
      if (observations.length < BATCH) continue;
      await report({ kind: 'report-rescue', observations });
      observations = [];
    }
  }
  return { kind: 'report-rescue', observations };
}

function stragglersOf({ facts }: Migration, wanted: WantedBy): readonly Straggler[] {
  return facts.stragglers.filter((straggler) => wantsRescue(straggler, wanted));
}

function byMailbox(stragglers: readonly Straggler[]): ReadonlyMap<string, readonly Straggler[]> {
  return Map.groupBy(stragglers, ({ mailbox }) => mailbox);
}

/** UIDVALIDITY and UID stand at the end of a straggler's key; the folder, which may hold a bar itself, before them. */
function placeOf({ key, folder, fingerprint, stamp, at }: Straggler) {
  const [uidValidity = '', uid = ''] = key.split('|').slice(-2);
  return { folder, uidValidity, uid: Number(uid), fingerprint, at, ...(stamp === undefined ? {} : { stamp }) };
}
