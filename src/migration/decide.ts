import type { Command, StartInput } from './commands.ts';
import { reportPersonHours, reportPersonZone } from './decide/clients.ts';
import { reportHolidays } from './decide/dates.ts';
import { reportLate } from './decide/lateness.ts';
import { decidePerson } from './decide/person.ts';
import { reportReach } from './decide/reach.ts';
import { reportAcceptance } from './decide/report-acceptance.ts';
import { reportContent } from './decide/report-content.ts';
import { reportLogins } from './decide/report-logins.ts';
import { reportProbes } from './decide/report-probes.ts';
import { reportRescue } from './decide/report-rescue.ts';
import { reportScan } from './decide/report-scan.ts';
import { reportSurvey } from './decide/report-survey.ts';
import { reportVantages } from './decide/report-vantages.ts';
import { reportZone } from './decide/report-zone.ts';
import { settle } from './decide/settle.ts';
import type { Step } from './decide/step.ts';
import type { Event } from './events.ts';
import { evolve } from './evolve.ts';
import type { Migration } from './record.ts';
import type { Refusal } from './refusals.ts';
import { hasEnded } from './runbook.ts';
import { NO_SIGHTINGS } from './sightings.ts';
import type { Instant } from './time.ts';

export type Decision =
  | { readonly ok: true; readonly events: readonly Event[]; readonly migration: Migration }
  | { readonly ok: false; readonly refusal: Refusal };

/** The first event of a migration and what follows from it at once. */
export function decideStart(id: string, input: StartInput, by: string, now: Instant): Extract<Decision, { ok: true }> {
  const started: Event = { kind: 'started', input, at: now, by };
  return settled({ id, facts: evolve(undefined, started), sightings: NO_SIGHTINGS }, [started], now);
}

/**
 * What follows from a command: events and the record after them, or a refusal that changes nothing. Gates that
 * open or close by it, approvals that lapse, prompts and what the channel must be told are among the events.
 */
export function decide(record: Migration, command: Command, now: Instant): Decision {
  if (hasEnded(record.facts) && command.kind === 'report-forgotten') return forgotten(record, now);
  if (hasEnded(record.facts))
    return { ok: false, refusal: { code: 'ended', figures: { state: record.facts.state.kind } } };
  const step = stepOf(record, command, now);
  if ('refusal' in step) return { ok: false, refusal: step.refusal };
  const by = 'by' in command ? command.by : 'bot';
  const events = step.happenings.map((happening): Event => ({ ...happening, at: now, by }));
  const facts = events.reduce(evolve, record.facts);
  return settled(
    { id: record.id, facts: facts ?? record.facts, sightings: step.sightings ?? record.sightings },
    events,
    now,
  );
}

/** The one thing that is learnt of a migration after its end. */
function forgotten(record: Migration, now: Instant): Decision {
  if (record.facts.credentialsForgottenAt !== undefined) return { ok: true, events: [], migration: record };
  const event: Event = { kind: 'credentials-forgotten', at: now, by: 'bot' };
  return { ok: true, events: [event], migration: { ...record, facts: evolve(record.facts, event) } };
}

function settled(record: Migration, events: readonly Event[], now: Instant): Extract<Decision, { ok: true }> {
  const after = settle(record, now);
  return { ok: true, events: [...events, ...after.events], migration: after.migration };
}

function stepOf(record: Migration, command: Command, now: Instant): Step {
  switch (command.kind) {
    case 'tick':
    // As long as it goes on its credentials are needed: nothing is forgotten for good.
    case 'report-forgotten':
      return { happenings: [] };
    case 'report-holidays':
      return reportHolidays(record.facts, command);
    case 'report-zone':
      return reportZone(record, command, now);
    case 'report-vantages':
      return reportVantages(record, command, now);
    case 'report-logins':
      return reportLogins(record, command, now);
    case 'report-survey':
      return reportSurvey(record, command, now);
    case 'report-scan':
      return reportScan(record, command, now);
    case 'report-acceptance':
      return reportAcceptance(record, command, now);
    case 'report-content':
      return reportContent(record, command, now);
    case 'report-rescue':
      return reportRescue(record, command, now);
    case 'report-probes':
      return reportProbes(record, command, now);
    case 'report-unreachable':
    case 'report-reached':
      return reportReach(record.facts, command);
    case 'report-late':
      return reportLate(record, command.looks, now);
    case 'report-person-zone':
      return reportPersonZone(record.facts, command);
    case 'report-person-hours':
      return reportPersonHours(record.facts, command);
    default:
      return decidePerson(record, command, now);
  }
}
