import type { ClientPhase } from './client-facts.ts';
import type { Actor } from './commands.ts';
import type { ContractWarning, CriterionGist, IncidentCode, PictureReason } from './events.ts';
import type { StepId } from './facts.ts';
import type { ProbeTrouble, Relay } from './mail-facts.ts';
import type { MissingReason } from './mail-observations.ts';
import type { RecordType } from './observations.ts';
import type { GateId } from './settings.ts';
import type { Instant } from './time.ts';
import type { Caution } from './windows.ts';
import type { Alarm, Difference } from './zone-facts.ts';

export type StragglerLine = {
  readonly mailbox: string;
  readonly at: Instant;
  readonly from?: string | undefined;
  readonly helo?: string | undefined;
  readonly address?: string | undefined;
  /** How it can have come there, and so what to do: see `straggler-advice.ts`. */
  readonly cause?: StragglerCause | undefined;
  /** Whether it is on the new server too. */
  readonly onNew?: boolean | undefined;
  readonly subject?: string | undefined;
};

/** `cache`: an old DNS answer may still live; `pinned`: none can, the path holds the old server by hand; others as the header shows. */
export type StragglerCause = 'cache' | 'pinned' | 'local' | 'inside' | 'smarthost' | 'unknown';

export type SenderLine = {
  readonly sender: string;
  /** Usual days between two days on which it writes. */
  readonly everyDays: number;
  readonly lastAt: Instant;
  readonly expectedAt: Instant;
};

/**
 * What the channel hears of, or, with a `recipient`, one person. Codes and figures; `words/` and the Slack views make
 * sentences. `slot` names a message that later announcements of the same slot edit in place, each person's own; without a
 * slot each is a message of its own.
 */
