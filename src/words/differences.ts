import type { Difference } from '../migration/zone-facts.ts';
import type { Speaker } from './engine.ts';

/** One difference between what is served and what was planned: what it looks like, where, and what to mend. */
export function differenceLine({ t }: Speaker, difference: Difference): string {
  const { kind, record, servers, of, served, expected, serials = [] } = difference;
  const everywhere = servers.length === 0 || servers.length >= of;
  const where = everywhere
    ? t(record.endsWith('/NS') ? 'differences:where-parent' : 'differences:where-all')
    : t('differences:where-some', { servers, n: servers.length, total: of });
  const first = t(`differences:${kind}`, { record, where, served, expected });
  return serials.length === 0 ? first : t('differences:serials', { first, serials });
}
