import type { Actor } from './actor.ts';
import type { ApproverGroup } from './approver-facts.ts';
import type { ClientKind, ClientMark } from './client-facts.ts';
import type { Contracts } from './date-facts.ts';
import type { Language, PlanRecord, Profile, Scope, Server, StepId, WatchMode } from './facts.ts';
import type { PlacedAs, Relay } from './mail-facts.ts';
import type { AcceptanceObservation, LogReading, ServerAcceptance } from './mail-observations.ts';
import type { RecordType, Side, VantageObservation } from './observations.ts';
import type { ReportCommand } from './report-commands.ts';
import type { GateId, Settings, TunableKey } from './settings.ts';
import type { Instant } from './time.ts';

/** What the start form asks for. */
export type StartInput = {
  readonly place: { readonly enterpriseId?: string; readonly teamId: string; readonly channelId: string };
  readonly domain: string;
  /** Further domains on the same servers, moved together. */
  readonly furtherDomains?: readonly string[];
  readonly scope: Scope;
  readonly profile: Profile;
  readonly lang: Language;
  readonly timeZone: string;
  /** ISO 3166-1 alpha-2; absent where it cannot be guessed. */
  readonly country?: string;
  readonly approvers: readonly Actor[];
  readonly approverGroups?: readonly ApproverGroup[];
  /** A team of one: whoever asks may approve, and quorum is one; recorded as such. */
  readonly solo: boolean;
  readonly servers: { readonly old: Server; readonly new: Server };
  readonly settings: Settings;
};

export type ClientInput = {
  readonly name: string;
  readonly owner?: string;
  readonly protocols: readonly ('imap' | 'pop3' | 'smtp')[];
  readonly kind?: ClientKind;
  /** The mail address that it logs in with. */
  readonly user?: string;
};

/** What Slack says, at the click, of whether a person is in a group. 'unreadable': it will not say, ever, as things are. */
export type GroupAnswer = 'member' | 'no-member' | 'silent' | 'unreadable';

/** Who says something, as far as the door knows them. */
export type Sayer = {
  readonly by: Actor;
  /** Of the groups that were asked about, by id. One that was not asked about has not answered. */
  readonly groups?: Readonly<Record<string, GroupAnswer>>;
  /** A guest of the workspace, or somebody from another organisation (Slack Connect). */
  readonly outsider?: 'guest' | 'elsewhere';
};

/** What people say. Every one carries who said it in `by`, and what of them Slack knows. */
export type PersonCommand = Saying & Omit<Sayer, 'by'>;

