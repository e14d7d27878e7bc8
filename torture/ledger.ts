import path from 'node:path';
import type { Message, Workspace } from '../rehearsal/slack/workspace.ts';
import { announce } from '../src/migration/announce.ts';
import type { Event } from '../src/migration/events.ts';
import { evolve } from '../src/migration/evolve.ts';
import type { Facts } from '../src/migration/facts.ts';
import { type Migration, parseMigration } from '../src/migration/record.ts';
import type { HistoryLine } from '../src/service/ports.ts';
import { type ChainVerdict, verifyChain } from '../src/store/journal.ts';
import { createMigrationStore } from '../src/store/migrations.ts';
import { openSqlite } from '../src/store/sqlite.ts';

export type Ledger = {
  readonly facts: Facts;
  readonly events: readonly Event[];
  readonly chain: ChainVerdict;
  /** Facts rebuilt from the journal alone. */
  readonly rebuilt: Facts | undefined;
  /** Kinds of the announcements without a slot that the journal implies, in order. */
  readonly implied: readonly string[];
  /** Outbox id → kind, of announcements without a slot, in order. */
  readonly posts: ReadonlyMap<string, string>;
  readonly open: number;
};

/** What the data directory of a bot that has ended holds of its one migration. */
export async function ledgerOf(dataDir: string): Promise<Ledger> {
  const adapter = openSqlite({ path: path.join(dataDir, 'bot.sqlite') });
  try {
    const store = createMigrationStore<Migration>(adapter, parseMigration);
    const [summary] = await store.list();
    const loaded = summary === undefined ? undefined : await store.load(summary.id);
    if (summary === undefined || loaded === undefined) throw new Error('no migration is there');
    const journal = await store.journal(summary.id, { limit: 100_000 });
    const end = await store.journalEnd(summary.id);
    const events = journal.map(({ event }) => event as HistoryLine['event']);
    const posts = new Map<string, string>();
    for (let seq = 1; ; seq += 1) {
      const stored = await store.outbox.read(`${summary.id}.${seq}`);
      if (stored === undefined) break;
      const { id, kind, payload } = stored.entry;
      if (kind !== 'status' && !(payload instanceof Object && 'slot' in payload)) posts.set(id, kind);
    }
    return {
      facts: loaded.migration.facts,
      events,
      chain: verifyChain(journal, end === undefined ? {} : { end }),
      ...replay(events),
      posts,
      open: (await store.outbox.pending({ limit: 1_000 })).length,
    };
  } finally {
    await adapter.disconnect();
  }
}

/** One commit's events bear one instant, and a person's command begins a commit. */
function replay(events: readonly Event[]): Pick<Ledger, 'rebuilt' | 'implied'> {
  const commits: Event[][] = [];
  for (const event of events) {
    const current = commits.at(-1);
    if (current === undefined || event.by !== 'bot' || current[0]?.at !== event.at) commits.push([event]);
    else current.push(event);
  }
  let facts: Facts | undefined;
  const implied: string[] = [];
  for (const commit of commits) {
    implied.push(...announce(facts, commit).flatMap((one) => ('slot' in one ? [] : [one.kind])));
    for (const event of commit) facts = evolve(facts, event);
  }
  return { rebuilt: facts, implied };
}

/** The outbox id that a message carries in its metadata. */
export function outboxIdOf(message: Message): string | undefined {
  const payload = message.metadata?.event_payload;
  const id = payload instanceof Object && 'id' in payload ? payload.id : undefined;
  return typeof id === 'string' ? id : undefined;
}

/** Outbox ids of what stands in the channel for all to see, in the order of posting. */
export function standing(workspace: Workspace): readonly { readonly id: string; readonly message: Message }[] {
  return workspace.messages().flatMap((message) => {
    const id = outboxIdOf(message);
    return message.onlyFor === undefined && id !== undefined ? [{ id, message }] : [];
  });
}
