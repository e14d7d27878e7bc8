import type { Actor } from './actor.ts';
import type { ApproverGroup, Via } from './approver-facts.ts';
import type { Puzzle, Straggler } from './arrival-facts.ts';
import type { ClientMark, ClientPhase } from './client-facts.ts';
import type { ClientInput, StartInput } from './commands.ts';
import type { ContractStage, Contracts, Holidays } from './date-facts.ts';
import type { Language, PlanRecord, StepId, WatchMode } from './facts.ts';
import type { CriterionResult } from './gates/criterion.ts';
import type { PersonHours } from './hours-facts.ts';
import type { MailHappening } from './mail-happenings.ts';
import type { FolderState, Side } from './observations.ts';
import type { GateId, TunableKey } from './settings.ts';
import type { Instant } from './time.ts';
import type { Alarm, Difference, Policy, Selector } from './zone-facts.ts';

/** Why a picture of the timeline goes into the channel. */
export type PictureReason = 'gate-opened' | 'rewrite-done' | 'watermark' | 'straggler' | 'asked';

/** The gist of a criterion at the moment a gate moved: what the journal keeps as evidence. */
export type CriterionGist = Pick<CriterionResult, 'id' | 'outcome' | 'evidence'> & {
  readonly seenAt?: Instant | undefined;
  readonly waived: readonly { readonly item: string; readonly by: Actor; readonly reason: string }[];
};

/** What is said of the old contract. Days are those of the team's time zone. */
export type ContractWarning = {
  readonly stage: ContractStage;
  readonly endsOn: string;
  readonly noticeDays?: number;
  /** The last day on which it can be extended, or notice be given. */
  readonly decideOn: string;
  /** It ends on the earliest safe day or before. */
  readonly isShort: boolean;
  /** The earliest safe day to cancel; where that is unknown, the day before which it surely cannot be. */
  readonly safeOn: string;
  readonly isSafeKnown: boolean;
  /** By so many months it must be extended to last beyond that day; 0 where it does. */
  readonly months: number;
};

export type IncidentCode =
  | 'rewrite-without-gate'
  | 'old-data-again'
  | 'straggler-after-switch-back'
  | 'straggler-after-cancel'
  | 'not-planned-data'
  | 'old-refuses';

