import type { Facts } from '../facts.ts';
import { mailboxKey } from '../keys.ts';
import { type Of, without } from './part.ts';

type PeopleEvent = Of<
  | 'clients-added'
  | 'client-removed'
  | 'client-marked'
  | 'mailboxes-added'
  | 'mailbox-removed'
  | 'mailbox-marked'
  | 'credentials-imported'
  | 'credentials-refused'
>;

export function people(facts: Facts, event: PeopleEvent): Partial<Facts> {
  const { at, by } = event;
  switch (event.kind) {
    case 'clients-added': {
      const added = event.clients.map((client, index) => ({
        ...client,
        protocols: [...client.protocols],
        id: `c${facts.nextClientNumber + index}`,
      }));
      return { clients: [...facts.clients, ...added], nextClientNumber: facts.nextClientNumber + added.length };
    }
    case 'client-removed':
      return { clients: facts.clients.filter((client) => client.id !== event.client) };
    case 'client-marked':
      return {
        clients: facts.clients.map((client) => {
          if (client.id !== event.client) return client;
          return event.done ? { ...client, [event.mark]: { at, by } } : without(client, event.mark);
        }),
      };
    case 'mailboxes-added':
      return {
        mailboxes: [...facts.mailboxes, ...event.mailboxes.map((mailbox) => ({ ...mailbox, credentials: {} }))],
      };
    case 'mailbox-removed':
      return { mailboxes: facts.mailboxes.filter((mailbox) => mailbox.address !== event.mailbox) };
    case 'mailbox-marked':
      return {
        mailboxes: facts.mailboxes.map((mailbox) =>
          mailbox.address === event.mailbox ? { ...mailbox, watch: event.watch } : mailbox,
        ),
      };
    case 'credentials-imported':
      return {
        credentialsAt: at,
        mailboxes: facts.mailboxes.map((mailbox) => {
          const mine = event.entries.filter((entry) => entry.mailbox === mailbox.address);
          const credentials = { ...mailbox.credentials };
          for (const entry of mine) credentials[entry.side] = entry.version;
          return mine.length === 0 ? mailbox : { ...mailbox, credentials };
        }),
      };
    case 'credentials-refused': {
      const refused = { ...facts.refusedCredentials };
      for (const entry of event.entries) refused[mailboxKey(entry.mailbox, entry.side)] = entry.version;
      return { refusedCredentials: refused };
    }
  }
}
