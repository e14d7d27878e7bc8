import fc from 'fast-check';
import { expect, test } from 'vitest';
import { samplesOf } from '../../src/dns/sampling.ts';
import type { Vantage } from '../../src/dns/vantages.ts';

const questions = [
  { name: 'moving.test', type: 'MX' },
  { name: 'mail.moving.test', type: 'A' },
] as const;

function vantage(id: string, operator: string, more: Partial<Vantage> = {}): Vantage {
  return { id, operator, address: '192.0.2.1', site: false, ...more };
}

const asked = (vantages: readonly Vantage[], samples: number) =>
  samplesOf(vantages, questions.slice(0, 1), samples).map(({ vantage: { id }, over }) =>
    over === undefined ? id : `${id} ${over}`,
  );

test('a lone address has all samples, over UDP and TCP by turns', () => {
  expect(asked([vantage('a', 'A')], 5)).toEqual(['a udp', 'a tcp', 'a udp', 'a tcp', 'a udp']);
  expect(asked([vantage('a', 'A')], 1)).toEqual(['a udp']);
});

test('an operator’s samples are spread over its addresses and transports; DoT, DoH and TCP have no choice of way', () => {
  const google = [
    vantage('v4', 'G'),
    vantage('v6', 'G', { address: '2001:db8::1' }),
    vantage('tls', 'G', { transport: 'dot' }),
    vantage('https', 'G', { transport: 'doh' }),
    vantage('tcp', 'G', { transport: 'tcp' }),
  ];
  expect(asked(google, 5)).toEqual(['v4 udp', 'v6 udp', 'tls', 'https', 'tcp']);
  expect(asked(google.slice(0, 2), 4)).toEqual(['v4 udp', 'v6 udp', 'v4 tcp', 'v6 tcp']);
});

test('the site’s resolvers stand each for itself', () => {
  const site = [vantage('site-1', 'site', { site: true }), vantage('site-2', 'site', { site: true })];
  expect(asked(site, 3).filter((one) => one.startsWith('site-2'))).toHaveLength(3);
});

test('every operator has its samples of every question, every vantage at least one, and nobody many more', () => {
  const list = fc.array(fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.boolean()), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(list, fc.integer({ min: 1, max: 9 }), (members, samples) => {
      const vantages = members.map(([operator, site], index) => vantage(`v${index}`, operator, { site }));
      const all = samplesOf(vantages, questions, samples);
      for (const question of questions) {
        const own = all.filter((sample) => sample.question === question);
        for (const one of vantages) expect(own.some(({ vantage: { id } }) => id === one.id)).toBe(true);
        for (const operator of ['A', 'B', 'C']) {
          const group = vantages.filter((one) => one.operator === operator && !one.site);
          const count = own.filter((sample) => group.includes(sample.vantage)).length;
          if (group.length === 0) continue;
          expect(count).toBeGreaterThanOrEqual(samples);
          expect(count).toBeLessThan(samples + group.length);
        }
      }
      expect(
        all.every(
          ({ place, index, ...sample }) => vantages[place] === sample.vantage && questions[index] === sample.question,
        ),
      ).toBe(true);
    }),
  );
});
