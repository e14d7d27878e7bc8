import type { Authorities, AuthoritySeed, Publication } from './dns/authority.ts';
import { type Change, changesOf, domainZones, slipped, type ZoneStage, type ZoneVersion } from './dns/domain.ts';
import { FIRST_PARENT, type ParentState, parentZone } from './dns/surroundings.ts';
import type { WorldPlan } from './plan.ts';

/** Something that the team got wrong at the rewrite or before it, or that went wrong beside it. */
export type Mistake = 'slip' | 'stuck' | 'dnssec';

/** The domain's zone, in the team's hands. Each change reaches each server after that server's own lag. */
export type ZoneAffairs = {
  readonly changes: readonly Change[];
  stage(): ZoneStage;
  /** Which DNS provider the parent leads to. */
  at(): 'present' | 'next';
  /**
   * Everything that can be published before the rewrite: lower TTLs, SPF for both servers, the new DKIM key, the MTA-STS
   * id; where the DNS provider changes, the whole new zone there, and the second key at the parent.
   */
  prepare(): Promise<void>;
  /** The rewrite, mistakes included. Resolves once every server that will take it serves it. */
  rewrite(): Promise<void>;
  /** What of it is wrong at this moment. */
  mistakes(): readonly Mistake[];
  /** What a message about that mistake must name: the wrong value, the server that is behind. */
  signOf(mistake: Mistake): string;
  mend(mistake: Mistake): Promise<void>;
  rollBack(): Promise<void>;
  /** Takes the old server out of SPF, and out of the MTA-STS policy. */
  clean(): Promise<void>;
};

export type ZoneAffairsParts = {
  readonly plan: WorldPlan;
  readonly authorities: Authorities;
  readonly firstSerial: number;
};

export const openZoneAffairs = ({ plan, authorities, firstSerial }: ZoneAffairsParts): ZoneAffairs => {
  const { dnsMove, dnssec, slip, halfUpdated } = plan.traits;
  const lagging = plan.authorities.find((seed) => seed.name === plan.nameServers[1]);
  const wrong = new Set<Mistake>();
  /** A mistake is made once: mended, or undone by a rollback, it does not come again. */
  const made = new Set<Mistake>();
  let serial = firstSerial;
  let stage: ZoneStage = 'before';
  let parent: ParentState = FIRST_PARENT;
  /** Both providers serve both keys. */
  let sharesKeys = false;

  const publish = async (version: Omit<ZoneVersion, 'serial'>, publication?: Publication): Promise<void> => {
    serial += 1;
    const zones = domainZones(plan, { ...version, serial, ...(sharesKeys ? { signing: 'mended' } : {}) });
    await Promise.all(zones.map((zone) => authorities.publish(zone, publication)));
  };
  const names = (servers: readonly string[]) => (seed: AuthoritySeed) => servers.includes(seed.name);
  const tellParent = async (change: Partial<ParentState>): Promise<void> => {
    parent = { ...parent, ...change, serial: parent.serial + 1 };
    await authorities.publish(parentZone(plan, parent));
  };
  /** To the present provider's servers, without the one that takes nothing over while it is stuck. */
  const here = (): Publication => ({
    to: (seed) => names(plan.nameServers)(seed) && !(wrong.has('stuck') && seed === lagging),
    ...(halfUpdated?.kind === 'late' && stage === 'rewritten'
      ? { lagMs: (seed) => (seed === lagging ? halfUpdated.lagMs : seed.lagMs) }
      : {}),
  });
  const there: Publication = { to: names(plan.nextNameServers ?? []) };
  const err = (mistake: Mistake, isMade: boolean): void => {
    if (!isMade || made.has(mistake)) return;
    made.add(mistake);
    wrong.add(mistake);
  };
  const publishThere = (): Promise<void> =>
    publish({ stage: stage === 'cleaned' ? stage : 'rewritten', at: 'next' }, there);
  const publishHere = (): Promise<void> => publish({ stage, slipped: wrong.has('slip') }, here());

  return {
    changes: changesOf(plan),
    stage: () => stage,
    at: () => parent.at,
    prepare: async () => {
      stage = 'prepared';
      err('dnssec', dnssec?.breaks === true && dnsMove !== undefined);
      await Promise.all([
        publishHere(),
        ...(dnsMove === undefined ? [] : [publishThere()]),
        ...(dnsMove === undefined || dnssec === undefined ? [] : [tellParent({ signers: 'prepared' })]),
      ]);
    },
    rewrite: async () => {
      stage = 'rewritten';
      err('slip', slip !== undefined);
      err('stuck', halfUpdated?.kind === 'stuck');
      err('dnssec', dnssec?.breaks === true && dnsMove === undefined);
      if (dnsMove === undefined) return await publishHere();
      await Promise.all([
        tellParent({ at: 'next' }),
        ...(dnsMove.former === 'new-data' ? [publish({ stage }, here())] : []),
      ]);
    },
    mistakes: () => [...wrong],
    signOf: (mistake) =>
      ({ slip: slipped(plan, plan.new.name), stuck: plan.nameServers[1] ?? '', dnssec: 'DNSSEC' })[mistake],
    mend: async (mistake) => {
      if (!wrong.delete(mistake)) return;
      if (mistake !== 'dnssec') return await publishHere();
      if (dnssec?.cure === 'keys') {
        sharesKeys = true;
        await Promise.all([publishHere(), publishThere()]);
      }
      await tellParent({ signers: 'mended' });
    },
    rollBack: async () => {
      stage = 'prepared';
      wrong.clear();
      await publishHere();
    },
    clean: async () => {
      stage = 'cleaned';
      if (dnsMove === undefined) return await publishHere();
      await Promise.all([publishThere(), ...(dnsMove.former === 'new-data' ? [publish({ stage }, here())] : [])]);
    },
  };
};
