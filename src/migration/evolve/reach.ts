import type { Facts } from '../facts.ts';
import { type Of, without } from './part.ts';

/** Who cannot be sent direct messages. */
export function reach(
  { unreachable = {} }: Facts,
  event: Of<'person-unreachable' | 'person-reached'>,
): Pick<Facts, 'unreachable'> {
  const { person, at } = event;
  if (event.kind === 'person-reached') return { unreachable: without(unreachable, person) };
  return { unreachable: { ...unreachable, [person]: { at, reason: event.reason } } };
}
