import { z } from 'zod';

/** What is known of the domain's addresses, senders, content, relays and probes: parts of the facts. */
const instant = z.number();
const actor = z.string();
const path = z.object({ helo: z.string().optional(), address: z.string().optional() });

export const PLACES = ['alias', 'list', 'dropped'] as const;
/** An address that received mail on the old server. A mailbox of the list needs no placing. */
export const addressSchema = z.object({
  count: z.int(),
  firstAt: instant,
  lastAt: instant,
  placed: z.object({ as: z.enum(PLACES), at: instant, by: actor, reason: z.string().optional() }).optional(),
});
export type KnownAddress = z.infer<typeof addressSchema>;
export type PlacedAs = (typeof PLACES)[number];

const SENDER_WAYS = ['dns', 'local', 'inside', 'smarthost', 'unknown'] as const;
/** A regular sender of the 90 days before the rewrite. */
export const senderSchema = z.object({
  /** Days since the epoch (UTC) on which it wrote, ascending. */
  days: z.array(z.int()),
  lastAt: instant,
  way: z.enum(SENDER_WAYS),
  path: path.optional(),
  /** First seen on the new server after the rewrite. */
  seenNewAt: instant.optional(),
  dismissed: z.object({ at: instant, by: actor, reason: z.string() }).optional(),
  /** The channel was told that it has been silent for twice its usual gap. */
  silentToldAt: instant.optional(),
});
export type KnownSender = z.infer<typeof senderSchema>;

/** After the rewrite the old server refused this address for good: mail bounced, and left no straggler. */
export const refusalSchema = z.object({
  address: z.string(),
  reply: z.string(),
  at: instant,
  /** When it was first seen to accept again. */
  overAt: instant.optional(),
});
export type OldRefusal = z.infer<typeof refusalSchema>;

/** When a mailbox was first seen whole on the new server. */
export const contentFactSchema = z.object({ verifiedAt: instant, messages: z.int() });

export const RELAY_KINDS = ['outside', 'new', 'old'] as const;
export const relaySchema = z.object({
  id: z.string(),
  kind: z.enum(RELAY_KINDS),
  /** Address or host name. */
  host: z.string(),
  port: z.int(),
  security: z.enum(['tls', 'starttls', 'plain']),
  /** Version of its credentials in the vault (pseudo mailbox "relay:ID"); absent: it wants none. */
  credentials: z.int().optional(),
  at: instant,
  by: actor,
});
export type Relay = z.infer<typeof relaySchema>;

export const probeSchema = z.object({
  id: z.string(),
  relay: z.string(),
  mailbox: z.string(),
  sentAt: instant,
  /** The relay did not take it. */
  failed: z.string().optional(),
  /** What the relay answered, taking it or not. */
  says: z.string().optional(),
  landed: z
    .object({ side: z.enum(['old', 'new']), folder: z.string(), junk: z.boolean(), at: instant, seenAt: instant })
    .optional(),
  lostAt: instant.optional(),
});
export type Probe = z.infer<typeof probeSchema>;

const PROBE_TROUBLES = ['lost', 'old', 'junk', 'failed'] as const;
/** A path, relay and mailbox, on which probes go astray; its figures are those of the probe that showed it. */
export const probeTroubleSchema = z.object({
  id: z.string(),
  relay: z.string(),
  mailbox: z.string(),
  what: z.enum(PROBE_TROUBLES),
  sentAt: instant,
  /** When the message began in which the channel is told of it. */
  told: instant,
  folder: z.string().optional(),
  failed: z.string().optional(),
  says: z.string().optional(),
  /** When it was seen to be over, and what came of it; `off`: nobody looks at that path any more. */
  overAt: instant.optional(),
  turned: z.enum([...PROBE_TROUBLES, 'fine', 'off']).optional(),
});
export type ProbeTrouble = z.infer<typeof probeTroubleSchema>;

/** The old mailboxes as kept: read back, and held against what was read. */
export const archiveSchema = z.object({
  at: instant,
  by: actor,
  mailboxes: z.int(),
  messages: z.int(),
  /** When a restore from it was tried and gave the same messages. */
  restoredAt: instant.optional(),
  /** Where it lies, as the machine that made it calls itself. */
  place: z.object({ machine: z.string(), directory: z.string() }).optional(),
});
