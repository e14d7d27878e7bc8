import { existsSync } from 'node:fs';
import { appendAll, type Outgoing } from '../../src/mail/append.ts';
import { withRawImap } from '../../src/mail/raw-imap/session.ts';
import { createDialer } from '../../src/net/dial.ts';
import { makeAuthority } from '../../test/servers/certificates.ts';
import { type Dovecot, startDovecot } from '../../test/servers/dovecot.ts';
import { startFaultProxy } from '../../test/servers/fault-proxy.ts';
import { loopback } from '../../test/servers/loopback.ts';
import { interleave, median, timed } from '../interleave.ts';
import { copyOnce, type End, imapsyncOnce, type Job, mbsyncOnce } from '../mail/programs.ts';
import type { Measured } from '../targets.ts';

const MESSAGES = 2_500;
const BYTES = 7_000;
const MANY = 50_000;
const BIG_BYTES = 50 * 1024 * 1024;
const PASSWORD = 'correct horse battery';
/** Pairs, beside the one that warms up. */
const NEAR_RUNS = 5;
const FAR_RUNS = 3;
/** One way: a round trip of 40 ms. */
const FAR_MS = 20;
const FAR_ADDRESSES = ['127.0.0.55', '127.0.0.56'] as const;

/** Whole mailboxes from one Dovecot to another, whole processes beside mbsync and (where IMAPSYNC names it) imapsync. */
export async function measureCopy(): Promise<Measured> {
  const authority = await makeAuthority();
  const users = Object.fromEntries(
    ['source', 'many', ...Array.from({ length: 60 }, (_, index) => `copy${index}`)].map((name) => [name, PASSWORD]),
  );
  const [old, fresh] = await Promise.all(
    ['127.0.0.53', '127.0.0.54'].map(async (address) =>
      startDovecot({ address, users, fsync: false, tls: await authority.issue([address]) }),
    ),
  );
  if (old === undefined || fresh === undefined) throw new Error('no servers');
  const stop: (() => Promise<void>)[] = [() => old.stop(), () => fresh.stop()];
  try {
    const dialer = createDialer({ policy: loopback, trust: [authority.cert] });
    const fill = async (server: Dovecot, user: string, count: number, bytes: number) =>
      await fillMailbox(dialer, end(server, user), count, bytes);
    await fill(old, 'source', MESSAGES, BYTES);
    let next = 0;
    const job = (from: End, to: (user: string) => End): Job => {
      next += 1;
      return { old: from, new: to(`copy${next}`), mode: 'copy', trust: authority.cert };
    };
    const near = () => job(end(old, 'source'), (user) => end(fresh, user));
    const imapsync = process.env.IMAPSYNC;
    const hasMbsync = existsSync('/usr/bin/mbsync');
    const peaks: number[] = [];
    const ours = async (wanted: Job) => {
      const result = await copyOnce(wanted);
      if (result.copied !== MESSAGES || result.missingTotal > 0)
        throw new Error(`copied ${result.copied} of ${MESSAGES}`);
      peaks.push(result.peakMb);
    };
    const pairs = await interleave(
      NEAR_RUNS,
      () => timed(() => ours(near())),
      () => (hasMbsync ? timed(() => mbsyncOnce(near())) : Promise.resolve(Number.NaN)),
    );
    const withImapsync =
      imapsync === undefined
        ? []
        : await interleave(
            2,
            () => timed(() => ours(near())),
            () => timed(() => imapsyncOnce(imapsync, near())),
          );

    const line = { latencyMs: FAR_MS };
    const far = await Promise.all(
      [old, fresh].map(async ({ address: server, imapsPort }, index) => {
        const address = FAR_ADDRESSES[index] ?? '';
        // It speaks TLS itself: mbsync wants the name that it dialled on the certificate.
        const tls = await authority.issue([address]);
        const to = { address: server, port: imapsPort };
        return await startFaultProxy({ address, server: to, tls, serverTls: true, line });
      }),
    );
    stop.push(...far.map((proxy) => () => proxy.stop()));
    const [farOld, farNew] = far;
    if (farOld === undefined || farNew === undefined) throw new Error('no lines');
    const there = ({ address, port }: { address: string; port: number }, user: string): End => ({
      address,
      port,
      user,
      password: PASSWORD,
    });
    const distant = () => job(there(farOld, 'source'), (user) => there(farNew, user));
    const farPairs = await interleave(
      FAR_RUNS,
      () => timed(() => ours(distant())),
      () => (hasMbsync ? timed(() => mbsyncOnce(distant())) : Promise.resolve(Number.NaN)),
    );
    const farImapsync = imapsync === undefined ? Number.NaN : await timed(() => imapsyncOnce(imapsync, distant()));

    for (const server of [old, fresh]) await fill(server, 'many', MANY, 600);
    const many = { old: end(old, 'many'), new: end(fresh, 'many'), mode: 'compare', trust: authority.cert } as const;
    let peakMb = 0;
    const compareMs = await timed(async () => {
      peakMb = await compareWhole(many, MANY);
    });
    for (const server of [old, fresh]) await fillBig(dialer, end(server, 'many'));
    const bigPeakMb = await compareWhole(many, MANY + 1);
    await fillBig(dialer, end(old, 'source'));
    const whole = async (user: string, count: number): Promise<number> => {
      const done = await copyOnce({ ...near(), old: end(old, user) });
      if (done.copied !== count || done.missingTotal > 0) throw new Error(`copied ${done.copied} of ${count}`);
      return done.peakMb;
    };
    const copyBigPeakMb = await whole('source', MESSAGES + 1);
    const copyManyPeakMb = await whole('many', MANY + 1);

    const ourMs = median(pairs.map(({ a }) => a));
    return {
      'copy-rate': (MESSAGES / ourMs) * 1_000,
      ...(hasMbsync && {
        'copy-mbsync': median(pairs.map(({ a, b }) => b / a)),
        'copy-far-mbsync': median(farPairs.map(({ a, b }) => b / a)),
        'copy-rate-mbsync': (MESSAGES / median(pairs.map(({ b }) => b))) * 1_000,
      }),
      ...(imapsync !== undefined && {
        'copy-imapsync': median(withImapsync.map(({ a, b }) => b / a)),
        'copy-far-imapsync': farImapsync / median(farPairs.map(({ a }) => a)),
      }),
      'copy-far-rate': (MESSAGES / median(farPairs.map(({ a }) => a))) * 1_000,
      'copy-memory': Math.max(...peaks),
      'copy-big-memory': copyBigPeakMb,
      'copy-many-memory': copyManyPeakMb,
      'compare-time': compareMs / 1_000,
      'compare-memory': peakMb,
      'compare-big-memory': bigPeakMb,
    };
  } finally {
    await Promise.all(stop.map((end) => end()));
  }
}

