import { z } from 'zod';
import { AppError, ErrorCode } from '../errors.ts';
import { MISSING_REASONS } from '../migration/mail-observations.ts';
import type { Migration } from '../migration/record.ts';
import { REFUSALS } from '../migration/refusals.ts';
import type { Keeping, KeepingRequest } from '../service/keeping.ts';
import { NOT_BEGUN } from '../service/kept.ts';
import type { Service } from '../service/ports.ts';
import type { Handlers } from './operations.ts';

const problem = z.object({
  kind: z.enum(['unreadable', 'folder-refused', 'uncounted', 'altered', 'lost', 'index']),
  folder: z.string(),
  uid: z.number().optional(),
  file: z.string().optional(),
  detail: z.string().optional(),
});
const refusal = z.object({
  code: z.enum(REFUSALS),
  figures: z.record(z.string(), z.union([z.string(), z.number()])),
});
const keptMailbox = z.object({
  mailbox: z.string(),
  messages: z.int(),
  done: z.int(),
  state: z.enum(['waiting', 'running', 'whole', 'wanting', 'failed']),
  code: z.string().optional(),
  detail: z.string().optional(),
  folder: z.string().optional(),
  problems: z.array(problem),
  missing: z.array(z.object({ file: z.string(), folder: z.string(), reason: z.string() })),
  extra: z.int().optional(),
});
const jobSchema = z.object({
  number: z.int(),
  kind: z.enum(['archive', 'restore']),
  directory: z.string(),
  state: z.enum(['running', 'ended', 'cancelled']),
  mailboxes: z.array(keptMailbox),
  leftOut: z.array(z.string()),
  record: z.union([z.enum(['told', 'not-all']), refusal]).optional(),
});
/** An archive or restore of the running bot, as far as it has come. */
export type Job = z.infer<typeof jobSchema>;
export type JobMailbox = z.infer<typeof keptMailbox>;
export type JobProblem = z.infer<typeof problem>;

const begunSchema = z.union([z.object({ number: z.int() }), z.object({ refused: z.enum(NOT_BEGUN) })]);
type BegunAnswer = z.infer<typeof begunSchema>;

const missingSchema = z.object({
  lookedAt: z.number(),
  total: z.int(),
  messages: z.array(
    z.object({
      folder: z.string(),
      at: z.number(),
      sizeBytes: z.number(),
      messageId: z.string().optional(),
      from: z.string().optional(),
      reason: z.enum(MISSING_REASONS),
      detail: z.string().optional(),
    }),
  ),
});
/** What of a mailbox was not found on the new server; not every one is named, `total` counts them all. */
export type Missing = z.infer<typeof missingSchema>;

/** What the command line does to keep the old mailboxes. The running bot does the work; it is begun, and then asked after. */
export type KeepingOperations = {
  readonly beginArchive: (migrationId: string, request: KeepingRequest) => Promise<BegunAnswer>;
  readonly beginRestore: (
    migrationId: string,
    request: KeepingRequest & { readonly mailbox: string },
  ) => Promise<BegunAnswer>;
  readonly job: (migrationId: string) => Promise<Job | undefined>;
  /** `none`: no such mailbox; `unseen`: it has not been compared. */
  readonly missing: (migrationId: string, mailbox: string) => Promise<Missing | 'none' | 'unseen'>;
};

const ofMigration = z.object({ migrationId: z.string() });
const request = ofMigration.extend({
  directory: z.string(),
  mailbox: z.string().optional(),
  to: z.string().optional(),
  by: z.string(),
});
const restoreRequest = request.extend({ mailbox: z.string() });
const missingRequest = ofMigration.extend({ mailbox: z.string() });

/** The operations as the running bot answers them on its socket. */
export function keepingHandlers(keeping: Keeping, service: Pick<Service, 'read'>): Handlers {
  const read = async (id: string): Promise<Migration> => {
    const migration = await service.read(id);
    if (migration === undefined) throw new AppError(ErrorCode.MigrationUnknown, { id });
    return migration;
  };
  return {
    'mail.archive.begin': async (params) => {
      const { migrationId, ...wanted } = request.parse(params);
      await read(migrationId);
      return keeping.archive(migrationId, wanted);
    },
    'mail.restore.begin': async (params) => {
      const { migrationId, ...wanted } = restoreRequest.parse(params);
      await read(migrationId);
      return keeping.restore(migrationId, wanted);
    },
    'mail.job.state': async (params) => keeping.job(ofMigration.parse(params).migrationId) ?? null,
    'mail.missing': async (params) => {
      const { migrationId, mailbox } = missingRequest.parse(params);
      const { facts, sightings } = await read(migrationId);
      if (!facts.mailboxes.some(({ address }) => address === mailbox)) return 'none';
      const seen = sightings.content?.[mailbox]?.ok;
      if (seen === undefined) return 'unseen';
      return { lookedAt: seen.at, total: seen.missingTotal, messages: seen.missing };
    },
  };
}

/** The same operations, asked of the running bot. */
export function remoteKeeping(call: (method: string, params: unknown) => Promise<unknown>): KeepingOperations {
  return {
    beginArchive: async (migrationId, wanted) =>
      begunSchema.parse(await call('mail.archive.begin', { migrationId, ...wanted })),
    beginRestore: async (migrationId, wanted) =>
      begunSchema.parse(await call('mail.restore.begin', { migrationId, ...wanted })),
    job: async (migrationId) => jobSchema.nullable().parse(await call('mail.job.state', { migrationId })) ?? undefined,
    missing: async (migrationId, mailbox) =>
      z.union([missingSchema, z.enum(['none', 'unseen'])]).parse(await call('mail.missing', { migrationId, mailbox })),
  };
}
