import type { ImapFlow } from 'imapflow';
import type { ProbeLanding, ProbeSent } from '../migration/mail-observations.ts';
import type { Failure, Side } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { Dialer } from '../net/dial.ts';
import type { MailAccount } from './account.ts';
import { classify, PROBE_HEADER, readHeaders } from './delivery.ts';
import { findHeads, readHeads } from './find-messages.ts';
import { readFolders } from './folders.ts';
import { withImap } from './imap.ts';
import { SESSION_LIMITS, type SessionLimits } from './limits.ts';
import { failureOf, MailError, safeDetail } from './mail-error.ts';
import type { MessageHead } from './new-messages.ts';
import { withPop3 } from './pop3.ts';
import { isProbeId, isProbeItself, probeMessage } from './probe-message.ts';
import { withSmtp } from './smtp.ts';
import { smtpPathOf } from './smtp-path.ts';
import { type SmtpSession, wordsOf } from './smtp-wire.ts';
import type { SpecialUse } from './special-use.ts';

export { newProbeId } from './probe-message.ts';

export type ProbeOptions = {
  readonly signal: AbortSignal;
  readonly now: () => Instant;
  readonly limits?: SessionLimits;
};

/** A server that takes mail from us: an outside one, a submission of the new server, or the old provider's relay. */
export type ProbeRelay = Pick<MailAccount, 'address' | 'port' | 'security' | 'servername' | 'verify'> & {
  /** Absent: it wants no login. */
  readonly auth?: Pick<MailAccount, 'user' | 'password' | 'authzid' | 'accessToken' | 'credentialsId'>;
};

export type ProbeToSend = {
  /** Of `newProbeId`. */
  readonly id: string;
  readonly to: string;
  readonly from: string;
  readonly relayName: string;
  readonly domain: string;
};

/** Hands one probe to a relay. Never rejects; `server-no`: it would not take it, its words in `detail`. */
export async function sendProbe(
  dialer: Dialer,
  relay: ProbeRelay,
  probe: ProbeToSend,
  { signal, now, limits = SESSION_LIMITS }: ProbeOptions,
): Promise<ProbeSent['result']> {
  const { auth, ...place } = relay;
  const account: MailAccount = { user: '', password: '', ...place, ...auth };
  const overdue = AbortSignal.timeout(limits.sessionMs);
  const within = AbortSignal.any([signal, overdue]);
  const options = { signal: within, limits, ...(auth !== undefined && { login: true as const }) };
  try {
    const hand = () => withSmtp(dialer, account, options, (session) => handOver(session, account, probe, now()));
    const reply = await dialer.withBudget(account.address, hand, within);
    return { outcome: 'sent', at: now(), reply };
  } catch (error) {
    if (signal.aborted) return { outcome: 'failed', at: now(), code: 'cancelled' };
    if (overdue.aborted) return { outcome: 'failed', at: now(), code: 'connect-timeout' };
    return failureOf(error, now());
  }
}

async function handOver(session: SmtpSession, account: MailAccount, probe: ProbeToSend, now: Instant): Promise<string> {
  const to = smtpPathOf(probe.to);
  const from = smtpPathOf(probe.from);
  if (to === undefined || from === undefined) throw new MailError('protocol', 'not an address');
  const isUtf8 = to.isUtf8 || from.isUtf8;
  if (isUtf8 && !session.extensions.has('SMTPUTF8')) {
    throw new MailError('server-no', 'the server takes no address that is not ASCII (SMTPUTF8)');
  }
  const say = async (line: string, isTaken: (code: number) => boolean): Promise<string> => {
    const reply = await session.ask(line);
    const words = safeDetail(wordsOf(reply), account) ?? String(reply.code);
    if (!isTaken(reply.code)) throw new MailError('server-no', words);
    return words;
  };
  const isDone = (code: number) => code >= 200 && code < 300;
  await say(`MAIL FROM:<${from.text}>${isUtf8 ? ' SMTPUTF8' : ''}`, isDone);
  await say(`RCPT TO:<${to.text}>`, isDone);
  await say('DATA', (code) => code === 354);
  // No line of it begins with a dot.
  return await say(`${probeMessage({ ...probe, to, from, now })}\r\n.`, isDone);
}

export type ProbeSearch = {
  readonly ids: readonly string[];
  /** When the first of them was sent. */
  readonly since: Instant;
  readonly side: Side;
  /** Names that this server stamps with: what others have stamped last was copied here, and has not landed. */
  readonly ownStamps: readonly string[];
  /** The account is one of a server that speaks POP3 only. */
  readonly protocol?: 'pop3';
};

/** So many of the newest messages of a folder are looked at where a search by header finds nothing. */
const NEWEST = 300;
const HEADER_BYTES = 64 * 1024;

/**
 * Where these probes have landed in a mailbox: every folder, Junk by name. Nothing is changed. A probe that is not among
 * them was not found, which proves nothing by itself. Never rejects.
 */
