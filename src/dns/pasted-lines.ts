import type { Question, RecordType } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import { canonicalName } from './names.ts';
import { MARKER } from './office-command.ts';
import { isRecordType } from './packet.ts';
import { recordOf, recordOfLine } from './presentation.ts';
import type { Rr } from './values.ts';

/** A record of which no TTL was said. */
export const NO_TTL = -1;

/** What a line of a tool's output says; `noise` says nothing, and is known to. */
export type Piece =
  | { readonly kind: 'marker'; readonly at?: Instant }
  /** A question and how it was answered; a new answer begins. */
  | { readonly kind: 'status'; readonly status: string; readonly question?: Question; readonly name?: string }
  | { readonly kind: 'question'; readonly question: Question }
  | { readonly kind: 'record'; readonly record: Rr }
  | { readonly kind: 'ede'; readonly code: number }
  | { readonly kind: 'nsid'; readonly text: string }
  | { readonly kind: 'noise' };

const NOISE: Piece = { kind: 'noise' };

/** Codes of Windows' DNS client (winerror.h), which speaks the machine's language otherwise. */
const WINDOWS_CODES: ReadonlyMap<string, string> = new Map([
  ['9001', 'FORMERR'],
  ['9002', 'SERVFAIL'],
  ['9003', 'NXDOMAIN'],
  ['9004', 'NOTIMP'],
  ['9005', 'REFUSED'],
  ['9501', 'NOERROR'],
  ['9701', 'NOERROR'],
  ['1460', 'TIMEOUT'],
]);

/** One line of our own commands, of `dig`, or of a table of `Resolve-DnsName`; undefined for anything else. */
export function readLine(line: string): Piece | undefined {
  return ownLine(line) ?? digLine(line) ?? tableRow(line) ?? recordLine(line) ?? windowsError(line);
}

function ownLine(line: string): Piece | undefined {
  if (line.startsWith(MARKER)) {
    const seconds = /^\d{9,11}/.exec(line.slice(MARKER.length).trim())?.[0];
    return { kind: 'marker', ...(seconds === undefined ? {} : { at: Number(seconds) * 1_000 }) };
  }
  const [, name = '', type = '', status = ''] = /^; (\S+) ([A-Z]+) ([A-Z]+|\d+)$/.exec(line) ?? [];
  const question = questionOf(name, type);
  return question === undefined ? undefined : { kind: 'status', status: WINDOWS_CODES.get(status) ?? status, question };
}

function digLine(line: string): Piece | undefined {
  if (!line.startsWith(';')) return undefined;
  const status = /status: ([A-Z]+)/.exec(line)?.[1];
  if (status !== undefined) return { kind: 'status', status };
  const ede = /\bEDE: (\d+)/.exec(line)?.[1];
  if (ede !== undefined) return { kind: 'ede', code: Number(ede) };
  const nsid = /\bNSID: .*\("(.*)"\)/.exec(line)?.[1];
  if (nsid !== undefined) return { kind: 'nsid', text: nsid };
  const [, name = '', type = ''] = /^;([^\s;<][^\s]*)\s+IN\s+([A-Z]+)$/.exec(line) ?? [];
  const question = questionOf(name, type);
  return question === undefined ? NOISE : { kind: 'question', question };
}

/** `mail.example.jp  A  300  Answer  192.0.2.10`; what did not fit its column ends in dots, and cannot be read. */
function tableRow(line: string): Piece | undefined {
  const match = /^(\S+)\s+([A-Z]+)\s+(\d+)\s+(Question|Answer|Authority|Additional)\s+(\S.*)$/.exec(line);
  if (match === null) return /^(Name\s+Type\s+TTL\s+Section|----)/.test(line) ? NOISE : undefined;
  const [, name = '', type = '', ttl = '', , rest = ''] = match;
  if (/(\.\.\.|…)$/.test(rest)) return undefined;
  const record = recordOf(name, Number(ttl), type, fromColumns(type, rest, ttl));
  return record === undefined ? undefined : { kind: 'record', record };
}

/** Windows puts names first, and numbers behind them. */
function fromColumns(type: string, rest: string, ttl: string): string {
  const words = rest.split(/\s+/);
  switch (type) {
    case 'MX':
    case 'SRV':
      return [...words.slice(1), words[0]].join(' ');
    case 'TXT':
      return rest.replace(/^\{(.*)\}$/, '$1');
    case 'SOA':
      // Of the fields only the serial is shown; the TTL of an SOA that comes with a negative answer is the negative TTL.
      return `${words[0]} ${words[1] ?? ''} 0 0 0 0 ${ttl}`;
    default:
      return rest;
  }
}

function recordLine(line: string): Piece | undefined {
  const record = recordOfLine(line);
  return record === undefined ? undefined : { kind: 'record', record };
}

/** What PowerShell says in red: the name stands in front of the message. */
function windowsError(line: string): Piece | undefined {
  const name =
    /^Resolve-DnsName\s*:\s*(\S+)\s*:\s*(DNS name does not exist|DNS 名が存在しません|DNS 名は存在しません)/i.exec(
      line,
    )?.[1];
  if (name !== undefined) return { kind: 'status', status: 'NXDOMAIN', name: canonicalName(name) };
  return /^(\+ |At line:|発生場所)/.test(line) ? NOISE : undefined;
}

/** A question in the words of a tool. */
function questionOf(name: string, type: string): Question | undefined {
  const known: string = type.toUpperCase();
  return name === '' || !isRecordType(known)
    ? undefined
    : { name: canonicalName(name), type: known satisfies RecordType };
}
