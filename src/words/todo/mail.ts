import { isReal, reached } from '../../migration/arrivals.ts';
import type { Facts } from '../../migration/facts.ts';
import { wantsRescue } from '../../migration/rescue.ts';
import { regularSenders } from '../../migration/senders.ts';
import type { Instant } from '../../migration/time.ts';
import { unplacedAddresses } from '../../migration/unplaced.ts';
import type { Speaker } from '../engine.ts';

/** How many stragglers wait for people: all of them, or those that the bot cannot carry over by itself. */
export function carriedByPeople(facts: Facts): number {
  const open = facts.stragglers.filter((one) => isReal(one) && one.carriedAt === undefined && reached(one) === 'old');
  return open.filter((one) => !(facts.settings.rescue && wantsRescue(one))).length;
}

/** Before the rewrite: addresses without a place, and who does not ask DNS. */
export function prepareMailLines(say: Speaker, facts: Facts, now: Instant): string[] {
  const { t } = say;
  const count = unplacedAddresses(facts).length;
  const byHand = regularSenders(facts, now).filter(({ way }) => way !== 'dns' && way !== 'unknown');
  return [
    ...(count > 0 ? [t('todo:prepare-addresses', { count })] : []),
    ...(byHand.length > 0
      ? [t('todo:prepare-senders', { count: byHand.length, senders: byHand.map(({ sender }) => sender) })]
      : []),
  ];
}

/** While both servers receive: what the bot carries over, and what is left to people. */
export function parallelMailLines({ t }: Speaker, facts: Facts): string[] {
  const count = carriedByPeople(facts);
  return [
    ...(facts.settings.rescue ? [t('todo:parallel-rescue')] : []),
    ...(count > 0 ? [t('todo:parallel-carry', { count })] : []),
  ];
}
