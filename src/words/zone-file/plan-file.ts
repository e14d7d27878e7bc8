import type { Facts } from '../../migration/facts.ts';
import { bindLines } from './bind.ts';
import { changesOf, type PlanPart } from './changes.ts';
import { dnscontrolCode } from './dnscontrol.ts';
import { octodnsDocuments } from './octodns.ts';

export const PLAN_FORMATS = ['bind', 'octodns', 'dnscontrol'] as const;
export type PlanFormat = (typeof PLAN_FORMATS)[number];

/**
 * A part of the plan in the language of a tool, the same whatever language the channel speaks; '' when the part is empty.
 * The TTL is the target of the settings, that of the before-image what was served.
 */
export function planFile(facts: Facts, format: PlanFormat, part: PlanPart): string {
  const changes = changesOf(facts, part);
  switch (format) {
    case 'bind':
      return changes.length === 0 ? '' : `${bindLines(changes).join('\n').trimEnd()}\n`;
    case 'octodns':
      return octodnsDocuments(changes);
    case 'dnscontrol':
      return dnscontrolCode(changes);
  }
}
