import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { ReportCommand } from '../migration/commands.ts';
import type { Migration } from '../migration/record.ts';
import type { Look } from '../migration/settings.ts';
import type { LookDeps } from './looks/deps.ts';
import { lookAtLogins } from './looks/logins.ts';
import { lookIntoMailboxes } from './looks/survey.ts';
import { lookAtVantages } from './looks/vantages.ts';
import { lookAtZone } from './looks/zone.ts';
import type { ChangeResult } from './ports.ts';

export type LookerDeps = LookDeps & {
  readonly read: (id: string) => Promise<Migration | undefined>;
  readonly change: (id: string, command: ReportCommand) => Promise<ChangeResult>;
  readonly log: Pick<Logger, 'warn' | 'debug'>;
  readonly metrics: Metrics;
};

export type Looker = {
  /** Takes one look and reports it; joins one of that kind that is under way. Resolves when the report is committed. */
  readonly look: (id: string, look: Look, signal?: AbortSignal) => Promise<void>;
  readonly underWay: () => number;
  /** Cancels what is under way and waits for it. */
  readonly stop: () => Promise<void>;
};

/** No look takes longer, whatever the servers do: what has not answered by then is a failure. */
const LOOK_LIMIT_MS: Record<Look, number> = { zone: 30_000, vantages: 30_000, logins: 5 * 60_000, survey: 15 * 60_000 };

/**
 * Runs looks. A look holds nothing while it runs; it reports all it saw as one command. One that breaks reports that
 * it saw nothing, so that what was known goes on ageing.
 */
export function createLooker(deps: LookerDeps): Looker {
  const running = new Map<string, Promise<void>>();
  const stopping = new AbortController();
  const outcomes = deps.metrics.counter('mail_migration_bot_looks_total', 'Looks taken, by kind and outcome.');

  const run = async (id: string, look: Look): Promise<void> => {
    const migration = await deps.read(id);
    if (migration === undefined || (look === 'vantages' && migration.facts.plan.length === 0)) return;
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(LOOK_LIMIT_MS[look])]);
    const report = await observed(deps, look, migration, signal);
    // A look cut off by the stop saw only that it was cut off: that is no observation of any server.
    if (stopping.signal.aborted) return;
    outcomes.add({ look, outcome: report === undefined ? 'broken' : 'reported' });
    await deps.change(id, report ?? nothingSeen(look));
  };

  return {
    underWay: () => running.size,
    async look(id, look, signal) {
      const key = `${id}/${look}`;
      const known = running.get(key);
      const work = known ?? run(id, look).finally(() => running.delete(key));
      if (known === undefined) running.set(key, work);
      await (signal === undefined ? work : Promise.race([work, aborted(signal)]));
    },
    async stop() {
      stopping.abort(new Error('stopping'));
      await Promise.allSettled(running.values());
    },
  };
}

async function observed(
  deps: LookerDeps,
  look: Look,
  migration: Migration,
  signal: AbortSignal,
): Promise<ReportCommand | undefined> {
  try {
    return await LOOKS[look](deps, migration, signal);
  } catch (error) {
    deps.log.warn({ err: error, migration: migration.id, look }, 'a look broke');
    return undefined;
  }
}

const LOOKS: Record<Look, (deps: LookDeps, migration: Migration, signal: AbortSignal) => Promise<ReportCommand>> = {
  zone: lookAtZone,
  vantages: lookAtVantages,
  logins: lookAtLogins,
  survey: lookIntoMailboxes,
};

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
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    if (signal.aborted) fail();
    signal.addEventListener('abort', fail, { once: true });
  });
}
