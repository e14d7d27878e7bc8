import type { PersonCommand } from '../commands.ts';
import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import { pictureAsked } from '../picture.ts';
import type { Migration } from '../record.ts';
import { statusAsked } from '../status-place.ts';
import type { Instant } from '../time.ts';
import { dismissSenders, placeAddresses } from './addresses.ts';
import { decideApproval } from './approval.ts';
import { reportArchive } from './archive.ts';
import { decideClients } from './clients.ts';
import { decideDates } from './dates.ts';
import { decideInventory } from './inventory.ts';
import { reportOffice } from './office.ts';
import { unlessNamed } from './outsider.ts';
import { decideOwners } from './owners.ts';
import { decideRecords } from './plan-records.ts';
import { decidePlan } from './planning.ts';
import { decideRelays } from './relays.ts';
import { reportHelper } from './report-acceptance.ts';
import { reportLog } from './report-log.ts';
import { decideState } from './state.ts';
import { already, refuse, type Step } from './step.ts';
import { decideStep } from './steps.ts';
import { decideWaiver } from './waiver.ts';

/** What a person's command brings about, or why it is refused. */
export function decidePerson(record: Migration, command: PersonCommand, now: Instant): Step {
  const { facts } = record;
  const refused = unlessNamed(facts, command);
  if (refused !== undefined) return refused;
  if (facts.state.kind === 'paused' && !ALLOWED_IN_PAUSE.has(command.kind)) return refuse('paused');
  if (facts.state.kind === 'rolled-back' && !ALLOWED_ROLLED_BACK.has(command.kind)) return refuse('rolled-back');
  switch (command.kind) {
    case 'mark-step':
    case 'begin-rewrite':
    case 'keep-rewrite':
      return decideStep(record, command, now);
    case 'add-clients':
    case 'mark-client':
    case 'mark-clients':
    case 'own-clients':
    case 'disown-client':
    case 'ask-client-help':
      return decideClients(facts, command, now);
    case 'remove-client':
    case 'add-mailboxes':
    case 'remove-mailbox':
    case 'mark-mailbox':
    case 'credentials-imported':
    case 'mark-checklist':
      return decideInventory(facts, command);
    case 'set-approvers':
    case 'set-window':
    case 'set-setting':
    case 'set-language':
    case 'set-globalping':
      return decidePlan(facts, command, now);
    case 'set-country':
    case 'set-contract':
      return decideDates(facts, command);
    case 'set-plan':
    case 'drop-plan':
    case 'set-dns-move':
    case 'set-selectors':
    case 'add-names':
      return decideRecords(facts, command);
    case 'ask-timeline':
      return pictureAsked(facts, now);
    case 'bring-status':
      return statusAsked(facts, now);
    case 'report-office':
      return reportOffice(record, command, now);
    case 'request-approval':
    case 'approve':
    case 'decline':
      return decideApproval(record, command, now);
    case 'waive':
    case 'unwaive':
      return decideWaiver(record, command, now);
    case 'judge-suspects':
      return judgeSuspects(facts, command);
    case 'place-addresses':
      return placeAddresses(facts, command);
    case 'dismiss-senders':
      return dismissSenders(facts, command);
    case 'set-owner':
    case 'attest':
      return decideOwners(facts, command);
    case 'set-relay':
    case 'remove-relay':
      return decideRelays(facts, command);
    case 'report-log':
      return reportLog(record, command, now);
    case 'report-archive':
      return reportArchive(command);
    case 'report-helper':
      return reportHelper(record, command, now);
    case 'pause':
    case 'resume':
    case 'rollback':
    case 'approve-rollback':
    case 'abandon':
      return decideState(record, command, now);
  }
}

const ALLOWED_IN_PAUSE = new Set<PersonCommand['kind']>([
  // Said twice, it says since when.
  'pause',
  'ask-timeline',
  'bring-status',
  'resume',
  'abandon',
  'rollback',
  'approve-rollback',
  'set-language',
  'set-country',
  'set-contract',
  'judge-suspects',
  'credentials-imported',
  // Mailboxes are watched on, those by a delivery log too.
  'report-log',
  // Owners answer when they come to it.
  'disown-client',
  'ask-client-help',
]);
const ALLOWED_ROLLED_BACK = new Set<PersonCommand['kind']>([
  'ask-timeline',
  'bring-status',
  'resume',
  'abandon',
  'set-language',
  'set-country',
  // The old contract runs on whatever DNS says.
  'set-contract',
  'judge-suspects',
  'credentials-imported',
  'report-log',
  'set-approvers',
  // A server that has died holds `resume` up until an approver sets it aside by name.
  'waive',
  'unwaive',
  'ask-client-help',
]);

function judgeSuspects(facts: Facts, command: Extract<PersonCommand, { kind: 'judge-suspects' }>): Step {
  const known = new Map(facts.stragglers.map((straggler) => [straggler.key, straggler]));
  const suspects = command.keys.filter((key) => known.get(key)?.suspect !== undefined);
  if (suspects.length === 0) return refuse('suspect-unknown');
  const keys = suspects.filter((key) => known.get(key)?.judged !== command.verdict);
  if (keys.length === 0) return already(`suspects-${command.verdict}`);
  const happening: Happening = { kind: 'suspects-judged', keys, verdict: command.verdict };
  return { happenings: [happening] };
}
