import { isIPv6 } from 'node:net';
import type { Instant } from '../migration/time.ts';
import { parseDate } from './headers.ts';

/**
 * One Received line (RFC 5321 section 4.4): which host stamped it, when, and from whom it took the message.
 * What is absent could not be read. Names are in lower case, without a trailing dot.
 */
export type Received = {
  /** The host that stamped the line. Absent also when a line names two: then somebody wrote into it. */
  readonly by?: string;
  /** What the sender called itself, and the address that the stamping host saw. */
  readonly helo?: string;
  readonly address?: string;
  /** The name that the stamping host found for that address. */
  readonly reverse?: string;
  readonly with?: string;
  readonly at?: Instant;
  /** True when the line says that the message came from somewhere: local submission has no "from". */
  readonly from: boolean;
};

const CLAUSES = new Set(['from', 'by', 'via', 'with', 'id', 'for']);

const ANY_DATE = /\d{1,2}\s+[A-Za-z]{3}\s+\d{2,4}\s+\d{1,2}:\d{2}/g;
/** "by" and a host name, wherever it stands, inside comments and quotes too. */
const ANY_BY = /\bby\s+([\w-]+(?:\.[\w-]+)+)/gi;

/**
 * Reads one Received value. Tolerates the dialects of Postfix, Exim, Sendmail, qmail, Exchange, Courier and Dovecot.
 *
 * The sender chooses its HELO name (and its envelope address, which some hosts write down too), so it can try to write
 * a "by" of its own into the line, or to hide the host's in a comment; and a message that begins with a blank is folded
 * into the line above. A line that names two hosts, or in which a comment or a quote stays open, is unreadable rather
 * than believable, and so is the date of one that holds two.
 */
export function parseReceived(value: string): Received {
  const { words, date, open } = splitClauses(value);
  const from = words.get('from')?.join(' ');
  const named = [...(words.get('by') ?? []), ...[...value.matchAll(ANY_BY)].map(([, name]) => name ?? '')];
  const by = new Set(named.map(hostName).filter((name) => name !== undefined));
  const [onlyBy] = open ? [] : by;
  const protocol = words.get('with')?.[0];
  const at = [...value.matchAll(ANY_DATE)].length === 1 ? parseDate(date) : undefined;
  return {
    from: from !== undefined,
    ...(by.size === 1 && onlyBy !== undefined && { by: onlyBy }),
    ...(from !== undefined && parseFrom(from)),
    ...(protocol !== undefined && { with: protocol.toLowerCase() }),
    ...(at !== undefined && { at }),
  };
}

/** qmail stamps a line of its own kind above the one that names the host: "(qmail 1234 invoked by uid 89); date". */
export function isQmailNote(value: string): boolean {
  return /^\(qmail \d+ invoked (?:by|from) [^()]*\)/.test(value);
}

/** An address of this very machine: such a hop never left it. */
export function isLoopback(address: string): boolean {
  return /^127\./.test(address) || address === '::1';
}

/** RFC 3848: the A says that the sender had logged in. */
const AUTHENTICATED = /^(?:e?smtps?a|utf8smtps?a|lmtps?a|asmtp)$/;

/** Handed over by a sender that had logged in. */
export function isAuthenticated({ with: protocol }: Pick<Received, 'with'>): boolean {
  return protocol !== undefined && AUTHENTICATED.test(protocol);
}

type Clauses = {
  readonly words: ReadonlyMap<string, readonly string[]>;
  readonly date: string;
  /** A comment or a quote was not closed. */
  readonly open: boolean;
};

/** Words by clause; "from" keeps its comments (they hold address and HELO), the other clauses only their first word. */
function splitClauses(value: string): Clauses {
  const words = new Map<string, string[]>();
  let clause: string | undefined;
  let fresh = false;
  let dateFrom = value.length;
  let open = false;
  for (const token of tokensOf(value)) {
    open ||= token.open;
    if (token.text === ';') {
      dateFrom = token.end;
      continue;
    }
    const comment = token.text.startsWith('(');
    if (!comment && CLAUSES.has(token.text.toLowerCase())) {
      clause = token.text.toLowerCase();
      fresh = true;
      if (!words.has(clause)) words.set(clause, []);
      continue;
    }
    if (clause === undefined || (comment && clause !== 'from')) continue;
    if (fresh || clause === 'from') words.get(clause)?.push(token.text);
    fresh = false;
  }
  return { words, date: value.slice(dateFrom), open };
}

type Token = { readonly text: string; readonly end: number; readonly open: boolean };

/** Atoms, quoted strings, whole comments and semicolons, in one pass. An unclosed comment or quote ends with the line. */
function* tokensOf(value: string): Generator<Token> {
  let at = 0;
  while (at < value.length) {
    const char = value.charAt(at);
    if (/\s/.test(char)) {
      at += 1;
      continue;
    }
    const closed = char === ';' ? at + 1 : char === '(' ? endOfComment(value, at) : endOfAtom(value, at);
    const end = closed ?? value.length;
    yield { text: value.slice(at, end), end, open: closed === undefined };
    at = end;
  }
}

function endOfComment(value: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < value.length; at += 1) {
    const char = value.charAt(at);
    if (char === '\\') at += 1;
    else if (char === '(') depth += 1;
    else if (char === ')') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}

function endOfAtom(value: string, start: number): number | undefined {
  let quoted = false;
  for (let at = start; at < value.length; at += 1) {
    const char = value.charAt(at);
    if (char === '"') quoted = !quoted;
    else if (!quoted && /[\s(;]/.test(char)) return at;
  }
  return quoted ? undefined : value.length;
}

function parseFrom(from: string): Pick<Received, 'helo' | 'address' | 'reverse'> {
  const before = from.split('(', 1)[0]?.trim().split(/\s+/, 1)[0] ?? '';
  const comment = from.slice(from.indexOf('(') + 1);
  const commented = from.includes('(') ? comment : '';
  // The address in the comment is the one that the host saw; the one before it may be an address literal as HELO.
  const address = addressIn(commented) ?? addressIn(before);
  // Exim: "rdns ([addr] helo=name)". qmail: "rdns (HELO name) (addr)". The others put the HELO first.
  const stated = /\b(?:helo[=\s]\s*|ehlo[=\s]\s*)([^\s()]+)/i.exec(commented)?.[1];
  const helo = hostName(stated ?? before);
  const found = stated !== undefined ? before : commented.split(/[\s()[\]]+/, 1)[0];
  const reverse = found === undefined || /^unknown$/i.test(found) || addressIn(found) ? undefined : hostName(found);
  return {
    ...(helo !== undefined && { helo }),
    ...(address !== undefined && { address }),
    ...(reverse !== undefined && { reverse }),
  };
}

const V4 = /(?<![\d.])(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![\d.])/;
const V6 = /(?:IPv6:)?([0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?![\w:])/i;

/** The first address in a text: in square brackets where there is one, else bare. IPv4-mapped IPv6 is IPv4. */
function addressIn(text: string): string | undefined {
  const bracketed = /\[([^\]]{2,64})\]/.exec(text)?.[1];
  const candidate = bracketed ?? text.slice(0, 300);
  const v4 = V4.exec(candidate)?.[0];
  if (v4) return v4;
  const v6 = V6.exec(candidate)?.[1]?.toLowerCase();
  return v6 !== undefined && isIPv6(v6) ? v6 : undefined;
}

/** A host name as we compare them, or undefined where the word is none that a host would sign with. */
function hostName(word: string): string | undefined {
  const name = word.toLowerCase().replace(/[.,]+$/, '');
  return /^[\w[\]:.-]{1,255}$/.test(name) ? name : undefined;
}