export type Announcement =
  | { readonly kind: 'started' }
  | { readonly kind: 'step-prompt'; readonly step: StepId }
  | {
      readonly kind: 'gate-ready';
      readonly slot: string;
      readonly gate: GateId;
      readonly criteria: readonly CriterionGist[];
    }
  | {
      readonly kind: 'approval';
      readonly slot: string;
      readonly gate: GateId;
      readonly round: number;
      readonly requestedBy: Actor;
      readonly requestedAt: Instant;
      readonly approvers: readonly Actor[];
      readonly needed: number;
      readonly approvals: readonly { readonly by: Actor; readonly at: Instant }[];
      readonly state: 'open' | 'declined' | 'lapsed' | 'used';
      readonly declinedBy?: Actor | undefined;
      readonly reason?: string | undefined;
      readonly criteria: readonly CriterionGist[];
    }
  | { readonly kind: 'declined'; readonly gate: GateId; readonly by: Actor; readonly reason: string }
  | {
      readonly kind: 'approvals-lapsed';
      readonly gate: GateId;
      readonly why: 'gate-closed' | 'expired' | 'changed';
      readonly approvers: readonly Actor[];
    }
  | {
      readonly kind: 'gate-opened';
      readonly gate: GateId;
      readonly criteria: readonly CriterionGist[];
      readonly executor?: Actor | undefined;
    }
  | {
      readonly kind: 'gate-retracted';
      readonly gate: GateId;
      readonly criteria: readonly CriterionGist[];
      readonly people: readonly Actor[];
    }
  | {
      readonly kind: 'waived';
      readonly gate: GateId;
      readonly criteria: readonly string[];
      readonly item: string;
      readonly by: Actor;
      readonly reason: string;
    }
  /** By a person; `before` is what DNS says, `after` what it shall say, empty for a record that was dropped. */
  | {
      readonly kind: 'plan-changed';
      readonly by: Actor;
      readonly name: string;
      readonly type: RecordType;
      readonly before: readonly string[];
      readonly after: readonly string[];
      readonly dropped: boolean;
    }
  | {
      readonly kind: 'removed';
      readonly by: Actor;
      readonly what: 'client' | 'mailbox';
      readonly name: string;
    }
  /** Who rewrites when, and what speaks against it. */
  | {
      readonly kind: 'window';
      readonly by: Actor;
      readonly executor: Actor;
      readonly from: Instant;
      readonly to: Instant;
      readonly cautions: readonly Caution[];
    }
  /** A quarter of an hour before the window: go or no go, with what is open; edited as that changes. */
  | {
      readonly kind: 'rewrite-eve';
      readonly slot: string;
      readonly from: Instant;
      readonly state: 'go' | 'no-go' | 'begun' | 'moved';
      readonly executor?: Actor | undefined;
      readonly criteria: readonly CriterionGist[];
    }
  | ({ readonly kind: 'contract'; readonly slot: string; readonly people: readonly Actor[] } & ContractWarning)
  | {
      readonly kind: 'rewrite';
      readonly slot: string;
      readonly state: 'begun' | 'seen' | 'done';
      readonly at: Instant;
      readonly watermark?: Instant | undefined;
      readonly by?: Actor | undefined;
      /** Once something was seen: how many authoritative servers serve only new data, of how many. */
      readonly servers?: { readonly ok: number; readonly total: number } | undefined;
      /** Until when every server was still seen with old data. */
      readonly lastOldAt?: Instant | undefined;
      /** What differs from the plan, record by record. */
      readonly differences?: readonly Difference[] | undefined;
      /** Former servers of a changed DNS provider that caches may ask until then. */
      readonly formersGoneAt?: Instant | undefined;
      /** "Keep, or roll back?" has been answered. */
      readonly kept?: { readonly at: Instant; readonly by: Actor } | undefined;
    }
  /** Caches that hold on for too long, or give what nobody published; edited as they come and go. */
  | { readonly kind: 'vantage-alarm'; readonly slot: string; readonly alarms: readonly Alarm[] }
  /** The former DNS provider's servers are needed no longer. */
  | { readonly kind: 'zone-released'; readonly zone: string; readonly servers: readonly string[] }
  | { readonly kind: 'dns-move'; readonly by: Actor; readonly servers: readonly string[] }
  /** A picture of the timeline, in the thread of the status message. */
  | { readonly kind: 'timeline'; readonly why: PictureReason }
  /** Disclosure: from now on a service outside learns the domain's names. */
  | { readonly kind: 'globalping'; readonly by: Actor; readonly countries: readonly string[] }
  | {
      readonly kind: 'stragglers';
      /** The server that they reached; absent: the old one. */
      readonly side?: 'new' | undefined;
      readonly lines: readonly StragglerLine[];
      readonly total: number;
    }
  | {
      readonly kind: 'suspects';
      readonly side?: 'new' | undefined;
      readonly slot: string;
      readonly keys: readonly string[];
      readonly lines: readonly StragglerLine[];
    }
  | {
      readonly kind: 'puzzles';
      readonly lines: readonly {
        readonly key: string;
        readonly kind: string;
        readonly mailbox: string;
        readonly folder: string;
        readonly count: number;
      }[];
    }
  | {
      readonly kind: 'credentials-refused';
      readonly entries: readonly { readonly mailbox: string; readonly side: 'old' | 'new' }[];
    }
  /** Addresses that received mail on the old server and have no place yet. */
  | {
      readonly kind: 'addresses';
      readonly slot: string;
      readonly lines: readonly { readonly address: string; readonly count: number; readonly lastAt: Instant }[];
      readonly total: number;
    }
  /** Regular senders not heard from for twice their usual gap. */
  | { readonly kind: 'senders-silent'; readonly lines: readonly SenderLine[]; readonly total: number }
  /** The old server refuses addresses while mail still comes to it: it bounces. Edited when it accepts again. */
  | {
      readonly kind: 'old-refuses';
      readonly slot: string;
      readonly lines: readonly {
        readonly address: string;
        readonly reply: string;
        readonly at: Instant;
        readonly overAt?: Instant | undefined;
      }[];
    }
  | {
      readonly kind: 'rescued';
      readonly side?: 'new' | undefined;
      readonly lines: readonly (StragglerLine & {
        readonly outcome: 'appended' | 'present' | 'gone' | 'refused';
        readonly folder?: string | undefined;
        readonly reason?: MissingReason | undefined;
      })[];
      readonly total: number;
      /** Owners who are told by a message of their own, where something was put into their mailbox. */
      readonly written?: readonly Actor[] | undefined;
      /** Owners who could not be reached before. */
      readonly unreached?: readonly Actor[] | undefined;
      /** Mailboxes into which something was put, and whose owner nobody has named. */
      readonly ownerless?: readonly string[] | undefined;
    }
  /** To whoever reads these mailboxes: mail was put into them, and sorts by its own date into the past. */
  | {
      readonly kind: 'carried-over';
      readonly recipient: Actor;
      readonly mailboxes: readonly string[];
      readonly lines: readonly (Pick<StragglerLine, 'mailbox' | 'at' | 'from' | 'subject'> & {
        readonly folder?: string | undefined;
      })[];
      readonly total: number;
    }
  /**
   * To an owner of clients: what to type into each now. What it shows is read from the record when it is delivered; the
   * `n`th of that owner and phase.
   */
  | {
      readonly kind: 'owner-tasks';
      readonly slot: string;
      readonly recipient: Actor;
      readonly phase: ClientPhase;
      readonly n: number;
    }
  /** To an owner, after a rollback: these clients send through the old server again. */
  | { readonly kind: 'owner-back'; readonly recipient: Actor; readonly clients: readonly string[] }
  /** These clients belong to another than they were listed with. */
  | {
      readonly kind: 'clients-disowned';
      readonly slot: string;
      readonly by: Actor;
      readonly lines: readonly { readonly client: string; readonly name: string }[];
    }
  /** An owner is stuck with a client; `people`: who knows of the migration. */
  | {
      readonly kind: 'client-help';
      readonly by: Actor;
      readonly client: string;
      readonly name: string;
      readonly phase: ClientPhase;
      readonly question?: string;
      readonly people: readonly Actor[];
    }
  /** These people cannot be sent direct messages; `reason` is Slack's word for it. */
  | {
      readonly kind: 'unreachable';
      readonly slot: string;
      readonly reason: string;
      readonly people: readonly Actor[];
      /** What they read. */
      readonly mailboxes: readonly string[];
      /** Their clients, by number. */
      readonly clients?: readonly string[] | undefined;
    }
  /** A copy of mailboxes, in one message. */
  | {
      readonly kind: 'copy';
      readonly slot: string;
      readonly mailboxes: number;
      readonly mailboxesDone: number;
      readonly messages: number;
      readonly copied: number;
      readonly missing: number;
      readonly done: boolean;
    }
  /** Probes that do not arrive as they should, path by path; edited as the paths work again. */
  | {
      readonly kind: 'probes';
      readonly slot: string;
      /** Paths on which it is still so. */
      readonly open: number;
      readonly lines: readonly (Omit<ProbeTrouble, 'mailbox' | 'told'> & {
        readonly relayKind: Relay['kind'] | undefined;
        /** The first few; `total` counts them all. */
        readonly mailboxes: readonly string[];
        readonly total: number;
      })[];
    }
  | {
      readonly kind: 'archive';
      readonly by: Actor;
      readonly mailboxes: number;
      readonly messages: number;
      readonly restored: boolean;
    }
  /** The closing report, with its files. */
  | { readonly kind: 'report' }
  | { readonly kind: 'incident'; readonly code: IncidentCode; readonly subject: string; readonly at: Instant }
  | {
      readonly kind: 'state';
      readonly state: 'paused' | 'resumed' | 'rolled-back' | 'abandoned' | 'finished';
      readonly by: Actor;
      readonly reason?: string | undefined;
    }
  | {
      readonly kind: 'rollback-request';
      readonly slot: string;
      readonly by: Actor;
      readonly reason: string;
      readonly approvers: readonly Actor[];
    };
export type AnnouncementKind = Announcement['kind'];
