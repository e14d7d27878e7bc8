import { z } from 'zod';

const instant = z.number();

/** What a served record set and the planned one differ by, told apart so that a person knows what to mend. */
export const DIFFERENCES = [
  /** Some or all servers still serve what stood before. */
  'old',
  /** Nearly the planned value: a slip of the hand. */
  'typo',
  /** The zone's own name was appended: the trailing dot is missing. */
  'missing-dot',
  /** Something else altogether. */
  'wrong',
  /** Nothing is served. */
  'missing',
  /** Beside what is planned, old or other values are served as well. */
  'extra',
  /** Signatures or DS do not fit: validating resolvers refuse the data. */
  'dnssec',
] as const;
export const differenceSchema = z.object({
  /** "name/TYPE". */
  record: z.string(),
  kind: z.enum(DIFFERENCES),
  /** Names of the servers that serve it so; all that were seen when empty. */
  servers: z.array(z.string()),
  /** How many servers were heard in all. */
  of: z.int(),
  served: z.array(z.string()),
  expected: z.array(z.string()),
  /** SOA serials of these servers, where they differ from the others': they wait for a zone transfer. */
  serials: z.array(z.string()).optional(),
});
export type Difference = z.infer<typeof differenceSchema>;

/** One record set as it was served before anything was changed. */
export const imageRecordSchema = z.object({ values: z.array(z.string()), ttlSeconds: z.number() });

/** What the parent says of a zone: its NS set, and the longest TTL that a cache can have taken it at. */
export const delegationSchema = z.object({
  /** Names of the servers, sorted. */
  parent: z.array(z.string()),
  /** The longer one of the parent's referral and the zone's own NS set. */
  ttlSeconds: z.number(),
  /** Since when the parent names these. */
  since: instant,
  /** Addresses of every server that parent or zone name at present. */
  servers: z.array(z.string()),
  /** Every cache that took the NS set at an earlier, longer TTL has dropped it by then. */
  formerGoneAt: instant.optional(),
  /** The parent holds a DS for it: validating resolvers refuse what its signatures do not cover. */
  signed: z.boolean().optional(),
  /** For how long caches may remember the DS. */
  dsTtlSeconds: z.number().optional(),
  /** The DS was taken out: until then validating resolvers may go by it. */
  dsGoneAt: instant.optional(),
});

/** A server that the delegation no longer leads to; caches may turn to it until `goneAt`. */
export const formerSchema = z.object({
  zone: z.string(),
  leftAt: instant,
  goneAt: instant,
  /** When it was first seen to serve all the new data after all: from then on nobody gets old data from it. */
  turnedAt: instant.optional(),
});
export type Former = z.infer<typeof formerSchema>;

export const selectorSchema = z.object({
  domain: z.string(),
  selector: z.string(),
  /** Whose key it is; absent where that is not known. */
  side: z.enum(['old', 'new']).optional(),
});
export type Selector = z.infer<typeof selectorSchema>;

export const policySchema = z.object({
  id: z.string(),
  mode: z.enum(['enforce', 'testing', 'none']),
  mx: z.array(z.string()),
  maxAgeSeconds: z.number(),
  /** When this content, or this id, was first seen. */
  since: instant,
  /** The content changed and the id did not: senders that hold the old policy will not look. */
  staleId: z.boolean(),
});
export type Policy = z.infer<typeof policySchema>;

/** A cache that holds on for longer than it may, or gives what nobody published. */
export const ALARMS = ['extended', 'stale', 'wrong'] as const;
export const alarmSchema = z.object({
  vantage: z.string(),
  operator: z.string(),
  record: z.string(),
  why: z.enum(ALARMS),
  values: z.array(z.string()),
  goneAt: instant,
  at: instant,
});
export type Alarm = z.infer<typeof alarmSchema>;
