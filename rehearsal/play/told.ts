import { publicVantages } from '../../src/dns/vantages.ts';
import type { Message } from '../slack/workspace.ts';
import type { World } from '../world/world.ts';
import { kindOf, saidIn, wrongIn } from './channel.ts';
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
  return [
    ...(extender === undefined ? [] : [telling('extender', operatorOf(world), ['vantage-alarm'])]),
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
      isBefore
        ? message.answers?.startsWith('/migration gate cut-over') === true && refusesFor(message, names)
        : DIFFERENCE_KINDS.includes(kindOf(message) ?? '') && saidIn(message).includes(names),
  };
}

/** Whether something of that name is called wrong there: an answer about a gate also names what passes, or is unknown. */
export function refusesFor(message: Message, names: string): boolean {
  return wrongIn(message).some((line) => line.includes(names));
}

/** The operator of the resolver that keeps everything for long, as the bot calls it. */
function operatorOf({ plan }: World): string {
  const seed = plan.resolvers.find(({ name, cache }) => cache.kind === 'extends' && isOpen(name));
  const vantage = publicVantages().find(({ address }) => seed?.addresses.includes(address) === true);
  if (vantage === undefined) throw new Error('the resolver that extends TTLs is none that the bot asks');
  return vantage.operator;
}

const isOpen = (name: string): boolean => !name.startsWith('site') && !name.startsWith('isp');
