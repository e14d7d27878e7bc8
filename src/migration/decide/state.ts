import type { PersonCommand } from '../commands.ts';
import type { Facts } from '../facts.ts';
import { ANY_MAILBOX, authorityKey, recordKey } from '../keys.ts';
import { routingRecords, servedAs } from '../plan.ts';
import type { Migration } from '../record.ts';
import { excusedServers, isDnsBack } from '../rollback.ts';
import type { Sightings } from '../sightings.ts';
import type { Instant } from '../time.ts';
import { askedServersOf, isDelegation } from '../zones.ts';
import { unlessApprover, unlessRuler } from './rule.ts';
import { already, refuse, type Step } from './step.ts';

type StateCommand = Extract<PersonCommand, { kind: 'pause' | 'resume' | 'rollback' | 'approve-rollback' | 'abandon' }>;

/** Pausing, going on, rolling back, giving up. */
export function decideState(record: Migration, command: StateCommand, now: Instant): Step {
  const { facts, sightings } = record;
  const { kind } = facts.state;
  switch (command.kind) {
    case 'pause':
      return pause(facts, command.reason?.trim() ?? '');
    case 'resume':
      if (kind === 'active') return refuse('not-paused');
      if (kind !== 'rolled-back') return { happenings: [{ kind: 'resumed' }] };
      return (
        stillRewritten(record, now) ?? { happenings: [{ kind: 'resumed' }], sightings: beforeAnyRewrite(sightings) }
      );
    case 'rollback':
      return rollback(record, command, now);
    case 'approve-rollback':
      return approveRollback(record, command);
    case 'abandon':
      return unlessRuler(facts, command) ?? abandon(command.reason.trim());
  }
}

function pause({ state }: Facts, reason: string): Step {
  if (state.kind === 'paused') return already('paused', {}, state);
  return { happenings: [{ kind: 'paused', ...(reason === '' ? {} : { reason }) }] };
}

function abandon(reason: string): Step {
  return reason === '' ? refuse('reason-missing') : { happenings: [{ kind: 'abandoned', reason }] };
}

/** Soon after the rewrite anybody of the team may; later mail has settled on the new server, and an approver decides. */
function rollback(record: Migration, command: Extract<StateCommand, { kind: 'rollback' }>, now: Instant): Step {
  const { facts } = record;
  const reason = command.reason.trim();
  if (reason === '') return refuse('reason-missing');
  const from = facts.rewriteSeenAt ?? facts.rewriteBegunAt;
  if (from === undefined) return refuse('not-rewritten');
  // DNS is back already: to wait for an approver would be to watch, and carry over, the wrong way round meanwhile.
  if (isDnsBack(record, from)) return rolledBack(record, reason);
  // Mail would go back to a server that takes none any more.
  const isShut = facts.steps.close !== undefined;
  if (!isShut && now - from <= facts.settings.rollbackFreeMs) return rolledBack(record, reason);
  if (facts.rollbackRequest !== undefined) return refuse('request-open');
  return { happenings: [{ kind: 'rollback-requested', reason }] };
}

function approveRollback(record: Migration, command: Extract<StateCommand, { kind: 'approve-rollback' }>): Step {
  const { facts } = record;
  const request = facts.rollbackRequest;
  if (request === undefined) return refuse('no-open-request');
  const none = unlessApprover(facts, command);
  if (none !== undefined) return none;
  if (request.by === command.by && !facts.solo) return refuse('own-request');
  return rolledBack(record, request.reason);
}

/**
 * What reached the new server from the rewrite on was where it should be and has to be carried back now: its mailboxes are
 * looked through from their baselines again.
 */
function rolledBack({ sightings }: Migration, reason: string): Step {
  const survey = Object.fromEntries(Object.entries(sightings.survey).filter(([key]) => !key.endsWith('|new')));
  return { happenings: [{ kind: 'rolled-back', reason }], sightings: { ...sightings, survey } };
}

/**
 * As long as new data is served, or the delegation leads to the new servers, the rewrite is not undone: to go on as if
 * it were would forget it. A server that fell silent after that, or was never heard, is excused by the waiver that names it.
 */
function stillRewritten({ facts, sightings }: Migration, now: Instant): ReturnType<typeof refuse> | undefined {
  const excused = excusedServers(facts);
  for (const planned of routingRecords(facts)) {
    const record = recordKey(planned);
    if (isDelegation(planned)) {
      const { parent } = facts.delegations?.[planned.name] ?? {};
      if (parent === undefined || servedAs(planned, parent) !== 'new') continue;
      return refuse('still-rewritten', { record, server: parent.join(', ') });
    }
    for (const [address, server] of askedServersOf(facts, planned.name, now)) {
      const { seen, failed } = sightings.authority[authorityKey(address, record)] ?? {};
      if (failed !== undefined && excused.has(address)) continue;
      // Of a server that nobody has heard, nobody knows that it was undone there.
      if (seen === undefined || servedAs(planned, seen.values) === 'new')
        return refuse('still-rewritten', { record, server });
    }
  }
  return undefined;
}

/** What was seen of the first rewrite proves nothing for the next: rounds of the vantages, logins by hostname. */
function beforeAnyRewrite(sightings: Sightings): Sightings {
  const login = Object.entries(sightings.login).filter(([key]) => !key.startsWith(`${ANY_MAILBOX}|`));
  const { newTtls: _ofTheFirst, ...rest } = sightings;
  return { ...rest, vantage: {}, turns: {}, login: Object.fromEntries(login) };
}
