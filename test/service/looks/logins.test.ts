import { createSocket } from 'node:dgram';
import dnsPacket from 'dns-packet';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Facts } from '../../../src/migration/facts.ts';
import { EVERY_MAILBOX } from '../../../src/migration/keys.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { createDialer, type Endpoint } from '../../../src/net/dial.ts';
import type { MailboxDeps } from '../../../src/service/looks/deps.ts';
import { lookAtLogins } from '../../../src/service/looks/logins.ts';
import { lookIntoMailboxes } from '../../../src/service/looks/survey.ts';
import { ringOfOne } from '../../../src/store/key-ring.ts';
import { createVault, type NewCredentials } from '../../../src/store/vault.ts';
import { NEW, OLD, started, T0 } from '../../migration/a-migration.ts';
import { did, withFacts } from '../../migration/stages.ts';
import { makeAuthority, type TestAuthority } from '../../servers/certificates.ts';
import { type Dovecot, startDovecot } from '../../servers/dovecot.ts';
import { loopback } from '../../servers/loopback.ts';
import { imapOffering } from '../../servers/sasl.ts';
import { startTokenEndpoint } from '../../servers/token-endpoint.ts';
import { openForTest } from '../../store/temporary.ts';

const AOI = 'aoi@kitano.example';
const KEN = 'ken@kitano.example';
const LOOPBACK = '127.0.0.20';
const HOST = 'mail.kitano.example';

let authority: TestAuthority;
let server: Dovecot;

beforeAll(async () => {
  authority = await makeAuthority();
  const tls = await authority.issue([HOST]);
  const users = { [AOI]: 'aoi-pw', [KEN]: 'ken-pw' };
  server = await startDovecot({ address: LOOPBACK, hostname: 'sv12.oldhost.example', users, tls, fsync: false });
});
afterAll(() => server?.stop());

/** A migration whose servers lead to these loopback ports, with credentials in a real vault. */
async function ready(parts: {
  readonly book: Readonly<Record<string, number>>;
  readonly servers: Partial<Record<'old' | 'new', Partial<Facts['servers']['old']>>>;
  readonly watch?: 'login' | 'oauth';
  readonly credentials: readonly NewCredentials[];
  readonly facts?: Partial<Facts>;
}): Promise<{ readonly deps: MailboxDeps; readonly migration: Migration; readonly book: Map<string, Endpoint> }> {
  const vault = createVault(openForTest(), ringOfOne(Buffer.alloc(32, 1)));
  const empty = started();
  const mailboxes = [AOI, KEN].map((address) => ({ address, watch: parts.watch ?? 'login' }));
  const listed = did(empty, 0, { kind: 'add-mailboxes', by: 'UAOI', mailboxes }).record;
  const entries = await vault.putAll(listed.id, parts.credentials);
  const { record } = did(listed, 0, { kind: 'credentials-imported', by: 'UAOI', entries });
  const { old, new: fresh } = record.facts.servers;
  const servers = { old: { ...old, ...parts.servers.old }, new: { ...fresh, ...parts.servers.new } };
  const book = new Map<string, Endpoint>(
    Object.entries(parts.book).map(([at, port]) => [at, { host: LOOPBACK, port }]),
  );
  const dialer = createDialer({
    // The token endpoint's URL holds its real address.
    policy: loopback,
    trust: [authority.cert],
    addressBook: (address, port) => book.get(`${address}:${port}`),
  });
  const deps = { dialer, vault, vantages: [], roots: [], now: () => T0 };
  return { deps, migration: withFacts(record, { servers, ...parts.facts }), book };
}

const signal = () => AbortSignal.timeout(20_000);
const logins = async (deps: MailboxDeps, migration: Migration) =>
  (await lookAtLogins(deps, migration, signal())).observations.map(({ mailbox, side, by, protocol, result }) => ({
    mailbox,
    side,
    by,
    protocol,
    result: result.outcome === 'ok' ? 'ok' : result.code,
  }));

describe('an old server that speaks POP3 only', () => {
  it('is logged in to and surveyed over POP3', async () => {
    await server.deliver(AOI, 'From: bob@example.org\r\nMessage-ID: <1@example.org>\r\n\r\ntext\r\n');
    const { deps, migration } = await ready({
      book: { [`${OLD}:110`]: server.pop3Port },
      servers: { old: { pop3: { port: 110, security: 'starttls' }, pop3Only: true } },
      credentials: [{ mailbox: AOI, side: 'old', user: AOI, password: 'aoi-pw' }],
    });
    expect(await logins(deps, migration)).toEqual([
      { mailbox: AOI, side: 'old', by: 'address', protocol: 'pop3', result: 'ok' },
    ]);
    const { observations } = await lookIntoMailboxes(deps, migration, signal());
    expect(observations).toMatchObject([
      { mailbox: AOI, side: 'old', result: { outcome: 'ok', arrivals: [], pop3: { uidls: [expect.any(String)] } } },
    ]);
  });
});

describe('a wrong password', () => {
  it('is asked once, though several looks want in at a time', async () => {
    const { answers, port } = await imapOffering(LOOPBACK, 'AUTH=PLAIN', () => false);
    const { deps, migration } = await ready({
      book: { [`${OLD}:993`]: port },
      servers: { old: { imap: { port: 993, security: 'plain' } } },
      credentials: [{ mailbox: AOI, side: 'old', user: AOI, password: 'wrong' }],
    });
    const [seen, surveyed] = await Promise.all([
      logins(deps, migration),
      lookIntoMailboxes(deps, migration, signal()),
      logins(deps, migration),
    ]);
    expect(answers).toEqual([`\0${AOI}\0wrong`]);
    expect(seen[0]).toMatchObject({ result: 'login-refused' });
    expect(surveyed.observations[0]?.result).toMatchObject({ code: 'login-refused' });
  });
});

