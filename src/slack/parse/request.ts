import type { ClientMark } from '../../migration/client-facts.ts';
import type { ClientInput, PersonCommand } from '../../migration/commands.ts';
import type { Contracts } from '../../migration/date-facts.ts';
import type { StepId, WatchMode } from '../../migration/facts.ts';
import type { PlacedAs } from '../../migration/mail-facts.ts';
import type { RecordType, Side } from '../../migration/observations.ts';
import type { GateId, Look, TunableKey } from '../../migration/settings.ts';
import type { Subcommand } from './grammar.ts';

/** A wall-clock time in the team's zone, as typed: "2026-12-01" and "09:00". */
export type WallTime = { readonly date: string; readonly time: string };

export type WindowSpan =
  | { readonly kind: 'from-to'; readonly from: WallTime; readonly to: WallTime }
  | { readonly kind: 'now'; readonly durationMs: number };

export type ContractChange =
  | { readonly side: 'old'; readonly contract: Contracts['old'] }
  | { readonly side: 'new'; readonly contract: Contracts['new'] };

/** How the plan can be had: as a zone file, for a tool, or field by field. */
export const PLAN_FORMS = ['bind', 'octodns', 'dnscontrol', 'panel'] as const;
export type PlanForm = (typeof PLAN_FORMS)[number];
/** Which part of it: published beforehand, at the rewrite, tidied up after, the way back, what stood before. */
export const PLAN_WHICH = ['before', 'rewrite', 'close', 'after', 'back', 'image'] as const;
export type PlanWhich = (typeof PLAN_WHICH)[number];

/** What can be brought in as a list from a spreadsheet. */
export const IMPORT_LISTS = ['clients', 'mailboxes'] as const;
export type ImportList = (typeof IMPORT_LISTS)[number];

/** What is asked of addresses, senders, acceptance, stragglers, content and probes. */
export type MailRequest =
  | { readonly kind: 'addresses' }
  | {
      readonly kind: 'addresses-place';
      /** 'unplaced': every one that has no place yet. */
      readonly addresses: readonly string[] | 'unplaced';
      readonly as: PlacedAs | undefined;
      readonly reason?: string;
    }
  | { readonly kind: 'senders' }
  | { readonly kind: 'senders-dismiss'; readonly senders: readonly string[]; readonly reason: string }
  | { readonly kind: 'accept' }
  | { readonly kind: 'accept-helper'; readonly side: Side }
  | { readonly kind: 'stragglers' }
  | { readonly kind: 'stragglers-path'; readonly path: string }
  | { readonly kind: 'stragglers-note'; readonly path: string }
  | { readonly kind: 'rescue' }
  | { readonly kind: 'rescue-dry' }
  | { readonly kind: 'rescue-now' }
  | { readonly kind: 'copy' }
  | { readonly kind: 'copy-run'; readonly verb: 'now' | 'compare' }
  | { readonly kind: 'copy-missing'; readonly mailbox: string; readonly page: number }
  | { readonly kind: 'probes' }
  | { readonly kind: 'probes-relay'; readonly relay: Extract<PersonCommand, { kind: 'set-relay' }>['relay'] }
  | { readonly kind: 'probes-drop'; readonly id: string }
  | { readonly kind: 'probes-now' }
  | { readonly kind: 'ledger' }
  | { readonly kind: 'archive' };

