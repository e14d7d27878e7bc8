import { CLIENT_MARKS, type Client, type ClientMark } from '../../migration/client-facts.ts';
import { clientPhase } from '../../migration/client-settings.ts';
import type { Facts } from '../../migration/facts.ts';
import { isConcerned, isConfirmed } from '../../migration/owner-tasks.ts';
import { hasEnded } from '../../migration/runbook.ts';
import type { Words } from '../../words/words.ts';
import type { Rendered } from './blocks.ts';
import { listView, plainView } from './lists.ts';

/** Who is still missing, then clients with their marks, those that somebody still has to see to first. */
export function clientsView(facts: Facts, words: Words): Rendered {
  if (facts.clients.length === 0) return plainView(words.t('slack:clients-none'));
  const count = (mark: ClientMark) => facts.clients.filter((client) => isMarked(client, mark)).length;
  const title = words.t('clients:title', {
    count: facts.clients.length,
    pinned: count('pinned'),
    sending: count('sending'),
    restored: count('restored'),
  });
  const ordered = [...facts.clients].sort((one, other) => marksOf(one) - marksOf(other));
  const lines = ordered.map((client) => clientLine(client, words));
  // Nothing is asked of anybody any more.
  if (hasEnded(facts))
    return listView(
      words,
      title,
      [words.headline(facts), ...words.clientsRecalled(facts), ...lines],
      words.t('clients:key'),
    );
  const phase = clientPhase(facts);
  return listView(
    words,
    title,
    [...words.clientsRecalled(facts), ...words.clientsMissing(facts, phase), ...lines],
    words.t('joints:two-sentences', {
      first: words.t('clients:key'),
      second: words.t('todo:clients-type', { step: phase }),
    }),
  );
}

const marksOf = (client: Client): number => CLIENT_MARKS.filter((mark) => isMarked(client, mark)).length;

const isMarked = (client: Client, mark: ClientMark): boolean =>
  mark === 'sending' ? isConcerned(client, 'rewrite') && isConfirmed(client, 'rewrite') : client[mark] !== undefined;

function clientLine(client: Client, words: Words): string {
  const { id, name, owner, protocols, kind } = client;
  const about = [
    words.text(name),
    ...(owner === undefined ? [] : [words.actor(owner)]),
    protocols.join(' '),
    ...(kind === undefined ? [] : [words.t(`clientKinds:${kind}`)]),
    ...remarks(client, words),
  ];
  const marks = CLIENT_MARKS.map((mark) => signOf(client, mark)).join(' ');
  return words.t('clients:line', { id, marks, text: about.join(words.t('joints:and')) });
}

function signOf(client: Client, mark: ClientMark): string {
  if (isMarked(client, mark)) return '✓';
  return mark === 'sending' && !client.protocols.includes('smtp') ? '·' : '–';
}

function remarks(client: Client, words: Words): readonly string[] {
  const { owner, helpAsked, disowned } = client;
  const others = CLIENT_MARKS.flatMap((mark) => client[mark]?.by ?? []).filter(
    (by) => owner !== undefined && by !== owner,
  );
  return [
    ...(others.length === 0 ? [] : [words.t('clients:line-behalf', { people: [...new Set(others)] })]),
    ...(helpAsked === undefined ? [] : [words.t('clients:line-help')]),
    ...(disowned === undefined ? [] : [words.t('clients:line-disowned', { people: [disowned.by] })]),
  ];
}
