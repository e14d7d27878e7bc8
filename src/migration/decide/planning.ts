import { isHostName, isIpv4, isIpv6 } from '../addresses.ts';
import type { Actor, PersonCommand } from '../commands.ts';
import type { Happening } from '../events.ts';
import type { Facts, PlanRecord } from '../facts.ts';
import { recordKey } from '../keys.ts';
import { type GateId, TUNABLES, tunableValue } from '../settings.ts';
import { isSpf, spfForNew } from '../spf.ts';
import { DAY_MS, type Instant } from '../time.ts';
import { refuse, type Step } from './step.ts';

type PlanCommand = Extract<
  PersonCommand,
  { kind: 'set-approvers' | 'set-window' | 'set-plan' | 'drop-plan' | 'set-setting' | 'set-language' }
>;

/** Who approves, who rewrites when, what is rewritten, and the settings. */
export function decidePlan(facts: Facts, command: PlanCommand, now: Instant): Step {
  switch (command.kind) {
    case 'set-approvers':
      if (!mayRule(facts, command.by)) return refuse('not-approver');
      return setApprovers(facts, command);
    case 'set-window':
      return setWindow(facts, command, now);
    case 'set-plan':
      if (!mayRule(facts, command.by)) return refuse('not-approver');
      return setPlan(facts, command);
    case 'drop-plan':
      if (!mayRule(facts, command.by)) return refuse('not-approver');
      return dropPlan(facts, command);
    case 'set-setting':
      if (!mayRule(facts, command.by)) return refuse('not-approver');
      return setSetting(facts, command);
    case 'set-language':
      if (facts.lang === command.lang) return refuse('already', { item: command.lang });
      return { happenings: [{ kind: 'language-set', lang: command.lang }] };
  }
}

/** Whoever started the migration, and its approvers: who approves, how much evidence, what is moved and watched. */
export const mayRule = (facts: Facts, by: Actor): boolean => by === facts.startedBy || facts.approvers.includes(by);

/** Enough people must be left to reach the highest quorum beside whoever asks; a team of one is told apart at the start. */
function setApprovers(facts: Facts, command: Extract<PlanCommand, { kind: 'set-approvers' }>): Step {
  const approvers = [...new Set(command.approvers)];
  if (approvers.length === 0) return refuse('nothing-given');
  if (approvers.length === facts.approvers.length && approvers.every((approver) => facts.approvers.includes(approver)))
    return refuse('already');
  const needed = facts.solo ? 1 : Math.max(...Object.values(facts.settings.quorum));
  if (approvers.length < needed) return refuse('too-few-approvers', { given: approvers.length, needed });
  return { happenings: [{ kind: 'approvers-set', approvers }] };
}

function setWindow(facts: Facts, command: Extract<PlanCommand, { kind: 'set-window' }>, now: Instant): Step {
  const { executor, from, to } = command;
  if (facts.rewriteBegunAt !== undefined || facts.rewriteSeenAt !== undefined)
    return refuse('gate-done', { gate: 'cut-over' });
  if (!(from < to) || to <= now || to - from > 7 * DAY_MS) return refuse('bad-window', { fromAt: from, toAt: to });
  if (facts.executor === executor && facts.window?.from === from && facts.window.to === to) return refuse('already');
  return changed(facts, 'cut-over', { kind: 'window-set', executor, from, to });
}

/** Approvers said yes to what stood then (records, person and window, the lists): after a change they are asked again. */
export function changed(facts: Facts, gate: GateId, happening: Happening): Step {
  const { round } = facts.gates[gate];
  if (round?.state !== 'open') return { happenings: [happening] };
  return { happenings: [happening, { kind: 'approvals-lapsed', gate, round: round.round, why: 'changed' }] };
}

/** From the first sight of new data on, the plan is what the world is measured by. */
function isFixed(facts: Facts): boolean {
  return facts.rewriteSeenAt !== undefined;
}

function setPlan(facts: Facts, command: Extract<PlanCommand, { kind: 'set-plan' }>): Step {
  if (isFixed(facts)) return refuse('plan-fixed');
  const { name, type, after } = command.record;
  const within = name === facts.domain || name.endsWith(`.${facts.domain}`);
  if (!within || !isHostName(name))
    return refuse('bad-plan', { record: recordKey(command.record), value: name.slice(0, 80) });
  const bad = after.find((value) => !fits(type, value));
  if (bad !== undefined) return refuse('bad-plan', { record: recordKey(command.record), value: bad.slice(0, 80) });
  const known = facts.plan.find((planned) => recordKey(planned) === recordKey(command.record));
  const values = [...new Set(after)].sort();
  if (known !== undefined && known.dropped === undefined && known.after.join('\n') === values.join('\n'))
    return refuse('already', { item: recordKey(command.record) });
  const record: PlanRecord = {
    name,
    type,
    before: known?.before ?? [],
    after: values,
    when: type === 'TXT' ? 'before' : 'rewrite',
    // What the person wrote, less the terms that name the old server: what must stand before that one is cancelled.
    ...(type === 'TXT' ? { final: values.map((value) => spfForNew(value, facts.servers.old)) } : {}),
  };
  return changed(facts, 'cut-over', { kind: 'plan-set', record });
}

function dropPlan(facts: Facts, command: Extract<PlanCommand, { kind: 'drop-plan' }>): Step {
  const record = recordKey({ name: command.name, type: command.type });
  if (isFixed(facts)) return refuse('plan-fixed');
  const known = facts.plan.find((planned) => recordKey(planned) === record);
  if (known === undefined) return refuse('unknown-item', { item: record });
  if (known.dropped !== undefined) return refuse('already', { item: record });
  return changed(facts, 'cut-over', { kind: 'plan-dropped', record });
}

function fits(type: PlanRecord['type'], value: string): boolean {
  switch (type) {
    case 'A':
      return isIpv4(value);
    case 'AAAA':
      return isIpv6(value);
    case 'CNAME':
      return isHostName(value);
    case 'TXT':
      return isSpf(value);
    case 'MX': {
      const [preference, host, ...rest] = value.split(' ');
      return rest.length === 0 && /^\d{1,5}$/.test(preference ?? '') && isHostName(host ?? '');
    }
  }
}

function setSetting(facts: Facts, command: Extract<PlanCommand, { kind: 'set-setting' }>): Step {
  const tunable = TUNABLES.find((known) => known.key === command.key);
  if (tunable === undefined) return refuse('unknown-item', { item: command.key });
  const { key, min, max } = tunable;
  if (
    !Number.isFinite(command.value) ||
    command.value < min ||
    command.value > max ||
    !Number.isInteger(command.value)
  ) {
    return refuse('out-of-bounds', { item: key, min, max });
  }
  if (tunableValue(facts.settings, key) === command.value) return refuse('already', { item: key });
  if (key.startsWith('quorum-') && command.value > facts.approvers.length && !facts.solo) {
    return refuse('too-few-approvers', { given: facts.approvers.length, needed: command.value });
  }
  return { happenings: [{ kind: 'setting-set', key, value: command.value }] };
}
