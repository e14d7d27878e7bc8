import type { Actor } from '../actor.ts';
import type { PersonCommand, Sayer } from '../commands.ts';
import type { Facts, StepId } from '../facts.ts';
import { assessGate } from '../gates/assess.ts';
import type { Migration } from '../record.ts';
import type { Instant } from '../time.ts';
import { isRewrittenElsewhere } from '../watermark.ts';
import { unlessApprover, unlessRuler } from './rule.ts';
import { already, refuse, type Step } from './step.ts';
import { imageAtBegin } from './zone-image.ts';

type StepCommand = Extract<PersonCommand, { kind: 'mark-step' | 'begin-rewrite' | 'keep-rewrite' }>;

/** Marking a step, and "I am rewriting now". */
export function decideStep(record: Migration, command: StepCommand, now: Instant): Step {
  switch (command.kind) {
    case 'begin-rewrite':
      return begin(record, command.by, now);
    case 'keep-rewrite':
      return keep(record.facts, command);
    case 'mark-step':
      return mark(record, command, now);
  }
}

function mark(record: Migration, command: Extract<StepCommand, { kind: 'mark-step' }>, now: Instant): Step {
  const { facts } = record;
  const { step, done } = command;
  if (step === 'rewrite' && done && isRewrittenElsewhere(facts)) return rewritten(facts, command, now);
  if (step === 'rewrite' || step === 'parallel') return refuse('step-by-bot', { step });
  const standing = facts.steps[step];
  if ((standing !== undefined) === done) return already(done ? 'step-done' : 'step-open', { step }, standing);
  const obstacle = done ? obstacleTo(record, step, now) : (lockOn(facts, step) ?? clientsSay(facts, step));
  return obstacle ?? { happenings: [{ kind: 'step-marked', step, done }] };
}

/** Where DNS does not show the rewrite, whoever does it, or approves of it, says when it is done. */
function rewritten(facts: Facts, said: Sayer, now: Instant): Step {
  if (facts.rewriteDoneAt !== undefined) return already('rewrite-done', {}, { at: facts.rewriteDoneAt });
  const { executor } = facts;
  const isTheirs = executor === undefined || said.by === executor;
  const none = isTheirs ? undefined : unlessApprover(facts, said, refuse('not-executor', { executor }));
  if (none !== undefined) return none;
  if (facts.rewriteBegunAt === undefined) return refuse('gate-not-open', { gate: 'cut-over' });
  return { happenings: [{ kind: 'rewrite-seen' }, { kind: 'rewrite-done', watermark: now }] };
}

/** Why a step cannot be done yet. */
function obstacleTo(record: Migration, step: StepId, now: Instant): ReturnType<typeof refuse> | undefined {
  const { facts } = record;
  const switchBack = facts.gates['switch-back'].state;
  if (step === 'inventory' && facts.mailboxes.length === 0) return refuse('no-mailbox');
  if (step === 'pin') {
    const missing = facts.clients.filter(
      (client) => client.pinned === undefined && !isWaived(facts, 'CUT-CLIENTS', client.id),
    ).length;
    return missing > 0 ? refuse('step-not-ready', { step, missing }) : undefined;
  }
  if (step === 'restore') {
    if (switchBack !== 'open' && switchBack !== 'done') return refuse('gate-not-open', { gate: 'switch-back' });
    const missing = facts.clients.filter(
      (client) => client.restored === undefined && !isWaived(facts, 'CAN-CLIENTS', client.id),
    ).length;
    return missing > 0 ? refuse('step-not-ready', { step, missing }) : undefined;
  }
  if (step === 'close' && switchBack !== 'done') return refuse('gate-not-open', { gate: 'switch-back' });
  if (step === 'retire') {
    const open = facts.gates.cancel.state === 'open' && assessGate(record, 'cancel', now).passes;
    return open ? undefined : refuse('gate-not-open', { gate: 'cancel' });
  }
  return undefined;
}

function isWaived(facts: Facts, criterion: string, client: string): boolean {
  return facts.waivers.some((waiver) => waiver.criterion === criterion && waiver.item === `client:${client}`);
}

/** What is history cannot be undone: a gate has been passed on it. */
function lockOn(facts: Facts, step: StepId): ReturnType<typeof refuse> | undefined {
  const lockedBy = {
    inventory: 'cut-over',
    prepare: 'cut-over',
    pin: 'cut-over',
    restore: 'switch-back',
    close: 'cancel',
    retire: 'cancel',
  } as const;
  if (!(step in lockedBy)) return undefined;
  const gate = lockedBy[step as keyof typeof lockedBy];
  return facts.gates[gate].state === 'done' ? refuse('gate-done', { gate }) : undefined;
}

/** While every client is marked, the step would be done again at once. */
function clientsSay(facts: Facts, step: StepId): ReturnType<typeof refuse> | undefined {
  if (step !== 'pin' && step !== 'restore') return undefined;
  const mark = step === 'pin' ? 'pinned' : 'restored';
  const all = facts.clients.length > 0 && facts.clients.every((client) => client[mark] !== undefined);
  return all ? refuse('step-by-clients', { step, mark }) : undefined;
}

/** "Keep": by whoever rewrites, or may rule; every server must be new by then, for half a rewrite is nothing to keep. */
function keep(facts: Facts, said: Sayer): Step {
  const { executor } = facts;
  if (facts.rewriteKept !== undefined) return already('rewrite-kept', {}, facts.rewriteKept);
  if (facts.rewriteDoneAt === undefined) return refuse('not-rewritten');
  const notExecutor = refuse('not-executor', { executor: executor ?? facts.startedBy });
  const none = said.by === executor ? undefined : unlessRuler(facts, said, notExecutor);
  if (none !== undefined) return none;
  return { happenings: [{ kind: 'rewrite-kept' }] };
}

/** By the person named for it, on a gate that is open and whose every criterion passes at this very moment. */
function begin(record: Migration, by: Actor, now: Instant): Step {
  const { facts } = record;
  const began = facts.rewriteSeenAt ?? facts.rewriteBegunAt;
  if (began !== undefined)
    return already(facts.rewriteSeenAt === undefined ? 'rewrite-begun' : 'rewrite-done', {}, { at: began });
  const { executor } = facts;
  // It is said first: another person can do nothing about the gate's wanting a fresh look.
  if (executor !== undefined && by !== executor) return refuse('not-executor', { executor });
  const verdict = assessGate(record, 'cut-over', now);
  if (facts.gates['cut-over'].state !== 'open' || !verdict.passes) return refuse('gate-not-open', { gate: 'cut-over' });
  const { window } = facts;
  if (window !== undefined && now < window.from) return refuse('too-early', { fromAt: window.from });
  return { happenings: [{ kind: 'rewrite-begun' }, ...imageAtBegin(record, now)] };
}
