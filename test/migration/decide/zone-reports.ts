import type { Command } from '../../../src/migration/commands.ts';
import type { AuthorityObservation } from '../../../src/migration/observations.ts';
import { NS, zoneReport } from '../a-migration.ts';

const [first, second] = NS;
if (first === undefined || second === undefined) throw new Error('two servers are needed');
export const NS1 = first;
export const NS2 = second;
export const HOST = 'mail.kitano.example/A';
export const SPF = 'kitano.example/TXT';

export type ZoneReport = Extract<Command, { kind: 'report-zone' }>;

/** What every server of the zone serves. */
export function zone(...args: Parameters<typeof zoneReport>): ZoneReport {
  const command = zoneReport(...args);
  if (command.kind !== 'report-zone') throw new Error(command.kind);
  return command;
}

/** A report in which some answers are failures instead. */
export function failing(report: ZoneReport, fails: (observation: AuthorityObservation) => boolean): ZoneReport {
  const observations = report.observations.map(
    (observation): AuthorityObservation =>
      fails(observation)
        ? { ...observation, result: { outcome: 'failed', at: observation.result.at, code: 'dns-timeout' } }
        : observation,
  );
  return { ...report, observations };
}
export const ofServer = (address: string) => (observation: AuthorityObservation) =>
  observation.server.address === address;
export const both = (a: ZoneReport, b: ZoneReport): ZoneReport => ({
  ...a,
  servers: [...(a.servers ?? []), ...(b.servers ?? [])],
  observations: [...a.observations, ...b.observations],
});
