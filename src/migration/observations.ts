import type { Instant } from './time.ts';

/**
 * What a look brings back from the world. Every observation is three-valued by construction: something was seen,
 * or the attempt failed (and then nothing at all was learnt about the subject but the reason).
 */
export type Side = 'old' | 'new';

export type RecordType =
  | 'A'
  | 'AAAA'
  | 'MX'
  | 'TXT'
  | 'NS'
  | 'SOA'
  | 'CNAME'
  | 'SRV'
  | 'PTR'
  | 'TLSA'
  | 'CAA'
  | 'DS'
  | 'DNSKEY';

/** How a DNS question travels: plain, over TLS (RFC 7858), or over HTTPS (RFC 8484). */
export type DnsTransport = 'udp' | 'tcp' | 'dot' | 'doh';

/** A record set: one owner name (lower case, no trailing dot) and one type. */
export type Question = { readonly name: string; readonly type: RecordType };

/** Why nothing was learnt. Codes are shared by every look; `words/` says them. */
export type FailureCode =
  // DNS
  | 'dns-timeout'
  | 'dns-servfail'
  | 'dns-refused'
  | 'dns-malformed'
  | 'dns-lame'
  | 'dns-network'
  | 'dns-bad-name'
  | 'dns-no-servers'
  /** The vantage's budget did not stretch to this question within the sweep. */
  | 'not-asked-budget'
  // Mail
  | 'connect-refused'
  | 'connect-timeout'
  | 'connect-network'
  | 'tls-name-mismatch'
  | 'tls-expired'
  | 'tls-self-signed'
  | 'tls-untrusted'
  | 'tls-not-offered'
  | 'tls-failed'
  | 'wrong-port'
  /** Port 25 is shut on our side: other ports of the same server answer. */
  | 'port-blocked'
  /** The server refuses logins from where we are (a country, an address range). */
  | 'login-from-here'
  /** The token endpoint gave no token. */
  | 'token-refused'
  | 'login-refused'
  | 'login-limit'
  | 'no-credentials'
  | 'server-bye'
  | 'server-no'
  | 'protocol'
  | 'host-unresolved'
  /** The address is none that the bot may connect to; the detail is the address. Nothing was sent. */
  | 'address-refused'
  // Our own disk, where mailboxes are archived
  | 'disk-full'
  | 'disk-failed'
  | 'cancelled'
  | 'internal';

export type Failure = {
  readonly outcome: 'failed';
  readonly at: Instant;
  readonly code: FailureCode;
  readonly detail?: string;
  /** EDE codes (RFC 8914) that a DNS server gave as its reasons. */
  readonly ede?: readonly number[];
};

/**
 * One server's answer to one question. `values` is empty for NODATA and NXDOMAIN; `ttlSeconds` is then the negative
 * TTL, min(SOA.MINIMUM, SOA TTL) (RFC 2308). Values are canonical and sorted, see `dns/values.ts`:
 * A/AAAA the address, MX "10 mx.example.net", NS/CNAME/PTR the name, TXT the joined string, SRV "10 5 993 mail.example.net",
 * TLSA, DS and DNSKEY their numbers and the data in hex (keys in base64), CAA `0 issue "ca.example"`. CNAMEs have been followed;
 * `via` holds the names passed on the way, and the TTL is the smallest of the chain.
 */
export type DnsAnswer = {
  readonly outcome: 'answer';
  readonly at: Instant;
  readonly values: readonly string[];
  readonly ttlSeconds: number;
  readonly via?: readonly string[];
  /** EDE codes (RFC 8914) that came with it, 3 and 19 among them: stale answers. */
  readonly ede?: readonly number[];
  /** Which of an operator's machines answered (NSID, RFC 5001): as text where it is text, else in hex. */
  readonly nsid?: string;
  /** The resolver says that it has validated this (AD, RFC 6840 section 5.8). */
  readonly authenticated?: boolean;
};
export type DnsResult = DnsAnswer | Failure;

export type AuthorityServer = { readonly name: string; readonly address: string };

/** One authoritative server, one question. `server` is an address, IPv4 or IPv6. */
export type AuthorityObservation = {
  readonly server: AuthorityServer;
  readonly question: Question;
  readonly result: DnsResult;
};

/** One vantage, one question; `sample` counts from 0 in one round. */
export type VantageObservation = {
  readonly vantage: string;
  readonly operator: string;
  /** The site's own resolvers always count, whatever the number of operators. */
  readonly site: boolean;
  readonly question: Question;
  readonly result: DnsResult;
  readonly over?: DnsTransport;
};

/** A vantage, asked for something that is none of ours, before the rewrite. */
export type ReachObservation = {
  readonly vantage: string;
  readonly operator: string;
  readonly site: boolean;
  readonly result: { readonly outcome: 'reached'; readonly at: Instant } | Failure;
};

/** How a login reached the server: by its pinned address, or by a client's hostname with a verified certificate. */
export type LoginBy = 'address' | 'hostname';
export type MailProtocol = 'imap' | 'pop3' | 'smtp';

