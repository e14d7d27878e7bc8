import { z } from 'zod';
import { AppError, ErrorCode } from '../errors.ts';
import type { PersonCommand } from '../migration/commands.ts';
import { relayMailbox } from '../migration/keys.ts';
import type { Migration } from '../migration/record.ts';
import { REFUSALS, type Refusal } from '../migration/refusals.ts';
import { domainsOf } from '../migration/zones.ts';
import type { Service } from '../service/ports.ts';
import type { Vault } from '../store/vault.ts';
import type { Handlers } from './operations.ts';

/** What the command line may tell a record. Who tells it is added by the side that holds the record. */
export type Telling = Extract<PersonCommand, { kind: 'report-log' | 'report-archive' | 'set-relay' }>;

/** A refusal comes as its code and figures; `words/` says it. */
export type Told = { readonly refusal?: Refusal | undefined };

const outlineSchema = z.object({
  domains: z.array(z.string()),
  /** IANA. */
  timeZone: z.string(),
  mailboxes: z.array(z.object({ address: z.string(), watch: z.string(), hasOld: z.boolean(), hasNew: z.boolean() })),
});
/** A migration's domains and mailboxes, without any secret. */
export type Outline = z.infer<typeof outlineSchema>;

const contentStateSchema = z.object({
  /** When the last look ended; a later one than asked for means that it is over. */
  lookedAt: z.number().optional(),
  /** What is missing is copied, not only counted. */
  isCopying: z.boolean(),
  progress: z.object({ mailboxes: z.int(), mailboxesDone: z.int(), messages: z.int(), copied: z.int() }).optional(),
  mailboxes: z.array(
    z.object({
      address: z.string(),
      messages: z.int().optional(),
      verified: z.int().optional(),
      missing: z.int().optional(),
      failed: z.string().optional(),
    }),
  ),
});
/** How far copying or comparing has come, in messages; absent where nothing was seen yet. */
export type ContentState = z.infer<typeof contentStateSchema>;

/** What the command line does with mail. It needs the running bot, which alone holds records and passwords. */
export type MailOperations = {
  readonly outline: (migrationId: string) => Promise<Outline>;
  readonly tell: (migrationId: string, telling: Telling) => Promise<Told>;
  /** Keeps a relay's login in the vault; answers its version. */
  readonly keepRelayLogin: (migrationId: string, relay: string, login: RelayLogin) => Promise<number>;
  /** Begins a comparison, or a copy where the setting `copy` is on; does not wait for it. */
  readonly beginContent: (migrationId: string) => Promise<Told>;
  readonly contentState: (migrationId: string) => Promise<ContentState>;
};

/** The operations, where the one door is at hand. */
export function createMailOperations(
  service: Pick<Service, 'read' | 'change' | 'lookSoon'>,
  vault: Pick<Vault, 'put'>,
): MailOperations {
  const read = async (id: string): Promise<Migration> => {
    const migration = await service.read(id);
    if (migration === undefined) throw new AppError(ErrorCode.MigrationUnknown, { id });
    return migration;
  };
  return {
    async outline(id) {
      const { facts } = await read(id);
      return {
        domains: [...domainsOf(facts)],
        timeZone: facts.timeZone,
        mailboxes: facts.mailboxes.map(({ address, watch, credentials }) => ({
          address,
          watch,
          hasOld: credentials.old !== undefined,
          hasNew: credentials.new !== undefined,
        })),
      };
    },
    async tell(id, telling) {
      const result = await service.change(id, telling);
      return result.ok ? {} : { refusal: result.refusal };
    },
    keepRelayLogin: (id, relay, login) => vault.put(id, relayMailbox(relay), 'new', login),
    async beginContent(id) {
      const { kind } = (await read(id)).facts.state;
      // Nothing would ever be looked at, and whoever waits for it would wait for good.
      if (kind === 'abandoned' || kind === 'finished') return { refusal: { code: 'ended', figures: {} } };
      service.lookSoon(id, ['content']);
      return {};
    },
    async contentState(id) {
      const { facts, sightings } = await read(id);
      const { copying } = sightings;
      return {
        ...(sightings.looks.content === undefined ? {} : { lookedAt: sightings.looks.content.at }),
        isCopying: facts.settings.copy && facts.state.kind === 'active',
        ...(copying === undefined ? {} : { progress: copying }),
        mailboxes: facts.mailboxes.map(({ address }) => {
          const seen = sightings.content?.[address];
          return {
            address,
            ...(seen?.ok === undefined
              ? {}
              : { messages: seen.ok.messages, verified: seen.ok.verified, missing: seen.ok.missingTotal }),
            ...(seen?.failed === undefined ? {} : { failed: seen.failed.code }),
          };
        }),
      };
    },
  };
}

