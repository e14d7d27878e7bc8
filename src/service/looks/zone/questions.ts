import { type KnownSelector, keyQuestions, mailQuestions, uniqueQuestions } from '../../../dns/mail-records.ts';
import { isRecordType } from '../../../dns/packet.ts';
import type { Facts } from '../../../migration/facts.ts';
import type { Question } from '../../../migration/observations.ts';
import { profileOf } from '../../../migration/profiles.ts';
import type { Migration } from '../../../migration/record.ts';
import { phaseOf } from '../../../migration/runbook.ts';
import type { Instant } from '../../../migration/time.ts';
import { domainsOf } from '../../../migration/zones.ts';

/**
 * How much a look asks. `everything`: whatever may carry mail, also what nobody knows of yet; `followed`: the plan, the
 * before-image and what gates judge; `plan`: what the rewrite changes, and each zone's serial.
 */
export type Breadth = 'everything' | 'followed' | 'plan';

/**
 * Everything until the rewrite, and once more as it begins, for the before-image; while it is being done the plan alone,
 * twice a minute.
 */
export function breadthOf({ facts, sightings }: Migration, now: Instant): Breadth {
  const phase = phaseOf(facts, now);
  if (facts.plan.length === 0 || phase === 'before') return 'everything';
  if (phase !== 'rewriting') return 'followed';
  const begun = facts.rewriteBegunAt ?? facts.rewriteSeenAt;
  const last = sightings.looks.zone?.at;
  return begun !== undefined && (last === undefined || last < begun) ? 'everything' : 'plan';
}

export function questionsFor(facts: Facts, breadth: Breadth): readonly Question[] {
  const domains = domainsOf(facts);
  const plan: readonly Question[] = [
    ...facts.plan.map(({ name, type }) => ({ name, type })),
    ...domains.map((name): Question => ({ name, type: 'SOA' })),
  ];
  switch (breadth) {
    case 'plan':
      return uniqueQuestions(plan);
    case 'followed':
      return uniqueQuestions([...plan, ...judgedQuestions(facts), ...imageQuestions(facts)]);
    case 'everything': {
      const all = mailQuestions({ domains, names: facts.names ?? [], selectors: knownSelectors(facts) });
      return uniqueQuestions([...plan, ...all, ...imageQuestions(facts)]);
    }
  }
}

/** Selectors of which a person, a message or the profile says that they are in use. */
export function knownSelectors(facts: Facts): readonly KnownSelector[] {
  const named = [...(facts.newSelectors ?? []), ...profileOf(facts.profile).dkimSelectors];
  const given = domainsOf(facts).flatMap((domain) => named.map((selector) => ({ domain, selector })));
  const all = [...(facts.selectors ?? []), ...given].map(({ domain, selector }) => ({ domain, selector }));
  return [...new Map(all.map((one) => [`${one.selector} ${one.domain}`, one])).values()];
}

/** What the before-image holds. */
export function imageQuestions({ image }: Pick<Facts, 'image'>): readonly Question[] {
  return Object.entries(image?.records ?? {}).flatMap(([key, { values }]) => {
    const at = key.lastIndexOf('/');
    const type = key.slice(at + 1);
    return values.length > 0 && isRecordType(type) ? [{ name: key.slice(0, at), type }] : [];
  });
}

/** Judged though nothing may stand there. */
function judgedQuestions(facts: Facts): readonly Question[] {
  return [
    ...domainsOf(facts).flatMap((domain): readonly Question[] => [
      { name: domain, type: 'MX' },
      { name: domain, type: 'TXT' },
      { name: domain, type: 'NS' },
      { name: `_dmarc.${domain}`, type: 'TXT' },
      { name: `_mta-sts.${domain}`, type: 'TXT' },
    ]),
    ...(facts.names ?? []).flatMap((name) => (['A', 'AAAA', 'CNAME'] as const).map((type) => ({ name, type }))),
    ...knownSelectors(facts).flatMap(keyQuestions),
  ];
}
