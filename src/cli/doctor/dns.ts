import { ask, exchangeWithin } from '../../dns/client.ts';
import { decodeReply, encodeQuery, matchReply } from '../../dns/packet.ts';
import { ROOT_SERVERS } from '../../dns/roots.ts';
import type { Vantage } from '../../dns/vantages.ts';
import type { Question } from '../../migration/observations.ts';
import type { Instant } from '../../migration/time.ts';
import type { Dialer } from '../../net/dial.ts';
import { type Finding, ok, problem, unknown } from './finding.ts';

export type DnsLook = {
  readonly dialer: Dialer;
  readonly publicVantages: readonly Vantage[];
  readonly siteVantages: readonly Vantage[];
  /** Where the walk down from the roots would start; empty means the internet's root servers. */
  readonly rootAddresses: readonly string[];
  readonly now: () => Instant;
};

/** Reserved for documentation, always there, and nobody's migration (RFC 2606). */
const QUESTION: Question = { name: 'example.com', type: 'NS' };
const TIMEOUT_MS = 2_000;
const ROOTS_ASKED = 3;
/** What the gate `switch-back` asks for unless a migration's settings say otherwise. */
const NEEDED_OPERATORS = 8;

/** DNS out over UDP and over TCP, whether anything answers in others' place, and the site's own resolvers. */
export async function lookAtDns(look: DnsLook): Promise<readonly Finding[]> {
  const { dialer, publicVantages, siteVantages, now } = look;
  const overUdp = async (vantage: Vantage): Promise<boolean> =>
    (await ask(dialer, { ...serverOf(vantage), question: QUESTION, timeoutMs: TIMEOUT_MS, attempts: 2, now }))
      .outcome === 'answer';
  const [udp, tcp, site, direct] = await Promise.all([
    whoAnswers(publicVantages, overUdp),
    whoAnswers(publicVantages, (vantage) => answersOverTcp(dialer, vantage)),
    whoAnswers(siteVantages, overUdp),
    lookForProxy(look),
  ]);
  return [
    transport('dns-udp', 'UDP', publicVantages, udp),
    transport('dns-tcp', 'TCP', publicVantages, tcp),
    direct,
    own(siteVantages, site),
  ];
}

function transport(
  check: 'dns-udp' | 'dns-tcp',
  name: string,
  asked: readonly Vantage[],
  answered: readonly Vantage[],
): Finding {
  const operators = new Set(answered.map((vantage) => vantage.operator)).size;
  const figures = {
    asked: asked.length,
    answered: answered.length,
    operators,
    needed: NEEDED_OPERATORS,
    transport: name,
  };
  if (answered.length === 0) return problem(check, 'dns-none', figures);
  return operators < NEEDED_OPERATORS ? problem(check, 'dns-few', figures) : ok(check, 'dns-enough', figures);
}

function own(asked: readonly Vantage[], answered: readonly Vantage[]): Finding {
  const silent = asked.filter((vantage) => !answered.includes(vantage));
  if (asked.length === 0) return problem('site', 'site-none');
  if (silent.length > 0) return problem('site', 'site-silent', { servers: addresses(silent) });
  return ok('site', 'site-ok', { servers: addresses(answered) });
}

/**
 * A root server does not recurse. An answer from one that offers to comes from something in between, which would answer
 * for every resolver and every authoritative server alike.
 */
async function lookForProxy({ dialer, rootAddresses }: DnsLook): Promise<Finding> {
  const roots = (rootAddresses.length > 0 ? rootAddresses : ROOT_SERVERS).slice(0, ROOTS_ASKED);
  const answers = await Promise.all(
    roots.map((server) =>
      exchangeWithin(dialer, { server, name: 'com', type: 'NS', recursive: false, timeoutMs: TIMEOUT_MS }),
    ),
  );
  const replies = answers.flatMap((answer) => (answer.outcome === 'reply' ? [answer.reply] : []));
  if (replies.some((reply) => reply.recursionAvailable)) return problem('direct', 'direct-proxied');
  if (replies.length > 0) return ok('direct', 'direct-ok');
  const reason = answers.map((answer) => (answer.outcome === 'failed' ? answer.code : ''))[0] ?? '';
  return unknown('direct', 'direct-unknown', { reason });
}

async function whoAnswers(
  vantages: readonly Vantage[],
  answers: (vantage: Vantage) => Promise<boolean>,
): Promise<readonly Vantage[]> {
  const asked = await Promise.all(vantages.map(async (vantage) => ((await answers(vantage)) ? [vantage] : [])));
  return asked.flat();
}

/** The client asks over TCP only where UDP was truncated; here TCP itself is the question (RFC 7766). */
async function answersOverTcp(dialer: Dialer, vantage: Vantage): Promise<boolean> {
  const query = encodeQuery({ ...QUESTION, recursive: true, edns: true, mixCase: false });
  const length = Buffer.alloc(2);
  length.writeUInt16BE(query.bytes.length);
  const { server, port = 53 } = serverOf(vantage);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const socket = await dialer.socket({ address: server, port }, { timeoutMs: TIMEOUT_MS, signal });
    const giveUp = (): void => void socket.destroy();
    signal.addEventListener('abort', giveUp, { once: true });
    socket.write(Buffer.concat([length, query.bytes]));
    let received = Buffer.alloc(0);
    for await (const chunk of socket) {
      received = Buffer.concat([received, chunk]);
      if (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) break;
    }
    signal.removeEventListener('abort', giveUp);
    const message = received.length < 2 ? received : received.subarray(2, 2 + received.readUInt16BE(0));
    const isOurs = ['match', 'recased'].includes(matchReply(message, query));
    return isOurs && decodeReply(message)?.rcode === 0;
  } catch {
    // Refused, unreachable, broken off or out of time: whatever it was, this resolver did not answer over TCP.
    return false;
  }
}

function serverOf({ address, port }: Vantage): { readonly server: string; readonly port?: number } {
  return port === undefined ? { server: address } : { server: address, port };
}

function addresses(vantages: readonly Vantage[]): string {
  return vantages.map((vantage) => vantage.address).join(', ');
}