const ofMigration = z.object({ migrationId: z.string() });
const path = z.object({ helo: z.string().optional(), address: z.string().optional() });
const delivery = z.object({
  id: z.string(),
  address: z.string(),
  at: z.number(),
  outcome: z.enum(['delivered', 'refused', 'deferred', 'forwarded']),
  from: z.string().optional(),
  messageId: z.string().optional(),
  path: path.optional(),
  reply: z.string().optional(),
});
const telling: z.ZodType<Telling> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('report-log'),
    by: z.string(),
    reading: z.object({
      format: z.enum(['postfix', 'exim', 'dovecot']),
      from: z.number(),
      to: z.number(),
      lines: z.int(),
      deliveries: z.array(delivery),
      unread: z.int(),
      hosts: z.array(z.string()),
    }),
    host: z.string().optional(),
  }),
  z.object({
    kind: z.literal('report-archive'),
    by: z.string(),
    mailboxes: z.int(),
    messages: z.int(),
    restored: z.boolean(),
    place: z.object({ machine: z.string(), directory: z.string() }).optional(),
  }),
  z.object({
    kind: z.literal('set-relay'),
    by: z.string(),
    relay: z.object({
      id: z.string(),
      kind: z.enum(['outside', 'new', 'old']),
      host: z.string(),
      port: z.int(),
      security: z.enum(['tls', 'starttls', 'plain']),
      credentials: z.int().optional(),
    }),
  }),
]);
const relayLogin = z.object({ user: z.string(), password: z.string() });
export type RelayLogin = z.infer<typeof relayLogin>;
const told = z.object({
  refusal: z
    .object({ code: z.enum(REFUSALS), figures: z.record(z.string(), z.union([z.string(), z.number()])) })
    .optional(),
});

/** The operations as the running bot answers them on its socket. */
export function mailHandlers(operations: MailOperations): Handlers {
  const idOf = (params: unknown) => ofMigration.parse(params).migrationId;
  return {
    'mail.outline': (params) => operations.outline(idOf(params)),
    'mail.tell': (params) => {
      const parsed = ofMigration.extend({ telling }).parse(params);
      return operations.tell(parsed.migrationId, parsed.telling);
    },
    'mail.relay.login': (params) => {
      const { migrationId, relay, login } = ofMigration.extend({ relay: z.string(), login: relayLogin }).parse(params);
      return operations.keepRelayLogin(migrationId, relay, login);
    },
    'mail.content.begin': (params) => operations.beginContent(idOf(params)),
    'mail.content.state': (params) => operations.contentState(idOf(params)),
  };
}

/** The same operations, asked of the running bot. */
export function remoteMailOperations(call: (method: string, params: unknown) => Promise<unknown>): MailOperations {
  return {
    outline: async (migrationId) => outlineSchema.parse(await call('mail.outline', { migrationId })),
    tell: async (migrationId, said) => told.parse(await call('mail.tell', { migrationId, telling: said })),
    keepRelayLogin: async (migrationId, relay, login) =>
      z.int().parse(await call('mail.relay.login', { migrationId, relay, login })),
    beginContent: async (migrationId) => told.parse(await call('mail.content.begin', { migrationId })),
    contentState: async (migrationId) => contentStateSchema.parse(await call('mail.content.state', { migrationId })),
  };
}
