import type { Socket } from 'node:net';
import { ask } from '../../dns/client.ts';
import { mxHosts } from '../../dns/mail-records.ts';
import type { Vantage } from '../../dns/vantages.ts';
import type { Question } from '../../migration/observations.ts';
import type { Instant } from '../../migration/time.ts';
import type { Dialer } from '../../net/dial.ts';
import { classifyNetworkError } from '../../net/failures.ts';
import { type Finding, ok, unknown } from './finding.ts';

export type Port25Look = {
  readonly dialer: Dialer;
  /** Who is asked for the domain's mail servers, one after the other until one answers. */
  readonly vantages: readonly Vantage[];
  readonly domain: string | undefined;
  readonly timeoutMs?: number;
  readonly now: () => Instant;
};

const SMTP_PORT = 25;
/** For the connection, and again for the greeting. RFC 5321 grants a server 5 minutes; one that takes longer is not tested. */
const TIMEOUT_MS = 5_000;
/** RFC 5321, section 4.5.3.1.5. */
const LONGEST_GREETING = 512;
const VANTAGES_ASKED = 3;

/**
 * Whether a connection to a mail server of the domain gets its greeting. Silence proves nothing about that server, so
 * the worst that can be said is `unknown`: not tested.
 */
export async function lookAtPort25(look: Port25Look): Promise<Finding> {
  const { dialer, domain, timeoutMs = TIMEOUT_MS } = look;
  if (domain === undefined) return unknown('port25', 'port25-not-asked');
  const host = mxHosts(await valuesOf(look, { name: domain, type: 'MX' }))[0];
  const address = host === undefined ? undefined : (await valuesOf(look, { name: host, type: 'A' }))[0];
  if (host === undefined || address === undefined) return unknown('port25', 'port25-no-host', { domain });
  try {
    const socket = await dialer.socket({ address, port: SMTP_PORT }, { timeoutMs });
    const greeting = await firstLine(socket, timeoutMs);
    if (/^[2-5]\d\d[ -]/.test(greeting)) return ok('port25', 'port25-ok', { host });
    return unknown('port25', 'port25-untested', {
      host,
      reason: greeting === '' ? 'no greeting' : 'not a mail server',
    });
  } catch (error) {
    return unknown('port25', 'port25-untested', { host, reason: classifyNetworkError(error) });
  }
}

async function valuesOf({ dialer, vantages, now }: Port25Look, question: Question): Promise<readonly string[]> {
  for (const { address, port } of vantages.slice(0, VANTAGES_ASKED)) {
    const result = await ask(dialer, { server: address, ...(port === undefined ? {} : { port }), question, now });
    if (result.outcome === 'answer') return result.values;
  }
  return [];
}

/** Up to the first line end; less, or '', when the other side closed, broke off or kept silent. Takes its leave. */
function firstLine(socket: Socket, timeoutMs: number): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const done = (): void => {
      clearTimeout(timer);
      resolve(text);
      socket.destroy();
    };
    const timer = setTimeout(done, timeoutMs);
    socket.on('error', done).on('close', done);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (text.includes('\n') || text.length > LONGEST_GREETING) socket.end('QUIT\r\n', done);
    });
  });
}
