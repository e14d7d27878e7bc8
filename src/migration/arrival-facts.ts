import { z } from 'zod';
import { MISSING_REASONS } from './mail-observations.ts';

/** What is known of mail that still reaches the old server: parts of the facts. */
const instant = z.number();

/** A folder as the baseline had it. */
export const folderStateSchema = z.object({
  path: z.string(),
  uidValidity: z.string(),
  uidNext: z.number(),
  messages: z.number(),
  specialUse: z.enum(['inbox', 'junk', 'sent', 'drafts', 'trash', 'archive', 'all']).optional(),
});

/** How a message reached the server: the first hop that entered it. */
const pathSchema = z.object({ helo: z.string().optional(), address: z.string().optional() });

/** A genuine delivery to the old server after the rewrite (to the new one, after a rollback). */
export const stragglerSchema = z.object({
  key: z.string(),
  mailbox: z.string(),
  folder: z.string(),
  /** When the old server stamped it. */
  at: instant,
  seenAt: instant,
  fingerprint: z.string(),
  /** What tells this delivery from others of one fingerprint; not known of what a log tells. */
  stamp: z.string().optional(),
  from: z.string().optional(),
  path: pathSchema.optional(),
  /** Found on the new server, by the same fingerprint and stamp. */
  carriedAt: instant.optional(),
  toldAt: instant.optional(),
  /** Filed as junk or failing DMARC: spam until a person looks; "cleared" it counts no more, "real" it is a straggler. */
  suspect: z.enum(['junk', 'dmarc-fail']).optional(),
  judged: z.enum(['spam', 'real']).optional(),
  /** What became of carrying it over; `carriedAt` stands where it is on the new server. */
  rescue: z
    .object({
      at: instant,
      outcome: z.enum(['appended', 'present', 'gone', 'refused']),
      folder: z.string().optional(),
      reason: z.enum(MISSING_REASONS).optional(),
      toldAt: instant.optional(),
    })
    .optional(),
  /** Only where the team wants subjects shown. */
  subject: z.string().optional(),
  /** Known from a delivery log, or from what the old server forwarded: not to be fetched from the mailbox. */
  source: z.enum(['log', 'forwarded']).optional(),
});
export type Straggler = z.infer<typeof stragglerSchema>;

/** Something in a mailbox that nobody can explain; blocks until a person waives it by its key. */
export const puzzleSchema = z.object({
  key: z.string(),
  kind: z.enum(['unexplained', 'unknown-stamp', 'vanished', 'uidvalidity']),
  mailbox: z.string(),
  folder: z.string(),
  count: z.number(),
  seenAt: instant,
  toldAt: instant.optional(),
  /** Of an unknown stamp: the name that nobody knows. */
  stampedBy: z.string().optional(),
});
export type Puzzle = z.infer<typeof puzzleSchema>;
