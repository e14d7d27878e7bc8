import { z } from 'zod';
import type { LedgerLine, MailboxLedger } from '../migration/mail-observations.ts';
import { keyNumber, keyPart, listAll, type StoreAdapter } from './adapter.ts';
import { toRow } from './keyv.ts';
import { parseRow } from './rows.ts';

/**
 * Message by message, what of the old mailboxes was verified on the new server. Kept beside the record, which would grow
 * with every message; lines are only ever added, in chunks of which each is written once.
 */
export type Ledger = {
  readonly of: (migrationId: string, mailbox: string) => MailboxLedger;
  /** Forgets a migration's ledger. Answers how many chunks there were. */
  readonly forget: (migrationId: string) => Promise<number>;
};

/** A chunk stays a row that is read and written at once. */
const CHUNK_LINES = 500;

const plainLine = z.tuple([z.string(), z.string(), z.string(), z.int(), z.number(), z.string()]);
/** With UIDVALIDITY and UID of what the new server altered. */
const alteredLine = z.tuple([...plainLine.def.items, z.string(), z.int()]);
const line = z.union([plainLine, alteredLine]);
const chunk = z.object({ schema: z.literal(1), lines: z.array(line) });

export function createLedger(adapter: StoreAdapter): Ledger {
  return {
    of: (migrationId, mailbox) => ({
      async read() {
        const lines: LedgerLine[] = [];
        for await (const row of listAll(adapter, `${mailboxPrefix(migrationId, mailbox)}lines:`))
          lines.push(...parseRow(row.key, row.value, (value) => chunk.parse(value)).lines.map(toLine));
        return lines;
      },
      async add(lines) {
        for (let from = 0; from < lines.length; from += CHUNK_LINES)
          await addChunk(adapter, mailboxPrefix(migrationId, mailbox), lines.slice(from, from + CHUNK_LINES));
      },
    }),
    async forget(migrationId) {
      const keys: string[] = [];
      for await (const row of listAll(adapter, `ledger:${keyPart(migrationId)}:`)) keys.push(row.key);
      await adapter.commit({ guards: [], puts: [], deletes: keys });
      return keys.length;
    },
  };
}

/** Under the next free number; another writer may have taken it meanwhile. */
async function addChunk(adapter: StoreAdapter, prefix: string, lines: readonly LedgerLine[]): Promise<void> {
  const counterKey = `${prefix}count`;
  for (;;) {
    const counter = await adapter.read(counterKey);
    const number = counter === undefined ? 0 : parseRow(counterKey, counter.value, (value) => z.int().parse(value));
    const outcome = await adapter.commit({
      guards: [{ key: counterKey, version: counter?.version ?? 0 }],
      puts: [
        { key: counterKey, value: toRow(number + 1) },
        { key: `${prefix}lines:${keyNumber(number)}`, value: toRow({ schema: 1, lines: lines.map(toTuple) }) },
      ],
      deletes: [],
    });
    if (outcome === 'committed') return;
  }
}

function mailboxPrefix(migrationId: string, mailbox: string): string {
  return `ledger:${keyPart(migrationId)}:${keyPart(mailbox)}:`;
}

const toTuple = (one: LedgerLine): z.infer<typeof line> => {
  const plain: z.infer<typeof plainLine> = [
    one.fingerprint,
    one.folder,
    one.uidValidity,
    one.uid,
    one.verifiedAt,
    one.on,
  ];
  return one.altered === undefined ? plain : [...plain, one.altered.uidValidity, one.altered.uid];
};

const toLine = (tuple: z.infer<typeof line>): LedgerLine => {
  const [fingerprint, folder, uidValidity, uid, verifiedAt, on, ...altered] = tuple;
  const [newValidity, newUid] = altered;
  return {
    ...{ fingerprint, folder, uidValidity, uid, verifiedAt, on },
    ...(newValidity === undefined || newUid === undefined
      ? {}
      : { altered: { uidValidity: newValidity, uid: newUid } }),
  };
};
