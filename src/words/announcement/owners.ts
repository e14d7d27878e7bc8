import type { ClientPhase } from '../../migration/client-facts.ts';
import { clientSettings } from '../../migration/client-settings.ts';
import type { Client } from '../../migration/facts.ts';
import { type OwnerState, ownerKey, ownerState, tasksOf } from '../../migration/owner-tasks.ts';
import { MOST_REMINDERS } from '../../migration/reminders.ts';
import type { Known } from '../../migration/shown-certificate.ts';
import type { Instant } from '../../migration/time.ts';
import type { Speaker } from '../engine.ts';
import { backLines, isRestoreACheck, typedLines } from '../todo/client-doors.ts';
import { serverName } from '../todo/servers.ts';
import { channelName, whomToAsk } from './personal.ts';
import { MOST_LINES, more, type Of, type Said } from './said.ts';

/** The living message of an owner: clients that are typed the same into stand together, under what to type. */
export type OwnerTasks = {
  readonly state: OwnerState;
  /** What the message says as a list, for where it has no buttons. */
  readonly said: Said;
  readonly intro: readonly string[];
  readonly groups: readonly {
    readonly lines: readonly string[];
    readonly clients: readonly { readonly id: string; readonly name: string; readonly line: string }[];
  }[];
  readonly outro: readonly string[];
  /** The line for those that do not fit. */
  readonly more: (n: number) => string;
};

export function ownerTasks(say: Speaker, a: Of<'owner-tasks'>, known: Known, now: Instant): OwnerTasks {
  const { facts } = known;
  const { recipient, phase, n } = a;
  const state = ownerState(facts, recipient, phase, n);
  const { open, done } = tasksOf(facts, recipient, phase);
  const text = headline(say, known, a, state, now);
  const isOpen = state === 'open';
  const channel = channelName(say, facts);
  const intro = isOpen
    ? [say.t('clients:owner-why', { channel, domain: facts.domain, server: serverName(facts.servers.new) })]
    : [];
  const groups = isOpen ? groupsOf(say, known, open, phase, now) : [];
  const set = isOpen && done.length > 0 ? [say.t('clients:owner-set', { clients: namesOf(done) })] : [];
  const outro = [...set, ...(state === 'moved' ? [] : [whomToAsk(say, facts, recipient)])];
  const lines = [...intro, ...groups.flatMap((group) => [...group.lines, ...group.clients.map(({ line }) => line)])];
  return {
    state,
    said: { text, lines: [...lines, ...outro] },
    intro,
    groups,
    outro,
    more: (left) => say.t('clients:owner-more', { n: left }),
  };
}

function headline(say: Speaker, known: Known, a: Of<'owner-tasks'>, state: OwnerState, now: Instant): string {
  const { t } = say;
  const { facts } = known;
  const { recipient, phase } = a;
  const { open, done } = tasksOf(facts, recipient, phase);
  const { domain } = facts;
  if (state === 'done') return t('clients:owner-done', { domain, count: done.length });
  if (state !== 'open') return t(`clients:owner-${state}`, { domain });
  const [first = { protocols: [] }] = open;
  const isCheck = phase === 'restore' && isRestoreACheck(known, clientSettings(known, first, now, phase));
  const text = t(isCheck ? 'clients:owner-restore-check' : `clients:owner-${phase}`, { domain, count: open.length });
  const n = facts.ownersTold?.[ownerKey(recipient, phase)]?.reminders ?? 0;
  return n === 0 ? text : t('clients:owner-reminder', { n, total: MOST_REMINDERS, text });
}

function groupsOf(
  say: Speaker,
  known: Known,
  open: readonly Client[],
  phase: ClientPhase,
  now: Instant,
): OwnerTasks['groups'] {
  const typed = new Map<string, { lines: readonly string[]; clients: Client[] }>();
  for (const client of open) {
    const lines = typedLines(say, known, client, phase, now);
    const key = lines.join('\n');
    const group = typed.get(key) ?? { lines, clients: [] };
    group.clients.push(client);
    typed.set(key, group);
  }
  return [...typed.values()].map(({ lines, clients }) => ({
    lines,
    clients: clients.map((client) => ({ id: client.id, name: client.name, line: taskLine(say, client) })),
  }));
}

function taskLine(say: Speaker, client: Client): string {
  const { t } = say;
  const { id, name, kind, user, helpAsked } = client;
  const line = t('clients:owner-line', {
    client: id,
    name,
    ...(kind === undefined ? {} : { kind }),
    user: user === undefined ? t('clients:user-mailbox') : t('clients:user-is', { user }),
  });
  if (helpAsked === undefined) return line;
  return t('joints:two-sentences', { first: line, second: t('clients:owner-helping') });
}

const namesOf = (clients: readonly Client[]): readonly string[] => clients.map(({ id, name }) => `${id} ${name}`);

/** To an owner of whom something is asked no longer: what to do now, in which client; what to type where it was done. */
export function ownerBack(say: Speaker, a: Of<'owner-back'>, known: Known, now: Instant): Said {
  const { t } = say;
  const { facts } = known;
  const { domain } = facts;
  const why = a.why ?? 'rolled-back';
  if (a.past === true) return { text: t('clients:owner-back-past', { domain }), lines: [] };
  const [back, leave] = [a.clients, a.leave ?? []].map((ids) => facts.clients.filter(({ id }) => ids.includes(id)));
  const set = back ?? [];
  const rest = leave ?? [];
  const some = set.length > 0 ? set : rest;
  const protocols = [...new Set([...set, ...rest].flatMap((client) => client.protocols))];
  // After the rewrite nobody knows, when it is given up, which server the team will keep.
  const doors =
    why === 'abandoned' && set.length === 0
      ? []
      : backLines(
          say,
          known,
          { protocols },
          why,
          some.some(({ restored }) => restored !== undefined),
          now,
        );
  return {
    text: t(set.length > 0 ? `clients:owner-back-${why}` : `clients:owner-leave-${why}`, {
      domain,
      count: some.length,
    }),
    lines: [
      t('clients:owner-back-clients', { clients: namesOf(some) }),
      ...(set.length > 0 || doors.length === 0 ? [] : [t('clients:owner-back-only')]),
      ...doors,
      ...(set.length > 0 && rest.length > 0 ? [t('clients:owner-back-leave', { clients: namesOf(rest) })] : []),
      t(`clients:owner-next-${why}`),
      whomToAsk(say, facts, a.recipient),
    ],
  };
}

/** To the channel: whose are these? */
export function clientsDisowned(say: Speaker, a: Of<'clients-disowned'>): Said {
  const { t } = say;
  const [first = { client: 'ID' }] = a.lines;
  return {
    text: t('clients:disowned', { by: a.by, count: a.lines.length }),
    lines: [
      ...a.lines.slice(0, MOST_LINES).map(({ client, name }) => t('clients:disowned-line', { client, name })),
      ...more(say, a.lines.length - MOST_LINES),
      t('clients:disowned-next', { client: first.client }),
    ],
  };
}

/** To the channel: somebody is stuck. */
export function clientHelpAsked({ t }: Speaker, a: Of<'client-help'>): Said {
  const { by, client, name, question, people } = a;
  const text =
    question === undefined
      ? t('clients:asked', { by, client, name })
      : t('clients:asked-question', { by, client, name, question });
  const next =
    people.length === 0
      ? t('clients:asked-next-nobody', { by, client })
      : t('clients:asked-next', { by, client, people });
  return { text, lines: [next] };
}
