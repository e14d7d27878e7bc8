import { uniqueServers } from '../../dns/delegation.ts';
import { addressesBy } from '../../dns/resolve.ts';
import type { Facts, Server } from '../../migration/facts.ts';
import type { Migration } from '../../migration/record.ts';
import type { ReportCommand } from '../../migration/report-commands.ts';
import type { LookDeps } from './deps.ts';
import { extrasDue } from './zone/due.ts';
import { lookAtExtras } from './zone/extras.ts';
import { type Ground, openGround } from './zone/ground.ts';
import { breadthOf } from './zone/questions.ts';
import { sweepZones } from './zone/sweep.ts';

type ZoneReport = Extract<ReportCommand, { kind: 'report-zone' }>;

/**
 * Asks every authoritative server for what is followed; until the rewrite for everything that may carry mail. Servers
 * given by name are found from the roots as well, and what else is due about the domain's mail is looked up meanwhile.
 */
export async function lookAtZone(deps: LookDeps, migration: Migration, signal: AbortSignal): Promise<ZoneReport> {
  const { facts } = migration;
  const ground = openGround(deps, signal);
  const sweeping = sweepZones(ground, migration, breadthOf(migration, deps.now()));
  const found = Promise.all([addressesOf(ground, facts.servers.old), addressesOf(ground, facts.servers.new)]);
  const [sweep, [old, fresh], extras] = await Promise.all([
    sweeping,
    found,
    lookAtExtras(ground, {
      facts,
      servers: found.then(([olds, news]) => pinned(facts.servers, olds, news)),
      sweep: sweeping,
      due: extrasDue(migration, deps.now()),
      vantages: deps.vantages,
    }),
  ]);
  const { delegations, unserved } = sweep;
  const learnt = unserved === undefined ? extras : { ...extras, unserved: { at: deps.now(), names: unserved } };
  return {
    kind: 'report-zone',
    ...(sweep.parent.outcome === 'failed'
      ? {}
      : { servers: uniqueServers([...sweep.servers, ...delegations.flatMap(({ servers }) => servers)]) }),
    observations: sweep.observations,
    addresses: { ...(old.length === 0 ? {} : { old }), ...(fresh.length === 0 ? {} : { new: fresh }) },
    ...(delegations.length === 0 ? {} : { delegations }),
    ...(learnt === undefined ? {} : { extras: learnt }),
  };
}

/** Only while none are pinned: afterwards the pinned ones stand, whatever the name says later. */
async function addressesOf(ground: Ground, { host, addresses }: Server): Promise<readonly string[]> {
  if (host === undefined || addresses.length > 0) return [];
  const found = await addressesBy(ground.resolve, host);
  return found.outcome === 'answer' ? found.values : [];
}

function pinned({ old, new: fresh }: Facts['servers'], olds: readonly string[], news: readonly string[]) {
  const at = (server: Server, found: readonly string[]): Server =>
    server.addresses.length > 0 ? server : { ...server, addresses: [...found] };
  return { old: at(old, olds), new: at(fresh, news) };
}
