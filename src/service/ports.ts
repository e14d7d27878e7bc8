import type { Actor } from '../migration/actor.ts';
import type { Announcement } from '../migration/announcements.ts';
import type { Command, StartInput } from '../migration/commands.ts';
import type { Event } from '../migration/events.ts';
import type { PersonHours } from '../migration/hours-facts.ts';
import type { DomainSeen } from '../migration/preview.ts';
import type { Migration } from '../migration/record.ts';
import type { Refusal } from '../migration/refusals.ts';
import type { JournalHead, JournalLine } from '../migration/report/journal-line.ts';
import type { Look } from '../migration/settings.ts';
import type { Instant } from '../migration/time.ts';

/** One line of a migration's history, as the journal holds it. */
export type HistoryLine = { readonly seq: number; readonly at: Instant; readonly by: string; readonly event: Event };

export type Journal = { readonly lines: readonly JournalLine[]; readonly head: JournalHead };

/** So many of all the accounts that a look goes through are done. */
export type LookProgress = (done: number, total: number) => void;

export type ChangeResult =
  | { readonly ok: true; readonly migration: Migration; readonly events: readonly Event[] }
  | { readonly ok: false; readonly refusal: Refusal; readonly migration: Migration };

export type Place = StartInput['place'];
/** The kept request that is carried out by a commit, and is forgotten with it; asked at the commit. */
export type Settles = () => string | undefined;
/** A workspace. */
export type Team = Pick<Place, 'enterpriseId' | 'teamId'>;

export type { Asked, AskedStore } from '../store/asked.ts';
export type { Preferences } from '../store/preferences.ts';

/** The one door to a record, as the doors above see it. All of it rejects (never answers "none") when the store is away. */
export type Service = {
  /** Starts a migration in a channel that holds none that is still going on; refused with `already` otherwise. */
  readonly start: (input: StartInput, by: string) => Promise<ChangeResult>;
  /** Resolves after the commit. Throws AppError 'unknown-migration' when there is none of that id. */
  readonly change: (id: string, command: Command, settles?: Settles) => Promise<ChangeResult>;
  readonly read: (id: string) => Promise<Migration | undefined>;
  /** The channel's migration: the one going on, else the latest ended one. */
  readonly inChannel: (place: Place) => Promise<Migration | undefined>;
  /**
   * The migrations of a workspace, newest first: all that go on, and the latest ended ones. One whose record is damaged
   * is left out.
   */
  readonly inTeam: (team: Team) => Promise<readonly Migration[]>;
  /** The latest entries, newest last. */
  readonly history: (id: string, last: number) => Promise<readonly HistoryLine[]>;
  /** The whole journal, oldest first, and where it ends. Throws AppError 'unknown-migration' when there is none of that id. */
  readonly journal: (id: string) => Promise<Journal>;
  /** Begins looks and does not wait: they report when they are done. One of a kind under way goes on as it is. */
  readonly lookSoon: (id: string, looks: readonly Look[]) => void;
  /** Takes looks now, all at once, and resolves when all have reported; a look of that kind already under way is waited for. */
  readonly lookNow: (
    id: string,
    looks: readonly Look[],
    signal?: AbortSignal,
    onProgress?: LookProgress,
  ) => Promise<Migration>;
  /** What DNS tells of a domain that there is no record of; records nothing. What has not answered by the signal has failed. */
  readonly preview: (domain: string, signal: AbortSignal) => Promise<DomainSeen>;
};

/**
 * Delivers one announcement, to the channel or, with `direct`, to a person. `messageTs` is the message to edit, when the
 * slot has one already; `repeat` is true when an earlier attempt may have got there and could not be looked up: the post
 * is then marked as a repeat. Resolves with the message's ts; rejects with AppError 'delivery-retry' (with
 * `retryAfterMs`) or 'delivery-impossible', and of a person also with 'person-unreachable' (`reason`, and `forGood` when
 * trying again is of no use).
 */
export type Delivery = {
  /** The conversation with a person, opened where there is none yet. Nobody sees that; rejects as `deliver` does. */
  readonly open: (to: Actor) => Promise<string>;
  readonly deliver: (job: DeliveryJob) => Promise<Delivered>;
  /** Looks there for a message that carries this outbox id in its metadata, posted since. */
  readonly find: (
    job: DeliveryJob,
    since: Instant,
  ) => Promise<{ readonly messageTs: string } | 'absent' | 'cannot-tell'>;
  /**
   * Makes of a former status message one line that leads to the one it is now, and unpins it. To do so again does no
   * harm; one that is gone is fine. Rejects as `deliver` does.
   */
  readonly retire: (job: DeliveryJob, formerTs: string, currentTs: string) => Promise<void>;
};
/** `timeZone`: the IANA name that Slack tells of the person who was written to; `hours`: what they chose themselves. */
export type Delivered = {
  readonly messageTs: string;
  readonly timeZone?: string | undefined;
  readonly hours?: PersonHours | undefined;
};
/** The living status. `repost`: it is posted anew, and the message that it was until then only leads there. */
export type StatusPayload = { readonly kind: 'status'; readonly repost?: true };
export type DeliveryJob = {
  readonly outboxId: string;
  readonly migration: Migration;
  readonly announcement: Announcement | StatusPayload;
  /** Whom it is for, and the conversation with them; absent: it is for the channel. */
  readonly direct?: { readonly to: Actor; readonly conversation: string };
  readonly messageTs?: string;
  /** The message in whose thread it belongs; absent while there is none. */
  readonly threadTs?: string;
  /** So many attempts are in doubt. */
  readonly doubts?: number;
  readonly repeat: boolean;
};
