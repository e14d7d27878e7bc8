import { approverStanding } from '../approvals.ts';
import type { PersonCommand } from '../commands.ts';
import type { Facts } from '../facts.ts';
import type { Refusal } from '../refusals.ts';
import { unlessApprover } from './rule.ts';
import { refuse } from './step.ts';

/**
 * Guests of the workspace and people of other organisations read. What they are named for they do: as approvers,
 * as the one who rewrites, as owners of a client or a mailbox. Undefined: nothing speaks against it.
 */
export function unlessNamed(facts: Facts, command: PersonCommand): { readonly refusal: Refusal } | undefined {
  const { outsider } = command;
  if (outsider === undefined || isOwn(facts, command)) return undefined;
  return unlessApprover(facts, command, refuse(outsider === 'guest' ? 'guest-reads' : 'elsewhere-reads'));
}

function isOwn(facts: Facts, command: PersonCommand): boolean {
  const owns = (id: string): boolean => facts.clients.some((client) => client.id === id && client.owner === command.by);
  switch (command.kind) {
    case 'mark-client':
    case 'disown-client':
    case 'ask-client-help':
      return owns(command.client);
    case 'mark-clients':
      return command.clients.every(owns);
    case 'attest':
      return facts.mailboxes.some(({ address, owner }) => address === command.mailbox && owner === command.by);
    case 'begin-rewrite':
    case 'keep-rewrite':
    case 'rollback':
      return facts.executor === command.by;
    case 'mark-step':
      return command.step === 'rewrite' && facts.executor === command.by;
    default:
      return false;
  }
}

/** Whether this person, of whom nothing else is known, may have the bot at work: looks, copies, rescues. */
export function mayHaveWork(facts: Facts, person: Pick<PersonCommand, 'by' | 'groups' | 'outsider'>): boolean {
  const { kind } = approverStanding(facts, person);
  return person.outsider === undefined || kind === 'named' || kind === 'group';
}