export async function findProbes(
  dialer: Dialer,
  account: MailAccount,
  search: ProbeSearch,
  { signal, now, limits = SESSION_LIMITS }: ProbeOptions,
): Promise<readonly ProbeLanding[] | Failure> {
  if (search.ids.length === 0) return [];
  try {
    if (search.protocol === 'pop3') return await findByPop3(dialer, account, search, signal, limits);
    const look = ({ client }: { readonly client: ImapFlow }) => findInFolders(client, search, now());
    return await withImap(dialer, account, signal, look, limits);
  } catch (error) {
    return failureOf(error, now());
  }
}

async function findInFolders(client: ImapFlow, search: ProbeSearch, now: Instant): Promise<readonly ProbeLanding[]> {
  const { ids, since } = search;
  const headers = ids.map((id) => [PROBE_HEADER, id] as const);
  const landings: ProbeLanding[] = [];
  const { folders } = await readFolders(client);
  // A view of all mail shows what lies elsewhere: last, and only what nothing else has shown.
  const inOrder = [...folders].sort((a, b) => Number(a.specialUse === 'all') - Number(b.specialUse === 'all'));
  for (const { path, specialUse } of inOrder) {
    const seen = new Set(specialUse === 'all' ? landings.map(({ id }) => id) : []);
    await client.mailboxOpen(path, { readOnly: true });
    for await (const head of findHeads(client, { headers, days: { from: since, to: now, most: NEWEST } })) {
      const landing = landingOf(head.header, search, path, specialUse);
      if (landing === undefined || seen.has(landing.id)) continue;
      seen.add(landing.id);
      landings.push(landing);
      if (seen.size === ids.length) break;
    }
  }
  return landings;
}

async function findByPop3(
  dialer: Dialer,
  account: MailAccount,
  search: ProbeSearch,
  signal: AbortSignal,
  limits: SessionLimits,
): Promise<readonly ProbeLanding[]> {
  return await withPop3(
    dialer,
    account,
    signal,
    async (session) => {
      const newest = (await session.list()).slice(-NEWEST).map(({ number }) => number);
      const landings: ProbeLanding[] = [];
      for await (const header of session.headers(newest, HEADER_BYTES)) {
        const landing = landingOf(header, search, 'INBOX', 'inbox');
        if (landing !== undefined) landings.push(landing);
      }
      return landings;
    },
    limits,
  );
}

function landingOf(
  header: Uint8Array,
  { ids, side, ownStamps }: ProbeSearch,
  folder: string,
  specialUse: SpecialUse | undefined,
): ProbeLanding | undefined {
  const headers = readHeaders(header);
  const id = headers.probe;
  const at = headers.received[0]?.at;
  if (id === undefined || !ids.includes(id) || at === undefined) return undefined;
  if (classify(headers, { ownStamps, otherStamps: [] }) !== 'probe') return undefined;
  return { id, side, folder, junk: specialUse === 'junk', at };
}

/** Ids of probes that are on record, and what shows that they are ours. */
export type ProbesToRemove = {
  readonly ids: readonly string[];
  /** Every key that probes were ever named with. */
  readonly keys: readonly Uint8Array[];
  readonly migrationId: string;
};

/**
 * Deletes these probes from a mailbox: messages that are certainly ours, each by its own UID, and only where the server
 * can remove one message alone (UIDPLUS); elsewhere nothing is so much as marked. `left`: what looks like a probe and
 * stays. Never rejects.
 */
export async function removeProbes(
  dialer: Dialer,
  account: MailAccount,
  { ids, keys, migrationId }: ProbesToRemove,
  { signal, now, limits = SESSION_LIMITS }: ProbeOptions,
): Promise<{ readonly removed: number; readonly left: number } | Failure> {
  const ours = ids.filter((id) => keys.some((key) => isProbeId(id, key, migrationId)));
  if (ours.length === 0) return { removed: 0, left: 0 };
  try {
    return await withImap(dialer, account, signal, ({ client }) => removeFrom(client, ours), limits);
  } catch (error) {
    return failureOf(error, now());
  }
}

async function removeFrom(client: ImapFlow, ids: readonly string[]): Promise<{ removed: number; left: number }> {
  const headers = ids.map((id) => [PROBE_HEADER, id] as const);
  const isOurs = ({ header, size }: MessageHead) => {
    const read = readHeaders(header);
    return ids.some((id) => isProbeItself(read, id, size));
  };
  let removed = 0;
  let left = 0;
  for (const { path } of (await readFolders(client)).folders) {
    await client.mailboxOpen(path, { readOnly: true });
    const found: MessageHead[] = [];
    for await (const head of findHeads(client, { headers })) found.push(head);
    const uids = found.filter(isOurs).map(({ uid }) => uid);
    left += found.length - uids.length;
    if (uids.length === 0) continue;
    if (!client.capabilities.has('UIDPLUS')) {
      left += uids.length;
      continue;
    }
    await client.mailboxOpen(path);
    for (const uid of uids) {
      // Looked at once more under the folder as it is opened now: its numbers may have been given anew.
      const [head] = await readHeads(client, [uid]);
      const isGone = head !== undefined && isOurs(head) && (await client.messageDelete(String(uid), { uid: true }));
      if (isGone) removed += 1;
      else left += 1;
    }
  }
  return { removed, left };
}
