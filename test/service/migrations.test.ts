import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ErrorCode, isAppError } from '../../src/errors.ts';
import { announce } from '../../src/migration/announce.ts';
import { evolve } from '../../src/migration/evolve.ts';
import type { Facts } from '../../src/migration/facts.ts';
import { MINUTE_MS } from '../../src/migration/time.ts';
import type { StoreAdapter } from '../../src/store/adapter.ts';
import { verifyChain } from '../../src/store/journal.ts';
import { aStart, surveyReport, T0, wholeScript, zoneReport } from '../migration/a-migration.ts';
import { openForTest, temporaryDirectory } from '../store/temporary.ts';
import { aClient, openDesk, replayed } from './desk.ts';

const PLACE = { teamId: 'T1', channelId: 'C1' };
const ALL = 10_000;

/** One database file through two connections, as two processes would have it: the lease goes by the path. */
function twoConnections(): readonly [StoreAdapter, StoreAdapter] {
  const directory = temporaryDirectory();
  mkdirSync(path.join(directory, 'other'));
  const file = path.join(directory, 'bot.sqlite');
  const first = openForTest(file);
  symlinkSync(file, path.join(directory, 'other/bot.sqlite'));
  return [first, openForTest(path.join(directory, 'other/bot.sqlite'))];
}

describe('a whole migration', () => {
  it('is in the journal, from which its facts are rebuilt exactly', async () => {
    const desk = openDesk();
    const id = await desk.begin({});
    expect(await desk.play(id, wholeScript())).toEqual([]);
    const stored = await desk.migrations.read(id);
    expect(stored?.facts.state.kind).toBe('finished');

    const journal = await desk.store.journal(id, { limit: ALL });
    const end = await desk.store.journalEnd(id);
    expect(verifyChain(journal, end === undefined ? {} : { end })).toMatchObject({ ok: true, entries: journal.length });
    expect(replayed(await desk.migrations.history(id, ALL))).toEqual(stored?.facts);
    // Not only in this process's memory:
    const adapterOnly = await desk.store.load(id);
    expect(adapterOnly?.migration).toEqual(stored);
  });

  it('puts into the outbox what is to be announced, in order, and the status behind it', async () => {
    const desk = openDesk();
    const id = await desk.begin();
    const expected: unknown[] = [];
    let facts: Facts | undefined;
    let read = 0;
    const outbox = () => desk.store.outbox.pending({ limit: ALL });
    const note = async () => {
      const events = (await desk.migrations.history(id, ALL)).slice(read).map(({ event }) => event);
      read += events.length;
      expected.push(...announce(facts, events, (await desk.store.load(id))?.migration.sightings));
      for (const event of events) facts = evolve(facts, event);
      if (events.length > 0) expect((await outbox()).at(-1)?.entry.kind).toBe('status');
    };
    await note();
    for (const { at, command } of wholeScript()) {
      desk.clock.at = T0 + at;
      await desk.migrations.change(id, command);
      await note();
    }
    const entries = (await outbox()).map(({ entry }) => entry);
    const announced = entries.filter(({ kind }) => kind !== 'status');
    // While DNS is being rewritten its message is edited minute by minute, for what is seen makes no events.
    const edits: number[] = [];
    for (const { kind, payload, seq } of announced) {
      const isNext = JSON.stringify(payload) === JSON.stringify(expected[0]);
      if (isNext) expected.shift();
      else expect([kind, edits.push(seq)]).toEqual(['rewrite', edits.length]);
    }
    expect(expected).toEqual([]);
    expect(edits).toHaveLength(1);
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
    // What only edits, takes the buttons off.
    const opened = announced.filter(
      ({ kind, payload }) => kind === 'gate-opened' && payload instanceof Object && !('editOnly' in payload),
    );
    expect(opened).toHaveLength(3);
  });

  it('tells the status of looks that change nothing once a minute, whichever way the clock goes', async () => {
    const desk = openDesk();
    const id = await desk.begin();
    const statuses = async () =>
      (await desk.store.outbox.pending({ limit: ALL })).filter(({ entry }) => entry.kind === 'status').length;
    await desk.migrations.change(id, zoneReport(T0, 'old'));
    const start = await statuses();
    for (let second = 1; second <= 120; second += 1) {
      desk.clock.at = T0 + second * 1_000;
      await desk.migrations.change(id, zoneReport(desk.clock.at, 'old'));
    }
    expect((await statuses()) - start).toBe(2);
    desk.clock.at -= 24 * 60 * MINUTE_MS;
    await desk.migrations.change(id, zoneReport(desk.clock.at, 'old'));
    expect((await statuses()) - start).toBe(3);
  });
});

