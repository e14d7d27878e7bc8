import type { Language, Mailbox } from '../migration/facts.ts';
import { loginKey, mailboxKey } from '../migration/keys.ts';
import type { Side } from '../migration/observations.ts';
import { readBy } from '../migration/read-by.ts';
import type { Migration } from '../migration/record.ts';
import { hasEnded } from '../migration/runbook.ts';
import { type Instant, MINUTE_MS } from '../migration/time.ts';
import { isOurs } from '../migration/zones.ts';
import type { PasswordCredentials } from '../store/credentials.ts';
import type { EnteredThrough, OneTimeLink, OneTimeLinks } from '../store/one-time-links.ts';
import type { Vault } from '../store/vault.ts';
import type { Service } from './ports.ts';
import type { WeakPasswords } from './weak-passwords.ts';

/** How long a link lives, and with it the session that it opens. */
const LINK_LIVES_MS = 15 * MINUTE_MS;
/** A look at logins takes 5 minutes at most; what has no result after this was not looked at. */
const LONGEST_CHECK_MS = 6 * MINUTE_MS;

export type LinkRequest = {
  readonly user: string;
  readonly name?: string | undefined;
  readonly lang: Language;
  /** Only for the mailboxes that this user owns. */
  readonly isOwn: boolean;
};

/**
 * `unknown`: nothing entered here, and the vault holds nothing. `held`: the vault holds something, of which this session
 * tells no more than whether the server takes it, where that was seen.
 */
export type Standing =
  | { readonly kind: 'none' | 'held' | 'works' | 'refused' | 'checking' | 'late' | 'untried' }
  | { readonly kind: 'failed'; readonly code: string };
export type DeskMailbox = {
  readonly address: string;
  readonly sides: Readonly<Record<Side, Standing & { readonly isEntered: boolean; readonly isWeak: boolean }>>;
};
export type DeskVisit = {
  readonly domain: string;
  readonly lang: Language;
  readonly user: string;
  readonly name?: string | undefined;
  readonly timeZone: string;
  readonly isOwn: boolean;
  readonly expiresAt: Instant;
  readonly mailboxes: readonly DeskMailbox[];
};
export type DeskEntry = PasswordCredentials & { readonly mailbox: string; readonly side: Side };

/** Where people hand over passwords outside Slack. A wrong token or session is `undefined`, whatever is wrong with it. */
export type PasswordDesk = {
  /** A link's token; undefined: this user owns no mailbox of it, or it has ended. */
  readonly issue: (
    migrationId: string,
    request: LinkRequest,
  ) => Promise<{ readonly token: string; readonly expiresAt: Instant } | undefined>;
  /** Whom a link is for, without using it up. */
  readonly peek: (token: string) => Promise<Omit<DeskVisit, 'mailboxes'> | undefined>;
  /** Uses the link up; answers the secret of the one session that it opens. */
  readonly begin: (token: string) => Promise<string | undefined>;
  readonly visit: (session: string) => Promise<DeskVisit | undefined>;
  /**
   * Addresses that may not be entered here; or all of them are in the vault, told to the record and about to be tried.
   * Each is tried once: what a server refuses is left alone until it is entered anew.
   */
  readonly enter: (
    session: string,
    entries: readonly DeskEntry[],
  ) => Promise<{ readonly stored: number } | { readonly foreign: readonly string[] } | undefined>;
  readonly end: (session: string) => Promise<void>;
};

export type PasswordDeskDeps = {
  readonly links: OneTimeLinks;
  readonly vault: Pick<Vault, 'putAll' | 'forget' | 'scrub'>;
  readonly service: Pick<Service, 'read' | 'change' | 'lookSoon'>;
  readonly weakPasswords: WeakPasswords;
  readonly now: () => Instant;
};

