import type { Facts } from '../migration/facts.ts';
import type { Migration } from '../migration/record.ts';
import type { Instant } from '../migration/time.ts';
import { domainsOf } from '../migration/zones.ts';
import type { Speaker } from './engine.ts';
import type { PlanPartWords } from './plan.ts';
import { ttlLines } from './ttl.ts';

/** What goes with the plan: the TTLs, and what an expert remarks of the zone. */
export function planAdvice(say: Speaker, { facts }: Migration, _now: Instant): readonly PlanPartWords[] {
  const { high, rest } = ttlLines(say, facts);
  const parts = [
    { title: say.t('plan:section-ttl'), lines: [...high, ...rest] },
    { title: say.t('plan:section-findings'), lines: scopeLine(say, facts) },
  ];
  return parts.filter(({ lines }) => lines.length > 0);
}

/** What the scope means for the names that carry no mail. */
export function scopeLine({ t }: Speaker, facts: Facts): string[] {
  if (facts.scope === 'whole-contract') return [t('plan:scope-whole')];
  return [t('plan:scope-mail', { names: webNames(facts) })];
}

/** Web names that lead to the old server, as the before-image has them; www and the domain where there is none. */
function webNames(facts: Facts): readonly string[] {
  const { image, servers } = facts;
  const moved = new Set(facts.plan.map(({ name }) => name));
  const onOld = Object.entries(image?.records ?? {}).flatMap(([key, { values }]) => {
    const name = key.slice(0, key.lastIndexOf('/'));
    const isOld = /\/(A|AAAA|CNAME)$/.test(key) && values.some((value) => isOf(servers.old, value));
    return isOld && !moved.has(name) ? [name] : [];
  });
  return onOld.length > 0 ? [...new Set(onOld)].sort() : domainsOf(facts).map((domain) => `www.${domain}`);
}

function isOf({ host, addresses }: Facts['servers']['old'], value: string): boolean {
  return value === host || addresses.includes(value);
}
