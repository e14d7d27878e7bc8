import path from 'node:path';
import type { World } from '../../rehearsal/world/world.ts';
import { createLogger } from '../../src/log.ts';
import { agenda } from '../../src/migration/agenda.ts';
import type { Happening } from '../../src/migration/events.ts';
import { evolve } from '../../src/migration/evolve.ts';
import { type Migration, parseMigration } from '../../src/migration/record.ts';
import { DEFAULT_SETTINGS, PHASES, type Phase } from '../../src/migration/settings.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/migration/time.ts';
import { createMigrations } from '../../src/service/migrations.ts';
import { loadKeyRing } from '../../src/store/key-ring.ts';
import { createMigrationStore } from '../../src/store/migrations.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { createVault } from '../../src/store/vault.ts';

/** So many migrations in each phase. */
export type InPhase = Readonly<Record<Phase, number>>;
/** Most wait for caches and quiet. */
export const OF_FIFTY: InPhase = { before: 12, rewriting: 4, parallel: 20, restoring: 8, closing: 6 };

const AGO_MS: Readonly<Record<Phase, number>> = {
  before: 0,
  rewriting: 5 * MINUTE_MS,
  parallel: 6 * HOUR_MS,
  restoring: 3 * DAY_MS,
  closing: 10 * DAY_MS,
};

/**
 * Writes a migration for each channel into a store that no bot holds yet, spread over the phases, each with the world's
 * domain, mailboxes, clients and logins; what happened before is simply taken for true.
 */
export async function writeRecords(
  world: World,
  dataDir: string,
  channels: readonly string[],
  inPhase: InPhase,
): Promise<void> {
  const adapter = openSqlite({ path: path.join(dataDir, 'bot.sqlite') });
  try {
    const store = createMigrationStore<Migration>(adapter, parseMigration);
    const vault = createVault(adapter, () => loadKeyRing({ from: 'file', path: path.join(dataDir, 'vault.key') }));
    const log = createLogger({ level: 'silent' });
    const migrations = createMigrations({ store, now: Date.now, log, committed: () => {} });
    const phases = PHASES.flatMap((phase) => Array.from({ length: inPhase[phase] }, () => phase));
    for (const [index, channelId] of channels.entries()) {
      const id = await begin(world, migrations, channelId);
      const versions = [];
      for (const { address, oldPassword, newPassword } of world.plan.mailboxes)
        for (const [side, password] of [
          ['old', oldPassword],
          ['new', newPassword],
        ] as const)
          versions.push({
            mailbox: address,
            side,
            version: await vault.put(id, address, side, { user: address, password }),
          });
      await migrations.change(id, { kind: 'credentials-imported', by: 'bot', entries: versions });
      await age(store, id, phases[index % phases.length] ?? 'before');
    }
  } finally {
    await adapter.disconnect();
  }
}

async function begin(
  { slack, plan }: World,
  migrations: ReturnType<typeof createMigrations>,
  channelId: string,
): Promise<string> {
  const by = slack.person('aoi').id;
  const doors = { imap: { port: 993, security: 'tls' }, smtp: { port: 587, security: 'starttls' } } as const;
  const result = await migrations.start(
    {
      place: { teamId: slack.teamId, channelId },
      domain: plan.domain,
      scope: 'mail-only',
      profile: 'hoster',
      lang: 'en',
      timeZone: 'Europe/Berlin',
      approvers: ['ken', 'mika', 'jonas'].map((name) => slack.person(name).id),
      solo: false,
      servers: {
        old: { host: plan.old.name, addresses: [plan.old.address], ...doors },
        new: { host: plan.new.name, addresses: [plan.new.address], ...doors },
      },
      settings: DEFAULT_SETTINGS,
    },
    by,
  );
  if (!result.ok) throw new Error(`not started: ${result.refusal.code}`);
  const { id } = result.migration;
  const mailboxes = plan.mailboxes.map(({ address }) => ({ address, watch: 'login' as const }));
  const clients = plan.clients.map(({ device, protocols }) => ({ name: device, protocols: [...protocols], owner: by }));
  await migrations.change(id, { kind: 'add-mailboxes', by, mailboxes });
  await migrations.change(id, { kind: 'add-clients', by, clients });
  return id;
}

async function age(store: ReturnType<typeof createMigrationStore<Migration>>, id: string, phase: Phase): Promise<void> {
  const found = await store.load(id);
  if (found === undefined) throw new Error('the record is not there');
  const { version, migration } = found;
  const at = Date.now() - AGO_MS[phase];
  const facts = happenedBy(phase, at).reduce(
    (all, happening) => evolve(all, { ...happening, at, by: 'bot' }),
    migration.facts,
  );
  const aged = { ...migration, facts };
  const outcome = await store.commit({
    id,
    expectedVersion: version,
    migration: aged,
    place: facts.place,
    journal: [],
    outbox: [],
    nextDueAt: agenda(aged, Date.now())[0]?.dueAt,
    ended: false,
  });
  if (outcome === 'conflict') throw new Error('somebody else holds the store');
}

function happenedBy(phase: Phase, at: number): readonly Happening[] {
  const opened = (gate: 'cut-over' | 'switch-back'): Happening => ({ kind: 'gate-opened', gate, criteria: [] });
  const done = { kind: 'rewrite-done', watermark: at + HOUR_MS } as const;
  const upTo: Readonly<Record<Phase, readonly Happening[]>> = {
    before: [],
    rewriting: [opened('cut-over'), { kind: 'rewrite-begun' }],
    parallel: [opened('cut-over'), { kind: 'rewrite-begun' }, { kind: 'rewrite-seen' }, done],
    restoring: [opened('cut-over'), { kind: 'rewrite-begun' }, { kind: 'rewrite-seen' }, done, opened('switch-back')],
    closing: [
      opened('cut-over'),
      { kind: 'rewrite-begun' },
      { kind: 'rewrite-seen' },
      done,
      opened('switch-back'),
      { kind: 'step-marked', step: 'close', done: true },
    ],
  };
  return upTo[phase];
}
