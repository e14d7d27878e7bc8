import { approversAtMost, groupMention, groupsOf } from '../approvals.ts';
import type { PersonCommand } from '../commands.ts';
import { isCountry } from '../countries.ts';
import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import { type GateId, TUNABLES, tunableValue } from '../settings.ts';
import { DAY_MS, type Instant } from '../time.ts';
import { unlessRuler } from './rule.ts';
import { already, refuse, type Step } from './step.ts';

type PlanCommand = Extract<
  PersonCommand,
  { kind: 'set-approvers' | 'set-window' | 'set-setting' | 'set-language' | 'set-globalping' }
>;

/** Who approves, who rewrites when, the settings, and whom the bot may ask. */
export function decidePlan(facts: Facts, command: PlanCommand, now: Instant): Step {
  switch (command.kind) {
    case 'set-approvers':
      return unlessRuler(facts, command) ?? setApprovers(facts, command);
    case 'set-window':
      return setWindow(facts, command, now);
    case 'set-setting':
      return unlessRuler(facts, command) ?? setSetting(facts, command);
    case 'set-language':
      if (facts.lang === command.lang) return already(`language-${command.lang}`);
      return { happenings: [{ kind: 'language-set', lang: command.lang }] };
    case 'set-globalping':
      return unlessRuler(facts, command) ?? setGlobalping(facts, command);
  }
}

/** Enough people must be left to reach the highest quorum beside whoever asks; a team of one is told apart at the start. */
function setApprovers(facts: Facts, command: Extract<PlanCommand, { kind: 'set-approvers' }>): Step {
  const approvers = [...new Set(command.approvers)];
  const groups = command.approverGroups ?? [];
  if (approvers.length + groups.length === 0) return refuse('nothing-given');
  const isSame = approvers.length === facts.approvers.length && approvers.every((one) => facts.approvers.includes(one));
  if (isSame && JSON.stringify(groups) === JSON.stringify(groupsOf(facts)))
    return already('approvers', { approvers: [...facts.approvers, ...groups.map(groupMention)] });
  const needed = facts.solo ? 1 : Math.max(...Object.values(facts.settings.quorum));
  const given = approversAtMost(approvers, groups);
  if (given < needed) return refuse('too-few-approvers', { given, needed });
  return { happenings: [{ kind: 'approvers-set', approvers, ...(groups.length === 0 ? {} : { groups }) }] };
}

function setWindow(facts: Facts, command: Extract<PlanCommand, { kind: 'set-window' }>, now: Instant): Step {
  const { executor, from, to } = command;
  if (facts.rewriteBegunAt !== undefined || facts.rewriteSeenAt !== undefined)
    return refuse('gate-done', { gate: 'cut-over' });
  if (!(from < to) || to <= now || to - from > 7 * DAY_MS) return refuse('bad-window', { fromAt: from, toAt: to });
  if (facts.executor === executor && facts.window?.from === from && facts.window.to === to)
    return already('window', { executor, fromAt: from, toAt: to });
  return changed(facts, 'cut-over', { kind: 'window-set', executor, from, to });
}

/** Approvers said yes to what stood then (records, person and window, the lists): after a change they are asked again. */
export function changed(facts: Facts, gate: GateId, happening: Happening): Step {
  const { round } = facts.gates[gate];
  if (round?.state !== 'open') return { happenings: [happening] };
  return { happenings: [happening, { kind: 'approvals-lapsed', gate, round: round.round, why: 'changed' }] };
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
  if (tunableValue(facts.settings, key) === command.value) return already('setting', { key, value: command.value });
  const given = approversAtMost(facts.approvers, groupsOf(facts));
  if (key.startsWith('quorum-') && command.value > given && !facts.solo) {
    return refuse('too-few-approvers', { given, needed: command.value });
  }
  return { happenings: [{ kind: 'setting-set', key, value: command.value }] };
}

const MOST_COUNTRIES = 10;

/** From then on a service outside learns the domain's names: said by name, country by country. */
function setGlobalping(facts: Facts, command: Extract<PlanCommand, { kind: 'set-globalping' }>): Step {
  const countries = [...new Set(command.countries.map((country) => country.trim().toUpperCase()))].sort();
  const bad = countries.find((country) => !isCountry(country));
  if (bad !== undefined) return refuse('bad-country', { country: bad.slice(0, 20) });
  if (countries.length > MOST_COUNTRIES) return refuse('too-many', { most: MOST_COUNTRIES });
  if (countries.join() === [...(facts.globalping?.countries ?? [])].sort().join())
    return countries.length === 0 ? already('globalping-off') : already('globalping', { countries }, facts.globalping);
  return { happenings: [{ kind: 'globalping-set', countries }] };
}
