import type { Facts } from '../facts.ts';
import { EVERY_MAILBOX, mailboxKey } from '../keys.ts';
import { troublesWithout } from '../probe-troubles.ts';
import { type Of, without } from './part.ts';

type PeopleEvent = Of<
  'mailboxes-added' | 'mailbox-removed' | 'mailbox-marked' | 'credentials-imported' | 'credentials-refused'
>;

export function people(facts: Facts, event: PeopleEvent): Partial<Facts> {
  const { at } = event;
  switch (event.kind) {
    case 'mailboxes-added':
      return {
        mailboxes: [
          ...facts.mailboxes,
          ...event.mailboxes.map((mailbox) => ({ ...mailbox, credentials: { ...facts.sharedCredentials } })),
        ],
      };
    case 'mailbox-removed':
      return {
        mailboxes: facts.mailboxes.filter((mailbox) => mailbox.address !== event.mailbox),
        // Listed anew it may be read by other credentials: another mailbox, for all that is known.
        ...(facts.content === undefined ? {} : { content: without(facts.content, event.mailbox) }),
        ...troublesWithout(facts, { mailbox: event.mailbox }, at),
      };
    case 'mailbox-marked':
      return {
        mailboxes: facts.mailboxes.map((mailbox) =>
          mailbox.address === event.mailbox ? { ...mailbox, watch: event.watch } : mailbox,
        ),
      };
    case 'credentials-imported':
      return { credentialsAt: at, ...importedInto(facts, event.entries) };
    case 'credentials-refused': {
      const refused = { ...facts.refusedCredentials };
      for (const entry of event.entries) refused[mailboxKey(entry.mailbox, entry.side)] = entry.version;
      return { refusedCredentials: refused };
    }
  }
}

/** Those of a whole side go to every mailbox that has none of its own there, and to those that are added later. */
function importedInto(
  facts: Facts,
  entries: Of<'credentials-imported'>['entries'],
): Pick<Facts, 'mailboxes'> & Partial<Pick<Facts, 'sharedCredentials'>> {
  const shared = entries.filter((entry) => entry.mailbox === EVERY_MAILBOX);
  const before = facts.sharedCredentials ?? {};
  const mailboxes = facts.mailboxes.map((mailbox) => {
    const credentials = { ...mailbox.credentials };
    for (const { side, version } of shared) {
      if (credentials[side] === undefined || credentials[side] === before[side]) credentials[side] = version;
    }
    for (const entry of entries) if (entry.mailbox === mailbox.address) credentials[entry.side] = entry.version;
    return { ...mailbox, credentials };
  });
  if (shared.length === 0) return { mailboxes };
  return {
    mailboxes,
    sharedCredentials: { ...before, ...Object.fromEntries(shared.map((one) => [one.side, one.version])) },
  };
}
