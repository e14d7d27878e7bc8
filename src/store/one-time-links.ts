import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '../migration/time.ts';
import { listAll, type StoreAdapter } from './adapter.ts';
import { toRow } from './keyv.ts';
import { parseRow } from './rows.ts';

/** Whose link it is and what it leads to. Of the secrets only hashes are kept. */
const linkSchema = z.object({
  schema: z.literal(1),
  tokenHash: z.string(),
  migrationId: z.string(),
  /** The Slack user who asked, and their name as Slack tells it. */
  user: z.string(),
  name: z.string().optional(),
  lang: z.enum(['en', 'ja']),
  /** Only the mailboxes that this user owns. */
  isOwn: z.boolean(),
  expiresAt: z.number(),
  /** Set by the one use: the browser that has it. */
  sessionHash: z.string().optional(),
  /** What was entered through it, without any secret. */
  entered: z.array(
    z.object({
      mailbox: z.string(),
      side: z.enum(['old', 'new']),
      version: z.int(),
      at: z.number(),
      isWeak: z.boolean().optional(),
    }),
  ),
});
export type OneTimeLink = z.infer<typeof linkSchema>;
export type NewLink = Omit<OneTimeLink, 'schema' | 'tokenHash' | 'sessionHash' | 'entered'>;
export type EnteredThrough = OneTimeLink['entered'][number];

/** Links that open once, and the sessions that they open. They outlive a restart, and end with their time. */
export type OneTimeLinks = {
  /** Answers the token: 256 random bits. Links that are over are swept out on the way. */
  readonly create: (link: NewLink, now: Instant) => Promise<string>;
  /** A link that can still be used; looking at it uses nothing up. */
  readonly peek: (token: string, now: Instant) => Promise<OneTimeLink | undefined>;
  /** Uses it up and answers the session's secret; undefined when it is unknown, over or used, also by a moment. */
  readonly use: (token: string, now: Instant) => Promise<string | undefined>;
  readonly session: (secret: string, now: Instant) => Promise<OneTimeLink | undefined>;
  /** Writes down what was entered; of a mailbox and side the latest counts. */
  readonly enter: (secret: string, entered: readonly EnteredThrough[], now: Instant) => Promise<void>;
  /** Ends a session before its time. */
  readonly end: (secret: string) => Promise<void>;
};

const PREFIX = 'one-time-link:';
const SECRET_BYTES = 32;
const SECRET = /^[A-Za-z0-9_-]{43}$/;
const SESSION = /^([0-9a-f]{16})\.([A-Za-z0-9_-]{43})$/;

export function createOneTimeLinks(adapter: StoreAdapter): OneTimeLinks {
  type Found = { readonly key: string; readonly version: number; readonly link: OneTimeLink };

  const find = async (key: string): Promise<Found | undefined> => {
    const row = await adapter.read(key);
    if (row === undefined) return undefined;
    return { key, version: row.version, link: parseRow(key, row.value, (value) => linkSchema.parse(value)) };
  };
  const write = ({ key, version }: Found, link: OneTimeLink) =>
    adapter.commit({ guards: [{ key, version }], puts: [{ key, value: toRow(link) }], deletes: [] });

  const unused = async (token: string, now: Instant): Promise<Found | undefined> => {
    if (!SECRET.test(token)) return undefined;
    const hash = hashOf(token);
    const found = await find(keyOf(hash));
    if (found === undefined || !isSame(found.link.tokenHash, hash)) return undefined;
    return found.link.sessionHash === undefined && found.link.expiresAt > now ? found : undefined;
  };
  const opened = async (session: string, now: Instant): Promise<Found | undefined> => {
    const [, id, secret] = SESSION.exec(session) ?? [];
    if (id === undefined || secret === undefined) return undefined;
    const found = await find(PREFIX + id);
    const hash = found?.link.sessionHash;
    if (found === undefined || hash === undefined || !isSame(hash, hashOf(secret))) return undefined;
    return found.link.expiresAt > now ? found : undefined;
  };

  return {
    async create(link, now) {
      const over: string[] = [];
      for await (const row of listAll(adapter, PREFIX)) {
        const { expiresAt } = parseRow(row.key, row.value, (value) => linkSchema.parse(value));
        if (expiresAt <= now) over.push(row.key);
      }
      const token = newSecret();
      const tokenHash = hashOf(token);
      const value = toRow({ schema: 1, tokenHash, ...link, entered: [] } satisfies OneTimeLink);
      await adapter.commit({ guards: [], puts: [{ key: keyOf(tokenHash), value }], deletes: over });
      return token;
    },
    peek: async (token, now) => (await unused(token, now))?.link,
    async use(token, now) {
      const found = await unused(token, now);
      if (found === undefined) return undefined;
      const secret = newSecret();
      // Of two browsers at the same moment one comes first: the row is no longer what the other has read.
      const outcome = await write(found, { ...found.link, sessionHash: hashOf(secret) });
      return outcome === 'committed' ? `${found.key.slice(PREFIX.length)}.${secret}` : undefined;
    },
    session: async (secret, now) => (await opened(secret, now))?.link,
    async enter(secret, entered, now) {
      for (;;) {
        const found = await opened(secret, now);
        if (found === undefined) return;
        const isNew = (one: EnteredThrough) =>
          entered.some(({ mailbox, side }) => mailbox === one.mailbox && side === one.side);
        const all = [...found.link.entered.filter((one) => !isNew(one)), ...entered];
        if ((await write(found, { ...found.link, entered: all })) === 'committed') return;
      }
    },
    async end(secret) {
      const found = await opened(secret, 0);
      if (found !== undefined) await adapter.commit({ guards: [], puts: [], deletes: [found.key] });
    },
  };
}

const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');
const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
/** Part of the hash finds the row; whether it is the right one is asked of the whole of it, in constant time. */
const keyOf = (hash: string): string => PREFIX + hash.slice(0, 16);

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one, 'hex'), Buffer.from(other, 'hex')];
  return left.length === right.length && timingSafeEqual(left, right);
}
