import type { Button } from '@slack/types';
import type { Announcement } from '../../migration/announcements.ts';
import { clientPhase } from '../../migration/client-settings.ts';
import type { StepId } from '../../migration/facts.ts';
import type { Migration } from '../../migration/record.ts';
import { EVE_MS, isRewriteAhead } from '../../migration/rewrite-eve.ts';
import { hasEnded } from '../../migration/runbook.ts';
import type { GateId } from '../../migration/settings.ts';
import type { Instant } from '../../migration/time.ts';
import { gateAhead } from '../../words/todo.ts';
import type { Words } from '../../words/words.ts';
import type { ActionId } from '../actions/ids.ts';
import { encodeKeys, encodeValue } from '../actions/value.ts';
import { type ButtonSpec, button } from './blocks.ts';

type Spec = ButtonSpec & { readonly action: ActionId };
const make = (spec: Spec): Button => button(spec);

/** The buttons under an announcement; none once what it asks for is settled. */
export function buttonsOf(
  migration: Migration,
  announcement: Announcement,
  words: Words,
  now: Instant,
): readonly Button[] {
  switch (announcement.kind) {
    case 'gate-ready':
      return isAsking(migration, announcement) ? [askButton(migration, announcement.gate, words)] : [];
    case 'approval':
      return announcement.state === 'open'
        ? approvalButtons(migration, announcement.gate, announcement.round, words)
        : [];
    case 'suspects':
      return announcement.keys.length === 0 ? [] : suspectButtons(migration, announcement.keys, words);
    case 'rollback-request':
      return announcement.past === undefined ? [rollbackButton(migration, words)] : [];
    case 'gate-opened':
      return announcement.past === undefined ? openedButtons(migration, announcement.gate, words, now) : [];
    case 'rewrite-eve':
      return announcement.state === 'go' && isWindowNear(migration, now) ? [beginButton(migration, words)] : [];
    case 'rewrite':
      return rewriteButtons(migration, announcement.state, words);
    case 'step-prompt':
      return announcement.past === undefined ? stepButtons(migration, announcement.step, words) : [];
    case 'owner-back':
      return backButtons(migration, announcement, words);
    case 'started':
    case 'declined':
    case 'approvals-lapsed':
    case 'gate-retracted':
    case 'waived':
    case 'plan-changed':
    case 'removed':
    case 'window':
    case 'contract':
    case 'vantage-alarm':
    case 'zone-released':
    case 'dns-move':
    case 'globalping':
    case 'timeline':
    case 'digest':
    case 'report':
    case 'stragglers':
    case 'puzzles':
    case 'credentials-refused':
    case 'addresses':
    case 'senders-silent':
    case 'old-refuses':
    case 'rescued':
    case 'carried-over':
    // Those of an owner stand client by client, see `owner.ts`.
    case 'owner-tasks':
    case 'clients-disowned':
    case 'client-help':
    case 'unreachable':
    case 'looks-late':
    case 'copy':
    case 'probes':
    case 'archive':
    case 'incident':
    case 'state':
    case 'rollback-back':
    case 'rollback-over':
    case 'rollback-again':
      return [];
  }
}

/** Help for the first client that is to be set back, or left: what to type differs little between a person's own. */
function backButtons(migration: Migration, announcement: Extract<Announcement, { kind: 'owner-back' }>, words: Words) {
  const { clients, leave = [], recipient: person, past } = announcement;
  const [client] = [...clients, ...leave];
  if (client === undefined || past === true || hasEnded(migration.facts)) return [];
  const value = encodeValue({ m: migration.id, person, phase: clientPhase(migration.facts), client });
  return [make({ action: 'client-help', text: words.t('clients:button-help'), value })];
}

/** Somebody is still to ask; of a message that comes late, as it is by now. */
function isAsking({ facts }: Migration, { gate, state: said }: Extract<Announcement, { kind: 'gate-ready' }>): boolean {
  const { state, round } = facts.gates[gate];
  return said === undefined && state !== 'open' && state !== 'done' && round?.state !== 'open';
}

/** One item of the gate set aside, in a form. */
export function waiveButton(migration: Migration, gate: GateId, words: Words): Button {
  return make({
    action: 'waive',
    text: words.t('approving:waive-button'),
    value: encodeValue({ m: migration.id, gate }),
  });
}

