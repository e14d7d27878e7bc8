import type { PersonCommand } from '../commands.ts';
import type { Facts } from '../facts.ts';
import { unlessApprover } from './rule.ts';
import { already, refuse, type Step } from './step.ts';

/** Whose a mailbox is, and what its owner says of it. What an owner says counts in a gate only by a named waiver. */
export function decideOwners(facts: Facts, command: Extract<PersonCommand, { kind: 'set-owner' | 'attest' }>): Step {
  const mailbox = facts.mailboxes.find(({ address }) => address === command.mailbox);
  if (mailbox === undefined) return refuse('unknown-mailbox', { mailbox: command.mailbox });
  if (command.kind === 'set-owner') {
    if (mailbox.owner === command.owner)
      return already('mailbox-owner', { mailbox: command.mailbox, owner: command.owner });
    return { happenings: [{ kind: 'owner-set', mailbox: command.mailbox, owner: command.owner }] };
  }
  const notOwner = refuse('not-owner', { mailbox: command.mailbox });
  const none = mailbox.owner === command.by ? undefined : unlessApprover(facts, command, notOwner);
  if (none !== undefined) return none;
  return { happenings: [{ kind: 'attested', mailbox: command.mailbox }] };
}
