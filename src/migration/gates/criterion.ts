import type { Actor } from '../actor.ts';
import type { GateId } from '../settings.ts';
import type { Instant } from '../time.ts';
import type { EvidenceCode } from './evidence-codes.ts';

export type Outcome = 'pass' | 'fail' | 'unknown';

/** What was seen, as a code and its figures; `words/` makes the sentence. Instants are figures named `…At`. */
export type Figure = string | number | readonly string[];
export type Evidence = { readonly code: EvidenceCode; readonly figures: Readonly<Record<string, Figure>> };

export const CRITERIA = {
  'cut-over': [
    'CUT-LOGIN-NEW',
    'CUT-LOGIN-OLD',
    'CUT-ACCEPT',
    'CUT-CLIENTS',
    'CUT-TTL',
    'CUT-PLAN',
    'CUT-PLAN-REST',
    'CUT-CERTIFICATE',
    'CUT-CONTENT',
    'CUT-EXECUTOR',
    'CUT-CHECKLIST',
    'CUT-QUORUM',
  ],
  'switch-back': [
    'SWB-AUTHORITIES',
    'SWB-WATERMARK',
    'SWB-VANTAGES',
    'SWB-ACCEPT-OLD',
    'SWB-LOGIN-HOSTNAME',
    'SWB-ARRIVED',
    'SWB-QUIET',
    'SWB-QUORUM',
  ],
  cancel: [
    'CAN-SWITCH-BACK',
    'CAN-CLIENTS',
    'CAN-QUIET',
    'CAN-SENDERS',
    'CAN-CLOSE',
    'CAN-STRAGGLERS',
    'CAN-LEDGER',
    'CAN-DNS',
    'CAN-CHECKLIST',
    'CAN-QUORUM',
  ],
} as const satisfies Record<GateId, readonly string[]>;
export type CriterionId = (typeof CRITERIA)[GateId][number];

/**
 * One subject of a criterion. `freshUntil` bounds a pass: after it, it is `unknown`; after `standsUntil` it even closes
 * a gate that is open. Absent for evidence that does not age.
 */
export type Item = {
  /** "mailbox:…", "client:…", "record:…", "server:…", "vantage:…", "path:…", "probed:…", "puzzle:…", "checklist:…", or the criterion's own subject. */
  readonly key: string;
  readonly outcome: Outcome;
  readonly evidence: Evidence;
  readonly waivable: boolean;
  /** False: shown, but it neither passes nor blocks (a silent vantage beside enough others). */
  readonly counted?: false | undefined;
  readonly seenAt?: Instant | undefined;
  readonly freshUntil?: Instant | undefined;
  readonly standsUntil?: Instant | undefined;
  readonly earliest?: Instant | undefined;
};

export type ItemResult = Item & {
  readonly waived?: { readonly by: Actor; readonly reason: string; readonly at: Instant } | undefined;
};

export type CriterionResult = {
  readonly id: CriterionId;
  readonly outcome: Outcome;
  readonly evidence: Evidence;
  readonly items: readonly ItemResult[];
  /** When the oldest piece of evidence it rests on was seen. */
  readonly seenAt?: Instant | undefined;
  /** When it can pass at the earliest, where that can be computed. */
  readonly earliest?: Instant | undefined;
  /** It does not pass, and not merely for want of a fresh look: a standing gate must close. */
  readonly closes: boolean;
};

export type Verdict = {
  readonly gate: GateId;
  readonly criteria: readonly CriterionResult[];
  /** Everything but the quorum passes. */
  readonly ready: boolean;
  /** Everything passes. */
  readonly passes: boolean;
  /** Those that close the gate if it stands. */
  readonly closing: readonly CriterionResult[];
  readonly earliest?: Instant | undefined;
};