describe('credentials of a whole side', () => {
  const APP = { kind: 'client-credentials', clientId: 'app', clientSecret: 'secret', scope: 'all' } as const;

  it('log in to each mailbox by a token, asked for once', async () => {
    const tls = await authority.issue([LOOPBACK]);
    const { asked, port } = await startTokenEndpoint(LOOPBACK, tls, () => ({
      body: { access_token: 'tkn', expires_in: 3600 },
    }));
    const imap = await imapOffering(LOOPBACK, 'AUTH=XOAUTH2', () => true);
    const oauth = { ...APP, tokenUrl: `https://${LOOPBACK}:${port}/token` };
    const { deps, migration } = await ready({
      watch: 'oauth',
      book: { [`${NEW}:993`]: imap.port, [`${LOOPBACK}:${port}`]: port },
      servers: { new: { imap: { port: 993, security: 'plain' } } },
      credentials: [{ mailbox: EVERY_MAILBOX, side: 'new', user: '', oauth }],
    });
    expect(await logins(deps, migration)).toEqual(
      [AOI, KEN].map((mailbox) => ({ mailbox, side: 'new', by: 'address', protocol: 'imap', result: 'ok' })),
    );
    expect([...imap.answers].sort()).toEqual([AOI, KEN].map((user) => `user=${user}\u0001auth=Bearer tkn\u0001\u0001`));
    expect(asked).toHaveLength(1);
  });

  it('that get no token are no refusal of any mailbox', async () => {
    const tls = await authority.issue([LOOPBACK]);
    const { asked, port } = await startTokenEndpoint(LOOPBACK, tls, () => ({
      status: 400,
      body: { error: 'unauthorized_client' },
    }));
    const oauth = { ...APP, tokenUrl: `https://${LOOPBACK}:${port}/token` };
    const { deps, migration } = await ready({
      book: { [`${LOOPBACK}:${port}`]: port },
      servers: {},
      credentials: [{ mailbox: EVERY_MAILBOX, side: 'new', user: '', oauth }],
    });
    const seen = await logins(deps, migration);
    expect(seen.map(({ result }) => result)).toEqual(['token-refused', 'token-refused']);
    expect(asked).toHaveLength(1);
  });

  it('may be a master user, and a mailbox’s own come before it', async () => {
    const imap = await imapOffering(LOOPBACK, 'AUTH=PLAIN', () => true);
    const { deps, migration } = await ready({
      book: { [`${OLD}:993`]: imap.port },
      servers: { old: { imap: { port: 993, security: 'plain' } } },
      credentials: [
        { mailbox: EVERY_MAILBOX, side: 'old', user: 'root', password: 'pw' },
        { mailbox: KEN, side: 'old', user: 'ken', password: 'ken-pw' },
      ],
    });
    await logins(deps, migration);
    expect([...imap.answers].sort()).toEqual(['\0ken\0ken-pw', `${AOI}\0root\0pw`].sort());
  });
});

describe('logins by hostname', () => {
  it('go over POP3 where clients use it', async () => {
    const resolver = createSocket('udp4');
    onTestFinished(() => {
      resolver.close();
    });
    resolver.on('message', (message, from) => {
      const { id, questions = [] } = dnsPacket.decode(message);
      const answers = questions.flatMap(({ name, type }) =>
        type === 'A' ? [{ type, name, ttl: 60, data: NEW } as const] : [],
      );
      const flags = dnsPacket.RECURSION_DESIRED | dnsPacket.RECURSION_AVAILABLE;
      resolver.send(
        dnsPacket.encode({ type: 'response', id: id ?? 0, flags, questions, answers }),
        from.port,
        from.address,
      );
    });
    const dnsPort = await new Promise<number>((resolve) =>
      resolver.bind(0, LOOPBACK, () => resolve(resolver.address().port)),
    );
    const { deps, migration } = await ready({
      book: {
        [`${NEW}:143`]: server.imapPort,
        [`${NEW}:110`]: server.pop3Port,
        '192.0.2.53:53': dnsPort,
      },
      servers: { new: { imap: { port: 143, security: 'starttls' }, pop3: { port: 110, security: 'starttls' } } },
      credentials: [{ mailbox: AOI, side: 'new', user: AOI, password: 'aoi-pw' }],
      facts: {
        rewriteDoneAt: T0,
        clients: [{ id: 'c1', name: 'scanner', protocols: ['pop3'] }],
        plan: [{ name: HOST, type: 'A', purpose: 'host', before: [OLD], after: [NEW], when: 'rewrite' }],
      },
    });
    const vantages = [{ id: 'site-1', operator: 'site', address: '192.0.2.53', site: true }];
    expect(await logins({ ...deps, vantages }, migration)).toEqual([
      { mailbox: AOI, side: 'new', by: 'address', protocol: 'imap', result: 'ok' },
      { mailbox: AOI, side: 'new', by: 'hostname', protocol: 'imap', result: 'ok' },
      { mailbox: AOI, side: 'new', by: 'hostname', protocol: 'pop3', result: 'ok' },
    ]);
  });
});
