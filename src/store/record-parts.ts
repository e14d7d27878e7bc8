import { z } from 'zod';
import { AppError, ErrorCode } from '../errors.ts';
import { keyPart, type StoreAdapter } from './adapter.ts';
import { type Head, headKey, parseHead } from './head.ts';
import { toRow } from './keyv.ts';
import { parseRow } from './rows.ts';

/** What the store knows of a record: two parts, of which the second changes far more often than the first. */
export type StoredMigration = { readonly id: string; readonly facts: unknown; readonly sightings: unknown };

/** A record as it stands in the database, with the head that it was read or committed with. */
export type Known<Migration> = { readonly version: number; readonly migration: Migration; readonly head: Head };

const PARTS = ['facts', 'sightings'] as const;
type Part = (typeof PARTS)[number];

const SCHEMA = 1;
const partSchema = z.object({ schema: z.literal(SCHEMA), content: z.unknown() });

/**
 * Head, facts and sightings as of one moment; undefined when there is no such migration.
 * Throws record-damaged when a part is missing, row-damaged when one does not parse.
 */
export async function readParts<Migration>(
  adapter: StoreAdapter,
  id: string,
  parse: (value: unknown) => Migration,
): Promise<Known<Migration> | undefined> {
  const [head, ...parts] = await adapter.readMany([headKey(id), ...PARTS.map((part) => partKey(id, part))]);
  if (head === undefined) return undefined;
  const contents = PARTS.map((part, index): [Part, unknown] => {
    const row = parts[index];
    if (row === undefined) throw new AppError(ErrorCode.RecordDamaged, { id, part });
    return [part, parseRow(partKey(id, part), row.value, (value) => partSchema.parse(value).content)];
  });
  return {
    version: head.version,
    head: parseHead(headKey(id), head.value),
    migration: parseWhole(id, { id, ...Object.fromEntries(contents) }, parse),
  };
}

/** The rows of the parts that differ from what stands there: compared by identity, for records are immutable values. */
export function changedParts<Migration extends StoredMigration>(
  migration: Migration,
  standing: Migration | undefined,
): readonly { readonly key: string; readonly value: string }[] {
  return PARTS.filter((part) => standing === undefined || standing[part] !== migration[part]).map((part) => ({
    key: partKey(migration.id, part),
    value: toRow({ schema: SCHEMA, content: migration[part] }),
  }));
}

function partKey(id: string, part: Part): string {
  return `record:${keyPart(id)}:${part}`;
}

function parseWhole<Migration>(id: string, value: unknown, parse: (value: unknown) => Migration): Migration {
  try {
    return parse(value);
  } catch (error) {
    if (error instanceof z.ZodError)
      throw new AppError(ErrorCode.RecordDamaged, { id, part: 'record' }, { cause: error });
    throw error;
  }
}

const KEPT = 200;

/** The records used last, so that a look need not parse a record that nobody changed. */
export function createCache<Migration>(): {
  readonly get: (id: string) => Known<Migration> | undefined;
  readonly set: (id: string, known: Known<Migration>) => void;
} {
  const kept = new Map<string, Known<Migration>>();
  return {
    get: (id) => kept.get(id),
    set(id, known) {
      kept.delete(id);
      kept.set(id, known);
      const [oldest] = kept.keys();
      if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    },
  };
}
