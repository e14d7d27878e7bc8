import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../src/metrics.ts';
import type { ReportCommand } from '../../src/migration/report-commands.ts';
import type { Look } from '../../src/migration/settings.ts';
import { createDialer } from '../../src/net/dial.ts';
import { createLooker, type LookKind } from '../../src/service/looker.ts';
import { ringOfOne } from '../../src/store/key-ring.ts';
import { createVault } from '../../src/store/vault.ts';
import { T0, zoneReport } from '../migration/a-migration.ts';
import { openForTest } from '../store/temporary.ts';
import { openDesk, quiet } from './desk.ts';
import { mailDeps } from './mail-deps.ts';

const never = (): Promise<never> => new Promise(() => {});
const surveyed: ReportCommand = { kind: 'report-survey', observations: [] };

function zone(): ReportCommand {
  const report = zoneReport(T0, 'old');
  if (report.kind !== 'report-zone') throw new Error('no report');
  return report;
}

/** A looker on a desk, with looks of the test's own; says what was reported. */
async function openLooker(take: Partial<Record<Look, LookKind['take']>>, limitMs = 5_000) {
  const adapter = openForTest();
  const desk = openDesk(adapter);
  const id = await desk.begin();
  const reported: ReportCommand[] = [];
  const broken: unknown[] = [];
  const kind = (look: Look): LookKind => ({
    take: take[look] ?? (() => Promise.reject(new Error(`no ${look}`))),
    limitMs,
  });
  const looker = createLooker(
    {
      dialer: createDialer({ addressBook: () => undefined }),
      vault: createVault(adapter, ringOfOne(Buffer.alloc(32))),
      vantages: [],
      roots: [],
      ...mailDeps,
      now: () => desk.clock.at,
      log: { ...quiet, warn: (fields: unknown) => broken.push(fields) },
      metrics: createMetrics(),
      read: desk.migrations.read,
      change: (of, command) => {
        reported.push(command);
        return desk.migrations.change(of, command);
      },
    },
    {
      zone: kind('zone'),
      vantages: kind('vantages'),
      logins: kind('logins'),
      survey: kind('survey'),
      scan: kind('scan'),
      acceptance: kind('acceptance'),
      content: kind('content'),
      rescue: kind('rescue'),
      probes: kind('probes'),
    },
    20,
  );
  return { desk, id, looker, reported, broken };
}

describe('a look', () => {
  it('is taken once for all who ask while it runs, and reported before they hear', async () => {
    let taken = 0;
    const gate = Promise.withResolvers<void>();
    const { desk, id, looker, reported } = await openLooker({
      zone: async () => {
        taken += 1;
        await gate.promise;
        return zone();
      },
    });
    const asked = [looker.look(id, 'zone'), looker.look(id, 'zone')];
    await expect.poll(() => taken).toBe(1);
    expect(looker.underWay()).toBe(1);
    gate.resolve();
    await Promise.all(asked);
    expect(taken).toBe(1);
    expect(reported).toHaveLength(1);
    expect((await desk.migrations.read(id))?.facts.plan.length).toBeGreaterThan(0);
    await looker.look(id, 'zone');
    expect(taken).toBe(2);
    expect(looker.underWay()).toBe(0);
  });

  it('tells whoever waits how far it is, also those who joined, and nobody afterwards', async () => {
    const gate = Promise.withResolvers<void>();
    const { id, looker } = await openLooker({
      survey: async (...[, , , , , onProgress]) => {
        await gate.promise;
        onProgress(1, 2);
        return surveyed;
      },
    });
    const heard: string[] = [];
    const asked = ['first', 'joined'].map((who) =>
      looker.look(id, 'survey', undefined, 'person', (done, total) => void heard.push(`${who} ${done}/${total}`)),
    );
    gate.resolve();
    await Promise.all([...asked, looker.look(id, 'survey')]);
    expect(heard).toEqual(['first 1/2', 'joined 1/2']);
    await looker.look(id, 'survey');
    expect(heard).toHaveLength(2);
  });

  it('that hangs for ever holds up no other kind, and ends as one that saw nothing', async () => {
    const { desk, id, looker, reported, broken } = await openLooker(
      { logins: never, survey: async () => surveyed },
      100,
    );
    const hanging = looker.look(id, 'logins');
    await looker.look(id, 'survey');
    expect(reported).toEqual([surveyed]);
    await hanging;
    expect(reported).toEqual([surveyed, { kind: 'report-logins', observations: [] }]);
    expect(broken).toHaveLength(1);
    expect((await desk.migrations.read(id))?.sightings.looks.logins).toEqual({ at: T0 });
  });

  it('that is told to end says what it saw until then', async () => {
    const { id, looker, reported } = await openLooker(
      {
        survey: async (_deps, _migration, signal) => {
          await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
          return surveyed;
        },
      },
      50,
    );
    await looker.look(id, 'survey');
    expect(reported).toEqual([surveyed]);
  });

  it('that breaks leaves what was seen before, and is told in the log', async () => {
    let works = true;
    const { desk, id, looker, broken } = await openLooker({
      zone: async () => {
        if (!works) throw new TypeError('a defect');
        return zone();
      },
    });
    await looker.look(id, 'zone');
    const seen = (await desk.migrations.read(id))?.sightings.authority;
    works = false;
    desk.clock.at += 60_000;
    await looker.look(id, 'zone');
    const after = await desk.migrations.read(id);
    expect(after?.sightings.authority).toEqual(seen);
    expect(after?.sightings.looks.zone).toEqual({ at: T0 + 60_000 });
    expect(broken).toHaveLength(1);
  });

  it('of the vantages is not taken before there is a plan: it would plant old answers', async () => {
    const { id, looker, reported } = await openLooker({});
    await looker.look(id, 'vantages');
    expect(reported).toEqual([]);
  });

  it('goes on when the one who asked waits no longer', async () => {
    const gate = Promise.withResolvers<void>();
    const { id, looker, reported } = await openLooker({
      zone: async () => {
        await gate.promise;
        return zone();
      },
    });
    const patience = new AbortController();
    const asked = looker.look(id, 'zone', patience.signal);
    patience.abort(new Error('gone'));
    await expect(asked).rejects.toThrow('gone');
    gate.resolve();
    await looker.look(id, 'zone');
    expect(reported).toHaveLength(1);
  });
});

describe('the stop', () => {
  it('cancels looks, reports nothing of them, and is not held up by one that does not hear', async () => {
    let cancelled = false;
    const { id, looker, reported, broken } = await openLooker({
      logins: never,
      zone: async (_deps, _migration, signal) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        cancelled = true;
        return { kind: 'report-zone', observations: [], addresses: {} };
      },
    });
    const asked = [looker.look(id, 'logins'), looker.look(id, 'zone')];
    const ends = Promise.allSettled(asked);
    await expect.poll(() => looker.underWay()).toBe(2);
    await new Promise(setImmediate);
    await looker.stop();
    expect(cancelled).toBe(true);
    expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(reported).toEqual([]);
    expect(broken).toEqual([]);
    await expect(looker.look(id, 'survey')).rejects.toThrow('stopping');
  });
});
