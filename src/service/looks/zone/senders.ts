import { pointerOf } from '../../../dns/pointer.ts';
import { evaluateSpf } from '../../../dns/spf.ts';
import { readGreeting } from '../../../mail/greeting.ts';
import type { Facts } from '../../../migration/facts.ts';
import type { Side } from '../../../migration/observations.ts';
import type { PointerObservation, SpfObservation } from '../../../migration/zone-observations.ts';
import { domainsOf } from '../../../migration/zones.ts';
import type { Ground } from './ground.ts';

const SIDES = ['old', 'new'] as const;
/** A server has one address, or two; a list is somebody's whole range. */
const ADDRESSES_A_SIDE = 4;

export type Servers = Facts['servers'];

/** SPF of each domain for each address of both servers. */
export async function spfOf(ground: Ground, facts: Facts, servers: Servers): Promise<readonly SpfObservation[]> {
  const tries = domainsOf(facts).flatMap((domain) =>
    placesOf(servers).map(async ({ side, address }): Promise<SpfObservation> => {
      const { host } = servers[side];
      const helo = host === undefined ? {} : { helo: host };
      const result = await evaluateSpf({ domain, address, resolve: ground.resolve, now: ground.now, ...helo });
      return { domain, side, address, result };
    }),
  );
  return await Promise.all(tries);
}

/** The names of each server's addresses; of the new server's also the one that it greets with. */
export async function pointersOf(ground: Ground, servers: Servers): Promise<readonly PointerObservation[]> {
  return await Promise.all(
    placesOf(servers).map(async ({ side, address }): Promise<PointerObservation> => {
      const [result, greeting] = await Promise.all([
        pointerOf(ground.resolve, address, ground.now),
        side === 'new' ? greetingOf(ground, servers, address) : undefined,
      ]);
      if (result.outcome === 'failed' || greeting === undefined) return { address, side, result };
      return { address, side, result: { ...result, greeting } };
    }),
  );
}

async function greetingOf(ground: Ground, servers: Servers, address: string): Promise<string | undefined> {
  const { smtp, host } = servers.new;
  if (!ground.dialer.canReach(address, smtp.port, 'tcp')) return undefined;
  const greeted = await readGreeting(ground.dialer, {
    address,
    ...smtp,
    ...(host === undefined ? {} : { servername: host }),
    now: ground.now,
    signal: ground.signal,
  });
  return greeted.outcome === 'greeted' ? greeted.name : undefined;
}

function placesOf(servers: Servers): readonly { readonly side: Side; readonly address: string }[] {
  return SIDES.flatMap((side) =>
    servers[side].addresses.slice(0, ADDRESSES_A_SIDE).map((address) => ({ side, address })),
  );
}
