import { approverStanding } from '../approvals.ts';
import type { Sayer } from '../commands.ts';
import type { Facts } from '../facts.ts';
import type { Refusal } from '../refusals.ts';
import { refuse } from './step.ts';

type Refused = { readonly refusal: Refusal };

/**
 * Why this is not for whoever says it: it takes an approver, by name or by a group. Where Slack did not say who is in
 * the groups, nothing is known of them, and so nothing done. `otherwise`: what is said to somebody who is none.
 */
export function unlessApprover(
  facts: Facts,
  said: Sayer,
  otherwise: Refused = refuse('not-approver'),
): Refused | undefined {
  const standing = approverStanding(facts, said);
  switch (standing.kind) {
    case 'named':
    case 'group':
      return undefined;
    case 'silent':
    case 'unreadable':
      return refuse(`group-${standing.kind}`, { groups: standing.groups.join(', ') });
    case 'none':
      return otherwise;
  }
}

/** The same of what whoever started the migration may do, too: who approves, how much evidence, what is moved and watched. */
export function unlessRuler(facts: Facts, said: Sayer, otherwise?: Refused): Refused | undefined {
  return said.by === facts.startedBy ? undefined : unlessApprover(facts, said, otherwise);
}
