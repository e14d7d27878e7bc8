import type { Actor } from './actor.ts';
import type { Via } from './approver-facts.ts';
import type { ContractWarning, CriterionGist, IncidentCode, PictureReason } from './events.ts';
import type { StepId } from './facts.ts';
import type { MailAnnouncement } from './mail-announcements.ts';
import type { RecordType } from './observations.ts';
import type { GatedStep } from './runbook.ts';
import type { GateId } from './settings.ts';
import type { Instant } from './time.ts';
import type { Caution } from './windows.ts';
import type { Alarm, Difference } from './zone-facts.ts';

/**
 * What the channel hears of, or, with a `recipient`, one person. Codes and figures; `words/` and the Slack views make
 * sentences. `slot` names a message that later announcements of the same slot edit in place, each person's own; without a
 * slot each is a message of its own.
 */
export type Announcement =
  | { readonly kind: 'started' }
  /** What a gate opens is said as it opens, and not once more as a step. */
  | {
      readonly kind: 'step-prompt';
      readonly slot?: string | undefined;
      readonly step: Exclude<StepId, GatedStep>;
      /** It has been done, or is asked for no longer. */
      readonly past?: 'done' | 'over' | undefined;
    }
  | {
      readonly kind: 'gate-ready';
      readonly slot: string;
      readonly gate: GateId;
      /** What has become of it; absent while nobody has asked for approval. */
      readonly state?: 'asked' | 'opened' | 'closed' | undefined;
      readonly askedBy?: Actor | undefined;
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
      readonly approvals: readonly { readonly by: Actor; readonly at: Instant; readonly via?: Via | undefined }[];
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
      /** The gate stays open without them, and what it opened goes on. */
      readonly goesOn?: true | undefined;
      readonly approvers: readonly Actor[];
    }
  | {
      readonly kind: 'gate-opened';
      readonly slot?: string | undefined;
      readonly gate: GateId;
      readonly criteria: readonly CriterionGist[];
      readonly executor?: Actor | undefined;
      /** What it lets people do has been done, or it was taken back. */
      readonly past?:
        | { readonly why: 'used' | 'closed' | 'rolled-back' | 'abandoned'; readonly at: Instant; readonly by: Actor }
        | undefined;
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
      readonly state: 'go' | 'no-go' | 'begun' | 'moved' | 'over';
      /** With "go": the oldest answer that it rests on, where the fresh look did not bring all of them. */
      readonly seenAt?: Instant | undefined;
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
  | MailAnnouncement
  /** On a day on which nothing else was posted; `since` when what is awaited has been awaited. */
  | { readonly kind: 'digest'; readonly since: Instant }
  /** The closing report, with its files; at the end it is what says so. */
  | { readonly kind: 'report' }
  | {
      readonly kind: 'incident';
      /** Of what comes record by record: those of one sighting, and what follows soon, are one message. */
      readonly slot?: string | undefined;
      readonly code: IncidentCode;
      readonly subject: string;
      /** All that the message is about; absent: the one subject. */
      readonly subjects?: readonly string[] | undefined;
      readonly at: Instant;
    }
  | {
      readonly kind: 'state';
      readonly state: 'paused' | 'resumed' | 'rolled-back' | 'abandoned';
      readonly by: Actor;
      readonly reason?: string | undefined;
      /** Of a rollback: the servers have said before that DNS is as it was. */
      readonly isDnsBack?: true | undefined;
    }
  /** After a rollback: DNS is back; and later that no cache leads to the new server any more. */
  | ({ readonly kind: 'rollback-back' } & RollbackStanding)
  | ({ readonly kind: 'rollback-over' } & RollbackStanding)
  | { readonly kind: 'rollback-again'; readonly record: string; readonly server: string }
  | {
      readonly kind: 'rollback-request';
      readonly slot: string;
      readonly by: Actor;
      readonly reason: string;
      readonly approvers: readonly Actor[];
      /** It was answered, or there is nothing to answer any more. */
      readonly past?: 'granted' | 'over' | undefined;
    };

/** Set: only where its message stands already is it said there; it is not posted. */
export type EditOnly = { readonly editOnly?: boolean | undefined };

/** Since when DNS is back, and by when caches drop the new data. `count`: so many messages are to be carried back; `unseen`: mailboxes of which nobody knows. */
type RollbackStanding = {
  readonly at: Instant;
  readonly watermark: Instant;
  readonly count: number;
  readonly unseen: readonly string[];
};

/** So many lines of one kind stand in a message; the rest is counted. */
export const MOST_LINES = 10;

export type AnnouncementKind = Announcement['kind'];