describe('a command', () => {
  it('that is refused commits nothing', async () => {
    const desk = openDesk();
    const id = await desk.begin();
    const imported = {
      kind: 'credentials-imported',
      by: 'bot',
      entries: [{ mailbox: 'a@kitano.example', side: 'old', version: 1 }],
    } as const;
    await desk.migrations.change(id, {
      kind: 'add-mailboxes',
      by: 'UAOI',
      mailboxes: [{ address: 'a@kitano.example', watch: 'login' }],
    });
    expect(await desk.migrations.change(id, imported)).toMatchObject({ events: [{ kind: 'credentials-imported' }] });
    const before = await desk.store.load(id);
    const outbox = await desk.store.outbox.pending({ limit: ALL });
    const commits = desk.commits.length;

    expect(await desk.migrations.change(id, { kind: 'resume', by: 'UAOI' })).toMatchObject({
      ok: false,
      refusal: { code: 'not-paused' },
    });
    expect(await desk.migrations.change(id, imported)).toMatchObject({ ok: false });
    expect(await desk.store.load(id)).toEqual(before);
    expect(await desk.store.outbox.pending({ limit: ALL })).toEqual(outbox);
    expect(desk.commits).toHaveLength(commits);
  });

  it('tells what is due next, and at the end that nothing is', async () => {
    const desk = openDesk();
    const id = await desk.begin();
    expect(desk.commits.at(-1)).toMatchObject({ id, ended: false, agenda: [{ what: 'zone', dueAt: T0 }] });
    await desk.migrations.change(id, { kind: 'abandon', by: 'UAOI', reason: 'another hoster' });
    expect(desk.commits.at(-1)).toEqual({ id, ended: true, agenda: [], workspace: 'T1' });
    expect(await desk.store.list()).toMatchObject([{ id, ended: true }]);
    expect(await desk.migrations.change(id, aClient('Scanner'))).toMatchObject({
      ok: false,
      refusal: { code: 'ended' },
    });
  });

  it('for a migration that is not there is an error of its own', async () => {
    const desk = openDesk();
    const unknown = (error: unknown) => isAppError(error, ErrorCode.MigrationUnknown);
    await expect(desk.migrations.change('01X', { kind: 'tick' })).rejects.toSatisfy(unknown);
    await expect(desk.migrations.history('01X', 5)).rejects.toSatisfy(unknown);
    expect(await desk.migrations.read('01X')).toBeUndefined();
    expect(await desk.migrations.inChannel(PLACE)).toBeUndefined();
  });
});

describe('two instances on one file', () => {
  it('decide again on each other’s commits: nothing is lost', async () => {
    const [first, second] = twoConnections();
    const clock = { at: T0 };
    const desks = [openDesk(first, clock), openDesk(second, clock)] as const;
    const id = await desks[0].begin();
    const each = 40;
    const results = await Promise.all(
      desks.flatMap((desk, which) =>
        Array.from({ length: each }, async (_, index) => {
          const report = index % 4 === 3 ? surveyReport(T0) : undefined;
          return await desk.migrations.change(id, report ?? aClient(`${which} ${index}`));
        }),
      ),
    );
    expect(results.every(({ ok }) => ok)).toBe(true);

    const named = results
      .flatMap((result) => (result.ok ? result.events : []))
      .filter(({ kind }) => kind === 'clients-added');
    expect(named).toHaveLength(60);
    for (const desk of desks) {
      const stored = await desk.store.load(id);
      expect(new Set(stored?.migration.facts.clients.map(({ name }) => name)).size).toBe(60);
      expect(new Set(stored?.migration.facts.clients.map((client) => client.id)).size).toBe(60);
      // Every change is one version, and no two made the same one.
      expect(stored?.version).toBe(desks[0].commits.length + desks[1].commits.length);
      const journal = await desk.store.journal(id, { limit: ALL });
      expect(verifyChain(journal)).toMatchObject({ ok: true, entries: journal.length });
      expect(replayed(await desk.migrations.history(id, ALL))).toEqual(stored?.migration.facts);
      const outbox = await desk.store.outbox.pending({ limit: ALL });
      expect(outbox.map(({ entry }) => entry.seq)).toEqual(outbox.map((_, index) => index + 1));
    }
  });

  it('start one in a channel, though the other did between look and commit', async () => {
    const [first, second] = twoConnections();
    const clock = { at: T0 };
    const desks = [openDesk(first, clock), openDesk(second, clock)] as const;
    const list = first.list.bind(first);
    const others: string[] = [];
    first.list = async (...args) => {
      const found = await list(...args);
      if (others.length === 0) others.push(await desks[1].begin());
      return found;
    };
    const result = await desks[0].migrations.start(aStart(), 'UKEN');
    expect(result).toMatchObject({ ok: false, refusal: { code: 'already' }, migration: { id: others[0] } });
    expect(await desks[1].store.list()).toHaveLength(1);
    expect(desks[0].commits).toEqual([]);
  });

  it('start one migration in a channel, however many ask', async () => {
    const [first, second] = twoConnections();
    const clock = { at: T0 };
    const desks = [openDesk(first, clock), openDesk(second, clock)] as const;
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, index) => desks[index % 2 === 0 ? 0 : 1].migrations.start(aStart(), 'UAOI')),
    );
    const started = results.filter(({ ok }) => ok);
    expect(started).toHaveLength(1);
    const id = started[0]?.migration.id;
    expect(
      results
        .filter(({ ok }) => !ok)
        .map((result) => (result.ok ? '' : `${result.refusal.code} ${result.migration.id}`)),
    ).toEqual(Array.from({ length: 7 }, () => `already ${id}`));
    expect(await desks[1].store.list()).toHaveLength(1);
  });
});

