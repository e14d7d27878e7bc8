import type { Command } from '../../../src/migration/commands.ts';
import type { AuthorityObservation, AuthorityServer } from '../../../src/migration/observations.ts';
import type { DelegationObservation } from '../../../src/migration/zone-observations.ts';
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

export const ZONE = 'kitano.example';
/** The servers of the DNS provider to come. */
export const NEXT: readonly AuthorityServer[] = [
  { name: 'ns1.next.example', address: '198.51.100.11' },
  { name: 'ns2.next.example', address: '198.51.100.12' },
];

/** A report in which the parent leads to these servers, and the zone names the same. */
export function led(
  report: ZoneReport,
  servers: readonly AuthorityServer[] = NS,
  change: { readonly ttlSeconds?: number; readonly child?: DelegationObservation['child'] } = {},
): ZoneReport {
  const at = report.observations[0]?.result.at ?? 0;
  const values = [...new Set(servers.map((server) => server.name))];
  const answer = { outcome: 'answer', at, values, ttlSeconds: change.ttlSeconds ?? 86_400 } as const;
  const named: DelegationObservation = {
    zone: ZONE,
    parent: answer,
    child: change.child ?? { ...answer, ttlSeconds: 3_600 },
    servers,
  };
  return { ...report, servers, delegations: [named] };
}
