import { createServer } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { expect, it, onTestFinished } from 'vitest';
import { createDialer } from '../../../src/net/dial.ts';
import { lookAtAcceptance } from '../../../src/service/looks/acceptance.ts';
import { ringOfOne } from '../../../src/store/key-ring.ts';
import { createVault } from '../../../src/store/vault.ts';
import { started } from '../../migration/a-migration.ts';
import { did } from '../../migration/stages.ts';
import { makeSelfSigned } from '../../servers/certificates.ts';
import { openForTest } from '../../store/temporary.ts';
import { mailDeps } from '../mail-deps.ts';

const LOOPBACK = '127.0.0.47';
const AOI = 'aoi@kitano.example';
const KEN = 'ken@kitano.example';

/** A submission server that knows Aoi alone. */
async function startSubmission(): Promise<number> {
  const server = new SMTPServer({
    ...(await makeSelfSigned(['mail.kitano.example'])),
    disableReverseLookup: true,
    onAuth: ({ username = '', password }, _session, done) =>
      password === 'aoi-pw' ? done(null, { user: username }) : done(new Error('no')),
    onRcptTo: ({ address }, _session, done) =>
      done(address === AOI ? null : Object.assign(new Error('5.1.1 no such user'), { responseCode: 550 })),
    onData: () => {
      throw new Error('something was sent');
    },
  });
  server.on('error', () => {});
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return await listening(
    (done) => server.listen(0, LOOPBACK, done),
    () => server.server.address(),
  );
}

/** Something that answers as the server's IMAP port. */
async function startOther(): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => {}).end('* OK\r\n'));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return await listening(
    (done) => server.listen(0, LOOPBACK, done),
    () => server.address(),
  );
}

async function listening(listen: (done: () => void) => void, addressOf: () => unknown): Promise<number> {
  await new Promise<void>((resolve) => listen(resolve));
  const bound = addressOf();
  return typeof bound === 'object' && bound !== null && 'port' in bound ? Number(bound.port) : 0;
}

/** Port 25 leads nowhere; the server's other ports are there. */
async function look(password: string) {
  const [submission, other] = [await startSubmission(), await startOther()];
  const dialer = createDialer({
    addressBook: (_address, port) =>
      port === 25 ? undefined : { host: LOOPBACK, port: port === 587 ? submission : other },
  });
  const vault = createVault(openForTest(), ringOfOne(Buffer.alloc(32, 1)));
  const mailboxes = [AOI, KEN].map((address) => ({ address, watch: 'login' as const }));
  const listed = did(started(), 0, { kind: 'add-mailboxes', by: 'UAOI', mailboxes }).record;
  const entries = await vault.putAll(listed.id, [{ mailbox: AOI, side: 'new', user: AOI, password }]);
  const { record } = did(listed, 0, { kind: 'credentials-imported', by: 'UAOI', entries });
  const servers = { ...record.facts.servers, new: { ...record.facts.servers.new, addresses: ['203.0.113.20'] } };
  const smtp = { port: 587, security: 'starttls' } as const;
  const migration = { ...record, facts: { ...record.facts, servers: { ...servers, new: { ...servers.new, smtp } } } };
  const deps = { dialer, vault, vantages: [], roots: [], now: Date.now, ...mailDeps };
  return await lookAtAcceptance(deps, migration, AbortSignal.timeout(15_000));
}

it('where port 25 is shut on our side, whoever may log in asks from within; relaying stays untested', async () => {
  const { observations, servers } = await look('aoi-pw');
  expect(observations).toMatchObject([
    { address: AOI, result: { verdict: 'accepted', via: 'submission' } },
    { address: KEN, result: { verdict: 'refused', via: 'submission' } },
  ]);
  expect(servers).toMatchObject([
    { random: { verdict: 'refused', via: 'submission' }, foreign: { outcome: 'failed', code: 'port-blocked' } },
  ]);
});

it('where nobody can log in, nothing was tested', async () => {
  const { observations } = await look('another');
  expect(observations.map(({ result }) => result)).toMatchObject([{ code: 'port-blocked' }, { code: 'port-blocked' }]);
});