/** What happened. Everything a record holds as fact comes from these, in order. */
export type Happening =
  | { readonly kind: 'started'; readonly input: StartInput }
  | { readonly kind: 'step-marked'; readonly step: StepId; readonly done: boolean }
  | { readonly kind: 'step-prompted'; readonly step: StepId }
  | { readonly kind: 'rewrite-begun' }
  /** `lastOldAt`: when every server was still seen without new data. */
  | { readonly kind: 'rewrite-seen'; readonly lastOldAt?: Instant }
  | { readonly kind: 'record-all-new'; readonly record: string }
  | { readonly kind: 'record-old-again'; readonly record: string; readonly server: string }
  | { readonly kind: 'rewrite-done'; readonly watermark: Instant }
  | { readonly kind: 'watermark-passed'; readonly watermark: Instant }
  | { readonly kind: 'clients-added'; readonly clients: readonly ClientInput[] }
  | { readonly kind: 'client-removed'; readonly client: string }
  | {
      readonly kind: 'client-marked';
      readonly client: string;
      readonly mark: ClientMark;
      readonly done: boolean;
      /** Its owner, where another said it. */
      readonly behalfOf?: string;
    }
  | { readonly kind: 'clients-owned'; readonly clients: readonly string[]; readonly owner: string }
  /** "Not mine", said the owner that it was listed with. */
  | { readonly kind: 'client-disowned'; readonly client: string; readonly owner: Actor }
  | { readonly kind: 'client-help-asked'; readonly client: string; readonly question?: string }
  /** These owners are told by a direct message what is to be typed into their clients now. */
  | { readonly kind: 'owners-asked'; readonly phase: ClientPhase; readonly owners: readonly Actor[] }
  /** The same again, for what is still open. */
  | { readonly kind: 'owners-reminded'; readonly phase: ClientPhase; readonly owners: readonly Actor[] }
  /** This is what owners are told to type in, from now on. */
  | { readonly kind: 'clients-typed'; readonly phase: ClientPhase; readonly typed: string }
  | { readonly kind: 'person-zone-learnt'; readonly person: Actor; readonly timeZone: string }
  /** They chose when they may be reminded. */
  | { readonly kind: 'person-hours-learnt'; readonly person: Actor; readonly hours: PersonHours }
  | {
      readonly kind: 'mailboxes-added';
      readonly mailboxes: readonly { readonly address: string; readonly watch: WatchMode }[];
    }
  | { readonly kind: 'mailbox-removed'; readonly mailbox: string }
  | { readonly kind: 'mailbox-marked'; readonly mailbox: string; readonly watch: WatchMode }
  | {
      readonly kind: 'credentials-imported';
      readonly through?: 'page';
      readonly entries: readonly { readonly mailbox: string; readonly side: Side; readonly version: number }[];
    }
  | {
      readonly kind: 'credentials-refused';
      readonly entries: readonly { readonly mailbox: string; readonly side: Side; readonly version: number }[];
    }
  /** After the end: no login is kept any more, neither in the vault nor in its files. */
  | { readonly kind: 'credentials-forgotten' }
  | { readonly kind: 'checklist-marked'; readonly item: string; readonly done: boolean }
  | {
      readonly kind: 'approvers-set';
      readonly approvers: readonly Actor[];
      /** Absent: none. */
      readonly groups?: readonly ApproverGroup[];
    }
  | { readonly kind: 'window-set'; readonly executor: Actor; readonly from: Instant; readonly to: Instant }
  /** A quarter of an hour before the window, after a fresh look: whether DNS may be rewritten, and what is open. */
  | {
      readonly kind: 'rewrite-eve';
      readonly from: Instant;
      readonly isGo: boolean;
      readonly criteria: readonly CriterionGist[];
    }
  | { readonly kind: 'rewrite-kept' }
  | { readonly kind: 'country-set'; readonly country: string }
  | { readonly kind: 'holidays-known'; readonly holidays: Holidays }
  | { readonly kind: 'contracts-set'; readonly contracts: Contracts }
  /** The channel was told how the old contract's end and the earliest safe day to cancel lie to one another; `n`: in which message. */
  | ({ readonly kind: 'contract-warned'; readonly n: number } & ContractWarning)
  | { readonly kind: 'plan-proposed'; readonly plan: readonly PlanRecord[] }
  | { readonly kind: 'plan-set'; readonly record: PlanRecord }
  | { readonly kind: 'plan-dropped'; readonly record: string }
  | { readonly kind: 'setting-set'; readonly key: TunableKey; readonly value: number }
  | { readonly kind: 'language-set'; readonly lang: Language }
  | {
      readonly kind: 'vantages-known';
      readonly vantages: readonly {
        readonly id: string;
        readonly operator: string;
        readonly site: boolean;
        readonly pasted?: boolean | undefined;
      }[];
    }
  /** Silent before the rewrite: set aside by name. Replaces the list. */
  | {
      readonly kind: 'vantages-aside';
      readonly aside: readonly { readonly id: string; readonly operator: string; readonly reason: string }[];
    }
  /** Caches that hold on beyond the watermark, serve stale data, or give what nobody published; those newly met. */
  | { readonly kind: 'vantages-alarmed'; readonly alarms: readonly Omit<Alarm, 'at'>[] }
  /** These vantages, of which an alarm was raised, have been heard new since. */
  | { readonly kind: 'alarms-over'; readonly vantages: readonly string[] }
  | { readonly kind: 'globalping-set'; readonly countries: readonly string[] }
  /** A picture of the timeline goes into the channel. */
  | { readonly kind: 'timeline-due'; readonly why: PictureReason }
  /** Nothing else was posted that day: one line says what is awaited. */
  | { readonly kind: 'digest-told' }
  /** The status message shall be the channel's latest again. */
  | { readonly kind: 'status-brought' }
  /** The before-image as first read, and once more when the rewrite begins. */
  | {
      readonly kind: 'image-taken';
      readonly records: Readonly<Record<string, { readonly values: readonly string[]; readonly ttlSeconds: number }>>;
    }
  | { readonly kind: 'names-added'; readonly names: readonly string[] }
  | { readonly kind: 'dns-move-set'; readonly servers: readonly string[] }
  /** The parent names other servers, or the TTL changed. */
  | {
      readonly kind: 'delegation-seen';
      readonly zone: string;
      readonly parent: readonly string[];
      readonly ttlSeconds: number;
      readonly servers: readonly string[];
      /** The parent holds a DS for it. */
      readonly signed?: boolean;
      /** For how long caches may remember that DS. */
      readonly dsTtlSeconds?: number;
    }
  /** The delegation no longer leads to these addresses; caches may ask them until `goneAt`. */
  | {
      readonly kind: 'authorities-left';
      readonly zone: string;
      readonly servers: readonly string[];
      readonly goneAt: Instant;
    }
  /** A former server serves all the new data of its zone after all. */
  | { readonly kind: 'former-turned'; readonly zone: string; readonly server: string }
  /** No cache that keeps to TTLs asks the former servers of this zone any more. */
  | { readonly kind: 'zone-released'; readonly zone: string; readonly servers: readonly string[] }
  | { readonly kind: 'selectors-found'; readonly selectors: readonly Selector[] }
  | { readonly kind: 'selectors-set'; readonly selectors: readonly string[] }
  | { readonly kind: 'policy-seen'; readonly domain: string; readonly policy: Omit<Policy, 'since'> }
  /** What is served and what is planned differ in this way now; empty: no longer. */
  | { readonly kind: 'differences-seen'; readonly differences: readonly Difference[] }
  | { readonly kind: 'addresses-pinned'; readonly side: Side; readonly addresses: readonly string[] }
  | {
      readonly kind: 'authority-met';
      readonly servers: readonly { readonly name: string; readonly address: string }[];
      /** The zone they serve; absent in older journals: the domain's. */
      readonly zone?: string;
    }
  | { readonly kind: 'ttl-seen'; readonly record: string; readonly ttlSeconds: number }
  | { readonly kind: 'gate-ready'; readonly gate: GateId; readonly criteria: readonly CriterionGist[] }
  | { readonly kind: 'gate-opened'; readonly gate: GateId; readonly criteria: readonly CriterionGist[] }
  /** Closed from `ready` or `open`; `was` says which: only an open gate is retracted loudly. */
  | {
      readonly kind: 'gate-closed';
      readonly gate: GateId;
      readonly was: 'ready' | 'open';
      readonly criteria: readonly CriterionGist[];
    }
  /** While a gate is ready: which criteria beside the quorum no longer pass, without closing it; none: all pass again. */
  | { readonly kind: 'gate-wavered'; readonly gate: GateId; readonly open: readonly string[] }
  | { readonly kind: 'gate-done'; readonly gate: GateId }
  | { readonly kind: 'approval-requested'; readonly gate: GateId; readonly round: number }
  /** `via`: by a member of this group, who is not named as an approver. */
  | { readonly kind: 'approved'; readonly gate: GateId; readonly round: number; readonly via?: Via }
  | { readonly kind: 'declined'; readonly gate: GateId; readonly round: number; readonly reason: string }
  | {
      readonly kind: 'approvals-lapsed';
      readonly gate: GateId;
      readonly round: number;
      /** `changed`: the plan, the window or the executor is no longer what was approved. */
      readonly why: 'gate-closed' | 'expired' | 'changed';
    }
  | {
      readonly kind: 'waived';
      readonly gate: GateId;
      readonly criteria: readonly string[];
      readonly item: string;
      readonly reason: string;
    }
  | { readonly kind: 'unwaived'; readonly gate: GateId; readonly criterion: string; readonly item: string }
  | { readonly kind: 'stamps-learnt'; readonly side: Side; readonly names: readonly string[] }
  | {
      readonly kind: 'baseline-taken';
      readonly baselines: readonly {
        readonly mailbox: string;
        readonly side: Side;
        readonly folders: readonly FolderState[];
      }[];
    }
  | { readonly kind: 'stragglers-found'; readonly stragglers: readonly Straggler[] }
  | { readonly kind: 'stragglers-carried'; readonly keys: readonly string[] }
  | { readonly kind: 'puzzles-found'; readonly puzzles: readonly Puzzle[] }
  /** The channel has been told of these stragglers, suspects and puzzles. */
  | {
      readonly kind: 'arrivals-told';
      readonly stragglers: readonly string[];
      readonly suspects: readonly string[];
      readonly puzzles: readonly string[];
    }
  | { readonly kind: 'suspects-judged'; readonly keys: readonly string[]; readonly verdict: 'spam' | 'real' }
  | {
      readonly kind: 'arrived-new';
      readonly mailboxes: readonly { readonly mailbox: string; readonly at: Instant }[];
      readonly hosts: readonly string[];
    }
  | MailHappening
  /** `open`: of a gate that was passed by, the criteria that were open then. */
  | {
      readonly kind: 'incident';
      readonly code: IncidentCode;
      readonly subject: string;
      readonly open?: readonly string[];
    }
  | { readonly kind: 'paused'; readonly reason?: string }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'rollback-requested'; readonly reason: string }
  | { readonly kind: 'rolled-back'; readonly reason: string }
  /** After it: every authoritative server serves the old data again. By the watermark caches have dropped the new. */
  | { readonly kind: 'rollback-back'; readonly watermark: Instant }
  /** And then some server served other data once more. */
  | { readonly kind: 'rollback-again'; readonly record: string; readonly server: string }
  /** The watermark has passed, with the old data served: by DNS nothing can reach the new server any more. */
  | { readonly kind: 'rollback-over' }
  | { readonly kind: 'abandoned'; readonly reason: string }
  | { readonly kind: 'finished' };

/** A happening with its time and its author: what the journal holds. */
export type Event = Happening & { readonly at: Instant; readonly by: Actor };
export type EventKind = Event['kind'];
