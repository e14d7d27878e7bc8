import { z } from 'zod';
import type { Actor } from '../../migration/actor.ts';
import type { Command } from '../../migration/commands.ts';
import type { Facts } from '../../migration/facts.ts';
import { isPerson } from '../../migration/person.ts';
import { hasEnded } from '../../migration/runbook.ts';
import { type ListColumn, type ListLine, readList } from '../../service/lists-csv.ts';
import { decodeText } from '../../service/text-file.ts';
import type { Words } from '../../words/words.ts';
import { type AttachedFile, attachedFile, type FileTrouble } from '../files.ts';
import type { FormAnswer, FormHandler } from '../form.ts';
import type { House } from '../listen/house.ts';
import { type ImportProblem, importedClients, importedMailboxes } from '../parse/imported.ts';
import type { ImportList } from '../parse/request.ts';
import { secretIn } from '../secrets/recognise.ts';
import { FILE_FIELD, FILE_TYPES, IMPORT_FIELD, importedModal, MOST_FILE_KIB } from '../views/import-modal.ts';
import { wordsOf } from '../visit.ts';
import { decodeValue } from './value.ts';

const state = z.object({
  [IMPORT_FIELD]: z.object({ [IMPORT_FIELD]: z.object({ value: z.string().nullish() }) }),
  [FILE_FIELD]: z.object({ [FILE_FIELD]: z.object({ files: z.array(attachedFile).nullish() }) }).optional(),
});

type Field = typeof IMPORT_FIELD | typeof FILE_FIELD;
type FileProblem = FileTrouble | 'type' | 'unreadable' | 'both';

/** So many problems are named: enough to see what they have in common. */
const PROBLEMS_SHOWN = 5;
/** A cell is shown so that it can be found again, not to be read. */
const CELL_SHOWN = 40;

/**
 * A list of clients or mailboxes, submitted: taken as a whole, but for what is there already; or not at all, with what
 * is wrong said line by line at the field. Of a file that takes long to come all that is said in the form's place.
 */
export const importSubmitted: FormHandler = async (visit, form, house): Promise<FormAnswer> => {
  const value = decodeValue(form.metadata);
  const migration = value === undefined ? undefined : await visit.service.read(value.m);
  if (value?.list === undefined || migration === undefined) throw new Error('a pasted list that names no migration');
  const { list } = value;
  const words = wordsOf(visit, migration.facts);
  if (hasEnded(migration.facts)) return wrong(IMPORT_FIELD, words.refusal({ code: 'ended', figures: {} }));
  const given = await givenBy(form.values, house);
  if ('problem' in given) return wrong(FILE_FIELD, fileSaid(given.problem, words));
  const { text, field } = given;
  if (field === IMPORT_FIELD && text.trim() === '')
    return wrong(field, words.t('importing:nothing-given', { text: words.t(`importing:${list}-example`) }));
  // What is typed was looked through at the door; a file is read here for the first time. A column of passwords has words of its own.
  const secret = secretIn(text);
  if (secret !== undefined && secret !== 'list')
    return wrong(field, words.t('secrets:refused', { what: words.t(`secrets:${secret}`) }));
  const { lines, problems } = readList(text, NEEDED[list]);
  const adding = addingOf(list, lines, migration.facts, visit.user);
  const found = [...problems, ...adding.problems].toSorted((a, b) => a.line - b.line);
  if (found.length > 0) return wrong(field, problemsSaid(list, found, migration.facts, field, words));
  if (adding.count > 0) {
    const result = await visit.service.change(migration.id, adding.command);
    if (!result.ok) return wrong(field, words.refusal(result.refusal));
  }
  const note = noteOf(list, adding, lines, words);
  return { ok: true, note, view: importedModal(words, list, note) };
};

const NEEDED = { clients: 'name', mailboxes: 'address' } as const satisfies Record<ImportList, ListColumn>;

const wrong = (field: Field, text: string): FormAnswer => ({ ok: false, errors: { [field]: text } });

/** The list, and the field that it came in by; the one of both that was filled in. */
async function givenBy(
  values: unknown,
  house: House,
): Promise<{ readonly text: string; readonly field: Field } | { readonly problem: FileProblem }> {
  const parsed = state.parse(values);
  const text = parsed[IMPORT_FIELD][IMPORT_FIELD].value ?? '';
  const [file] = parsed[FILE_FIELD]?.[FILE_FIELD].files ?? [];
  if (file === undefined) return { text, field: IMPORT_FIELD };
  // Which of the two was meant, nobody could tell afterwards.
  if (text.trim() !== '') return { problem: 'both' };
  const problem = problemOf(file);
  if (problem !== undefined) return { problem };
  const read = await house.files.read(file, MOST_FILE_KIB * 1024);
  if (!read.ok) return { problem: read.trouble };
  const decoded = decodeText(read.bytes);
  if (decoded === undefined) return { problem: 'unreadable' };
  return isPage(decoded.text) ? { problem: 'page' } : { text: decoded.text, field: FILE_FIELD };
}

/** What can be told before the file is there. */
function problemOf({ name, size }: AttachedFile): FileProblem | undefined {
  const type = name?.split('.').at(-1)?.toLowerCase();
  if (name != null && !FILE_TYPES.some((known) => known === type)) return 'type';
  return (size ?? 0) > MOST_FILE_KIB * 1024 ? 'big' : undefined;
}

const isPage = (text: string): boolean => /^\s*<(?:!doctype|html)\b/i.test(text);

function fileSaid(problem: FileProblem, words: Words): string {
  const said = words.t(`importing:file-${problem}`, { most: MOST_FILE_KIB });
  return [said, words.t('importing:file-nothing-taken')].join('\n');
}

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

function problemsSaid(
  list: ImportList,
  found: readonly ImportProblem[],
  facts: Facts,
  field: Field,
  words: Words,
): string {
  const said = found.slice(0, PROBLEMS_SHOWN).map((problem) => problemSaid(list, problem, facts, words));
  const more = found.length - said.length;
  return [...said, ...(more > 0 ? [words.t('importing:more', { n: more })] : []), ...rest(found, field, words)].join(
    '\n',
  );
}

/** What passwords need is said with them; a file with passwords is with Slack by now. */
function rest(found: readonly ImportProblem[], field: Field, words: Words): readonly string[] {
  const hasPasswords = found.some(({ code }) => code === 'password-column');
  if (field === IMPORT_FIELD) return hasPasswords ? [] : [words.t('importing:nothing-taken')];
  return [words.t(hasPasswords ? 'importing:file-passwords' : 'importing:file-nothing-taken')];
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