const end = ({ address, imapsPort }: Dovecot, user: string): End => ({
  address,
  port: imapsPort,
  user,
  password: PASSWORD,
});

/** Two mailboxes with the same messages, so many. Answers the peak of memory, in MB. */
async function compareWhole(job: Job, messages: number): Promise<number> {
  const compared = await copyOnce(job);
  if (compared.messages !== messages || compared.missingTotal > 0) throw new Error('the comparison is wrong');
  return compared.peakMb;
}

/** A message without Message-ID and Date: a comparison has to read all of it. */
async function fillBig(dialer: ReturnType<typeof createDialer>, to: End): Promise<void> {
  const head = 'From: Scanner <scan@sender.example>\r\nSubject: Scan\r\n\r\n';
  const message = { body: Buffer.alloc(BIG_BYTES, `${'x'.repeat(74)}\r\n`), flags: [], date: '' };
  message.body.write(head, 'latin1');
  const account = { ...to, security: 'tls', verify: 'report' } as const;
  await withRawImap(dialer, account, AbortSignal.timeout(120_000), async (session) => {
    const results = await appendAll(session, 'INBOX', [message]);
    if (results.some((result) => result !== 'accepted')) throw new Error('the server refused a message');
  });
}

/** Puts messages of about that size into the inbox; those of two servers are equal. */
async function fillMailbox(
  dialer: ReturnType<typeof createDialer>,
  to: End,
  count: number,
  bytes: number,
): Promise<void> {
  const account = { ...to, security: 'tls', verify: 'report' } as const;
  await withRawImap(dialer, account, AbortSignal.timeout(120_000), async (session) => {
    for (let from = 0; from < count; from += 100) {
      const batch = Array.from({ length: Math.min(100, count - from) }, (_, index) => letter(from + index, bytes));
      const results = await appendAll(session, 'INBOX', batch);
      if (results.some((result) => result !== 'accepted')) throw new Error('the server refused a message');
    }
  });
}

function letter(number: number, bytes: number): Outgoing {
  const head = [
    `Received: from relay.sender.example ([203.0.113.9]) by old.host.example with ESMTP id ${number}; Mon, 2 Nov 2026 10:00:00 +0900`,
    `From: Sender ${number % 97} <sender${number % 97}@sender.example>`,
    'To: user@kitano.example',
    `Subject: Order ${number}`,
    'Date: Mon, 2 Nov 2026 10:00:00 +0900',
    `Message-ID: <${number}.${bytes}@sender.example>`,
    '',
    '',
  ].join('\r\n');
  const line = `${'All work and no play makes a dull message. '.repeat(2).slice(0, 76)}\r\n`;
  const lines = Math.max(1, Math.ceil((bytes - head.length) / line.length));
  return { body: Buffer.from(head + line.repeat(lines)), flags: ['\\Seen'], date: ' 2-Nov-2026 10:00:00 +0900' };
}
