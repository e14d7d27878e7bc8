import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Globalping, Round } from '../../src/dns/globalping.ts';
import type { Vantage } from '../../src/dns/vantages.ts';
import type { Migration } from '../../src/migration/record.ts';
import { createDialer, type Dialer } from '../../src/net/dial.ts';
import { lookAtVantages } from '../../src/service/looks/vantages.ts';
import { ringOfOne } from '../../src/store/key-ring.ts';
import { createVault } from '../../src/store/vault.ts';
import { ALL_NEW } from '../migration/a-migration.ts';
import { at, upTo, withFacts, withSightings } from '../migration/stages.ts';
import { type Authority, stopDnsDaemons } from '../servers/dns-daemon.ts';
import { startNsd } from '../servers/nsd.ts';
import { startUnbound } from '../servers/unbound.ts';
import { openForTest } from '../store/temporary.ts';
import { mailDeps } from './mail-deps.ts';

const PLAN = 'mail.kitano.example';
const zone = (name: string, records: string) =>
  `$ORIGIN ${name}\n$TTL 300\n@ IN SOA ns hostmaster 1 3600 900 604800 60\n@ IN NS ns\nns IN A 127.0.0.1\n${records}`;

let authority: Authority;
let dialer: Dialer;
const vantage = (id: string, address: string): Vantage => ({ id, operator: id, address, site: false });
const VANTAGES = [vantage('good', '192.0.2.53'), vantage('shy', '192.0.2.54')];
beforeAll(async () => {
  authority = await startNsd({
    example: zone('example.', ''),
    'kitano.example': zone('kitano.example.', 'mail IN A 192.0.2.10\n'),
  });
  const place = { host: authority.host, port: authority.port };
  const cache = await startUnbound({
    zones: [
      { name: 'example', ...place },
      { name: 'kitano.example', ...place },
    ],
    readyName: 'example',
    settings: ['local-zone: "example." nodefault'],
  });
  dialer = createDialer({ addressBook: () => ({ host: cache.host, port: cache.port }) });
}, 30_000);
afterAll(stopDnsDaemons);

const NOW = at(ALL_NEW + 3_600_000);
const before = upTo(1);
const rewritten = withFacts(upTo(ALL_NEW + 1), {
  aside: [{ id: 'shy', operator: 'shy', reason: 'dns-timeout', at: 0 }],
});

async function look(record: Migration, wanted: 'agenda' | 'person', globalping?: Globalping) {
  const deps = {
    dialer,
    vault: createVault(openForTest(), ringOfOne(Buffer.alloc(32))),
    vantages: VANTAGES,
    roots: [],
    ...mailDeps,
    now: () => NOW,
    ...(globalping === undefined ? {} : { globalping }),
  };
  const report = await lookAtVantages(deps, record, AbortSignal.timeout(20_000), wanted);
  const names = [...new Set(report.observations.map(({ question }) => question.name))];
  return {
    names,
    vantages: [...new Set(report.observations.map(({ vantage: id }) => id))],
    reach: report.reach?.map(({ vantage: id, result }) => `${id} ${result.outcome}`) ?? [],
  };
}

test('before the rewrite the agenda asks for nothing of the plan; a person who checks does', async () => {
  expect(await look(before, 'agenda')).toEqual({ names: [], vantages: [], reach: ['good reached', 'shy reached'] });
  expect((await look(before, 'person')).names).toContain(PLAN);
});

test('after it, what was set aside is left out of the sweep, and tried once a day or when a person checks', async () => {
  const lately = withSightings(rewritten, { reach: { shy: { at: NOW - 3_600_000, code: 'dns-timeout', since: 0 } } });
  expect(await look(lately, 'agenda')).toMatchObject({ vantages: ['good'], reach: [] });
  expect(await look(lately, 'person')).toMatchObject({ vantages: ['good'], reach: ['shy reached'] });
  const longAgo = withSightings(rewritten, { reach: { shy: { at: NOW - 86_400_000, code: 'dns-timeout', since: 0 } } });
  expect(await look(longAgo, 'agenda')).toMatchObject({ vantages: ['good'], reach: ['shy reached'] });
});

test('Globalping is asked where somebody said so, and once the rewrite is done', async () => {
  const rounds: Round[] = [];
  const globalping: Globalping = {
    observe: async (round) => {
      rounds.push(round);
      const question = { name: PLAN, type: 'A' } as const;
      const result = { outcome: 'answer', at: NOW, values: ['192.0.2.10'], ttlSeconds: 9 } as const;
      return [{ vantage: 'gp-JP-2516', operator: 'AS2516 KDDI', site: false, question, result }];
    },
  };
  const wants = { countries: ['JP'], at: 0, by: 'UAOI' };
  expect((await look(withFacts(rewritten, { globalping: wants }), 'agenda', globalping)).vantages).toContain(
    'gp-JP-2516',
  );
  expect(rounds.map(({ countries }) => countries)).toEqual([['JP']]);
  await look(rewritten, 'agenda', globalping);
  await look(withFacts(before, { globalping: wants }), 'person', globalping);
  expect(rounds).toHaveLength(1);
});
