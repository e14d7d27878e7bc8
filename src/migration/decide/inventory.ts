import { isMailAddress } from '../addresses.ts';
import { checklistOf } from '../checklists.ts';
import type { PersonCommand, Sayer } from '../commands.ts';
import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import { EVERY_MAILBOX, isRelayMailbox } from '../keys.ts';
import { nextGate } from '../runbook.ts';
import { isOurs } from '../zones.ts';
import { changed } from './planning.ts';
import { unlessRuler } from './rule.ts';
import { already, refuse, type Step } from './step.ts';

type InventoryCommand = Extract<
  PersonCommand,
  {
    kind:
      | 'remove-client'
      | 'add-mailboxes'
      | 'remove-mailbox'
      | 'mark-mailbox'
      | 'credentials-imported'
      | 'mark-checklist';
  }
>;

const MOST_MAILBOXES = 2_000;

/** Mailboxes, credentials and the checklist, and what is taken off the lists. */
export function decideInventory(facts: Facts, command: InventoryCommand): Step {
  switch (command.kind) {
    case 'remove-client':
      if (!hasClient(facts, command.client)) return refuse('unknown-client', { client: command.client });
      return removed(facts, command, { kind: 'client-removed', client: command.client });
    case 'add-mailboxes':
      return addMailboxes(facts, command);
    case 'remove-mailbox':
      if (!hasMailbox(facts, command.mailbox)) return refuse('unknown-mailbox', { mailbox: command.mailbox });
      if (isRewriting(facts)) return refuse('mailbox-watched', { mailbox: command.mailbox });
      return removed(facts, command, { kind: 'mailbox-removed', mailbox: command.mailbox });
    case 'mark-mailbox': {
      const mailbox = facts.mailboxes.find((known) => known.address === command.mailbox);
      if (mailbox === undefined) return refuse('unknown-mailbox', { mailbox: command.mailbox });
      if (mailbox.watch === command.watch)
        return already('mailbox-watch', { mailbox: command.mailbox, watch: command.watch });
      return { happenings: [{ kind: 'mailbox-marked', mailbox: command.mailbox, watch: command.watch }] };
    }
    case 'credentials-imported':
      return importCredentials(facts, command);
    case 'mark-checklist':
      return markChecklist(facts, command);
  }
}

const hasClient = (facts: Facts, id: string): boolean => facts.clients.some((client) => client.id === id);
const hasMailbox = (facts: Facts, address: string): boolean =>
  facts.mailboxes.some((mailbox) => mailbox.address === address);

/**
 * From the rewrite on a mailbox may hold mail that is on one server alone. Off the list no gate would weigh it, so it stays;
 * an approver can set it aside by name, with a reason that the report keeps.
 */
const isRewriting = ({ rewriteBegunAt, rewriteSeenAt }: Facts): boolean =>
  rewriteBegunAt !== undefined || rewriteSeenAt !== undefined;

/** Once approval has been asked for, what is taken off the lists takes with it what the gates weigh. */
function removed(facts: Facts, said: Sayer, happening: Happening): Step {
  if (facts.gates['cut-over'].rounds === 0) return { happenings: [happening] };
  const none = unlessRuler(facts, said);
  if (none !== undefined) return none;
  const gate = nextGate(facts);
  return gate === undefined ? { happenings: [happening] } : changed(facts, gate, happening);
}

function addMailboxes(facts: Facts, command: Extract<InventoryCommand, { kind: 'add-mailboxes' }>): Step {
  if (command.mailboxes.length === 0) return refuse('nothing-given');
  if (facts.mailboxes.length + command.mailboxes.length > MOST_MAILBOXES)
    return refuse('too-many', { most: MOST_MAILBOXES });
  const mailboxes = command.mailboxes.map((mailbox) => ({ ...mailbox, address: mailbox.address.toLowerCase() }));
  const bad = mailboxes.find((mailbox) => !isMailAddress(mailbox.address));
  if (bad !== undefined) return refuse('bad-address', { address: bad.address.slice(0, 80) });
  const foreign = mailboxes.find((mailbox) => !isWithin(facts, mailbox.address));
  if (foreign !== undefined) return refuse('foreign-address', { address: foreign.address, domain: facts.domain });
  const seen = new Set(facts.mailboxes.map((mailbox) => mailbox.address));
  for (const { address } of mailboxes) {
    if (seen.has(address)) return refuse('duplicate-mailbox', { mailbox: address });
    seen.add(address);
  }
  return { happenings: [{ kind: 'mailboxes-added', mailboxes }] };
}

/** Mail of other domains does not move with these. */
function isWithin(facts: Facts, address: string): boolean {
  return isOurs(facts, address.slice(address.lastIndexOf('@') + 1).toLowerCase());
}

/**
 * Credentials of mailboxes that the record does not know yet bring these in. Those of a whole side belong to no mailbox
 * of their own, and those of a relay are none of the mailboxes'.
 */
function importCredentials(facts: Facts, command: Extract<InventoryCommand, { kind: 'credentials-imported' }>): Step {
  const entries = command.entries.filter(({ mailbox }) => !isRelayMailbox(mailbox));
  if (entries.length === 0) return refuse('nothing-given');
  const addresses = [...new Set(entries.map(({ mailbox }) => mailbox))].filter((one) => one !== EVERY_MAILBOX);
  const bad = addresses.find((address) => !isMailAddress(address));
  if (bad !== undefined) return refuse('bad-address', { address: bad.slice(0, 80) });
  const missing = addresses.filter((address) => !hasMailbox(facts, address));
  const foreign = missing.find((address) => !isWithin(facts, address));
  if (foreign !== undefined) return refuse('foreign-address', { address: foreign, domain: facts.domain });
  if (facts.mailboxes.length + missing.length > MOST_MAILBOXES) return refuse('too-many', { most: MOST_MAILBOXES });
  const fresh = entries.filter(({ mailbox, side, version }) => {
    const known = mailbox === EVERY_MAILBOX ? facts.sharedCredentials : credentialsOf(facts, mailbox);
    return (known?.[side] ?? 0) < version;
  });
  if (fresh.length === 0) return already('credentials');
  const added = missing.map((address) => ({ address, watch: 'login' as const }));
  return {
    happenings: [
      ...(added.length === 0 ? [] : [{ kind: 'mailboxes-added' as const, mailboxes: added }]),
      {
        kind: 'credentials-imported',
        ...(command.through === undefined ? {} : { through: command.through }),
        entries: fresh,
      },
    ],
  };
}

function credentialsOf(facts: Facts, address: string) {
  return facts.mailboxes.find((mailbox) => mailbox.address === address)?.credentials;
}

function markChecklist(facts: Facts, command: Extract<InventoryCommand, { kind: 'mark-checklist' }>): Step {
  const items: readonly string[] = [...checklistOf('cut-over', facts.scope), ...checklistOf('cancel', facts.scope)];
  if (!items.includes(command.item)) return refuse('unknown-item', { item: command.item });
  const standing = facts.checklist[command.item];
  if ((standing !== undefined) === command.done)
    return already(command.done ? 'item-done' : 'item-open', { item: command.item }, standing);
  return { happenings: [{ kind: 'checklist-marked', item: command.item, done: command.done }] };
}
