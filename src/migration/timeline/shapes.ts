import type { Facts, StepId } from '../facts.ts';
import type { GateId } from '../settings.ts';
import type { Instant } from '../time.ts';

/** `unknown`: nobody was asked, or not lately enough. `silent`: it was asked, and gave no answer. */
export type TimelineState = 'unknown' | 'silent' | 'old' | 'mixed' | 'new';

export type Segment = { readonly from: Instant; readonly to: Instant; readonly state: TimelineState };

export type TimelineRow = {
  readonly of:
    | { readonly kind: 'authorities' }
    | { readonly kind: 'vantage'; readonly id: string; readonly operator: string; readonly site: boolean }
    /** Several that say the same now; `operators` without repetition. */
    | { readonly kind: 'group'; readonly count: number; readonly operators: readonly string[] };
  /** Without a gap, from the beginning to now. */
  readonly segments: readonly Segment[];
  readonly now: TimelineState;
  /** Since when it has been so; of what was never heard, nothing. */
  readonly since?: Instant | undefined;
  /** When the last cache that was heard to hold old data must have dropped it. */
  readonly oldUntil?: Instant | undefined;
};

export type TimelineMark = {
  readonly at: Instant;
  /** It lies beyond the picture's edge, and is named there. */
  readonly beyond: boolean;
} & (
  | {
      readonly kind:
        | 'started'
        | 'window'
        | 'rewrite-begun'
        | 'rewrite-seen'
        | 'rewrite-done'
        | 'watermark'
        | 'rolled-back'
        | 'old-ends'
        | 'new-starts';
    }
  | { readonly kind: 'gate'; readonly gate: GateId }
);

/** `rescued`: it is on the new server too. */
export type TimelineStraggler = { readonly at: Instant; readonly rescued: boolean };

export type TimelineStep = {
  readonly step: StepId;
  readonly from: Instant;
  /** Absent: it is the one that the team is at. */
  readonly to?: Instant | undefined;
};

/** A stretch of time that is drawn to one scale; those before and after the rewrite are drawn smaller. */
export type TimelinePanel = {
  readonly kind: 'before' | 'rewrite' | 'since';
  readonly from: Instant;
  readonly to: Instant;
};

export type Timeline = {
  readonly domain: string;
  readonly now: Instant;
  readonly state: Facts['state']['kind'];
  readonly panels: readonly TimelinePanel[];
  readonly rows: readonly TimelineRow[];
  readonly marks: readonly TimelineMark[];
  readonly stragglers: readonly TimelineStraggler[];
  readonly steps: readonly TimelineStep[];
  readonly rewriteAt?: Instant | undefined;
  readonly watermark?: Instant | undefined;
  /** How many vantages stand how now; one that is drawn in a group is counted, too. */
  readonly counts: Readonly<Record<TimelineState, number>>;
};
