import type { Facts } from '../migration/facts.ts';
import { type Finding, findings } from '../migration/findings.ts';
import type { Migration } from '../migration/record.ts';
import type { Instant } from '../migration/time.ts';
import { domainsOf } from '../migration/zones.ts';
import type { Speaker } from './engine.ts';
import type { PlanPartWords } from './plan.ts';
import { isKey } from './resources.ts';
import { ttlLines } from './ttl.ts';

/** What goes with the plan: the TTLs, and what an expert remarks of the zone. */
export function planAdvice(say: Speaker, migration: Migration, now: Instant): readonly PlanPartWords[] {
  const { facts } = migration;
  const { high, fixed, low } = ttlLines(say, facts, now);
  const remarks = findings(migration);
  const shown = facts.scope === 'mail-only' ? remarks.filter(({ code }) => code !== 'web-on-old') : remarks;
  const web = remarks.filter(({ code }) => code === 'web-on-old').map(({ record }) => record.replace(/\/[A-Z]+$/, ''));
  const parts = [
    { title: say.t('plan:section-ttl'), lines: [...high, ...fixed, ...low] },
    {
      title: say.t('plan:section-findings'),
      lines: [...shown.map((one) => findingLine(say, one)), ...scopeLine(say, facts, [...new Set(web)])],
    },
  ];
  return parts.filter(({ lines }) => lines.length > 0);
}

/** One remark: with words of its own, or those of the evidence that says the same. */
export function findingLine(say: Speaker, { code, figures }: Finding): string {
  return isKey(`findings:${code}`) ? say.code('findings', code, figures) : say.code('evidence', code, figures);
}

/** What the scope means for the names that carry no mail: those that lead to the old server, else the usual one. */
function scopeLine({ t }: Speaker, facts: Facts, web: readonly string[] = []): string[] {
  if (facts.scope === 'whole-contract') return [t('plan:scope-whole')];
  const names = web.length > 0 ? web : domainsOf(facts).map((domain) => `www.${domain}`);
  return [t('plan:scope-mail', { names })];
}
