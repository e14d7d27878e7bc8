import { z } from 'zod';
import { isMailAddress } from '../../migration/addresses.ts';
import { CLIENT_PROTOCOLS } from '../../migration/client-facts.ts';
import type { ClientInput } from '../../migration/commands.ts';
import type { Facts } from '../../migration/facts.ts';
import { hasEnded } from '../../migration/runbook.ts';
import type { Words } from '../../words/words.ts';
import type { FormAnswer, FormHandler } from '../form.ts';
import { clientKey } from '../parse/imported.ts';
import { mailAddress } from '../parse/names.ts';
import { decodeTemplates, type TemplateRow } from '../templates.ts';
import { type RowField, rowField } from '../views/clients-modal.ts';
import { importedModal } from '../views/import-modal.ts';
import { wordsOf } from '../visit.ts';

const state = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      value: z.string().nullish(),
      selected_user: z.string().nullish(),
      selected_users: z.array(z.string()).nullish(),
      selected_options: z.array(z.object({ value: z.string() })).nullish(),
    }),
  ),
);
type State = z.infer<typeof state>;
type Errors = Readonly<Record<string, string>>;

/** Clients by templates, submitted: all of them, but for what is listed already; or none, with what is wrong at its field. */
export const clientsSubmitted: FormHandler = async (visit, form): Promise<FormAnswer> => {
  const { m, rows } = decodeTemplates(form.metadata);
  const migration = await visit.service.read(m);
  const [first] = rows;
  if (migration === undefined || first === undefined) throw new Error('clients for no migration');
  const { facts } = migration;
  const words = wordsOf(visit, facts);
  const wrong = (text: string): FormAnswer => ({ ok: false, errors: { [rowField('name', first)]: text } });
  if (hasEnded(facts)) return wrong(words.refusal({ code: 'ended', figures: {} }));
  const values = state.parse(form.values);
  const typed = rows.map((row) => readRow(row, values, words));
  const errors = { ...repeated(typed, words), ...Object.assign({}, ...typed.map((row) => row.errors)) };
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const { fresh, known } = sorted(
    typed.flatMap(({ clients }) => clients),
    facts,
  );
  if (fresh.length > 0) {
    const result = await visit.service.change(m, { kind: 'add-clients', by: visit.user, clients: fresh });
    if (!result.ok) return wrong(words.refusal(result.refusal));
  }
  const note = noteOf(fresh, known, words);
  return { ok: true, note, view: importedModal(words, 'clients', note) };
};

type ReadRow = { readonly row: TemplateRow; readonly clients: readonly ClientInput[]; readonly errors: Errors };

/** One entry: a client for each owner, or one without. */
function readRow(row: TemplateRow, values: State, words: Words): ReadRow {
  const field = (name: RowField) => values[rowField(name, row)]?.[name];
  const name = (field('name')?.value ?? '').trim();
  const chosen = new Set(field('protocols')?.selected_options?.map(({ value }) => value));
  const protocols = CLIENT_PROTOCOLS.filter((one) => chosen.has(one));
  const typed = (field('user')?.value ?? '').trim();
  const user = typed === '' ? undefined : mailAddress(typed.normalize('NFKC'));
  const { selected_user: one, selected_users: many } = field('owners') ?? {};
  const owners = [...new Set([...(one == null ? [] : [one]), ...(many ?? [])])];
  const base = { name, protocols, kind: row.kind, ...(user === undefined ? {} : { user }) };
  const clients = owners.length === 0 ? [base] : owners.map((owner) => ({ ...base, owner }));
  const errors = {
    ...(name === '' ? { [rowField('name', row)]: words.t('importing:no-name') } : {}),
    ...(protocols.length === 0 ? { [rowField('protocols', row)]: words.t('templates:no-protocol') } : {}),
    ...(user !== undefined && !isMailAddress(user)
      ? { [rowField('user', row)]: words.t('importing:bad-address', { text: user.slice(0, 80) }) }
      : {}),
  };
  return { row, clients, errors };
}

/** Two entries of one name for one owner: which is which nobody could tell. */
function repeated(typed: readonly ReadRow[], words: Words): Errors {
  const first = new Set<string>();
  const errors: Record<string, string> = {};
  for (const { row, clients } of typed) {
    const keys = clients.map(({ name, owner }) => clientKey(name, owner));
    if (keys.some((key) => first.has(key))) errors[rowField('name', row)] = words.t('templates:twice');
    for (const key of keys) first.add(key);
  }
  return errors;
}

function sorted(clients: readonly ClientInput[], facts: Facts) {
  const there = new Set(facts.clients.map(({ name, owner }) => clientKey(name, owner)));
  const fresh = clients.filter(({ name, owner }) => !there.has(clientKey(name, owner)));
  return { fresh, known: clients.length - fresh.length };
}

function noteOf(fresh: readonly ClientInput[], known: number, words: Words): string {
  const alone = fresh.filter(({ owner }) => owner === undefined).map(({ name }) => name);
  return [
    fresh.length === 0
      ? words.t('importing:nothing-new')
      : `✓ ${words.t('importing:clients-added', { count: fresh.length })}`,
    ...(known > 0 ? [words.t('importing:known', { n: known })] : []),
    ...(alone.length > 0 ? [words.t('templates:no-owner', { names: alone })] : []),
    words.t('importing:clients-see'),
  ].join('\n');
}
