import { publicVantages } from '../../src/dns/vantages.ts';
import type { Message } from '../slack/workspace.ts';
import type { World } from '../world/world.ts';
import { kindOf, saidIn } from './channel.ts';
import { narration } from './narration.ts';
import type { TellingKind } from './world-facts.ts';

export type Telling = {
  readonly kind: TellingKind;
  /** The word or name that has to be in it. */
  readonly names: string;
  readonly isIt: (message: Message) => boolean;
  /** Why it would be wrong to say so at this moment. */
  readonly early?: (now: number) => readonly string[];
};

/** What is to be heard in this world, whatever the team does. */
export function tellingsOf(world: World, lang: 'en' | 'ja'): readonly Telling[] {
  const { plan } = world;
  const { extender, dnssec, dnsMove, slip, halfUpdated, rollback } = plan.traits;
  const telling = (kind: TellingKind, names: string, kinds: readonly string[]): Telling => ({
    kind,
    names,
    isIt: (message) => kinds.includes(kindOf(message) ?? '') && saidIn(message).includes(names),
  });
  const operator = operatorOf(world);
  return [
    ...(extender === undefined || operator === undefined ? [] : [telling('extender', operator, ['vantage-alarm'])]),
    ...(dnssec?.breaks === true ? [dnssecTelling(world)] : []),
    ...(slip === undefined ? [] : [telling('slip', world.zone.signOf('slip'), DIFFERENCE_KINDS)]),
    ...(halfUpdated === undefined ? [] : [telling('behind', world.zone.signOf('stuck'), DIFFERENCE_KINDS)]),
    ...(rollback === true ? [telling('rollback', narration(lang).rollbackReason, ['state'])] : []),
    ...(dnsMove === undefined
      ? []
      : [
          {
            ...telling('dns-released', plan.nameServers[0] ?? '', ['zone-released']),
            early: (now: number) => world.truth.formerAsked(now),
          },
        ]),
  ];
}

/** Messages in which the bot says what is not as planned. */
export const DIFFERENCE_KINDS: readonly string[] = ['rewrite', 'incident', 'vantage-alarm'];

/** Before a change of DNS provider, whoever asks the gate is told; else it shows at the rewrite. */
function dnssecTelling(world: World): Telling {
  const names = world.zone.signOf('dnssec');
  const isBefore = world.plan.traits.dnsMove !== undefined;
  return {
    kind: 'dnssec',
    names,
    isIt: (message) =>
      saidIn(message).includes(names) &&
      (isBefore
        ? message.answers?.startsWith('/migration gate cut-over') === true
        : DIFFERENCE_KINDS.includes(kindOf(message) ?? '')),
  };
}

/** The operator of the resolver that keeps everything for long, as the bot calls it. */
function operatorOf({ plan }: World): string | undefined {
  const seed = plan.resolvers.find(({ name, cache }) => cache.kind === 'extends' && isOpen(name));
  return publicVantages().find(({ address }) => seed?.addresses.includes(address) === true)?.operator;
}

const isOpen = (name: string): boolean => !name.startsWith('site') && !name.startsWith('isp');
