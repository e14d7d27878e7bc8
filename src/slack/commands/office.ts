import { officeCommand } from '../../dns/pasted.ts';
import { badOffice } from '../../migration/decide/office.ts';
import type { Facts, PlanRecord } from '../../migration/facts.ts';
import { recordsAskedOf } from '../../migration/vantages.ts';
import type { Request } from '../parse/request.ts';
import { type OfficePart, officeView } from '../views/office.ts';
import { type Answer, reply, say, type Visit, withMigration } from '../visit.ts';

/** `resolvers office [LABEL]`: a command that anybody there can run, and a button to paste what it prints. */
export function resolversOffice(
  visit: Visit,
  { office }: Extract<Request, { kind: 'resolvers-office' }>,
): Promise<Answer> {
  return withMigration(visit, (migration, words) => {
    const part = firstPart(officeRecords(migration.facts));
    if (part === undefined) return say(words.t('resolvers:office-none'));
    const label = office === '' ? words.t('resolvers:office-default') : office;
    // What would be refused once the answer is pasted is not begun.
    const bad = badOffice(label);
    if (bad !== undefined) return say(`✗ ${words.refusal(bad)}`);
    return reply(officeView(migration, label, part, words));
  });
}

/** What an office's resolver is asked. */
export function officeRecords(facts: Pick<Facts, 'plan'>): readonly PlanRecord[] {
  return recordsAskedOf(facts, { id: '', pasted: true });
}

/** So long may the answer to one command become: a field of Slack's takes 3,000 characters, and people paste a prompt along. */
const ANSWER_ROOM = 2_500;
/** So long may a command become, escapes included: a block of Slack's takes 3,000. */
const COMMAND_ROOM = 2_800;

/** The command for as many of these records as fit into one answer, and how many commands it takes in all. */
export function firstPart(records: readonly PlanRecord[]): OfficePart | undefined {
  const parts: PlanRecord[][] = [];
  for (const record of records) {
    const last = parts.at(-1);
    if (last !== undefined && fits([...last, record])) last.push(record);
    else parts.push([record]);
  }
  const [first] = parts;
  return first === undefined ? undefined : { command: officeCommand(first), parts: parts.length };
}

function fits(records: readonly PlanRecord[]): boolean {
  const { windows, unix } = officeCommand(records);
  const longest = Math.max(...[windows, unix].map((text) => text.replace(/[&<>]/g, '&amp;').length));
  return longest <= COMMAND_ROOM && records.reduce((sum, record) => sum + answerLength(record), 100) <= ANSWER_ROOM;
}

/** About how much is printed for one record: its status, then each value on a line of its own, or the SOA of its zone. */
function answerLength({ name, type, before, after }: PlanRecord): number {
  const line = name.length + type.length + 16;
  const lengths = [before, after].map((list) =>
    list.length === 0 ? line + SOA_LENGTH : list.reduce((sum, value) => sum + line + value.length + 4, 0),
  );
  return line + Math.max(...lengths);
}

/** Names of a server and of a mailbox, and five numbers. */
const SOA_LENGTH = 100;
