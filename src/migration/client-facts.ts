import { z } from 'zod';

export const CLIENT_PROTOCOLS = ['imap', 'pop3', 'smtp'] as const;

/** What sort of thing a client is: where its settings are found, and what trips people up there. */
export const CLIENT_KINDS = [
  'outlook',
  'apple-mail',
  'thunderbird',
  'phone',
  'scanner',
  'web-form',
  'monitoring',
  'invoicing',
  'other',
] as const;
export type ClientKind = (typeof CLIENT_KINDS)[number];

/** What is confirmed of a client, phase by phase: pinned, sending through the new server, back on hostnames. */
export const CLIENT_MARKS = ['pinned', 'sending', 'restored'] as const;
export type ClientMark = (typeof CLIENT_MARKS)[number];

/**
 * What clients are set to. `pin`: the old account by its pin target, the new one added, for receiving. `rewrite`: the
 * same, but all sending goes through the new server. `restore`: the new account by its hostname; the old one stays.
 */
export const CLIENT_PHASES = ['pin', 'rewrite', 'restore'] as const;
export type ClientPhase = (typeof CLIENT_PHASES)[number];

const instant = z.number();
/** By another than the owner: on the owner's behalf. */
const done = z.object({ at: instant, by: z.string() });

export const clientSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** A Slack user, who is written to, or the name of somebody outside Slack. */
  owner: z.string().optional(),
  /** Since when that owner has had it: what came after their message is worth another. */
  ownedAt: instant.optional(),
  protocols: z.array(z.enum(CLIENT_PROTOCOLS)),
  kind: z.enum(CLIENT_KINDS).optional(),
  /** The mail address that it logs in with. */
  user: z.string().optional(),
  pinned: done.optional(),
  sending: done.optional(),
  restored: done.optional(),
  /** "Not mine", said the owner it was listed with; nobody has been named since. */
  disowned: done.optional(),
  /** The owner has asked for help, and has not marked it since. */
  helpAsked: done.optional(),
});
export type Client = z.infer<typeof clientSchema>;

/**
 * The direct message of an owner in a phase of the clients. `n` numbers their messages, the latest of which is the living
 * one; `reminders`: so many of them were reminders. `isOver`: what it asked for was taken back since, with a rollback.
 */
export const ownerToldSchema = z.object({
  n: z.int(),
  at: instant,
  /** When the newest of what it told had come up; absent in older records. */
  newestAt: instant.optional(),
  reminders: z.int(),
  isOver: z.boolean().optional(),
});
export type OwnerTold = z.infer<typeof ownerToldSchema>;

/**
 * What owners were asked for and must not do any more: `back` are clients that are set already, and are set back; `leave`
 * those that stay as they are. `owners`: who is told so by a direct message.
 */
export const recallSchema = z.object({
  at: instant,
  why: z.enum(['closed', 'rolled-back', 'abandoned']),
  back: z.array(z.string()),
  leave: z.array(z.string()),
  owners: z.array(z.string()),
});
export type Recall = z.infer<typeof recallSchema>;
