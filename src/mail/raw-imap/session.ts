import type { Socket } from 'node:net';
import { onAbort } from '../../net/abort.ts';
import type { Dialer } from '../../net/dial.ts';
import type { MailAccount } from '../account.ts';
import { askedOnce } from '../asked-once.ts';
import { isSendable, saslAnswer } from '../auth.ts';
import { classifyImapError } from '../imap-errors.ts';
import { SESSION_LIMITS, type SessionLimits } from '../limits.ts';
import { MailError, safeDetail } from '../mail-error.ts';
import { quote } from './data.ts';
import { ImapWire, type LiteralTaker, type Response } from './wire.ts';

/** The end of a command: what the server came to, its response code (upper case, '' without one) and its words. */
export type Tagged = { readonly status: 'OK' | 'NO' | 'BAD'; readonly code: string; readonly text: string };

export type Untagged = (response: Response) => void | Promise<void>;
export type Taker = { readonly largerThan: number; readonly take: LiteralTaker };

/** A session of our own, for what moves much: nothing between it and the socket but the reading of responses. */
export type RawImap = {
  readonly capabilities: ReadonlySet<string>;
  readonly wire: ImapWire;
  readonly nextTag: () => string;
  /** Sends a command and reads to its end. What comes untagged meanwhile goes to `onUntagged`. NO and BAD are answers. */
  readonly run: (command: string, onUntagged?: Untagged, taker?: Taker) => Promise<Tagged>;
  /** Reads to the end of the command with that tag. */
  readonly until: (tag: string, onUntagged?: Untagged, taker?: Taker) => Promise<Tagged>;
  /** Waits to be told to go on with a literal; the tagged answer that comes instead is a refusal. */
  readonly goOn: (tag: string) => Promise<Tagged | undefined>;
  /** The server's words as they may be shown. */
  readonly shown: (text: string) => string | undefined;
};

const LOGOUT_MS = 2_000;

/**
 * Logs in, hands over the session and always closes it. Rejects with MailError alone. Its time as a whole is not
 * bounded, for a mailbox may take hours; every wait in it is, by `silenceMs`.
 */
export async function withRawImap<T>(
  dialer: Dialer,
  account: MailAccount,
  signal: AbortSignal,
  use: (session: RawImap) => Promise<T>,
  limits: Omit<SessionLimits, 'sessionMs'> = SESSION_LIMITS,
): Promise<T> {
  let socket: Socket | undefined;
  const work = async (): Promise<T> => {
    const forget = onAbort(signal, () => socket?.destroy());
    try {
      const session = await askedOnce(dialer, account, signal, async () => {
        try {
          if (signal.aborted) throw new MailError('cancelled');
          const wire = await openWire(dialer, account, signal, limits, (opened) => {
            socket = opened;
          });
          return await logIn(wire, account);
        } catch (error) {
          throw classifyImapError(error, account);
        }
      });
      const result = await use(session);
      await leave(session);
      return result;
    } finally {
      forget();
      socket?.destroy();
    }
  };
  try {
    return await dialer.withBudget(account.address, work, signal);
  } catch (error) {
    if (signal.aborted) throw new MailError('cancelled');
    throw classifyImapError(error, account);
  }
}

async function openWire(
  dialer: Dialer,
  account: MailAccount,
  signal: AbortSignal,
  { connectMs, silenceMs }: Omit<SessionLimits, 'sessionMs'>,
  opened: (socket: Socket) => void,
): Promise<{ readonly wire: ImapWire; readonly greeting: string }> {
  const { address, port, security, servername, verify } = account;
  const target = { address, port };
  const options = {
    timeoutMs: connectMs,
    signal,
    verification: verify === 'strict' ? 'verify' : 'report',
    ...(servername === undefined ? {} : { servername }),
  } as const;
  const first = security === 'tls' ? await dialer.tlsSocket(target, options) : await dialer.socket(target, options);
  opened(first);
  const wire = new ImapWire(first, silenceMs);
  const { text } = await wire.response();
  if (/^\* BYE\b/i.test(text)) throw byeOf(text, account);
  // PREAUTH would let any password pass; anything else is no IMAP server.
  if (!/^\* OK\b/i.test(text)) throw new MailError('protocol', 'not a greeting of an IMAP server');
  if (security !== 'starttls') return { wire, greeting: text };
  const offered = await capabilitiesOf(wire, '');
  if (!offered.has('STARTTLS')) throw new MailError('tls-not-offered');
  await wire.write('s1 STARTTLS\r\n');
  const answer = await wire.response();
  if (!/^s1 OK\b/i.test(answer.text)) throw new MailError('tls-not-offered');
  if (wire.hasMore) throw new MailError('tls-failed', 'data before the handshake');
  const secured = await dialer.secure(first, target, options);
  opened(secured);
  // What was said in clear before counts for nothing (RFC 3501 section 6.2.1).
  return { wire: new ImapWire(secured, silenceMs), greeting: '' };
}

/** From the greeting or a tagged OK, where it stands there; else asked for. */
async function capabilitiesOf(wire: ImapWire, said: string): Promise<ReadonlySet<string>> {
  const inCode = /\[CAPABILITY ([^\]]+)\]/i.exec(said)?.[1];
  if (inCode !== undefined) return new Set(inCode.toUpperCase().split(' '));
  await wire.write('c1 CAPABILITY\r\n');
  let found: readonly string[] = [];
  for (;;) {
    const { text } = await wire.response();
    if (/^\* CAPABILITY /i.test(text)) found = text.slice('* CAPABILITY '.length).toUpperCase().split(' ');
    if (/^c1 /i.test(text)) return new Set(found);
  }
}

