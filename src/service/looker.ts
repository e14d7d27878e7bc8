import type { Logger } from '../log.ts';
import { withLogFields } from '../log-context.ts';
import type { Metrics } from '../metrics.ts';
import type { Migration } from '../migration/record.ts';
import type { ReportCommand } from '../migration/report-commands.ts';
import type { Look } from '../migration/settings.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../migration/time.ts';
import { lookAtAcceptance } from './looks/acceptance.ts';
import { lookAtContent } from './looks/content.ts';
import type { LookDeps, WantedBy } from './looks/deps.ts';
import { lookAtLogins } from './looks/logins.ts';
import { lookForProbes } from './looks/probes.ts';
import { lookToRescue } from './looks/rescue.ts';
import { lookThroughHeaders } from './looks/scan.ts';
import { lookIntoMailboxes } from './looks/survey.ts';
import { lookAtVantages } from './looks/vantages.ts';
import { lookAtZone } from './looks/zone.ts';
import type { ChangeResult, LookProgress } from './ports.ts';

export type LookerDeps = LookDeps & {
  readonly read: (id: string) => Promise<Migration | undefined>;
  readonly change: (id: string, command: ReportCommand) => Promise<ChangeResult>;
  readonly log: Pick<Logger, 'warn' | 'debug'>;
  readonly metrics: Metrics;
};

export type Looker = {
  /**
   * Takes one look and reports it; joins one of that kind that is under way. Resolves when the report is committed;
   * rejects when it could not be, when the signal came first, and at the stop: then nothing is reported.
   */
  readonly look: (
    id: string,
    look: Look,
    signal?: AbortSignal,
    wanted?: WantedBy,
    onProgress?: LookProgress,
  ) => Promise<void>;
  /** Cuts off what is under way for a migration that has ended, its connections with it. */
  readonly cancel: (id: string) => void;
  readonly underWay: () => number;
  /** Cancels what is under way, and waits for it a few seconds at most. */
  readonly stop: () => Promise<void>;
};

/** How a kind of look is taken. None takes longer than `limitMs`: what has not answered by then is a failure. */
export type LookKind = {
  readonly take: (
    deps: LookDeps,
    migration: Migration,
    signal: AbortSignal,
    wanted: WantedBy,
    /** Reports a part while the look goes on: one that takes hours must not keep what it saw to itself. */
    report: (part: ReportCommand) => Promise<void>,
    onProgress: LookProgress,
    /** Whether the migration goes on still, as it is on record now: a look that carries mail may take hours. */
    goesOn: () => Promise<boolean>,
  ) => Promise<ReportCommand>;
  readonly limitMs: number;
};

const LOOKS: Record<Look, LookKind> = {
  zone: { take: lookAtZone, limitMs: 30 * SECOND_MS },
  vantages: { take: lookAtVantages, limitMs: 30 * SECOND_MS },
  logins: { take: lookAtLogins, limitMs: 5 * MINUTE_MS },
  survey: { take: lookIntoMailboxes, limitMs: 15 * MINUTE_MS },
  scan: { take: lookThroughHeaders, limitMs: 60 * MINUTE_MS },
  acceptance: { take: lookAtAcceptance, limitMs: 15 * MINUTE_MS },
  // Whole mailboxes may be on their way: what was verified is in the ledger, and the next look goes on from there.
  content: { take: lookAtContent, limitMs: 12 * HOUR_MS },
  rescue: { take: lookToRescue, limitMs: 30 * MINUTE_MS },
  probes: { take: lookForProbes, limitMs: 15 * MINUTE_MS },
};

/** Within this a look that was told to end says what it saw until then; one that goes on after it is not heard. */
const LAST_WORDS_MS = 5 * SECOND_MS;

/**
 * Runs looks. A look holds nothing while it runs; it reports all it saw as one command. One that breaks reports that
 * it saw nothing, so that what was known goes on ageing.
 */
