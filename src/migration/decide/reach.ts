import type { Facts } from '../facts.ts';
import type { ReportCommand } from '../report-commands.ts';
import type { Step } from './step.ts';

/** Who cannot be sent direct messages, and who can again: each said once, until the other is. */
export function reportReach(
  { unreachable = {} }: Pick<Facts, 'unreachable'>,
  report: Extract<ReportCommand, { kind: 'report-unreachable' | 'report-reached' }>,
): Step {
  const { person } = report;
  const isKnown = unreachable[person] !== undefined;
  if (report.kind === 'report-reached') return { happenings: isKnown ? [{ kind: 'person-reached', person }] : [] };
  return { happenings: isKnown ? [] : [{ kind: 'person-unreachable', person, reason: report.reason }] };
}
