import type { Failure, Side } from './observations.ts';
import type { Instant } from './time.ts';

/**
 * What looks at mail servers bring back beside logins and surveys. As everywhere: something was seen, or the attempt
 * failed, and then nothing was learnt but the reason.
 */

/** What an SMTP server answers to RCPT TO (RFC 5321): 2xx, 5xx, or 4xx (greylisting or trouble; asked again later). */
export type AcceptanceVerdict = 'accepted' | 'refused' | 'deferred';
/** How it was asked: at the MX port, by an authenticated submission, or by somebody elsewhere who pasted the answer. */
export type AcceptanceVia = 'port-25' | 'submission' | 'pasted';
export type AcceptanceAnswer = {
  readonly outcome: 'answered';
  readonly at: Instant;
  readonly verdict: AcceptanceVerdict;
  /** The server's code and words, cleaned and shortened. */
  readonly reply: string;
  readonly via: AcceptanceVia;
};
/** Would this server take mail for this address? Nothing is sent. Failure `port-blocked`: port 25 is shut on our side. */
export type AcceptanceObservation = {
  readonly address: string;
  readonly side: Side;
  readonly result: AcceptanceAnswer | Failure;
};
/**
 * What the server does with recipients that tell what its other answers are worth. `random`: an address of the domain
 * that nobody has; accepted, the server takes everything (catch-all, or it refuses later). `foreign`: an address of
 * another domain; accepted without a login, it is an open relay.
 */
export type ServerAcceptance = {
  readonly side: Side;
  readonly domain: string;
  readonly random?: AcceptanceAnswer | Failure;
  readonly foreign?: AcceptanceAnswer | Failure;
};

/** An address of the moved domains that received mail on the old server (Delivered-To, X-Original-To, To, Cc). */
export type ScannedAddress = {
  readonly address: string;
  readonly count: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
};
/**
 * How a sender's mail entered the old server, as its header says. `local`: written or handed over on the old host, or on
 * another host of the same provider; `inside`: from a private address, or by an authenticated submission; `smarthost`:
 * through a relay that is configured by hand; `dns`: from outside, by MX as far as can be told.
 */
export type SenderWay = 'dns' | 'local' | 'inside' | 'smarthost' | 'unknown';
export type ScannedSender = {
  /** Address of From, lower case. */
  readonly sender: string;
  /** Days on which it wrote (days since the epoch, UTC), each once, ascending; of the last 90 days. */
  readonly days: readonly number[];
  readonly count: number;
  readonly lastAt: Instant;
  readonly path?: { readonly helo?: string; readonly address?: string };
  readonly way: SenderWay;
};
export type MailboxScan = {
  readonly outcome: 'ok';
  readonly at: Instant;
  /** Since when the mailbox was read: 13 months. */
  readonly from: Instant;
  readonly messages: number;
  readonly addresses: readonly ScannedAddress[];
  readonly senders: readonly ScannedSender[];
  /** The bound was reached, or a folder could not be read: what is missing is unknown. */
  readonly partial?: true;
};
export type ScanObservation = {
  readonly mailbox: string;
  readonly credentialsVersion: number;
  readonly result: MailboxScan | Failure;
};

/** Why a message of the old server is not on the new one. */
export const MISSING_REASONS = ['missing', 'too-big', 'quota', 'refused', 'unreadable', 'altered'] as const;
/** `altered`: it was put there, and the new server made something else of it. It is not put there again. */
export type MissingReason = (typeof MISSING_REASONS)[number];
export type MissingMessage = {
  /** `arrivalKey` of the message on the old server. */
  readonly key: string;
  readonly folder: string;
  /** INTERNALDATE. */
  readonly at: Instant;
  readonly sizeBytes: number;
  readonly messageId?: string | undefined;
  readonly from?: string | undefined;
  readonly reason: MissingReason;
  /** What the server said. */
  readonly detail?: string | undefined;
};
/** A mailbox held against its counterpart: every message of the old server, and whether it has been seen on the new. */
export type MailboxContent = {
  readonly outcome: 'ok';
  /** When the old side was read. */
  readonly at: Instant;
  readonly messages: number;
  /** Verified on the new server, now or at an earlier look (what a user deleted there since stays verified). */
  readonly verified: number;
  /** Copied by this look. */
  readonly copied: number;
  readonly missingTotal: number;
  /** At most 200 of them, by name. */
  readonly missing: readonly MissingMessage[];
};
export type ContentObservation = {
  readonly mailbox: string;
  readonly credentialsVersions: { readonly old: number; readonly new: number };
  readonly result: MailboxContent | Failure;
};
/** One message of the old server, verified on the new one (or put there, and altered by it: then it is not verified). */
export type LedgerLine = {
  /** Message-ID or digest, and a digest of what tells equal Message-IDs apart. */
  readonly fingerprint: string;
  readonly folder: string;
  readonly uidValidity: string;
  readonly uid: number;
  readonly verifiedAt: Instant;
  /** The folder of the new server it was seen in. */
  readonly on: string;
  /** Put into that folder, under this number, and altered by the server: not verified, and never put there again. */
  readonly altered?: { readonly uidValidity: string; readonly uid: number };
};
/** The ledger of one mailbox, as a look needs it; `store/ledger.ts` keeps it. Lines are only ever added. */
export type MailboxLedger = {
  readonly read: () => Promise<readonly LedgerLine[]>;
  readonly add: (lines: readonly LedgerLine[]) => Promise<void>;
};

/** What became of carrying one straggler over. `gone`: it is no longer on the old server. */
export type RescueResult =
  | { readonly outcome: 'appended' | 'present'; readonly at: Instant; readonly folder: string }
  | { readonly outcome: 'gone'; readonly at: Instant }
  | { readonly outcome: 'refused'; readonly at: Instant; readonly reason: MissingReason; readonly detail?: string }
  | Failure;
export type RescueObservation = { readonly key: string; readonly result: RescueResult };

/** A probe handed to a relay. */
export type ProbeSent = {
  readonly id: string;
  readonly relay: string;
  readonly mailbox: string;
  readonly result: { readonly outcome: 'sent'; readonly at: Instant; readonly reply: string } | Failure;
};
/** Where a probe was found. `at`: when the server stamped it. */
export type ProbeLanding = {
  readonly id: string;
  readonly side: Side;
  readonly folder: string;
  readonly junk: boolean;
  readonly at: Instant;
};

/** One line's worth of a delivery log. */
export type LoggedDelivery = {
  /** The queue's or session's id, unique in the log. */
  readonly id: string;
  /** The recipient as the log names it, lower case. */
  readonly address: string;
  readonly at: Instant;
  readonly outcome: 'delivered' | 'refused' | 'deferred' | 'forwarded';
  readonly from?: string | undefined;
  readonly messageId?: string | undefined;
  readonly path?: { readonly helo?: string | undefined; readonly address?: string | undefined } | undefined;
  /** What the server wrote of a refusal. */
  readonly reply?: string | undefined;
};
export type LogReading = {
  readonly format: 'postfix' | 'exim' | 'dovecot';
  /** Time of the first and of the last line: what the log vouches for. */
  readonly from: Instant;
  readonly to: Instant;
  readonly lines: number;
  readonly deliveries: readonly LoggedDelivery[];
  /** Lines that should have been understood and were not. */
  readonly unread: number;
  /** The hosts that its lines say they are of, lower case; none where the program names none. */
  readonly hosts: readonly string[];
};