export function askButton(migration: Migration, gate: GateId, words: Words): Button {
  return make({
    action: 'ask-approval',
    text: words.t('slack:button-ask'),
    value: encodeValue({ m: migration.id, gate }),
    style: 'primary',
  });
}

/** The status message, posted anew where it is read. */
export function bringButton(migration: Migration, words: Words): Button {
  return make({
    action: 'bring-status',
    text: words.t('slack:button-bring'),
    value: encodeValue({ m: migration.id }),
  });
}

function approvalButtons(migration: Migration, gate: GateId, round: number, words: Words): readonly Button[] {
  const value = encodeValue({ m: migration.id, gate, round });
  return [
    make({
      action: 'approve',
      text: words.t('slack:button-approve'),
      value,
      style: 'primary',
      confirm: confirm(words, words.t('slack:confirm-approve', { gate })),
    }),
    make({ action: 'decline', text: words.t('slack:button-decline'), value, style: 'danger' }),
  ];
}

export function suspectButtons(migration: Migration, keys: readonly string[], words: Words): readonly Button[] {
  const value = encodeKeys(migration.id, keys);
  return [
    make({
      action: 'judge-spam',
      text: words.t('slack:button-spam', { count: keys.length }),
      value,
      confirm: confirm(words, words.t('slack:confirm-spam', { count: keys.length })),
    }),
    make({ action: 'look-suspects', text: words.t('slack:button-look'), value: encodeValue({ m: migration.id }) }),
  ];
}

function rollbackButton(migration: Migration, words: Words): Button {
  return make({
    action: 'approve-rollback',
    text: words.t('slack:button-rollback'),
    value: encodeValue({ m: migration.id }),
    style: 'danger',
    confirm: confirm(words, words.t('slack:confirm-rollback')),
  });
}

/** The bot marks these itself, or a gate ends them. */
const BY_BOT: ReadonlySet<StepId> = new Set(['rewrite', 'parallel']);

export function stepButtons(migration: Migration, step: StepId, words: Words): readonly Button[] {
  const { facts } = migration;
  const isOver = hasEnded(facts) || facts.state.kind === 'rolled-back' || facts.steps[step] !== undefined;
  // What must not be done yet cannot be done.
  if (BY_BOT.has(step) || isOver || gateAhead(step, facts) !== undefined) return [];
  const value = encodeValue({ m: migration.id, step });
  return [make({ action: 'step-done', text: words.t('slack:button-step-done'), value })];
}

function confirm(words: Words, text: string): NonNullable<ButtonSpec['confirm']> {
  return {
    title: words.t('slack:confirm-title'),
    text,
    yes: words.t('slack:confirm-yes'),
    no: words.t('slack:confirm-no'),
  };
}

/** Whoever pressed long before would only be told that it is too early. */
function isWindowNear({ facts }: Migration, now: Instant): boolean {
  const { window } = facts;
  return window !== undefined && isRewriteAhead(facts) && now >= window.from - EVE_MS && now < window.to;
}

/** What the gate lets people do, as long as it is to be done. */
function openedButtons(migration: Migration, gate: GateId, words: Words, now: Instant): readonly Button[] {
  if (gate === 'cancel') return stepButtons(migration, 'retire', words);
  return gate === 'cut-over' && isWindowNear(migration, now) ? [beginButton(migration, words)] : [];
}

function beginButton(migration: Migration, words: Words): Button {
  const value = encodeValue({ m: migration.id });
  return make({ action: 'begin-rewrite', text: words.t('dates:button-begin'), value, style: 'primary' });
}

/** "Keep" once every server is new; "roll back" as soon as there is something to take back. None when it is answered. */
function rewriteButtons({ id, facts }: Migration, state: 'begun' | 'seen' | 'done', words: Words): readonly Button[] {
  const isAsked =
    facts.state.kind === 'active' &&
    facts.steps.close === undefined &&
    facts.rewriteKept === undefined &&
    facts.rollbackRequest === undefined;
  if (state === 'begun' || !isAsked) return [];
  const value = encodeValue({ m: id });
  const keep = make({ action: 'keep-rewrite', text: words.t('dates:button-keep'), value, style: 'primary' });
  const back = make({ action: 'rollback', text: words.t('dates:button-rollback'), value, style: 'danger' });
  return state === 'done' ? [keep, back] : [back];
}
