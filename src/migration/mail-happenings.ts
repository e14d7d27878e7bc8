import type { Actor } from './actor.ts';
import type { KnownSender, PlacedAs, Probe, Relay } from './mail-facts.ts';
import type { MissingReason, ScannedAddress } from './mail-observations.ts';
import type { Progress } from './progress.ts';
import type { GateId, Look } from './settings.ts';
import type { Instant } from './time.ts';

/** What happened to the mail itself; a part of `Happening`. */
export type MailHappening =
  /** Addresses met for the first time, or again so much later that it matters (a day). */
  | { readonly kind: 'addresses-found'; readonly addresses: readonly ScannedAddress[] }
  /** The channel was told of addresses that have no place yet. */
  | { readonly kind: 'addresses-told'; readonly addresses: readonly string[] }
  | {
      readonly kind: 'addresses-placed';
      readonly addresses: readonly string[];
      readonly as: PlacedAs | undefined;
      readonly reason?: string;
    }
  /** Regular senders, whole: replaces what was known of each; `leftOut` were too many to keep. */
  | {
      readonly kind: 'senders-found';
      readonly senders: readonly ({ readonly sender: string } & Pick<
        KnownSender,
        'days' | 'lastAt' | 'way' | 'path'
      >)[];
      readonly leftOut: number;
    }
  /** First seen on the new server since the rewrite. */
  | { readonly kind: 'senders-seen'; readonly senders: readonly { readonly sender: string; readonly at: Instant }[] }
  | { readonly kind: 'senders-dismissed'; readonly senders: readonly string[]; readonly reason: string }
  /** Silent for twice their usual gap; the channel was told. */
  | { readonly kind: 'senders-silent'; readonly senders: readonly string[] }
  /** After the rewrite the old server refuses these for good: mail bounces. */
  | {
      readonly kind: 'old-refused';
      readonly refusals: readonly { readonly address: string; readonly reply: string }[];
    }
  | { readonly kind: 'old-accepts-again'; readonly addresses: readonly string[] }
  /** Mailboxes seen whole on the new server for the first time. */
  | {
      readonly kind: 'content-verified';
      readonly mailboxes: readonly { readonly mailbox: string; readonly messages: number }[];
    }
  /** The bot has copied messages to the new server. */
  | {
      readonly kind: 'content-copied';
      readonly mailboxes: readonly { readonly mailbox: string; readonly copied: number; readonly missing: number }[];
    }
  /** A copy, or a comparison that a person asked for, goes on, or has ended: at most once a minute. */
  | ({
      readonly kind: 'copy-progress';
      readonly missing: number;
      readonly done: boolean;
      /** It ended before its time; what it did stays. */
      readonly isBroken?: boolean | undefined;
    } & Progress)
  | {
      readonly kind: 'stragglers-rescued';
      readonly entries: readonly {
        readonly key: string;
        readonly outcome: 'appended' | 'present' | 'gone' | 'refused';
        readonly folder?: string | undefined;
        readonly reason?: MissingReason | undefined;
      }[];
    }
  | { readonly kind: 'rescues-told'; readonly keys: readonly string[] }
  /** A direct message to this person is impossible, in Slack's word for why; said once, until one arrives again. */
  | { readonly kind: 'person-unreachable'; readonly person: Actor; readonly reason: string }
  | { readonly kind: 'person-reached'; readonly person: Actor }
  /** The next gate rests on evidence that has grown stale, because the bot is behind with these looks. */
  | { readonly kind: 'looks-late'; readonly gate: GateId; readonly looks: readonly Look[] }
  | { readonly kind: 'looks-caught-up'; readonly gate: GateId }
  | { readonly kind: 'owner-set'; readonly mailbox: string; readonly owner: Actor }
  | { readonly kind: 'attested'; readonly mailbox: string }
  | {
      readonly kind: 'relay-set';
      readonly relay: Pick<Relay, 'id' | 'kind' | 'host' | 'port' | 'security' | 'credentials'>;
    }
  | { readonly kind: 'relay-removed'; readonly id: string }
  | {
      readonly kind: 'probes-sent';
      readonly probes: readonly Pick<Probe, 'id' | 'relay' | 'mailbox' | 'sentAt' | 'failed' | 'says'>[];
    }
  | {
      readonly kind: 'probes-landed';
      readonly probes: readonly ({ readonly id: string } & Omit<NonNullable<Probe['landed']>, 'seenAt'>)[];
    }
  | { readonly kind: 'probes-lost'; readonly ids: readonly string[] }
  | { readonly kind: 'log-read'; readonly from: Instant; readonly to: Instant; readonly deliveries: number }
  | {
      readonly kind: 'archive-kept';
      readonly mailboxes: number;
      readonly messages: number;
      readonly restored: boolean;
      /** Where it lies: the machine's own name for itself, and the directory there; absent in older journals. */
      readonly place?: { readonly machine: string; readonly directory: string } | undefined;
    }
  | {
      readonly kind: 'forwarded-seen';
      readonly mailboxes: readonly { readonly mailbox: string; readonly at: Instant }[];
    };
