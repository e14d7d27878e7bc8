import { createLedger } from '../../src/store/ledger.ts';
import { openSqlite } from '../../src/store/sqlite.ts';

/** What looks at mailboxes need beside the rest, where a test does not look at it. */
export const mailDeps = {
  ledgerOf: createLedger(openSqlite({ path: ':memory:' })).of,
  probeKeys: (): readonly [Uint8Array] => [Buffer.alloc(32)],
} as const;
