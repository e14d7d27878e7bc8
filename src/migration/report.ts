import type { Actor } from './actor.ts';
import { groupsOf } from './approvals.ts';
import type { ApproverGroup } from './approver-facts.ts';
import type { Straggler } from './arrival-facts.ts';
import { isReal, isUnjudged, reached } from './arrivals.ts';
import type { Event } from './events.ts';
import { type Client, type Facts, type Mailbox, type PlanRecord, STEPS, type StepId } from './facts.ts';
import type { StragglerCause } from './mail-announcements.ts';
import type { KnownSender, OldRefusal } from './mail-facts.ts';
import { standingRecords } from './plan.ts';
import { type ProbeField, probeMatrix } from './probes.ts';
import type { Migration } from './record.ts';
import { type GateChapter, gateChapters } from './report/gates.ts';
import type { JournalHead, JournalLine } from './report/journal-line.ts';
import { type Risk, risksOf } from './report/risks.ts';
import { judgedAt } from './runbook.ts';
import { regularSenders, seenNewAt } from './senders.ts';
import { causeOf } from './straggler-advice.ts';
import type { Instant } from './time.ts';
import { watermarkOf } from './watermark.ts';

export type ReportedStraggler = Pick<
  Straggler,
  'mailbox' | 'folder' | 'at' | 'from' | 'subject' | 'path' | 'carriedAt' | 'rescue' | 'judged' | 'suspect'
> & { readonly server: 'old' | 'new'; readonly cause: StragglerCause | undefined };

/**
 * All that the record holds of a migration, for whoever must be able to check it later: what was done, by whom, when, on
 * what evidence; every straggler and its rescue; every waiver, and what remains at risk. Plain data, instants in epoch
 * milliseconds; the same record and journal give the same report, but for `madeAt`.
 */
export type Report = {
  readonly schema: 1;
  readonly madeAt: Instant;
  /** The instant that evidence is judged at: `madeAt`, or, once the migration has ended, its end. */
  readonly judgedAt: Instant;
  readonly migration: {
    readonly id: string;
    readonly domain: string;
    readonly furtherDomains: readonly string[];
    readonly scope: Facts['scope'];
    readonly profile: Facts['profile'];
    readonly timeZone: string;
    readonly startedAt: Instant;
    readonly startedBy: Actor;
    readonly state: Facts['state'];
    /** When the bot had forgotten every login, after the end. */
    readonly credentialsForgottenAt: Instant | undefined;
    readonly solo: boolean;
    readonly approvers: readonly Actor[];
    /** Slack user groups whose members may approve, too. */
    readonly approverGroups: readonly ApproverGroup[];
    readonly servers: Facts['servers'];
  };
  readonly steps: readonly { readonly step: StepId; readonly done: Facts['steps'][StepId] }[];
  readonly rewrite: {
    readonly executor: Actor | undefined;
    readonly window: Facts['window'];
    readonly begunAt: Instant | undefined;
    readonly seenAt: Instant | undefined;
    readonly doneAt: Instant | undefined;
    readonly watermark: Instant | undefined;
    readonly changes: readonly PlanRecord[];
    /** Each time that it was taken back; what was begun before is no part of what stands above. */
    readonly rolledBack: readonly { readonly at: Instant; readonly by: Actor; readonly reason: string }[];
  };
  readonly gates: readonly GateChapter[];
  readonly clients: readonly Client[];
  readonly mailboxes: readonly (Pick<Mailbox, 'address' | 'watch' | 'owner' | 'attested'> & {
    /** When it was first seen whole on the new server, and how many messages it held. */
    readonly whole: { readonly at: Instant; readonly messages: number } | undefined;
    /** Of its last comparison: every message of the old server is on the new one as of `at`, but for `missing`. */
    readonly ledger: { readonly at: Instant; readonly messages: number; readonly missing: number } | undefined;
  })[];
  readonly addresses: readonly {
    readonly address: string;
    readonly as: string;
    readonly by: Actor;
    readonly reason: string | undefined;
  }[];
  readonly senders: {
    readonly regular: number;
    readonly seen: number;
    readonly open: readonly (Pick<KnownSender, 'lastAt' | 'dismissed'> & { readonly sender: string })[];
  };
  readonly stragglers: readonly ReportedStraggler[];
  /** Judged to be spam by a person, all together; each stands in the journal. */
  readonly spam: number;
  readonly bounced: readonly OldRefusal[];
  readonly probes: readonly ProbeField[];
  readonly archive: Facts['archive'];
  readonly checklist: readonly { readonly item: string; readonly at: Instant; readonly by: Actor }[];
  readonly waivers: Facts['waivers'];
  readonly incidents: Facts['incidents'];
  readonly risks: readonly Risk[];
  /** What people did and what gates did, in order; the looks' own entries stand in the exported journal. */
  readonly history: readonly JournalLine[];
  readonly journal: JournalHead;
};

