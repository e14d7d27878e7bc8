import type { Straggler } from '../arrival-facts.ts';
import { isReal } from '../arrivals.ts';
import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import type { Instant } from '../time.ts';

/** After switch-back is history, genuine mail on the old server is an incident: clients no longer look there. */
export function afterGates(facts: Facts, found: readonly Straggler[], now: Instant): readonly Happening[] {
  const first = found.find(isReal);
  if (first === undefined || facts.gates['switch-back'].state !== 'done') return [];
  // Once an hour is loud enough: the stragglers themselves are told of as well.
  const last = facts.incidents.findLast((incident) => incident.code === 'straggler-after-switch-back');
  if (last !== undefined && now < last.at + facts.settings.digestMs) return [];
  return [{ kind: 'incident', code: 'straggler-after-switch-back', subject: first.mailbox }];
}
