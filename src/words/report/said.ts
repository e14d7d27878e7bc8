import { isReal } from '../../migration/arrivals.ts';
import type { Migration } from '../../migration/record.ts';
import { risksOf } from '../../migration/report/risks.ts';
import type { Instant } from '../../migration/time.ts';
import type { Said } from '../announcement/said.ts';
import type { Speaker } from '../engine.ts';
import { riskLine } from './summary.ts';

/** So many risks stand in the message; the files hold them all. */
const RISKS_SHOWN = 5;
const CRITERIA_SHOWN = 3;

/** The report in a few lines, beside its files: what was done, and what remains at risk. */
export function reportSaid(say: Speaker, migration: Migration, now: Instant): Said {
  const { t } = say;
  const { clients, stragglers, waivers, domain, state } = migration.facts;
  const real = stragglers.filter(isReal);
  const risks = risksOf(migration, now);
  const more = risks.length - RISKS_SHOWN;
  return {
    text: t(state.kind === 'finished' ? 'report:said-finished' : 'report:said', { domain: say.text(domain) }),
    lines: [
      t('report:said-counts', {
        restored: clients.filter(({ restored }) => restored !== undefined).length,
        clients: clients.length,
        stragglers: real.length,
        carried: real.filter(({ carriedAt }) => carriedAt !== undefined).length,
        waivers: waivers.length,
      }),
      ...(risks.length === 0
        ? [t('report:risks-none')]
        : risks
            .slice(0, RISKS_SHOWN)
            .map((risk) => t('report:said-risk', { text: riskLine(say, risk, CRITERIA_SHOWN) }))),
      ...(more > 0 ? [t('joints:more', { n: more })] : []),
      t('report:said-files'),
    ],
  };
}
