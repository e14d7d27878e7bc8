import type { Facts } from '../../migration/facts.ts';
import { isPerson } from '../../migration/person.ts';
import type { Speaker } from '../engine.ts';
import { serverName } from '../todo.ts';
import { MOST_LINES, more, type Of, type Said } from './said.ts';

/** To a mailbox's owner: what was put into it, where to look, why they are told, and whom to ask. */
export function carriedOver(say: Speaker, a: Of<'carried-over'>, facts: Facts): Said {
  const { t } = say;
  const { mailboxes } = a;
  const channel = channelName(say, facts);
  const shown = a.lines.slice(0, MOST_LINES);
  return {
    text: t('announcements:carried-over', { mailboxes, total: a.total }),
    lines: [
      t('announcements:carried-over-where'),
      ...shown.map((line) => carriedLine(say, line, mailboxes.length > 1)),
      ...more(say, a.total - shown.length),
      t('announcements:carried-over-why', {
        mailboxes,
        channel,
        domain: facts.domain,
        server: serverName(facts.servers.new),
      }),
      whomToAsk(say, facts, a.recipient),
    ],
  };
}

/** So many are named in a command that is to be copied. */
const SHEETS = 20;

/** To the channel: who could not be written to, and what to do for them. */
export function unreachable({ t }: Speaker, a: Of<'unreachable'>): Said {
  const { people, reason, mailboxes, clients = [] } = a;
  const isApp = reason === 'missing_scope' || reason === 'messages_tab_disabled';
  return {
    text: t('announcements:unreachable', { people, reason }),
    lines: [
      ...(mailboxes.length > 0 ? [t('announcements:unreachable-read', { mailboxes })] : []),
      ...(clients.length > 0 ? [t('clients:unreachable', { clients, text: clients.slice(0, SHEETS).join(' ') })] : []),
      ...(mailboxes.length + clients.length === 0 ? [t('announcements:unreachable-tell')] : []),
      ...(isApp ? [t('announcements:unreachable-app')] : []),
    ],
  };
}

/** To the channel: the bot itself is what keeps the gate, and not a server or a person. */
export function looksLate({ t }: Speaker, { gate, isOver }: Of<'looks-late'>): Said {
  if (isOver) return { text: t('announcements:looks-caught-up', { gate }), lines: [] };
  return {
    text: t('announcements:looks-late', { gate }),
    lines: [t('announcements:looks-late-what', { gate }), t('announcements:looks-late-next')],
  };
}

function carriedLine({ t }: Speaker, line: Of<'carried-over'>['lines'][number], isOneOfMany: boolean): string {
  const { mailbox, at, from, subject, folder } = line;
  return t(isOneOfMany ? 'announcements:carried-line-of' : 'announcements:carried-line', {
    mailbox,
    at,
    folder: folder ?? 'INBOX',
    ...(from === undefined ? {} : { from }),
    ...(subject === undefined || subject === '' ? {} : { subject }),
  });
}

/** Whoever began the migration knows of it; nobody is sent to ask themselves. */
export function whomToAsk(say: Speaker, facts: Facts, reader: string): string {
  const channel = channelName(say, facts);
  const people = [facts.startedBy, ...facts.approvers].filter((one) => isPerson(one) && one !== reader).slice(0, 1);
  if (people.length === 0) return say.t('announcements:ask-channel', { channel });
  return say.t('announcements:ask-people', { people, channel });
}

/** A channel as Slack links it; elsewhere only its id is known. */
export function channelName({ style }: Speaker, { place }: Facts): string {
  return style === 'slack' ? `<#${place.channelId}>` : `#${place.channelId}`;
}