/** What a line of `/migration` asks for. */
export type Request =
  /** A domain as typed, not looked at yet. */
  | { readonly kind: 'start'; readonly domain?: string }
  | { readonly kind: 'status'; readonly here?: true }
  | { readonly kind: 'check'; readonly looks: readonly Look[] }
  | { readonly kind: 'step'; readonly step?: StepId }
  | { readonly kind: 'step-mark'; readonly step: StepId; readonly done: boolean }
  | { readonly kind: 'rewrite-begin' }
  | { readonly kind: 'rewrite-keep' }
  | { readonly kind: 'clients' }
  /** A form for common ones. */
  | { readonly kind: 'clients-form' }
  | { readonly kind: 'clients-add'; readonly clients: readonly ClientInput[] }
  | {
      readonly kind: 'clients-mark';
      /** As picked: `c3`, `c1-c9`, `@U1` (all of that owner), `mine`, `all`. */
      readonly clients: readonly string[];
      readonly mark: ClientMark;
      readonly done: boolean;
    }
  | { readonly kind: 'clients-owner'; readonly clients: readonly string[]; readonly owner: string }
  /** None picked: those whose owners are not in Slack. */
  | {
      readonly kind: 'clients-sheet';
      readonly clients: readonly string[];
      readonly page: number;
      readonly lang?: 'en' | 'ja';
    }
  | { readonly kind: 'clients-remove'; readonly client: string }
  | { readonly kind: 'import'; readonly list: ImportList }
  | { readonly kind: 'mailboxes' }
  | {
      readonly kind: 'mailboxes-add';
      readonly mailboxes: readonly { readonly address: string; readonly watch: WatchMode }[];
    }
  | { readonly kind: 'mailboxes-watch'; readonly mailbox: string; readonly watch: WatchMode }
  | { readonly kind: 'mailboxes-remove'; readonly mailbox: string }
  | { readonly kind: 'mailboxes-owner'; readonly mailbox: string; readonly owner: string }
  | { readonly kind: 'mailboxes-attest'; readonly mailbox: string }
  /** A link to the page where they are entered; `isOwn`: only for the mailboxes of whoever asks. */
  | { readonly kind: 'passwords'; readonly isOwn: boolean }
  | MailRequest
  | { readonly kind: 'checklist' }
  | { readonly kind: 'checklist-mark'; readonly items: readonly string[] | 'all'; readonly done: boolean }
  | { readonly kind: 'approvers' }
  | {
      readonly kind: 'approvers-set';
      readonly approvers: readonly string[];
      readonly groups: readonly { readonly id: string; readonly name: string }[];
    }
  | { readonly kind: 'window' }
  | { readonly kind: 'window-set'; readonly executor: string; readonly span: WindowSpan }
  | { readonly kind: 'contract' }
  /** Undefined: there is none to keep to. */
  | { readonly kind: 'contract-set'; readonly change: ContractChange }
  | { readonly kind: 'plan' }
  | {
      readonly kind: 'plan-set';
      readonly record: Extract<PersonCommand, { kind: 'set-plan' }>['record'];
    }
  | { readonly kind: 'plan-drop'; readonly name: string; readonly type: RecordType }
  | { readonly kind: 'plan-as'; readonly form: PlanForm; readonly which: PlanWhich | undefined; readonly page: number }
  | { readonly kind: 'plan-diff' }
  /** None: the new server does not sign. */
  | { readonly kind: 'plan-dkim'; readonly selectors: readonly string[] }
  | { readonly kind: 'plan-names'; readonly names: readonly string[] }
  /** None: DNS stays with its provider. */
  | { readonly kind: 'plan-dns'; readonly servers: readonly string[] }
  | { readonly kind: 'timeline' }
  | { readonly kind: 'report' }
  | { readonly kind: 'resolvers' }
  | { readonly kind: 'resolvers-office'; readonly office: string }
  /** None: none are asked any more. */
  | { readonly kind: 'resolvers-globalping'; readonly countries: readonly string[] }
  | { readonly kind: 'gate'; readonly gate?: GateId }
  | { readonly kind: 'gate-criterion'; readonly gate: GateId; readonly criterion: string }
  | { readonly kind: 'gate-ask'; readonly gate: GateId }
  | {
      readonly kind: 'waive';
      readonly gate: GateId;
      /** 'unchecked': every criterion of the gate that the bot does not check yet. */
      readonly criterion: string;
      readonly item: string;
      readonly reason: string;
    }
  | { readonly kind: 'waive-unchecked'; readonly gate: GateId; readonly reason: string }
  | { readonly kind: 'unwaive'; readonly gate: GateId; readonly criterion: string; readonly item: string }
  | { readonly kind: 'settings' }
  | { readonly kind: 'settings-set'; readonly key: TunableKey; readonly value: number }
  | { readonly kind: 'settings-language'; readonly lang: 'en' | 'ja' }
  | { readonly kind: 'settings-country'; readonly country: string }
  | { readonly kind: 'history'; readonly last: number }
  /** Nobody has to say why; empty: not said. */
  | { readonly kind: 'pause'; readonly reason: string }
  | { readonly kind: 'resume' }
  | { readonly kind: 'rollback'; readonly reason: string }
  /** `words`: all that was typed; the first is to be the domain. */
  | { readonly kind: 'abandon'; readonly domain: string; readonly reason: string; readonly words: string }
  | { readonly kind: 'help'; readonly subcommand?: Subcommand };

/** Why a line could not be understood. `line` is one that can be copied: the corrected one, or an example. */
export type Misread = {
  readonly code:
    | 'unknown-subcommand'
    | 'unknown-word'
    /** And no word is near enough to guess that it was meant. */
    | 'not-known'
    | 'missing'
    /** Understood as far as it goes, with words beside that say nothing here. */
    | 'superfluous'
    | 'not-a-person'
    | 'not-a-number'
    | 'bad-time'
    | 'bad-address'
    | 'too-long';
  /** The word that was not understood, or a name for what is missing. */
  readonly word: string;
  readonly line: string;
};

export type Parsed =
  | { readonly ok: true; readonly request: Request }
  | { readonly ok: false; readonly problem: Misread };
