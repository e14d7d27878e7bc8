import type { AuthoritySeed } from './dns/authority.ts';
import type { ResolverSeed } from './dns/resolver.ts';
import type { FolderSeed } from './imap/store.ts';
import type { Traits } from './traits.ts';

/** One of the two hosts. The name it calls itself is in its greeting, its Received lines and its certificate. */
export type HostPlan = { readonly name: string; readonly address: string; readonly dialect: 'postfix' | 'exim' };

export type MailboxPlan = {
  readonly address: string;
  readonly owner: string;
  readonly folders: readonly FolderSeed[];
  readonly oldPassword: string;
  readonly newPassword: string;
  /** What the team writes into its list at first; differs from `newPassword` for one mailbox. */
  readonly listedNewPassword: string;
};

/** A device or system that uses mail. Whether it has really been changed is known to the world alone. */
export type ClientPlan = {
  readonly id: string;
  readonly owner: string;
  readonly device: string;
  readonly mailbox: string;
  readonly hostname: string;
  readonly protocols: readonly ('imap' | 'smtp')[];
  /** Its owner says nothing when asked to go back to the hostname, until asked a second time. */
  readonly forgetsToRestore: boolean;
};

/**
 * How mail of a legitimate sender finds its way.
 *
 * resolves: MX, then address, through the resolver of that name. fixed: an address once typed in (a smarthost, a
 * scanner), the old server's until a postmaster mends it. neighbour: another customer of the old host, whose server
 * delivers to this one without asking DNS. smarthost: through a relay that somebody pointed at the old server by hand.
 * submission: a colleague's program that hands its mail to the old server's
 * port 587, until it is told better.
 */
export type SenderRoute =
  | { readonly kind: 'resolves'; readonly resolver: string }
  | { readonly kind: 'fixed' }
  | { readonly kind: 'neighbour' }
  | { readonly kind: 'smarthost' }
  | { readonly kind: 'submission'; readonly mailbox: string };

export type SenderPlan = {
  readonly name: string;
  readonly from: string;
  readonly helo: string;
  readonly address: string;
  readonly route: SenderRoute;
  /** Between two messages. Short where no vantage sees what the sender sees. */
  readonly everyMs: { readonly min: number; readonly max: number };
  readonly subjects: readonly string[];
  /** The postmaster takes so long to mend a fixed address once written to. */
  readonly mendsAfterMs: number;
  /** A filter of the mailbox sorts its mail into this folder. */
  readonly sortedInto?: string;
  /** Hands mail only to hosts that the domain's MTA-STS policy names, where there is one (RFC 8461). */
  readonly honoursSts?: boolean;
  /** Writes to this address as well. */
  readonly writesTo?: string;
};

/** Who wrote once a month before, and writes no more while the rehearsal lasts. */
export type MonthlyPlan = {
  readonly name: string;
  readonly from: string;
  readonly helo: string;
  readonly address: string;
  readonly subject: string;
};

export type SpamPlan = {
  readonly everyMs: { readonly min: number; readonly max: number };
  readonly address: string;
  /** The share filed as junk; the rest lies in the inbox, having failed DMARC. */
  readonly junkShare: number;
};

/** How the rewrite moves mail: by the address of the domain's own mail host, or by MX records that name the host. */
export type RewriteKind = 'host-address' | 'mx-target';

/** Everything that a seed decides. */
export type WorldPlan = {
  readonly seed: number;
  readonly company: string;
  readonly domain: string;
  /** As a person types it: an internationalised name in its own script. */
  readonly typedDomain: string;
  readonly furtherDomain?: string;
  readonly traits: Traits;
  readonly rewrite: RewriteKind;
  readonly ttl: { readonly beforeSeconds: number; readonly loweredSeconds: number; readonly negativeSeconds: number };
  /** Names under the domain that clients use. */
  readonly hostnames: readonly string[];
  /** What the SRV records name: the domain's own mail host, or the server by its provider's name. */
  readonly servicesName: 'host' | 'server';
  /** Names of the servers that the zone is delegated to, and of those it moves to. */
  readonly nameServers: readonly string[];
  readonly nextNameServers?: readonly string[];
  readonly old: HostPlan;
  readonly new: HostPlan;
  /** The new server answers a stranger's first try with "come back later", and takes it after this long. */
  readonly greylistMs: number;
  readonly authorities: readonly AuthoritySeed[];
  readonly rootHints: readonly string[];
  readonly resolvers: readonly ResolverSeed[];
  /** A cache that keeps to TTLs, for whoever has been mended and for the old server's own relay. */
  readonly plainResolver: string;
  readonly siteResolvers: readonly string[];
  readonly mailboxes: readonly MailboxPlan[];
  readonly wrongPassword: string;
  readonly clients: readonly ClientPlan[];
  readonly senders: readonly SenderPlan[];
  readonly spam: SpamPlan;
  /** An address on nobody's list, and the mailbox that it leads to. */
  readonly alias?: { readonly address: string; readonly mailbox: string };
  readonly monthly?: MonthlyPlan;
  /** Whose mail is moved, or taken off the server, as it comes. */
  readonly sorter?: string;
  readonly downloader?: string;
};
