import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import type { ReportCommand } from '../report-commands.ts';

type ZoneReport = Extract<ReportCommand, { kind: 'report-zone' }>;

/**
 * MTA-STS policies whose content or id is not the one known (RFC 8461). Where the content changed and the id did not,
 * senders that hold the old policy will not fetch the new one.
 */
export function policiesSeen(facts: Facts, report: ZoneReport): readonly Happening[] {
  return (report.extras?.policies ?? []).flatMap(({ domain, id = '', result }): Happening[] => {
    if (result.outcome !== 'policy') return [];
    const known = facts.policies?.[domain];
    const { mode, maxAgeSeconds } = result;
    const mx = [...result.mx].sort();
    const isSame =
      known !== undefined &&
      known.mode === mode &&
      known.maxAgeSeconds === maxAgeSeconds &&
      known.mx.join('\n') === mx.join('\n');
    if (isSame && known.id === id) return [];
    const staleId = known !== undefined && !isSame && known.id === id;
    return [{ kind: 'policy-seen', domain, policy: { id, mode, mx, maxAgeSeconds, staleId } }];
  });
}
