import { z } from 'zod';
import { type Facts, factsSchema } from './facts.ts';
import { type Sightings, sightingsSchema } from './sightings.ts';

/** One migration: facts, changed by events alone, and sightings, overwritten at every look. */
export type Migration = { readonly id: string; readonly facts: Facts; readonly sightings: Sightings };

const stored = z.object({ id: z.string(), facts: factsSchema, sightings: sightingsSchema });

/** Reads a stored record; throws a ZodError when it is not one (never a half-read record). */
export function parseMigration(value: unknown): Migration {
  return stored.parse(value);
}
