import type { Actor } from '../actor.ts';
import type { GateId } from '../settings.ts';
import type { Instant } from '../time.ts';

export type Outcome = 'pass' | 'fail' | 'unknown';

/** What was seen, as a code and its figures; `words/` makes the sentence. Instants are figures named `…At`. */
export type Figure = string | number | readonly string[];
export type Evidence = { readonly code: EvidenceCode; readonly figures: Readonly<Record<string, Figure>> };

/**
 * What evidence can say. `not-checked-yet` and `watch-not-checked-yet` are given by no criterion any more: journals and
 * announcements of bots that left some criteria to people hold them, and must stay readable.
 */
export const EVIDENCE_CODES = [
  // any criterion
  'not-checked-yet',
  'not-used',
  'never-seen',
  'look-failed',
  'gone-stale',
  'waived',
  'all-pass',
  'some-open',
  // lists
  'list-empty',
  // logins
  'login-ok',
  'login-refused',
  'login-failed',
  'login-no-credentials',
  'watch-not-checked-yet',
  // clients
  'client-pinned',
  'client-not-pinned',
  'client-not-pinned-nobody',
  'client-restored',
  'client-not-restored',
  'client-not-restored-nobody',
  'confirmation-old',
  // TTL
  'ttl-low',
  'ttl-high',
  'ttl-lowered-lately',
  'ttl-unseen',
  'ttl-parent',
  // plan
  'plan-empty',
  'plan-no-after',
  'plan-published',
  'plan-not-published',
  'plan-ready',
  'plan-no-routing',
  'plan-dropped',
  // what carries mail beside the plan
  'domain-empty',
  'mx-ok',
  'mx-null',
  'mx-alias',
  'mx-address',
  'mx-dangling',
  'spf-passes',
  'spf-fails',
  'spf-broken',
  'spf-none',
  'dkim-published',
  'dkim-bad',
  'dkim-selector-unknown',
  'dkim-not-signed',
  'dmarc-ok',
  'dmarc-none',
  'dmarc-bad',
  'sts-ok',
  'sts-misses',
  'sts-same-id',
  'sts-new-lately',
  'sts-broken',
  'tlsa-fits',
  'tlsa-misfits',
  'tlsa-unseen',
  'ptr-confirmed',
  'ptr-missing',
  'ptr-unconfirmed',
  'ptr-greeting-differs',
  'dnssec-secure',
  'dnssec-unsigned',
  'dnssec-broken',
  'dnssec-unvalidated',
  'dnssec-keys-missing',
  'dnssec-ds-remembered',
  'new-zone-equal',
  'new-zone-differs',
  'new-zone-unread',
  // certificate
  'certificate-covers',
  'certificate-misses',
  // executor
  'executor-named',
  'executor-missing',
  'window-over',
  // checklist
  'ticked',
  'not-ticked',
  // quorum
  'quorum-reached',
  'quorum-waiting',
  'quorum-not-asked',
  'quorum-expired',
  'approvers-too-few',
  // authorities
  'authority-new',
  'authority-old',
  'authority-other',
  'authority-silent',
  'delegation-unknown',
  'authority-former',
  'authority-former-old',
  'serials-differ',
  // watermark
  'watermark-passed',
  'watermark-ahead',
  'watermark-unknown',
  // vantages
  'vantage-clean',
  'vantage-old',
  'vantage-rounds',
  'vantage-silent',
  'vantage-aside',
  'vantage-extended',
  'vantage-stale',
  'vantage-wrong',
  'operators-enough',
  'operators-few',
  // arrivals
  'arrived',
  'not-arrived',
  'survey-ok',
  'survey-unfinished',
  'quiet',
  'not-quiet-yet',
  'straggler',
  'straggler-carried',
  'straggler-not-carried',
  'straggler-unwatched',
  'suspects-unjudged',
  'puzzle',
  'no-stragglers',
  // how a mailbox is watched
  'watch-log',
  'log-missing',
  'log-gap',
  'watch-forwarded',
  'forward-unproven',
  'watch-attested',
  'watch-not-attested',
  'watch-unwatched',
  'pop3-not-lasting',
  // acceptance
  'accepts',
  'accept-refused',
  'accept-deferred',
  'accept-untested',
  'accept-catch-all',
  'address-unplaced',
  'address-dropped',
  'relay-closed',
  'relay-open',
  'relay-untested',
  'scan-ok',
  'scan-partial',
  'old-accepts',
  'old-refused',
  'old-accept-gap',
  // content
  'content-verified',
  'content-missing',
  'message-missing',
  'messages-missing-more',
  'ledger-complete',
  'ledger-before-close',
  // senders
  'sender-seen',
  'sender-awaited',
  'sender-silent',
  'sender-dismissed',
  'senders-none',
  'senders-left-out',
  // probes and the closing of the old server
  'probe-landed',
  'probe-junk',
  'probe-lost',
  'probe-reached-old',
  'probe-reached-old-own',
  'archive-kept',
  'archive-not-restored',
  'archive-outdated',
  'archive-short',
  'archive-before-close',
  'archive-missing',
  'door-shut',
  'door-open',
  'door-bounces',
  'door-untested',
  'probe-through-old',
  'probe-through-old-missing',
  'probe-through-old-wrong',
  'no-old-relay',
  // cancel
  'gate-passed',
  'gate-not-passed',
  'step-done',
  'step-not-done',
  'dns-clear',
  'dns-names-old',
  'dns-web-stays',
  'dns-hosting-needed',
  'dns-hosting-free',
] as const;
export type EvidenceCode = (typeof EVIDENCE_CODES)[number];

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
