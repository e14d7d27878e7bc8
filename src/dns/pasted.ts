import { TTL_UNSAID_SECONDS } from '../migration/caches.ts';
import { recordKey } from '../migration/keys.ts';
import type { DnsResult, FailureCode, Question, VantageObservation } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import { isWithin } from './names.ts';
import { NO_TTL, type Piece, readLine } from './pasted-lines.ts';
import { nslookupReader } from './pasted-nslookup.ts';
import { canonicalValues, type Rr } from './values.ts';

export { officeCommand } from './office-command.ts';

export type Pasted = {
  /** One for each question that was answered; which office it was, whoever stores it says. */
  readonly observations: readonly VantageObservation[];
  /** Lines that nobody could make sense of. */
  readonly unread: readonly string[];
};

/** Longer than any answer to our commands; what is pasted behind is not read. */
const MOST_LINES = 2_000;
const MOST_ALIASES = 16;

/**
 * Reads what a person pasted of a resolver's answers: what our own commands print, `dig`, tables of `Resolve-DnsName`,
 * `nslookup`. Quotes, dashes and spaces that mail and chat programs have put in are folded first. What was not asked is
 * ignored. An answer without its TTL has `TTL_UNSAID_SECONDS`. Never throws.
 */
export function readPasted(text: string, questions: readonly Question[], now: Instant): Pasted {
  const told = tell(text);
  // A clock of the office's that is ahead proves nothing about the future.
  const at = Math.min(told.at ?? now, now);
  const observations = questions.flatMap((question): VantageObservation[] => {
    const result = resultOf(told, question, at);
    return result === undefined ? [] : [{ vantage: 'office', operator: 'office', site: true, question, result }];
  });
  return { observations, unread: told.unread };
}

/** What the full output of one `dig` says about its question. */
export function readDig(output: string, question: Question, at: Instant): DnsResult | undefined {
  return resultOf(tell(output), question, at);
}

type Answered = { readonly status: string; readonly ede: number[]; nsid?: string };
type Told = {
  at?: Instant;
  readonly records: Rr[];
  /** By "name/TYPE". */
  readonly answered: Map<string, Answered>;
  /** By name, where a tool does not say of which type. */
  readonly names: Map<string, string>;
  readonly unread: string[];
};

function tell(text: string): Told {
  const told: Told = { records: [], answered: new Map(), names: new Map(), unread: [] };
  const nslookup = nslookupReader();
  let current: Answered | undefined;
  const take = (piece: Piece): void => {
    switch (piece.kind) {
      case 'marker':
        if (piece.at !== undefined) told.at = piece.at;
        return;
      case 'status':
        if (piece.name !== undefined) told.names.set(piece.name, piece.status);
        else current = { status: piece.status, ede: [] };
        if (piece.question !== undefined && current !== undefined)
          told.answered.set(recordKey(piece.question), current);
        return;
      case 'question':
        if (current !== undefined) told.answered.set(recordKey(piece.question), current);
        return;
      case 'ede':
        current?.ede.push(piece.code);
        return;
      case 'nsid':
        if (current !== undefined) current.nsid = piece.text;
        return;
      case 'record':
        told.records.push(piece.record);
        return;
      case 'noise':
        return;
    }
  };
  for (const line of folded(text).slice(0, MOST_LINES)) {
    const piece = readLine(line.trim());
    const pieces = piece === undefined ? nslookup.read(line) : [piece];
    if (pieces === undefined) told.unread.push(line.trim());
    else pieces.forEach(take);
  }
  nslookup.end().forEach(take);
  return told;
}

/** Typographer's quotes, dashes and spaces, chat's links and quotations, mail's `> `: back to what the tool printed. */
function folded(text: string): readonly string[] {
  return text
    .replace(/[\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(/[“”„‟″＂]/g, '"')
    .replace(/[‘’‚‛′]/g, "'")
    .replace(/[‐‑‒–—―−]/g, '-')
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000\t]/g, ' ')
    .replace(/<(?:https?:\/\/|mailto:)[^|>\s]*\|([^>]*)>/g, '$1')
    .replace(/&gt;/g, '>')
    .replace(/&lt;/g, '<')
    .replace(/&amp;/g, '&')
    .split(/\r\n|\r|\n/)
    .map((line) =>
      line
        .replace(/^(> ?)+/, '')
        .replace(/^```|```$/g, '')
        .trimEnd(),
    )
    .filter((line) => line.trim() !== '');
}

const FAILURES: ReadonlyMap<string, FailureCode> = new Map([
  ['SERVFAIL', 'dns-servfail'],
  ['REFUSED', 'dns-refused'],
  ['NOTIMP', 'dns-refused'],
  ['FORMERR', 'dns-malformed'],
  ['TIMEOUT', 'dns-timeout'],
]);

function resultOf(told: Told, question: Question, at: Instant): DnsResult | undefined {
  const answered = told.answered.get(recordKey(question));
  const { owner, via, ttls } = chainOf(told.records, question);
  const own = told.records.filter(({ name, type }) => name === owner && type === question.type);
  const extras = {
    ...(via.length === 0 ? {} : { via }),
    ...(answered === undefined || answered.ede.length === 0 ? {} : { ede: answered.ede }),
    ...(answered?.nsid === undefined ? {} : { nsid: answered.nsid }),
  };
  const answer = (values: readonly string[], ttlSeconds: number): DnsResult => ({
    outcome: 'answer',
    at,
    values,
    ttlSeconds: Math.min(ttlSeconds, ...ttls),
    ...extras,
  });
  if (own.length > 0) return answer(canonicalValues(own.map(({ value }) => value)), ttlOf(own));

  const status = answered?.status ?? told.names.get(owner) ?? told.names.get(question.name);
  if (status === undefined) return undefined;
  if (status !== 'NOERROR' && status !== 'NXDOMAIN')
    return { outcome: 'failed', at, code: FAILURES.get(status) ?? 'dns-servfail' };
  const soas = told.records.filter((record) => record.type === 'SOA' && isWithin(owner, record.name));
  const [soa] = [...soas].sort((a, b) => b.name.length - a.name.length);
  return answer([], soa === undefined ? TTL_UNSAID_SECONDS : negativeTtl(soa));
}

type Chain = { readonly owner: string; readonly via: readonly string[]; readonly ttls: readonly number[] };

function chainOf(records: readonly Rr[], question: Question): Chain {
  const via: string[] = [];
  const ttls: number[] = [];
  let owner = question.name;
  while (question.type !== 'CNAME' && via.length < MOST_ALIASES) {
    const aliases = records.filter(({ name, type }) => name === owner && type === 'CNAME');
    const [alias] = aliases;
    if (alias === undefined || alias.value === question.name || via.includes(alias.value)) break;
    via.push(alias.value);
    ttls.push(ttlOf(aliases));
    owner = alias.value;
  }
  return { owner, via, ttls };
}

/** The longest one said: of a record set that was pasted twice, the one that lets go last. */
function ttlOf(records: readonly Rr[]): number {
  const said = records.map(({ ttlSeconds }) => ttlSeconds).filter((ttl) => ttl !== NO_TTL);
  return said.length === 0 ? TTL_UNSAID_SECONDS : Math.max(...said);
}

function negativeTtl({ ttlSeconds, minimumSeconds = TTL_UNSAID_SECONDS }: Rr): number {
  return ttlSeconds === NO_TTL ? minimumSeconds : Math.min(ttlSeconds, minimumSeconds);
}
