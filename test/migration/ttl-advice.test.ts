import { expect, test } from 'vitest';
import type { PlanRecord } from '../../src/migration/facts.ts';
import { DAY_MS } from '../../src/migration/time.ts';
import { ttlAdvice } from '../../src/migration/ttl-advice.ts';
import { NEW, OLD, started } from './a-migration.ts';
import { at, withFacts } from './stages.ts';

const DOMAIN = 'kitano.example';
const host = (name: string, before = [OLD]): PlanRecord => ({ name, type: 'A', before, after: [NEW], when: 'rewrite' });
const set = (ttlSeconds: number) => ({ ttlSeconds, ttlSince: 0, formerGoneAt: 0 });
const record = withFacts(started(), {
  plan: [
    host(`mail.${DOMAIN}`),
    host(`imap.${DOMAIN}`),
    host(`smtp.${DOMAIN}`, []),
    host(`pop.${DOMAIN}`),
    { name: DOMAIN, type: 'NS', before: ['ns1.a.example'], after: ['ns1.b.example'], when: 'rewrite' },
    { name: DOMAIN, type: 'TXT', before: ['v=spf1 -all'], after: ['v=spf1 a -all'], when: 'before' },
  ],
  recordSets: { [`mail.${DOMAIN}/A`]: set(3_600), [`imap.${DOMAIN}/A`]: set(300), [`smtp.${DOMAIN}/A`]: set(900) },
  delegations: { [DOMAIN]: { parent: ['ns1.a.example'], ttlSeconds: 86_400, since: 0, servers: [] } },
});
const window = { from: at(DAY_MS), to: at(2 * DAY_MS) };

test('each record that moves: to be lowered until when, low already, remembered as absent, or the parent’s', () => {
  const base = { targetSeconds: 300 };
  expect(ttlAdvice(withFacts(record, { window }), at(0))).toEqual([
    { ...base, record: `mail.${DOMAIN}/A`, ttlSeconds: 3_600, why: 'high', lowerBy: at(DAY_MS) - 3_600_000 },
    { ...base, record: `imap.${DOMAIN}/A`, ttlSeconds: 300, why: 'low' },
    { ...base, record: `smtp.${DOMAIN}/A`, ttlSeconds: 900, why: 'negative' },
    { ...base, record: `${DOMAIN}/NS`, ttlSeconds: 86_400, why: 'parent' },
  ]);
});

test('until no window is named, nobody knows until when; once the rewrite has begun, nothing is advised', () => {
  expect(ttlAdvice(record, at(0))[0]?.lowerBy).toBeUndefined();
  expect(ttlAdvice(withFacts(record, { window, rewriteBegunAt: at(DAY_MS) }), at(DAY_MS))).toEqual([]);
});
