import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { TEAM } from '../../rehearsal/slack/people.ts';
import type { Workspace } from '../../rehearsal/slack/workspace.ts';
import { makeWorld } from '../../rehearsal/world/seed.ts';
import { openWorld } from '../../rehearsal/world/world.ts';
import { percentile } from '../interleave.ts';
import { peakMibOf } from '../memory.ts';
import type { Measured } from '../targets.ts';
import { startWatching } from './processes.ts';
import { type InPhase, writeRecords } from './records.ts';

const SEED = 1;
const MAILBOXES = 20;
/** A third of two hundred before the rewrite, a third while both servers receive, a third after. */
const OF_TWO_HUNDRED: InPhase = { before: 67, rewriting: 1, parallel: 66, restoring: 33, closing: 33 };
const MIGRATIONS = Object.values(OF_TWO_HUNDRED).reduce((sum, count) => sum + count, 0);
/** Every look of every migration is due at the start: until those are through. */
const SETTLE_LIMIT_MS = 240_000;
const FOR_MS = 300_000;
const MINUTE_MS = 60_000;
const ASK_EVERY_MS = 1_000;
const LINES = ['status', 'gate', 'stragglers', 'mailboxes', 'clients'] as const;
const MB_PER_MIB = 1.048_576;

/**
 * One bot watches two hundred migrations of twenty mailboxes each at the product's own intervals, for five minutes after
 * what was due at its start is through, while somebody asks something once a second.
 */
export async function measureMany(): Promise<Measured> {
  const idleMailboxes = MAILBOXES - makeWorld(SEED).mailboxes.length;
  const world = await openWorld({ seed: SEED, slack: { people: TEAM }, idleMailboxes });
  const home = mkdtempSync(path.join(tmpdir(), 'bench-many-'));
  try {
    const dataDir = path.join(home, 'data');
    mkdirSync(dataDir);
    const channels = await channelsOf(world.slack);
    await writeRecords(world, dataDir, channels, OF_TWO_HUNDRED);
    const bot = await startWatching(world, home, dataDir);
    try {
      world.slack.connectBot(bot.url);
      await settled(bot.tell);
      bot.child.send('reset');
      const startedAt = performance.now();
      const acks: number[] = [];
      const memory: { readonly atMs: number; readonly mib: number }[] = [];
      for (let turn = 0; performance.now() - startedAt < FOR_MS; turn += 1) {
        await delay(Math.max(0, startedAt + turn * ASK_EVERY_MS - performance.now()));
        const { tookMs } = await world.slack.slash(
          world.slack.person('aoi'),
          `/migration ${LINES[turn % LINES.length]}`,
          channels[(turn * 7) % channels.length] ?? '',
        );
        acks.push(tookMs);
        if (turn % 5 === 0) memory.push({ atMs: performance.now() - startedAt, mib: (await bot.tell()).rssMib });
      }
      const told = await bot.tell();
      const mean = (from: number, to: number) => {
        const some = memory.filter(({ atMs }) => atMs >= from && atMs < to).map(({ mib }) => mib);
        return some.reduce((sum, mib) => sum + mib, 0) / some.length;
      };
      return {
        'many-cpu': (told.cpuMs / (performance.now() - startedAt)) * 100,
        'many-memory': peakMibOf(bot.child.pid ?? 0) * MB_PER_MIB,
        'many-growth': mean(FOR_MS - MINUTE_MS, FOR_MS) / mean(0, MINUTE_MS),
        'many-lag': told.lagSeconds ?? Number.NaN,
        'many-ack': percentile(acks, 0.99),
        'many-looks': told.looks,
      };
    } finally {
      await bot.stop();
    }
  } finally {
    await world.close();
    rmSync(home, { recursive: true, force: true });
  }
}

async function channelsOf(slack: Workspace): Promise<readonly string[]> {
  const made = [slack.channel.id];
  while (made.length < MIGRATIONS) made.push((await slack.createChannel(`move-${made.length}`)).id);
  return made;
}

/** Until a while brings few looks more. */
async function settled(tell: () => Promise<{ readonly looks: number }>): Promise<void> {
  const WINDOW_MS = 10_000;
  const FEW = 60;
  let before = (await tell()).looks;
  for (const startedAt = performance.now(); performance.now() - startedAt < SETTLE_LIMIT_MS; ) {
    await delay(WINDOW_MS);
    const { looks } = await tell();
    if (looks > 0 && looks - before < FEW) return;
    before = looks;
  }
}
