import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDialer } from '../../../src/net/dial.ts';
import { lookAtContent } from '../../../src/service/looks/content.ts';
import { ringOfOne } from '../../../src/store/key-ring.ts';
import { createVault } from '../../../src/store/vault.ts';
import { started } from '../../migration/a-migration.ts';
import { did, withFacts } from '../../migration/stages.ts';
import { loopback } from '../../servers/loopback.ts';
import { inMailbox } from '../../servers/mail-program.ts';
import { type MailServer, startMailServer } from '../../servers/mail-server.ts';
import { openForTest } from '../../store/temporary.ts';
import { mailDeps } from '../mail-deps.ts';

const MAILBOXES = ['aoi@kitano.example', 'ken@kitano.example'];
const PASSWORD = 'pw';
const signal = () => AbortSignal.timeout(30_000);

let old: MailServer;
let neu: MailServer;

beforeAll(async () => {
  const users = Object.fromEntries(MAILBOXES.map((one) => [one, PASSWORD]));
  [old, neu] = await Promise.all([
    startMailServer({ address: '127.0.0.77', hostname: 'old.example.net', users, fsync: false }),
    startMailServer({ address: '127.0.0.78', hostname: 'new.example.net', users, fsync: false }),
  ]);
});
afterAll(() => Promise.all([old?.stop(), neu?.stop()]));

it('copies with the rate that the team has set, all mailboxes together', async () => {
  for (const mailbox of MAILBOXES)
    await inMailbox(old, mailbox, async (client) => {
      for (const id of [1, 2, 3]) await client.append('INBOX', `Message-ID: <${id}@x>\r\n\r\nHello\r\n`);
    });
  const vault = createVault(openForTest(), ringOfOne(Buffer.alloc(32, 1)));
  const mailboxes = MAILBOXES.map((address) => ({ address, watch: 'login' as const }));
  const listed = did(started(), 0, { kind: 'add-mailboxes', by: 'UAOI', mailboxes }).record;
  const entries = await vault.putAll(
    listed.id,
    MAILBOXES.flatMap((mailbox) =>
      (['old', 'new'] as const).map((side) => ({ mailbox, side, user: mailbox, password: PASSWORD })),
    ),
  );
  const { record } = did(listed, 0, { kind: 'credentials-imported', by: 'UAOI', entries });
  const server = ({ address, imapPort }: MailServer) => ({
    ...{ addresses: [address], imap: { port: imapPort, security: 'plain' as const } },
  });
  const { facts } = record;
  const migration = withFacts(record, {
    servers: { old: { ...facts.servers.old, ...server(old) }, new: { ...facts.servers.new, ...server(neu) } },
    // Three of one mailbox, and a second later the three of the other.
    settings: { ...facts.settings, copy: true, copyPerSecond: 3 },
  });
  const deps = {
    ...mailDeps,
    dialer: createDialer({ policy: loopback }),
    vault,
    vantages: [],
    roots: [],
    now: Date.now,
  };
  const began = performance.now();
  const report = await lookAtContent(deps, migration, signal(), 'agenda', async () => {});
  expect(performance.now() - began).toBeGreaterThan(990);
  expect(report.progress).toMatchObject({ mailboxesDone: 2, copied: 6, share: 1 });
  expect(report).not.toHaveProperty('isQuiet');
  // What is compared at night is said to nobody; what a person wants compared is.
  const compared = withFacts(migration, { settings: { ...migration.facts.settings, copy: false } });
  const atNight = await lookAtContent(deps, compared, signal(), 'agenda', async () => {});
  expect(atNight).toMatchObject({ isQuiet: true, progress: { messages: 6, copied: 0, share: 1, isCompare: true } });
  expect(await lookAtContent(deps, compared, signal(), 'person', async () => {})).not.toHaveProperty('isQuiet');
});