type Saying =
  | { readonly kind: 'mark-step'; readonly by: Actor; readonly step: StepId; readonly done: boolean }
  | { readonly kind: 'begin-rewrite'; readonly by: Actor }
  | { readonly kind: 'keep-rewrite'; readonly by: Actor }
  | { readonly kind: 'add-clients'; readonly by: Actor; readonly clients: readonly ClientInput[] }
  | { readonly kind: 'remove-client'; readonly by: Actor; readonly client: string }
  | {
      readonly kind: 'mark-client';
      readonly by: Actor;
      readonly client: string;
      readonly mark: ClientMark;
      readonly done: boolean;
    }
  /** Several at once, those left out that are marked so already: by whom they all belong to, or who may rule. */
  | {
      readonly kind: 'mark-clients';
      readonly by: Actor;
      readonly clients: readonly string[];
      readonly mark: ClientMark;
      readonly done: boolean;
    }
  /** A Slack user, or the name of somebody outside Slack. */
  | { readonly kind: 'own-clients'; readonly by: Actor; readonly clients: readonly string[]; readonly owner: string }
  /** "Not mine", says the owner. */
  | { readonly kind: 'disown-client'; readonly by: Actor; readonly client: string }
  /** The owner is stuck, with a question perhaps. */
  | { readonly kind: 'ask-client-help'; readonly by: Actor; readonly client: string; readonly question?: string }
  | {
      readonly kind: 'add-mailboxes';
      readonly by: Actor;
      readonly mailboxes: readonly { readonly address: string; readonly watch: WatchMode }[];
    }
  | { readonly kind: 'remove-mailbox'; readonly by: Actor; readonly mailbox: string }
  | { readonly kind: 'mark-mailbox'; readonly by: Actor; readonly mailbox: string; readonly watch: WatchMode }
  | {
      readonly kind: 'credentials-imported';
      readonly by: Actor;
      /** They were typed into the one-time page; absent: they came by the command line. */
      readonly through?: 'page';
      readonly entries: readonly { readonly mailbox: string; readonly side: Side; readonly version: number }[];
    }
  | { readonly kind: 'mark-checklist'; readonly by: Actor; readonly item: string; readonly done: boolean }
  | {
      readonly kind: 'set-approvers';
      readonly by: Actor;
      readonly approvers: readonly Actor[];
      /** With their sizes, as they are now. */
      readonly approverGroups?: readonly ApproverGroup[];
    }
  | {
      readonly kind: 'set-window';
      readonly by: Actor;
      readonly executor: Actor;
      readonly from: Instant;
      readonly to: Instant;
    }
  | { readonly kind: 'set-plan'; readonly by: Actor; readonly record: Pick<PlanRecord, 'name' | 'type' | 'after'> }
  | { readonly kind: 'drop-plan'; readonly by: Actor; readonly name: string; readonly type: RecordType }
  /** The DNS provider changes too, to these name servers; none: it does not. */
  | { readonly kind: 'set-dns-move'; readonly by: Actor; readonly servers: readonly string[] }
  /** DKIM selectors that the new server signs with; none: it does not sign. */
  | { readonly kind: 'set-selectors'; readonly by: Actor; readonly selectors: readonly string[] }
  | { readonly kind: 'add-names'; readonly by: Actor; readonly names: readonly string[] }
  | { readonly kind: 'set-globalping'; readonly by: Actor; readonly countries: readonly string[] }
  | { readonly kind: 'ask-timeline'; readonly by: Actor }
  | { readonly kind: 'bring-status'; readonly by: Actor }
  /** Answers of an office's own resolver, pasted by a person. */
  | {
      readonly kind: 'report-office';
      readonly by: Actor;
      readonly office: string;
      readonly observations: readonly VantageObservation[];
    }
  | { readonly kind: 'set-setting'; readonly by: Actor; readonly key: TunableKey; readonly value: number }
  | { readonly kind: 'set-language'; readonly by: Actor; readonly lang: Language }
  | { readonly kind: 'set-country'; readonly by: Actor; readonly country: string }
  /** One of the two contracts, or that there is none to keep to. */
  | { readonly kind: 'set-contract'; readonly by: Actor; readonly side: 'old'; readonly contract: Contracts['old'] }
  | { readonly kind: 'set-contract'; readonly by: Actor; readonly side: 'new'; readonly contract: Contracts['new'] }
  | { readonly kind: 'request-approval'; readonly by: Actor; readonly gate: GateId }
  | { readonly kind: 'approve'; readonly by: Actor; readonly gate: GateId; readonly round: number }
  | {
      readonly kind: 'decline';
      readonly by: Actor;
      readonly gate: GateId;
      readonly round: number;
      readonly reason: string;
    }
  | {
      readonly kind: 'waive';
      readonly by: Actor;
      readonly gate: GateId;
      readonly criteria: readonly string[];
      readonly item: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'unwaive';
      readonly by: Actor;
      readonly gate: GateId;
      readonly criterion: string;
      readonly item: string;
    }
  | {
      readonly kind: 'judge-suspects';
      readonly by: Actor;
      readonly keys: readonly string[];
      readonly verdict: 'spam' | 'real';
    }
  /** What addresses of the scan are; undefined takes the placing back. A drop needs a reason. */
  | {
      readonly kind: 'place-addresses';
      readonly by: Actor;
      readonly addresses: readonly string[];
      readonly as: PlacedAs | undefined;
      readonly reason?: string;
    }
  /** Senders that need not be seen on the new server. */
  | {
      readonly kind: 'dismiss-senders';
      readonly by: Actor;
      readonly senders: readonly string[];
      readonly reason: string;
    }
  | { readonly kind: 'set-owner'; readonly by: Actor; readonly mailbox: string; readonly owner: Actor }
  /** By the owner or an approver: nothing comes to this mailbox's old place any more, as far as they can see. */
  | { readonly kind: 'attest'; readonly by: Actor; readonly mailbox: string }
  | {
      readonly kind: 'set-relay';
      readonly by: Actor;
      readonly relay: Pick<Relay, 'id' | 'kind' | 'host' | 'port' | 'security' | 'credentials'>;
    }
  | { readonly kind: 'remove-relay'; readonly by: Actor; readonly id: string }
  /** Acceptance, asked from elsewhere and pasted by a person. */
  | {
      readonly kind: 'report-helper';
      readonly by: Actor;
      readonly observations: readonly AcceptanceObservation[];
      readonly servers: readonly ServerAcceptance[];
    }
  /** A delivery log of the old server, read by a person or followed. */
  /** `host`: the server that wrote it, as a person says. */
  | {
      readonly kind: 'report-log';
      readonly by: Actor;
      readonly reading: LogReading;
      readonly host?: string | undefined;
    }
  /** The old mailboxes are kept as files, read back and held against what was read; `restored`: a restore was tried. */
  | {
      readonly kind: 'report-archive';
      readonly by: Actor;
      readonly mailboxes: number;
      readonly messages: number;
      readonly restored: boolean;
      /** Where it lies: the machine's own name for itself, and the directory there. */
      readonly place?: { readonly machine: string; readonly directory: string } | undefined;
    }
  /** Nobody has to say why. */
  | { readonly kind: 'pause'; readonly by: Actor; readonly reason?: string }
  | { readonly kind: 'resume'; readonly by: Actor }
  | { readonly kind: 'rollback'; readonly by: Actor; readonly reason: string }
  | { readonly kind: 'approve-rollback'; readonly by: Actor }
  | { readonly kind: 'abandon'; readonly by: Actor; readonly reason: string };

export type Command = PersonCommand | ReportCommand | { readonly kind: 'tick' };
