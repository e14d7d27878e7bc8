import type { MailAccount } from './account.ts';
import { saslAnswer } from './auth.ts';
import { MailError } from './mail-error.ts';
import { type Pop3Stage, refusedBy } from './pop3-errors.ts';
import type { Pop3Wire } from './pop3-wire.ts';

/** What a server says of itself (RFC 2449): capability → its arguments. Empty where it does not know CAPA. */
export type Pop3Capabilities = ReadonlyMap<string, readonly string[]>;
/** One message of the maildrop. `number` is good for this session alone. */
export type Pop3Message = { readonly number: number; readonly uidl: string; readonly sizeBytes: number };

const LIST_BYTES = 32 * 1024 * 1024;
const HEADER_BYTES = 8 * 1024 * 1024;
/** Commands sent ahead of their answers, where the server takes that (PIPELINING). */
const AHEAD = 50;

/** What the server can do; empty where it does not know CAPA. */
export async function capabilitiesOf(wire: Pop3Wire): Promise<Pop3Capabilities> {
  wire.write('CAPA');
  if (!isOk(await replyOf(wire))) return new Map();
  const lines = (await textOf(wire)).split(/\r?\n/).filter(Boolean);
  return new Map(
    lines.map((line) => {
      const [name = '', ...words] = line.trim().toUpperCase().split(/\s+/);
      return [name, words];
    }),
  );
}

/** Logs in, and answers the capabilities as they were: those that we need are the same afterwards. */
export async function authenticate(
  wire: Pop3Wire,
  account: MailAccount,
  capabilities: Pop3Capabilities,
): Promise<Pop3Capabilities> {
  const mechanisms = new Set(capabilities.get('SASL') ?? []);
  const needsSasl = account.accessToken !== undefined || account.authzid !== undefined;
  const sasl = saslAnswer(account, mechanisms);
  if (needsSasl || (sasl !== undefined && !capabilities.has('USER'))) {
    if (sasl === undefined) throw new MailError('protocol', 'the server offers no login by token or for another user');
    // Past 255 octets an answer may not stand on the line of the command (RFC 5034 section 4): it waits to be asked for.
    wire.write(`AUTH ${sasl.mechanism}`);
    let reply = await replyOf(wire);
    if (reply.startsWith('+') && !isOk(reply)) {
      wire.write(sasl.response);
      reply = await replyOf(wire);
    }
    if (reply.startsWith('+') && !isOk(reply)) {
      wire.write(sasl.breaker);
      reply = await replyOf(wire);
    }
    if (!isOk(reply)) throw refusedBy(reply, 'login', account);
    return capabilities;
  }
  await ask(wire, `USER ${account.user}`, 'login', account);
  await ask(wire, `PASS ${account.password}`, 'login', account);
  return capabilities;
}

/** UIDL and LIST in one: both name every message by its number. */
export async function listOf(wire: Pop3Wire, account: MailAccount): Promise<readonly Pop3Message[]> {
  wire.write('UIDL');
  if (!isOk(await replyOf(wire))) throw new MailError('protocol', 'the server does not know UIDL');
  const uidls = pairsOf(await textOf(wire));
  await ask(wire, 'LIST', 'command', account);
  const sizes = new Map(pairsOf(await textOf(wire)));
  return uidls.map(([number, uidl]) => ({
    number,
    uidl,
    sizeBytes: Number.parseInt(sizes.get(number) ?? '', 10) || 0,
  }));
}

/** TOP of each, sent ahead of the answers where the server takes that. */
export async function* headersOf(
  wire: Pop3Wire,
  numbers: readonly number[],
  maxBytes: number,
  isAhead: boolean,
): AsyncGenerator<Uint8Array> {
  const step = isAhead ? AHEAD : 1;
  for (let at = 0; at < numbers.length; at += step) {
    const batch = numbers.slice(at, at + step);
    wire.write(batch.map((number) => `TOP ${number} 0`).join('\r\n'));
    for (const _ of batch) {
      if (!isOk(await replyOf(wire))) throw new MailError('protocol', 'the server does not know TOP');
      yield await headOf(wire, maxBytes);
    }
  }
}

async function headOf(wire: Pop3Wire, maxBytes: number): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  let kept = 0;
  // Read to its end in any case: what follows is the next answer.
  for await (const piece of wire.lines(HEADER_BYTES)) {
    if (kept < maxBytes) pieces.push(piece.subarray(0, maxBytes - kept));
    kept += piece.length;
  }
  return Buffer.concat(pieces);
}

/** One command, one reply of one line. */
export async function ask(wire: Pop3Wire, command: string, stage: Pop3Stage, account: MailAccount): Promise<string> {
  wire.write(command);
  const reply = await replyOf(wire);
  if (!isOk(reply)) throw refusedBy(reply, stage, account);
  return reply;
}

/** A line that begins as a reply must; "+ " asks for more in a login. */
async function replyOf(wire: Pop3Wire): Promise<string> {
  const line = await wire.line();
  if (/^(?:\+|-ERR\b)/i.test(line)) return line;
  throw new MailError('protocol', 'neither +OK nor -ERR');
}

export function isOk(line: string): boolean {
  return /^\+OK\b/i.test(line);
}

async function textOf(wire: Pop3Wire): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of wire.lines(LIST_BYTES)) pieces.push(piece);
  return Buffer.concat(pieces).toString('latin1');
}

/** Lines of a number and a word. */
function pairsOf(text: string): readonly (readonly [number, string])[] {
  return [...text.matchAll(/^(\d{1,9})[ \t]+([!-~]{1,255})/gm)].map(([, number = '', word = '']) => [
    Number(number),
    word,
  ]);
}
