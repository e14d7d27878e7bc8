import { z } from 'zod';
import type { Actor } from '../../migration/actor.ts';
import type { Command } from '../../migration/commands.ts';
import type { Facts } from '../../migration/facts.ts';
import { isPerson } from '../../migration/person.ts';
import { hasEnded } from '../../migration/runbook.ts';
import { type ListColumn, type ListLine, readList } from '../../service/lists-csv.ts';
import type { Words } from '../../words/words.ts';
import type { FormAnswer, FormHandler } from '../form.ts';
import { type ImportProblem, importedClients, importedMailboxes } from '../parse/imported.ts';
import type { ImportList } from '../parse/request.ts';
import { IMPORT_FIELD, importedModal } from '../views/import-modal.ts';
import { wordsOf } from '../visit.ts';
import { decodeValue } from './value.ts';

const state = z.object({
  [IMPORT_FIELD]: z.object({ [IMPORT_FIELD]: z.object({ value: z.string().nullish() }) }),
});

/** So many problems are named: enough to see what they have in common. */
const PROBLEMS_SHOWN = 5;
/** A cell is shown so that it can be found again, not to be read. */
const CELL_SHOWN = 40;

/**
 * A list of clients or mailboxes, submitted: taken as a whole, but for what is there already; or not at all, with what
 * is wrong said line by line at the field.
 */
export const importSubmitted: FormHandler = async (visit, form): Promise<FormAnswer> => {
  const value = decodeValue(form.metadata);
  const migration = value === undefined ? undefined : await visit.service.read(value.m);
  if (value?.list === undefined || migration === undefined) throw new Error('a pasted list that names no migration');
  const { list } = value;
  const words = wordsOf(visit, migration.facts);
  if (hasEnded(migration.facts)) return wrong(words.refusal({ code: 'ended', figures: {} }));
  const text = state.parse(form.values)[IMPORT_FIELD][IMPORT_FIELD].value ?? '';
  const { lines, problems } = readList(text, NEEDED[list]);
  const adding = addingOf(list, lines, migration.facts, visit.user);
  const found = [...problems, ...adding.problems].toSorted((a, b) => a.line - b.line);
  if (found.length > 0) return wrong(problemsSaid(list, found, migration.facts, words));
  if (adding.count > 0) {
    const result = await visit.service.change(migration.id, adding.command);
    if (!result.ok) return wrong(words.refusal(result.refusal));
  }
  const note = noteOf(list, adding, lines, words);
  return { ok: true, note, view: importedModal(words, list, note) };
};

const NEEDED = { clients: 'name', mailboxes: 'address' } as const satisfies Record<ImportList, ListColumn>;

const wrong = (text: string): FormAnswer => ({ ok: false, errors: { [IMPORT_FIELD]: text } });

type Adding = {
  readonly command: Command;
  readonly count: number;
  readonly known: number;
  readonly problems: readonly ImportProblem[];
  /** Owners who are not in Slack, each once. */
  readonly outside: readonly string[];
};

function addingOf(list: ImportList, lines: readonly ListLine[], facts: Facts, by: Actor): Adding {
  switch (list) {
    case 'clients': {
      const { entries, known, problems } = importedClients(lines, facts);
      const owners = entries.flatMap(({ owner }) => (owner === undefined || isPerson(owner) ? [] : [owner]));
      const command = { kind: 'add-clients', by, clients: entries } as const;
      return { command, count: entries.length, known, problems, outside: [...new Set(owners)] };
    }
    case 'mailboxes': {
      const { entries, known, problems } = importedMailboxes(lines, facts);
      const command = { kind: 'add-mailboxes', by, mailboxes: entries } as const;
      return { command, count: entries.length, known, problems, outside: [] };
    }
  }
}

function problemsSaid(list: ImportList, found: readonly ImportProblem[], facts: Facts, words: Words): string {
  const said = found.slice(0, PROBLEMS_SHOWN).map((problem) => problemSaid(list, problem, facts, words));
  const more = found.length - said.length;
  return [
    ...said,
    ...(more > 0 ? [words.t('importing:more', { n: more })] : []),
    // What passwords need is said with them.
    ...(found.some(({ code }) => code === 'password-column') ? [] : [words.t('importing:nothing-taken')]),
  ].join('\n');
}

function problemSaid(
  list: ImportList,
  { line, code, text, allowed, first }: ImportProblem,
  facts: Facts,
  words: Words,
): string {
  if (code === 'password-column') return words.t('importing:password-column');
  const figures = {
    domain: facts.domain,
    column: words.t(`importing:${list}-needed`),
    text: (text ?? '').slice(0, CELL_SHOWN),
    allowed: (allowed ?? []).join(', '),
    first: first ?? line,
  };
  return words.t('importing:line', { n: line, text: words.t(`importing:${code}`, figures) });
}

function noteOf(list: ImportList, adding: Adding, lines: readonly ListLine[], words: Words): string {
  const { count, known, outside } = adding;
  const hasOwners = list === 'mailboxes' && lines.some(({ cells }) => cells.owner !== undefined);
  return [
    count === 0 ? words.t('importing:nothing-new') : `✓ ${words.t(`importing:${list}-added`, { count })}`,
    ...(known > 0 ? [words.t('importing:known', { n: known })] : []),
    ...(outside.length > 0 ? [words.t('importing:outside', { owners: outside })] : []),
    ...(hasOwners ? [words.t('importing:mailbox-owners')] : []),
    words.t(`importing:${list}-see`),
  ].join('\n');
}