export function createPasswordDesk({ links, vault, service, weakPasswords, now }: PasswordDeskDeps): PasswordDesk {
  const goingOn = async (id: string): Promise<Migration | undefined> => {
    const migration = await service.read(id);
    return migration === undefined || hasEnded(migration.facts) ? undefined : migration;
  };
  const opened = async (session: string) => {
    const link = await links.session(session, now());
    const migration = link === undefined ? undefined : await goingOn(link.migrationId);
    return link === undefined || migration === undefined ? undefined : { link, migration };
  };

  return {
    async issue(migrationId, request) {
      const migration = await goingOn(migrationId);
      if (migration === undefined) return undefined;
      if (request.isOwn && ownedBy(migration, request.user).length === 0) return undefined;
      const expiresAt = now() + LINK_LIVES_MS;
      return { token: await links.create({ migrationId, ...request, expiresAt }, now()), expiresAt };
    },
    async peek(token) {
      const link = await links.peek(token, now());
      const migration = link === undefined ? undefined : await goingOn(link.migrationId);
      return link === undefined || migration === undefined ? undefined : aboutLink(link, migration);
    },
    begin: (token) => links.use(token, now()),
    async visit(session) {
      const found = await opened(session);
      if (found === undefined) return undefined;
      const { link, migration } = found;
      return { ...aboutLink(link, migration), mailboxes: mailboxesOf(link, migration, now()) };
    },
    async enter(session, entries) {
      const found = await opened(session);
      if (found === undefined) return undefined;
      const { link, migration } = found;
      const addresses = new Set(entries.map(({ mailbox }) => mailbox));
      const foreign = [...addresses].filter((address) => !mayEnter(link, migration, address));
      if (foreign.length > 0) return { foreign };
      if (entries.length === 0) return { stored: 0 };
      const at = now();
      const stored = await vault.putAll(migration.id, entries);
      const told = stored.map(({ mailbox, side, version }) => ({ mailbox, side, version }));
      const result = await service.change(migration.id, {
        kind: 'credentials-imported',
        by: link.user,
        through: 'page',
        entries: told,
      });
      if (!result.ok && result.refusal.code === 'ended') {
        // It ended in that moment: nothing will ask for them any more, and nothing may be left of them.
        await vault.forget(migration.id);
        await vault.scrub();
        return undefined;
      }
      // What the record knows already it was told by somebody else who read the vault.
      if (!result.ok && result.refusal.code !== 'already')
        throw new Error(`the record does not take what was entered: ${result.refusal.code}`);
      await links.enter(
        session,
        told.map((one) => ({ ...one, at })),
        at,
      );
      service.lookSoon(migration.id, ['logins']);
      const weak = await weakOf(entries, weakPasswords);
      const marked = told.filter(({ mailbox, side }) => side === 'new' && weak.has(mailbox));
      if (marked.length > 0)
        await links.enter(
          session,
          marked.map((one) => ({ ...one, at, isWeak: true })),
          at,
        );
      return { stored: stored.length };
    },
    end: links.end,
  };
}

/** Of the new server alone: the old one's passwords go with it. */
async function weakOf(entries: readonly DeskEntry[], weakPasswords: WeakPasswords): Promise<ReadonlySet<string>> {
  const fresh = entries.filter(({ side }) => side === 'new');
  const weak = await weakPasswords(
    fresh.map(({ password, mailbox, user }) => ({ password, itsOwner: [mailbox, user] })),
  );
  return new Set(fresh.flatMap(({ mailbox }, index) => (weak[index] === true ? [mailbox] : [])));
}

function ownedBy({ facts }: Migration, user: string): readonly Mailbox[] {
  return facts.mailboxes.filter(({ owner }) => owner === user);
}

/** Who owns a mailbox is asked when something is entered, not when the link was made. */
function mayEnter({ isOwn, user }: OneTimeLink, migration: Migration, address: string): boolean {
  if (isOwn) return ownedBy(migration, user).some((mailbox) => mailbox.address === address);
  const isListed = migration.facts.mailboxes.some((mailbox) => mailbox.address === address);
  return isListed || isOurs(migration.facts, address.slice(address.lastIndexOf('@') + 1));
}

function aboutLink(link: OneTimeLink, { facts }: Migration): Omit<DeskVisit, 'mailboxes'> {
  const { user, name, lang, isOwn, expiresAt } = link;
  return { domain: facts.domain, timeZone: facts.timeZone, user, name, lang, isOwn, expiresAt };
}

function mailboxesOf(link: OneTimeLink, migration: Migration, now: Instant): readonly DeskMailbox[] {
  const shown = link.isOwn ? ownedBy(migration, link.user) : migration.facts.mailboxes;
  return shown.map((mailbox) => {
    const side = (one: Side) => {
      const entered = link.entered.find((it) => it.mailbox === mailbox.address && it.side === one);
      const isWeak = entered?.isWeak === true;
      return { ...standingOf(migration, mailbox, one, entered, now), isEntered: entered !== undefined, isWeak };
    };
    return { address: mailbox.address, sides: { old: side('old'), new: side('new') } };
  });
}

function standingOf(
  { facts, sightings }: Migration,
  mailbox: Mailbox,
  side: Side,
  entered: EnteredThrough | undefined,
  now: Instant,
): Standing {
  const { address, watch } = mailbox;
  const version = mailbox.credentials[side];
  if (version === undefined) return { kind: 'none' };
  if (facts.refusedCredentials[mailboxKey(address, side)] === version) return { kind: 'refused' };
  const seen = sightings.login[loginKey(address, side, 'address', readBy(facts.servers[side]))];
  if (entered === undefined || entered.version !== version) return { kind: 'held' };
  const isNewer = (at: Instant | undefined): boolean => at !== undefined && at >= entered.at;
  if (isNewer(seen?.ok?.at)) return { kind: 'works' };
  if (isNewer(seen?.failed?.at)) return { kind: 'failed', code: seen?.failed?.code ?? 'internal' };
  if (side === 'old' && watch !== 'login' && watch !== 'oauth') return { kind: 'untried' };
  return { kind: now - entered.at > LONGEST_CHECK_MS ? 'late' : 'checking' };
}
