import { isMailAddress } from '../../migration/addresses.ts';
import { CLIENT_KINDS, CLIENT_PROTOCOLS } from '../../migration/client-facts.ts';
import type { ClientInput } from '../../migration/commands.ts';
import { type Facts, WATCH_MODES, type WatchMode } from '../../migration/facts.ts';
import { isPerson } from '../../migration/person.ts';
import { isOurs } from '../../migration/zones.ts';
import type { ListLine, ListProblem } from '../../service/lists-csv.ts';
import { EVERY_PROTOCOL, kindOf, protocolsOf } from './clients.ts';
import { mailAddress } from './names.ts';
import { mentioned, plain } from './text.ts';

/** What is wrong with a line; `text`: the cell, `allowed`: what may stand there, `first`: the line that says the same. */
export type ImportProblem = {
  readonly line: number;
  readonly code:
    | ListProblem['code']
    | 'no-name'
    | 'no-address'
    | 'bad-address'
    | 'foreign-address'
    | 'bad-protocols'
    | 'bad-kind'
    | 'bad-watch'
    | 'odd-owner'
    | 'twice';
  readonly text?: string;
  readonly allowed?: readonly string[];
  readonly first?: number;
};

/** What a list brings in, how many of it the migration has already, and what stands in the way of all of it. */
export type Imported<Entry> = {
  readonly entries: readonly Entry[];
  readonly known: number;
  readonly problems: readonly ImportProblem[];
};

type MailboxInput = { readonly address: string; readonly watch: WatchMode };
type Read<Entry> = { readonly line: number; readonly key: string; readonly entry: Entry } | ImportProblem;

/** Clients of a list; one of the same name and owner is the same client. */
export function importedClients(lines: readonly ListLine[], facts: Facts): Imported<ClientInput> {
  return sorted(
    lines.map(clientOf),
    facts.clients.map(({ name, owner }) => clientKey(name, owner)),
  );
}

/** Mailboxes of a list; one of the same address is the same mailbox. */
export function importedMailboxes(lines: readonly ListLine[], facts: Facts): Imported<MailboxInput> {
  return sorted(
    lines.map((line) => mailboxOf(line, facts)),
    facts.mailboxes.map(({ address }) => address),
  );
}

function sorted<Entry>(all: readonly Read<Entry>[], there: readonly string[]): Imported<Entry> {
  const known = new Set(there);
  const first = new Map<string, number>();
  const entries: Entry[] = [];
  const problems: ImportProblem[] = [];
  let count = 0;
  for (const one of all) {
    if ('code' in one) {
      problems.push(one);
      continue;
    }
    const { key, line, entry } = one;
    const before = first.get(key);
    if (known.has(key)) count += 1;
    else if (before !== undefined) problems.push({ line, code: 'twice', first: before });
    else entries.push(entry);
    first.set(key, before ?? line);
  }
  return { entries, known: count, problems };
}

/** What makes two of them the same client: name and owner. */
export const clientKey = (name: string, owner: string | undefined): string =>
  JSON.stringify([plain(name), owner ?? '']);

function clientOf({ line, cells }: ListLine): Read<ClientInput> {
  const { name } = cells;
  if (name === undefined) return { line, code: 'no-name' };
  // Spreadsheets say "IMAP, SMTP" and "Apple Mail".
  const protocols =
    cells.protocols === undefined
      ? EVERY_PROTOCOL
      : protocolsOf(
          cells.protocols
            .split(/[\s,、;+/]+/u)
            .filter(Boolean)
            .join(','),
        );
  if (protocols === undefined)
    return { line, code: 'bad-protocols', text: cells.protocols ?? '', allowed: CLIENT_PROTOCOLS };
  const kind = kindOf(cells.kind?.replace(/\s+/gu, '-'));
  if (cells.kind !== undefined && kind === undefined)
    return { line, code: 'bad-kind', text: cells.kind, allowed: CLIENT_KINDS };
  const typed = cells.user ?? cells.address;
  const user = typed === undefined ? undefined : mailAddress(typed.normalize('NFKC'));
  if (user !== undefined && !isMailAddress(user)) return { line, code: 'bad-address', text: user };
  const owner = cells.owner === undefined ? undefined : ownerOf(cells.owner);
  if (owner === null) return { line, code: 'odd-owner', text: cells.owner ?? '' };
  const entry = {
    name,
    protocols,
    ...(owner === undefined ? {} : { owner }),
    ...(kind === undefined ? {} : { kind }),
    ...(user === undefined ? {} : { user }),
  };
  return { line, key: clientKey(name, owner), entry };
}

/** Members have ids of nine characters or more; a shorter word in capitals is somebody's name. */
const MEMBER_ID = /^[UW](?=[A-Z]*\d)[A-Z0-9]{8,}$/;

/**
 * A member by mention or member id, else a name: a list has no mentions of its own, and whom "@ken" means only Slack's
 * own field could tell. Null: a name that would be taken for a member id ("WADA"), and then be written to in vain.
 */
function ownerOf(cell: string): string | null {
  const member = mentioned(cell);
  if (member !== undefined) return member;
  const name = cell.replace(/^[@＠]\s*/u, '');
  if (MEMBER_ID.test(name)) return name;
  return name === '' || isPerson(name) ? null : name;
}

function mailboxOf({ line, cells }: ListLine, facts: Facts): Read<MailboxInput> {
  if (cells.address === undefined) return { line, code: 'no-address' };
  const address = mailAddress(plain(cells.address));
  if (!isMailAddress(address)) return { line, code: 'bad-address', text: address };
  if (!isOurs(facts, address.slice(address.lastIndexOf('@') + 1)))
    return { line, code: 'foreign-address', text: address };
  const typed = plain(cells.watch ?? 'login');
  const watch = WATCH_MODES.find((mode) => mode === typed);
  if (watch === undefined) return { line, code: 'bad-watch', text: typed, allowed: WATCH_MODES };
  return { line, key: address, entry: { address, watch } };
}
