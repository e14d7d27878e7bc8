import { namesPassword } from '../../service/lists-csv.ts';
import { hostname } from '../actions/server.ts';
import { unlink } from '../parse/text.ts';

/** What a text holds that must not be in it. */
export const SECRETS = ['password', 'private-key', 'token', 'url', 'list'] as const;
export type Secret = (typeof SECRETS)[number];

/**
 * What of a typed or pasted text looks like a secret; undefined: nothing. Rather one too many where a word says that a
 * password follows; nothing by mere looks, for keys in DNS (`p=MIIB…`), hashes and model numbers look like passwords, too:
 * there a password is told by its place, behind an address.
 */
export function secretIn(typed: string): Secret | undefined {
  const text = unlink(typed).normalize('NFKC');
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----/.test(text)) return 'private-key';
  if (TOKENS.some((token) => token.test(text))) return 'token';
  if (/\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:[^\s/@]+@[^\s/]/iu.test(text)) return 'url';
  if (isListWithPasswords(text)) return 'list';
  return isPasswordNamed(text) || isBehindAddress(text) ? 'password' : undefined;
}

/** A line of `/migration`: as any text, and words behind an address that the lists of mailboxes have no use for. */
export function secretInLine(line: string): Secret | undefined {
  return secretIn(line) ?? (isBehindMailbox(unlink(line).normalize('NFKC')) ? 'password' : undefined);
}

/** As those who give them out write them. */
const TOKENS: readonly RegExp[] = [
  /\bxox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{8,}/,
  /\bxapp-[A-Za-z0-9-]{8,}/,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|glpat-[\w-]{18,})/,
  /\b(?:AIza[\w-]{35}|ya29\.[\w-]{20,}|GOCSPX-[\w-]{20,})/,
  /\bsk-[\w-]{20,}/,
  // A client secret of Microsoft Entra.
  /(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~-])/,
  // A JSON web token.
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/,
  /\bBearer\s+[\w~+/.-]{20,}/i,
];

/** Not behind "=", as in "dkim=pass: …", nor as a part of another word. */
const NAMED =
  /(?<![\p{L}\p{N}_=-])(?:(?:pass(?:word|wd|phrase|code)?|pwd|pw|client[ _-]?secret|secret)|\p{L}{0,6}(?:パスワード|暗証番号)|パス)\s*[:=]\s*(["'「『]?)(\S+)/giu;
/** `old_password=…`, `"clientSecret": "…"`. */
const FIELD =
  /[\w-]*(?:passw(?:or)?d|passphrase|client_?secret|private_?key|api_?key)["']?\s*[:=]\s*["']?([^\s"',;}]+)/giu;
/** Without a sign between them it has to look like one. */
const SAID =
  /(?:(?<![\p{L}\p{N}_=-])(?:password|passwd|pwd|pass)(?!\p{L})|パスワード)\s*(?:is|was|are|は|が)?\s*["'「『]?([!-~]{6,})/giu;

/** What people write where a password would stand: that there is none, or who has it. */
const NO_PASSWORD = new RegExp(
  [
    String.raw`^(?:<.*|\[.*|\*+|x{3,}|\.{2,}|…+|-+|\?+)$`,
    '^(?:not?|none|nobody|unknown|lost|forgotten|changed?|ask|see|same|the|is|was|will|we|he|she|they|to|yes|required|wrong|refused|rejected|expired|missing|incorrect|invalid)[,.;!?)]*$',
    '^(?:不明|なし|無し|未|変更|忘|同じ|要)',
  ].join('|'),
  'iu',
);

function isPasswordNamed(text: string): boolean {
  for (const [, , value = ''] of text.matchAll(NAMED)) if (!NO_PASSWORD.test(value)) return true;
  for (const [, value = ''] of text.matchAll(FIELD)) if (!NO_PASSWORD.test(value)) return true;
  for (const [, value = ''] of text.matchAll(SAID)) if (looksMade(value)) return true;
  return false;
}

/** `aoi@example.jp:hunter2`, and with a stroke; not a port, not another name. */
function isBehindAddress(text: string): boolean {
  for (const [, value = ''] of text.matchAll(/[^\s<>@:,;/]+@[\w.-]+\s*[:/]\s*([!-~]{6,})/gu))
    if (looksMade(value)) return true;
  return false;
}

const MAILBOXES = /^[`\s]*(?:[/]?migration\s+)?(?:mailbox(?:es)?|メールボックス)\s+(.*)$/isu;

/** The last words of `mailboxes add aoi@example.jp …` are addresses, ways of watching and people; nothing with figures. */
function isBehindMailbox(line: string): boolean {
  const rest = MAILBOXES.exec(line)?.[1];
  if (rest === undefined || !rest.includes('@')) return false;
  const words = rest
    .slice(rest.indexOf('@'))
    .split(/[\s,、;]+/u)
    .slice(1);
  return words.some((word) => looksMade(word) && !/^<[@!]|^@|@[\w-]+\./u.test(word));
}

/** Letters with figures or signs among them, six at least: no date, no address, no host, no plain word. */
function looksMade(word: string): boolean {
  const bare = word.replace(/^["'「『(]+|["'」』).,;:]+$/gu, '');
  if (bare.length < 6 || !/\p{L}/u.test(bare)) return false;
  if (!/\d/.test(bare) && !/[!#$%&*+?^~|{}\\]/.test(bare)) return false;
  const isName = hostname(bare) !== undefined || /^[^@]+@[\w-]+(?:\.[\w-]+)+$/.test(bare);
  return !isName && !/^(?:https?:\/\/|[\w-]+:\d+$)/i.test(bare);
}

/** A list as it comes out of a spreadsheet: a header that names a column of passwords, and a line of as many cells. */
function isListWithPasswords(text: string): boolean {
  const [header = '', second] = text.split(/\r?\n|\r/).filter((line) => line.trim() !== '');
  if (second === undefined) return false;
  const delimiter = ['\t', ';', ','].find((sign) => header.includes(sign) && second.includes(sign));
  if (delimiter === undefined) return false;
  const cells = (line: string) => line.split(delimiter).map((cell) => cell.replace(/^["'\s]+|["'\s]+$/g, ''));
  const below = cells(second);
  return cells(header).some((cell, at) => isColumnName(cell) && namesPassword(cell) && !/\s/.test(below[at] ?? ' '));
}

/** A header names its columns in a word or three; a sentence is none. */
const isColumnName = (cell: string): boolean => cell.length <= 24 && cell.split(/\s+/).length <= 3;