/** A DKIM signature (RFC 6376) met in a message of the domain's own: its signing domain and selector. */
export type SignatureSeen = {
  readonly domain: string;
  readonly selector: string;
  /** A user of this very server wrote the message: the key is this side's. Else another service may have signed it. */
  readonly own?: true;
};

export type LoginOk = {
  readonly outcome: 'ok';
  readonly at: Instant;
  /** Subject names of the certificate shown (empty without TLS), and the moment it expires. */
  readonly certificateNames: readonly string[];
  readonly certificateExpiresAt?: Instant;
  /** SHA-256, in hex with colons: what a person compares before accepting a certificate by hand. */
  readonly certificateFingerprint?: string;
  /** What a verifying client would have refused the certificate for; only a login that merely reports it can be ok with one. */
  readonly certificateFailure?: FailureCode;
  /** The address that was dialled. */
  readonly address: string;
  /** DKIM signatures of the moved domains, met in this mailbox's newest messages that this server delivered. */
  readonly signatures?: readonly SignatureSeen[];
};
export type LoginResult = LoginOk | Failure;

export type LoginObservation = {
  readonly mailbox: string;
  readonly side: Side;
  readonly by: LoginBy;
  readonly protocol: MailProtocol;
  readonly hostname?: string;
  /** The version of the credentials tried: bad ones are not tried again until it changes. */
  readonly credentialsVersion: number;
  readonly result: LoginResult;
};

/** UIDVALIDITY, UIDNEXT, MESSAGES of one folder (RFC 3501), taken at one moment. */
export type FolderState = {
  readonly path: string;
  /** Decimal string: a 32-bit value that the library gives as bigint. */
  readonly uidValidity: string;
  readonly uidNext: number;
  readonly messages: number;
  readonly specialUse?: 'inbox' | 'junk' | 'sent' | 'drafts' | 'trash' | 'archive' | 'all' | undefined;
};

/** What a message's own header lines prove about how it came into the mailbox. */
export type ArrivalKind =
  /** The topmost Received line was stamped by this very server. */
  | 'delivery'
  /** Stamped by the other server: carried over by somebody. */
  | 'copy'
  /** No Received line: put there by a client (Sent, Drafts, a copier). */
  | 'append'
  /** Null return path: bounce, vacation, delivery report. */
  | 'bounce'
  /** One of our own probes. */
  | 'probe'
  /** Stamped by a name that neither server is known by. */
  | 'unknown-stamp';

export type Arrival = {
  readonly mailbox: string;
  readonly folder: string;
  readonly uidValidity: string;
  readonly uid: number;
  readonly kind: ArrivalKind;
  /** When the server that took it in stamped it (the topmost Received line's date), else INTERNALDATE. */
  readonly at: Instant;
  /** When it was put into this folder, as the server says (SAVEDATE, RFC 8514): a hint, which nothing rests on alone. */
  readonly savedAt?: Instant;
  /** Message-ID where there is one, else a digest of Date, From, Subject, top Received and size. */
  readonly fingerprint: string;
  /** Digest of what the host that took it in wrote of this one delivery: equal fingerprints can be two mails. */
  readonly stamp?: string;
  readonly from?: string;
  /** The first hop that entered this server: HELO name and address as the server wrote them. */
  readonly path?: { readonly helo?: string; readonly address?: string };
  readonly stampedBy?: string;
  /** Filed as junk, or DMARC failed in this server's own Authentication-Results. */
  readonly suspect?: 'junk' | 'dmarc-fail';
  /** The id of one of our own probes, as its header claims. */
  readonly probe?: string;
  /** Taken in by this server from the other one, which had stamped it before: forwarded, or fetched. */
  readonly through?: Side;
  /** Decoded, shortened; read only where the team wants subjects shown. */
  readonly subject?: string;
};

export type MailboxSurvey = {
  readonly outcome: 'ok';
  readonly at: Instant;
  readonly folders: readonly FolderState[];
  readonly arrivals: readonly Arrival[];
  /** The names this server signs its Received lines with, learnt from the newest messages (only while a baseline is taken). */
  readonly stampNames: readonly string[];
  /**
   * Arrivals that came and went between two looks: UIDNEXT grew by more than the messages found.
   * One entry a folder, with the number that nobody can explain.
   */
  readonly unexplained: readonly { readonly folder: string; readonly count: number }[];
  /** Folders of the cursor that are gone, or whose UIDVALIDITY changed: what they held is unknown. */
  readonly lost: readonly { readonly folder: string; readonly reason: 'vanished' | 'uidvalidity' }[];
  /** The bound on arrivals was reached: `folders` say how far was read, the next survey goes on, and nothing is quiet yet. */
  readonly more?: true;
  /** A server that speaks POP3 only: the UIDLs that are there (RFC 1939), the cursor of the next survey. */
  readonly pop3?: {
    readonly uidls: readonly string[];
    /** When the oldest message still there was stamped: mail that has lasted shows that clients leave it there. */
    readonly oldestAt?: Instant;
  };
};
export type SurveyResult = MailboxSurvey | Failure;
export type SurveyObservation = {
  readonly mailbox: string;
  readonly side: Side;
  readonly credentialsVersion: number;
  readonly result: SurveyResult;
};