export function createLooker(deps: LookerDeps, looks = LOOKS, lastWordsMs = LAST_WORDS_MS): Looker {
  const running = new Map<string, Promise<void>>();
  /** Who waits for a look, whoever began it. */
  const watching = new Map<string, Set<LookProgress>>();
  const stopping = new AbortController();
  /** Of each migration, what cuts its looks off. */
  const ends = new Map<string, AbortController>();
  const outcomes = deps.metrics.counter('mail_migration_bot_looks_total', 'Looks taken, by kind and outcome.');
  const durations = deps.metrics.histogram(
    'mail_migration_bot_look_duration_seconds',
    'How long looks took, by kind.',
    [0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3_600, 14_400],
  );

  const observed = async (
    look: Look,
    migration: Migration,
    wanted: WantedBy,
    onProgress: LookProgress,
  ): Promise<ReportCommand | undefined> => {
    const { take, limitMs } = looks[look];
    const end = ends.get(migration.id) ?? new AbortController();
    ends.set(migration.id, end);
    const signal = AbortSignal.any([stopping.signal, end.signal, AbortSignal.timeout(limitMs)]);
    const report = async (part: ReportCommand): Promise<void> => {
      // Cut off, it is heard no more: what it says of the world then may be about the cut.
      signal.throwIfAborted();
      await deps.change(migration.id, part);
    };
    const goesOn = async () => (await deps.read(migration.id))?.facts.state.kind === 'active';
    try {
      return await within(take(deps, migration, signal, wanted, report, onProgress, goesOn), signal, lastWordsMs);
    } catch (error) {
      if (!stopping.signal.aborted && !end.signal.aborted)
        deps.log.warn({ err: error, migration: migration.id, look }, 'a look broke');
      return undefined;
    }
  };

  const run = async (id: string, look: Look, wanted: WantedBy, key: string): Promise<void> => {
    const migration = await deps.read(id);
    if (migration === undefined || (look === 'vantages' && migration.facts.plan.length === 0)) return;
    const onProgress: LookProgress = (done, total) => {
      for (const watcher of watching.get(key) ?? []) watcher(done, total);
    };
    const from = performance.now();
    const report = await observed(look, migration, wanted, onProgress);
    // A look cut off by the stop saw only that it was cut off: that is no observation of any server.
    stopping.signal.throwIfAborted();
    outcomes.add({ look, outcome: report === undefined ? 'broken' : 'reported' });
    const tookMs = performance.now() - from;
    durations.observe(tookMs / SECOND_MS, { look });
    deps.log.debug({ tookMs: Math.round(tookMs) }, 'a look was taken');
    await deps.change(id, report ?? nothingSeen(look));
  };

  return {
    cancel(id) {
      ends.get(id)?.abort(new Error('ended'));
      ends.delete(id);
    },
    underWay: () => running.size,
    async look(id, look, signal, wanted = 'agenda', onProgress = undefined) {
      stopping.signal.throwIfAborted();
      // Before the rewrite what a person wants of the vantages is not what the agenda asks them.
      const key = look === 'vantages' ? `${id}/${look}/${wanted}` : `${id}/${look}`;
      const known = running.get(key);
      const work =
        known ??
        withLogFields({ migration: id, look }, () => run(id, look, wanted, key)).finally(() => running.delete(key));
      if (known === undefined) running.set(key, work);
      if (onProgress !== undefined) watching.set(key, (watching.get(key) ?? new Set()).add(onProgress));
      try {
        await (signal === undefined ? work : within(work, signal, 0));
      } finally {
        if (onProgress !== undefined) watching.get(key)?.delete(onProgress);
        if (watching.get(key)?.size === 0) watching.delete(key);
      }
    },
    async stop() {
      stopping.abort(new Error('stopping'));
      await Promise.allSettled(running.values());
    },
  };
}

function nothingSeen(look: Look): ReportCommand {
  switch (look) {
    case 'zone':
      return { kind: 'report-zone', observations: [], addresses: {} };
    case 'vantages':
      return { kind: 'report-vantages', observations: [] };
    case 'logins':
      return { kind: 'report-logins', observations: [] };
    case 'survey':
      return { kind: 'report-survey', observations: [] };
    case 'scan':
      return { kind: 'report-scan', observations: [] };
    case 'acceptance':
      return { kind: 'report-acceptance', observations: [], servers: [] };
    case 'content':
      return { kind: 'report-content', observations: [], done: true };
    case 'rescue':
      return { kind: 'report-rescue', observations: [] };
    case 'probes':
      return { kind: 'report-probes', sent: [], landings: [], searched: [] };
  }
}

/** What `work` comes to, unless it is still at it `graceMs` after the signal: then rejects with the signal's reason. */
async function within<T>(work: Promise<T>, signal: AbortSignal, graceMs: number): Promise<T> {
  const over = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    timer = setTimeout(() => over.reject(signal.reason), graceMs);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