async function logIn(
  { wire, greeting }: { readonly wire: ImapWire; readonly greeting: string },
  account: MailAccount,
): Promise<RawImap> {
  if (!isSendable(account)) throw new MailError('protocol', 'a login, password or token holds a control character');
  const offered = await capabilitiesOf(wire, greeting);
  const mechanisms = new Set(
    [...offered].flatMap((one) => (one.startsWith('AUTH=') ? [one.slice('AUTH='.length)] : [])),
  );
  const sasl = saslAnswer(account, mechanisms);
  if (sasl === undefined && (account.accessToken !== undefined || account.authzid !== undefined))
    throw new MailError('protocol', 'no login of this kind is offered');
  if (sasl === undefined && offered.has('LOGINDISABLED')) throw new MailError('tls-not-offered');
  const tag = 'l1';
  if (sasl === undefined) {
    await login(wire, tag, account);
  } else if (offered.has('SASL-IR')) {
    await wire.write(`${tag} AUTHENTICATE ${sasl.mechanism} ${sasl.response}\r\n`);
  } else {
    await wire.write(`${tag} AUTHENTICATE ${sasl.mechanism}\r\n`);
    await goOn(wire, tag, account);
    await wire.write(`${sasl.response}\r\n`);
  }
  for (;;) {
    const { text } = await wire.response();
    if (/^\* BYE\b/i.test(text)) throw byeOf(text, account);
    // An error is told as a challenge, and the exchange ends with an empty answer.
    if (text.startsWith('+')) await wire.write(`${sasl?.breaker ?? '*'}\r\n`);
    const tagged = taggedOf(text, tag);
    if (tagged === undefined) continue;
    if (tagged.status !== 'OK') throw refused(tagged);
    return sessionOn(wire, await capabilitiesOf(wire, text), account);
  }
}

/** By LOGIN, in quotes; what quotes cannot hold goes as literals. */
async function login(wire: ImapWire, tag: string, account: MailAccount): Promise<void> {
  const { user, password } = account;
  const plain = /^[\x20-\x7e]*$/;
  if (plain.test(user) && plain.test(password))
    return await wire.write(`${tag} LOGIN ${quote(user)} ${quote(password)}\r\n`);
  await wire.write(`${tag} LOGIN {${Buffer.byteLength(user)}}\r\n`);
  await goOn(wire, tag, account);
  await wire.write(Buffer.from(`${user} {${Buffer.byteLength(password)}}\r\n`));
  await goOn(wire, tag, account);
  await wire.write(Buffer.from(`${password}\r\n`));
}

/** What a server says by the way is no refusal of the password, a farewell least of all. */
async function goOn(wire: ImapWire, tag: string, account: MailAccount): Promise<void> {
  for (;;) {
    const { text } = await wire.response();
    if (text.startsWith('+')) return;
    const tagged = taggedOf(text, tag);
    if (tagged !== undefined) throw refused(tagged);
    if (/^\* BYE\b/i.test(text)) throw byeOf(text, account);
  }
}

/** As the IMAP library says it: one place judges what refusals mean. */
function refused({ status, code, text }: Tagged): Error {
  return Object.assign(new Error('Command failed'), {
    authenticationFailed: true,
    responseStatus: status,
    responseText: text,
    ...(code === '' ? {} : { serverResponseCode: code.split(' ')[0] }),
  });
}

function sessionOn(wire: ImapWire, capabilities: ReadonlySet<string>, account: MailAccount): RawImap {
  let number = 0;
  const nextTag = () => {
    number += 1;
    return `m${number}`;
  };
  const until: RawImap['until'] = async (tag, onUntagged, taker) => {
    for (;;) {
      const response = await wire.response(taker);
      const tagged = taggedOf(response.text, tag);
      if (tagged !== undefined) return tagged;
      if (/^\* BYE\b/i.test(response.text)) throw byeOf(response.text, account);
      await onUntagged?.(response);
    }
  };
  return {
    capabilities,
    wire,
    nextTag,
    until,
    async run(command, onUntagged, taker) {
      const tag = nextTag();
      await wire.write(`${tag} ${command}\r\n`);
      return await until(tag, onUntagged, taker);
    },
    async goOn(tag) {
      for (;;) {
        const { text } = await wire.response();
        if (text.startsWith('+')) return undefined;
        const tagged = taggedOf(text, tag);
        if (tagged !== undefined) return tagged;
        if (/^\* BYE\b/i.test(text)) throw byeOf(text, account);
      }
    },
    shown: (text) => safeDetail(text, account),
  };
}

function taggedOf(text: string, tag: string): Tagged | undefined {
  if (!text.startsWith(`${tag} `)) return undefined;
  const [, status = 'BAD', code = '', words = ''] =
    /^(OK|NO|BAD)(?: \[([^\]]*)\])? ?(.*)$/is.exec(text.slice(tag.length + 1)) ?? [];
  const known = status.toUpperCase();
  return { status: known === 'OK' || known === 'NO' ? known : 'BAD', code: code.toUpperCase(), text: words };
}

function byeOf(text: string, account: MailAccount): Error {
  const said = text.replace(/^\* BYE ?/i, '');
  return classifyImapError(Object.assign(new Error('BYE'), { responseStatus: 'BYE', responseText: said }), account);
}

/** A farewell frees the server's slot at once; what was done stands without it. */
async function leave(session: RawImap): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LOGOUT_MS);
  });
  // The BYE that answers it is no failure here.
  await Promise.race([
    session.run('LOGOUT').then(
      () => undefined,
      () => undefined,
    ),
    enough,
  ]);
  clearTimeout(timer);
}
