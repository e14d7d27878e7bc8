import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Straggler } from '../../../src/migration/arrival-facts.ts';
import type { SurveyObservation } from '../../../src/migration/observations.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { createDialer } from '../../../src/net/dial.ts';
import { lookAtContent } from '../../../src/service/looks/content.ts';
import { lookToRescue } from '../../../src/service/looks/rescue.ts';
import { lookIntoMailboxes } from '../../../src/service/looks/survey.ts';
import { ringOfOne } from '../../../src/store/key-ring.ts';
import { createVault } from '../../../src/store/vault.ts';
import { started } from '../../migration/a-migration.ts';
import { did, having, withFacts } from '../../migration/stages.ts';
import { loopback } from '../../servers/loopback.ts';
import { inMailbox } from '../../servers/mail-program.ts';
import { type MailServer, startMailServer } from '../../servers/mail-server.ts';
import { openForTest } from '../../store/temporary.ts';
import { mailDeps } from '../mail-deps.ts';

const MAILBOXES = ['aoi@kitano.example', 'ken@kitano.example', 'ren@kitano.example'] as const;
const [AOI, KEN, REN] = MAILBOXES;
const PASSWORD = 'pw';
const NAMES = { old: 'old.example.net', new: 'new.example.net' };
const signal = () => AbortSignal.timeout(30_000);

let old: MailServer;
let neu: MailServer;

beforeAll(async () => {
  const users = Object.fromEntries(MAILBOXES.map((one) => [one, PASSWORD]));
  [old, neu] = await Promise.all([
    startMailServer({ address: '127.0.0.81', hostname: NAMES.old, users, fsync: false }),
    startMailServer({ address: '127.0.0.82', hostname: NAMES.new, users, fsync: false }),
  ]);
});
afterAll(() => Promise.all([old?.stop(), neu?.stop()]));

/** More than are put there at a time. */
const LETTERS = 150;

const letter = (id: string) => `From: s@sender.example\r\nMessage-ID: <${id}@sender.example>\r\n\r\nGood morning.\r\n`;

/** A migration of that one mailbox between the two servers, and what looks need of the world. */
async function moving(mailbox: string) {
  const vault = createVault(openForTest(), ringOfOne(Buffer.alloc(32, 1)));
  const mailboxes = [{ address: mailbox, watch: 'login' as const }];
  const listed = did(started(), 0, { kind: 'add-mailboxes', by: 'UAOI', mailboxes }).record;
  const entries = await vault.putAll(
    listed.id,
    (['old', 'new'] as const).map((side) => ({ mailbox, side, user: mailbox, password: PASSWORD })),
  );
  const { record } = did(listed, 0, { kind: 'credentials-imported', by: 'UAOI', entries });
  const server = ({ address, imapPort }: MailServer) => ({
    ...{ addresses: [address], imap: { port: imapPort, security: 'plain' as const } },
  });
  const { facts } = record;
  const migration = withFacts(record, {
    servers: { old: { ...facts.servers.old, ...server(old) }, new: { ...facts.servers.new, ...server(neu) } },
    stamps: { old: [NAMES.old], new: [NAMES.new] },
  });
  const deps = {
    ...mailDeps,
    dialer: createDialer({ policy: loopback }),
    vault,
    vantages: [],
    roots: [],
    now: Date.now,
  };
  return { migration, deps };
}

const onNew = (mailbox: string) =>
  inMailbox(neu, mailbox, async (client) => (await client.mailboxOpen('INBOX', { readOnly: true })).exists);

/** What the survey of the new server found. */
const newOf = (observations: readonly SurveyObservation[]) =>
  observations.flatMap(({ side, result }) => (side === 'new' && result.outcome === 'ok' ? [result] : []));

it('a rollback ends the carrying over: what was carried until then is told, and nothing more is carried', async () => {
  const { migration, deps } = await moving(AOI);
  for (const id of ['a', 'b', 'c']) await old.receive(AOI, letter(id));
  const found = await inMailbox(old, AOI, async (client) => {
    const { uidValidity } = await client.mailboxOpen('INBOX', { readOnly: true });
    return ['a', 'b', 'c'].map(
      (id, index): Straggler => ({
        key: `${AOI}|INBOX|${uidValidity}|${index + 1}`,
        ...{ mailbox: AOI, folder: 'INBOX', at: Date.now(), seenAt: Date.now(), fingerprint: `<${id}@sender.example>` },
      }),
    );
  });
  const behind = withFacts(migration, { stragglers: found });
  // Asked before each message and right before each is put there: it comes while the second is in hand.
  let asked = 0;
  const goesOn = async () => {
    asked += 1;
    return asked <= 3;
  };
  const report = await lookToRescue(deps, behind, signal(), 'agenda', async () => {}, undefined, goesOn);
  expect(report.observations).toMatchObject([
    { key: found[0]?.key, result: { outcome: 'appended' } },
    { key: found[1]?.key, result: { outcome: 'failed', code: 'cancelled' } },
  ]);
  expect(await onNew(AOI)).toBe(1);
  // Told after the rollback, it is on record.
  const rewritten = having(behind, 0, { kind: 'rewrite-begun' }, { kind: 'rolled-back', reason: 'bounces' });
  const { record } = did(rewritten, 1, report);
  expect(record.facts.stragglers.map(({ carriedAt }) => carriedAt !== undefined)).toEqual([true, false, false]);
});

it('and the copying of whole mailboxes', async () => {
  const { migration, deps } = await moving(KEN);
  await inMailbox(old, KEN, async (client) => {
    for (let id = 0; id < LETTERS; id += 1) await client.append('INBOX', letter(`k${id}`));
  });
  const { settings } = migration.facts;
  const copying = withFacts(migration, { settings: { ...settings, copy: true, copyPerSecond: 50 } });
  // As it begins; not any more as it tells how far it has come.
  let asked = 0;
  const goesOn = async () => {
    asked += 1;
    return asked <= 1;
  };
  await lookAtContent(deps, copying, signal(), 'agenda', async () => {}, undefined, goesOn);
  const there = await onNew(KEN);
  expect(there).toBeLessThan(LETTERS);
  // Nothing is put there afterwards, either.
  await lookAtContent(
    deps,
    copying,
    signal(),
    'agenda',
    async () => {},
    undefined,
    async () => false,
  );
  expect(await onNew(KEN)).toBe(there);
});

it('after a rewrite without its gate, what had come to the new server before its baseline is listed all the same', async () => {
  const { migration, deps } = await moving(REN);
  const rewriteAt = Date.now() - 60_000;
  const rewritten = withFacts(migration, { rewriteSeenAt: rewriteAt, lastOldAt: rewriteAt });
  await neu.receive(REN, letter('early'));
  const first = await lookIntoMailboxes(deps, rewritten, signal());
  expect(newOf(first.observations)).toMatchObject([{ arrivals: [] }]);
  const settle = (record: Migration, report: typeof first) => {
    const decision = did(record, Date.now() - record.facts.startedAt, report);
    return decision.record;
  };
  const back = having(settle(rewritten, first), Date.now() - migration.facts.startedAt, {
    kind: 'rolled-back',
    reason: 'bounces',
  });
  const fresh = { ...back, sightings: { ...back.sightings, survey: {} } };
  const again = await lookIntoMailboxes(deps, fresh, signal());
  const found = settle(fresh, again).facts.stragglers;
  expect(found).toMatchObject([{ mailbox: REN, fingerprint: '<early@sender.example>' }]);
});
