import type { Side } from '../../migration/observations.ts';
import { type AccountsProblem, parseAccounts } from '../../service/accounts-csv.ts';
import type { DeskEntry, DeskVisit } from '../../service/password-desk.ts';

/** What of a form was not taken. None holds a secret; `user` is repeated in its field. */
export type EntryProblem =
  | {
      readonly kind: 'no-password' | 'control' | 'long';
      readonly mailbox: string;
      readonly side: Side;
      readonly user: string;
    }
  | { readonly kind: 'line'; readonly problem: AccountsProblem }
  | { readonly kind: 'twice' | 'nothing' | 'no-passwords' }
  | { readonly kind: 'foreign'; readonly names: readonly string[] };

export type Entries = { readonly entries: readonly DeskEntry[]; readonly problems: readonly EntryProblem[] };

const SIDES = ['old', 'new'] as const;
/** Longer than any password or login that a server takes. */
export const MOST_CHARACTERS = 1_000;

/** The names of a mailbox's fields. They carry its address: a list that has changed meanwhile moves no password to another. */
export const fieldName = (what: 'user' | 'password', side: Side, mailbox: string): string =>
  `${what}-${side}-${mailbox}`;

/**
 * What a form brings: each field that is filled in, and each line of the list. Of the list all or none is taken, as the
 * command line does; what was typed for a mailbox goes before its line. Only fields of mailboxes that were shown count.
 */
export async function entriesOf(form: FormData, visit: DeskVisit): Promise<Entries> {
  const fields = visit.mailboxes.flatMap(({ address }) => SIDES.map((side) => fromFields(form, address, side)));
  const typed = fields.flatMap((field) => (field !== undefined && 'password' in field ? [field] : []));
  const wrong = fields.flatMap((field) => (field !== undefined && 'kind' in field ? [field] : []));
  const list = visit.isOwn ? { entries: [], problems: [] } : await fromList(form);
  const isTyped = (one: DeskEntry) => typed.some(({ mailbox, side }) => mailbox === one.mailbox && side === one.side);
  const entries = [...typed, ...list.entries.filter((one) => !isTyped(one))];
  const problems = [...wrong, ...list.problems];
  return { entries, problems: entries.length + problems.length === 0 ? [{ kind: 'nothing' }] : problems };
}

function fromFields(form: FormData, mailbox: string, side: Side): DeskEntry | EntryProblem | undefined {
  const user = textOf(form, fieldName('user', side, mailbox)).trim();
  const password = textOf(form, fieldName('password', side, mailbox));
  if (password === '') return user === '' ? undefined : { kind: 'no-password', mailbox, side, user };
  if (/\p{Cc}/u.test(user + password)) return { kind: 'control', mailbox, side, user: '' };
  if (user.length > MOST_CHARACTERS || password.length > MOST_CHARACTERS)
    return { kind: 'long', mailbox, side, user: user.slice(0, MOST_CHARACTERS) };
  return { mailbox, side, user: user || mailbox, password };
}

async function fromList(form: FormData): Promise<Entries> {
  const file = form.get('file');
  const pasted = textOf(form, 'list');
  const isFile = file instanceof File && file.size > 0;
  if (!isFile && pasted.trim() === '') return { entries: [], problems: [] };
  if (isFile && pasted.trim() !== '') return { entries: [], problems: [{ kind: 'twice' }] };
  const bytes = isFile ? new Uint8Array(await file.arrayBuffer()) : new TextEncoder().encode(pasted);
  const { accounts, problems } = parseAccounts(bytes);
  if (problems.length > 0) return { entries: [], problems: problems.map((problem) => ({ kind: 'line', problem })) };
  const entries = accounts.flatMap((account) =>
    SIDES.flatMap((side) => {
      const given = account[side];
      return given === undefined ? [] : [{ mailbox: account.address, side, ...given }];
    }),
  );
  return entries.length > 0 ? { entries, problems: [] } : { entries, problems: [{ kind: 'no-passwords' }] };
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