describe('a channel', () => {
  it('holds the migration going on, else the one that ended last; another may follow', async () => {
    const desk = openDesk();
    const first = await desk.begin();
    await desk.migrations.change(first, { kind: 'abandon', by: 'UAOI', reason: 'wrong domain' });
    expect((await desk.migrations.inChannel(PLACE))?.id).toBe(first);
    desk.clock.at += MINUTE_MS;
    const second = await desk.begin();
    expect((await desk.migrations.inChannel(PLACE))?.id).toBe(second);
    expect(await desk.migrations.inChannel({ ...PLACE, channelId: 'C2' })).toBeUndefined();
    await desk.migrations.change(second, { kind: 'abandon', by: 'UAOI', reason: 'again' });
    expect((await desk.migrations.inChannel(PLACE))?.id).toBe(second);
    expect(await desk.store.loadFor(PLACE)).toEqual([first, second]);
  });

  it('gives its latest history, oldest first', async () => {
    const desk = openDesk();
    const id = await desk.begin();
    await desk.migrations.change(id, aClient('Scanner'));
    const all = await desk.migrations.history(id, ALL);
    expect(all[0]).toMatchObject({ seq: 1, by: 'UAOI', event: { kind: 'started' } });
    expect(all[1]).toMatchObject({ seq: 2, by: 'bot' });
    expect(await desk.migrations.history(id, 2)).toEqual(all.slice(-2));
    expect(await desk.migrations.history(id, 0)).toEqual([]);
  });
});

it('a store that fails is told as such, never as a channel without a migration', async () => {
  const adapter = openForTest();
  const desk = openDesk(adapter);
  const id = await desk.begin();
  await adapter.disconnect();
  const failed = (error: unknown) => isAppError(error) && error.code.startsWith('store-');
  await expect(desk.migrations.read(id)).rejects.toSatisfy(failed);
  await expect(desk.migrations.inChannel(PLACE)).rejects.toSatisfy(failed);
  await expect(desk.migrations.change(id, aClient('Scanner'))).rejects.toSatisfy(failed);
  await expect(desk.migrations.start(aStart(), 'UAOI')).rejects.toSatisfy(failed);
  await expect(desk.migrations.history(id, 5)).rejects.toSatisfy(failed);
});

describe('the migrations of a workspace', () => {
  it('are those of its channels, newest first, whether or not the request names the organisation', async () => {
    const desk = openDesk();
    const begin = async (place: typeof PLACE & { enterpriseId?: string }) => {
      const result = await desk.migrations.start(aStart({ place }), 'U1');
      if (!result.ok) throw new Error(result.refusal.code);
      return result.migration.id;
    };
    const first = await begin({ teamId: 'T1', channelId: 'C1', enterpriseId: 'E1' });
    const second = await begin({ teamId: 'T1', channelId: 'C2' });
    await begin({ teamId: 'T2', channelId: 'C3' });
    const ids = async (team: { teamId: string; enterpriseId?: string }) =>
      (await desk.migrations.inTeam(team)).map(({ id }) => id);
    expect(await ids({ teamId: 'T1' })).toEqual([second, first]);
    expect(await ids({ teamId: 'T1', enterpriseId: 'E1' })).toEqual([second, first]);
    expect(await ids({ teamId: 'T1', enterpriseId: 'E2' })).toEqual([second]);
    expect(await ids({ teamId: 'T3' })).toEqual([]);
  });

  it('are told without the one whose record is damaged', async () => {
    const adapter = openForTest();
    const desk = openDesk(adapter);
    const damaged = await desk.begin({});
    const sound = await desk.begin({ place: { teamId: 'T1', channelId: 'C2' } });
    await adapter.set(`record:${damaged}:facts`, JSON.stringify({ value: { schema: 1, content: { domain: 7 } } }));
    // Another process, which keeps nothing in its memory yet.
    const found = await openDesk(adapter).migrations.inTeam(PLACE);
    expect(found.map(({ id }) => id)).toEqual([sound]);
  });
});