/** The report of a migration as it stands; `journal` is all of it, oldest first. */
export function reportOf(
  migration: Migration,
  journal: readonly JournalLine[],
  head: JournalHead,
  madeAt: Instant,
): Report {
  const { facts } = migration;
  const now = judgedAt(facts, madeAt);
  const gates = gateChapters(facts, journal);
  const watermark = watermarkOf(facts);
  return {
    schema: 1,
    madeAt,
    judgedAt: now,
    migration: {
      id: migration.id,
      domain: facts.domain,
      furtherDomains: facts.furtherDomains ?? [],
      scope: facts.scope,
      profile: facts.profile,
      timeZone: facts.timeZone,
      startedAt: facts.startedAt,
      startedBy: facts.startedBy,
      state: facts.state,
      credentialsForgottenAt: facts.credentialsForgottenAt,
      solo: facts.solo,
      approvers: facts.approvers,
      approverGroups: groupsOf(facts),
      servers: facts.servers,
    },
    steps: STEPS.map((step) => ({ step, done: facts.steps[step] })),
    rewrite: {
      executor: facts.executor,
      window: facts.window,
      begunAt: facts.rewriteBegunAt,
      seenAt: facts.rewriteSeenAt,
      doneAt: facts.rewriteDoneAt,
      watermark,
      changes: standingRecords(facts),
      rolledBack: journal.flatMap(({ event }) => {
        const { at, by } = event;
        return event.kind === 'rolled-back' ? [{ at, by, reason: event.reason }] : [];
      }),
    },
    gates,
    clients: facts.clients,
    mailboxes: facts.mailboxes.map((mailbox) => mailboxLine(migration, mailbox)),
    addresses: Object.entries(facts.addresses ?? {}).flatMap(([address, { placed }]) =>
      placed === undefined ? [] : [{ address, as: placed.as, by: placed.by, reason: placed.reason }],
    ),
    senders: sendersOf(facts, now),
    stragglers: facts.stragglers.filter((one) => isReal(one) || isUnjudged(one)).map((one) => stragglerOf(facts, one)),
    spam: facts.stragglers.filter(({ judged }) => judged === 'spam').length,
    bounced: facts.oldRefusals ?? [],
    probes: probeMatrix(facts),
    archive: facts.archive,
    checklist: Object.entries(facts.checklist).map(([item, { at, by }]) => ({ item, at, by })),
    waivers: facts.waivers,
    incidents: facts.incidents,
    risks: risksOf(migration, now, gates),
    history: journal.filter(({ event }) => isDecision(event)),
    journal: head,
  };
}

function mailboxLine({ facts, sightings }: Migration, mailbox: Mailbox): Report['mailboxes'][number] {
  const { address, watch, owner, attested } = mailbox;
  const whole = facts.content?.[address];
  const seen = sightings.content?.[address]?.ok;
  return {
    address,
    watch,
    owner,
    attested,
    whole: whole && { at: whole.verifiedAt, messages: whole.messages },
    ledger: seen && { at: seen.at, messages: seen.messages, missing: seen.missingTotal },
  };
}

function sendersOf(facts: Facts, now: Instant): Report['senders'] {
  const regular = regularSenders(facts, now);
  const open = regular.filter((one) => seenNewAt(facts, one) === undefined);
  return {
    regular: regular.length,
    seen: regular.length - open.length,
    open: open.map(({ sender, lastAt, dismissed }) => ({ sender, lastAt, dismissed })),
  };
}

function stragglerOf(facts: Facts, straggler: Straggler): ReportedStraggler {
  const { mailbox, folder, at, from, subject, path, carriedAt, rescue, judged, suspect } = straggler;
  const server = reached(straggler);
  return {
    mailbox,
    folder,
    at,
    server,
    cause: server === 'old' ? causeOf(facts, straggler) : undefined,
    from,
    subject,
    path,
    carriedAt,
    rescue,
    judged,
    suspect,
  };
}

/** What gates and the rewrite did by themselves; everything that a person did is one, too. */
const MOMENTS: ReadonlySet<Event['kind']> = new Set<Event['kind']>([
  'started',
  'rewrite-seen',
  'rewrite-done',
  'watermark-passed',
  'record-old-again',
  'gate-ready',
  'gate-opened',
  'gate-closed',
  'gate-done',
  'approvals-lapsed',
  'stragglers-found',
  'stragglers-rescued',
  'old-refused',
  'incident',
  'finished',
  'credentials-forgotten',
]);

function isDecision(event: Event): boolean {
  return event.by !== 'bot' || MOMENTS.has(event.kind);
}
