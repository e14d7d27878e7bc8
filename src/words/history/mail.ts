import type { Event } from '../../migration/events.ts';
import type { Figures } from '../figures.ts';
import type { Line } from './discovery.ts';

const KINDS = [
  'addresses-found',
  'addresses-told',
  'addresses-placed',
  'senders-found',
  'senders-seen',
  'senders-dismissed',
  'senders-silent',
  'old-refused',
  'old-accepts-again',
  'content-verified',
  'content-copied',
  'copy-progress',
  'stragglers-rescued',
  'rescues-told',
  'owner-set',
  'attested',
  'relay-set',
  'relay-removed',
  'probes-sent',
  'probes-landed',
  'probes-lost',
  'log-read',
  'archive-kept',
  'forwarded-seen',
] as const satisfies readonly Event['kind'][];
type Mail = Extract<Event, { kind: (typeof KINDS)[number] }>;

/** Whether it tells of addresses, senders, content, rescues, probes, logs or the archive. */
export function isOfMail(event: Event): event is Mail {
  return KINDS.some((kind) => kind === event.kind);
}

/** What was learnt or done about the mail itself. */
export function mailLine(event: Mail): Line {
  switch (event.kind) {
    case 'addresses-found':
      return ['events:addresses-found', named(event.addresses.map(({ address }) => address))];
    case 'addresses-told':
      return ['events:addresses-told', { count: event.addresses.length }];
    case 'addresses-placed':
      return [
        `events:addresses-${event.as ?? 'unplaced'}`,
        { ...named(event.addresses), ...(event.reason === undefined ? {} : { reason: event.reason }) },
      ];
    case 'senders-found':
      return ['events:senders-found', named(event.senders.map(({ sender }) => sender))];
    case 'senders-seen':
      return ['events:senders-seen', named(event.senders.map(({ sender }) => sender))];
    case 'senders-dismissed':
      return ['events:senders-dismissed', { ...named(event.senders), reason: event.reason }];
    case 'senders-silent':
      return ['events:senders-silent', named(event.senders)];
    case 'old-refused':
      return [
        'events:old-refused',
        { ...named(event.refusals.map(({ address }) => address)), reply: event.refusals[0]?.reply ?? '' },
      ];
    case 'old-accepts-again':
      return ['events:old-accepts-again', named(event.addresses)];
    case 'content-verified':
      return [
        'events:content-verified',
        { ...mailboxes(event.mailboxes), messages: sum(event.mailboxes.map((one) => one.messages)) },
      ];
    case 'content-copied':
      return [
        'events:content-copied',
        {
          ...mailboxes(event.mailboxes),
          copied: sum(event.mailboxes.map((one) => one.copied)),
          missing: sum(event.mailboxes.map((one) => one.missing)),
        },
      ];
    case 'copy-progress': {
      const { mailboxes: all, mailboxesDone, messages, copied, missing, done, isCompare, isBroken } = event;
      const figures = { mailboxes: all, mailboxesDone, messages, copied, missing };
      const work = isCompare === true ? 'compare' : 'copy';
      if (isBroken === true) return [`events:${work}-broken`, figures];
      return [done ? `events:${work}-progress-done` : `events:${work}-progress`, figures];
    }
    case 'stragglers-rescued': {
      const done = event.entries.filter(({ outcome }) => outcome === 'appended' || outcome === 'present').length;
      return ['events:stragglers-rescued', { done, open: event.entries.length - done }];
    }
    case 'rescues-told':
      return ['events:rescues-told', { count: event.keys.length }];
    case 'owner-set':
      return ['events:owner-set', { mailbox: event.mailbox, owner: event.owner }];
    case 'attested':
      return ['events:attested', { mailbox: event.mailbox }];
    case 'relay-set': {
      const { id, kind, host, port } = event.relay;
      return [
        'events:relay-set',
        { relay: id, kind, host: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}` },
      ];
    }
    case 'relay-removed':
      return ['events:relay-removed', { relay: event.id }];
    case 'probes-sent':
      return ['events:probes-sent', named([...new Set(event.probes.map(({ relay }) => relay))], event.probes.length)];
    case 'probes-landed':
      return ['events:probes-landed', { count: event.probes.length }];
    case 'probes-lost':
      return ['events:probes-lost', { count: event.ids.length }];
    case 'log-read':
      return ['events:log-read', { fromAt: event.from, toAt: event.to, count: event.deliveries }];
    case 'archive-kept':
      return [
        event.restored ? 'events:archive-restored' : 'events:archive-kept',
        { mailboxes: event.mailboxes, messages: event.messages },
      ];
    case 'forwarded-seen':
      return ['events:forwarded-seen', mailboxes(event.mailboxes)];
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);

function named(names: readonly string[], count = names.length): Figures {
  return { count, names };
}

function mailboxes(found: readonly { readonly mailbox: string }[]): Figures {
  return named(found.map(({ mailbox }) => mailbox));
}
