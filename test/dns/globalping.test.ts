import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createGlobalping, type GlobalpingOptions } from '../../src/dns/globalping.ts';
import type { Question } from '../../src/migration/observations.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/migration/time.ts';
import { digging, type StandIn, type StandInProbe, startStandIn } from './globalping-stand-in.ts';

const HOST: Question = { name: 'mail.kitano.example', type: 'A' };
const MX: Question = { name: 'kitano.example', type: 'MX' };
const RECORDS = [
  'mail.kitano.example. 287 IN A 192.0.2.10',
  'kitano.example. 3600 IN MX 10 mail.kitano.example.',
] as const;
const KDDI: StandInProbe = {
  country: 'JP',
  asn: 2516,
  network: 'KDDI CORPORATION',
  result: digging('private', ...RECORDS),
};
const OCN: StandInProbe = { country: 'JP', asn: 4713, network: 'NTT', result: digging('8.8.8.8', ...RECORDS) };

let service: StandIn;
let now: number;
beforeEach(async () => {
  service = await startStandIn();
  service.probes = [KDDI, OCN];
  now = Date.UTC(2026, 10, 24, 9);
});
afterEach(() => service.stop());

function start(more: Partial<GlobalpingOptions> = {}) {
  const globalping = createGlobalping(service.dialer, {
    now: () => now,
    resolve: async () => [service.address],
    pollMs: 5,
    wallMs: 2_000,
    ...more,
  });
  const observe = (
    questions: readonly Question[] = [HOST, MX],
    countries: readonly string[] = ['JP'],
    signal: AbortSignal = new AbortController().signal,
  ) => globalping.observe({ questions, countries, signal });
  return { observe };
}

describe('a round', () => {
  test('asks ISP caches of the countries, every record from the same probes', async () => {
    service.progress = 2;
    const seen = await start({ token: 'secret' }).observe();
    expect(service.posted).toEqual([
      { target: HOST.name, type: 'A', locations: [{ country: 'JP', limit: 10, tags: ['eyeball-network'] }] },
      { target: MX.name, type: 'MX', locations: 'measurement1' },
    ]);
    expect(service.looks.filter((id) => id === 'measurement1')).toHaveLength(3);
    expect(service.headers[0]).toMatchObject({ host: 'api.globalping.io', authorization: 'Bearer secret' });
    expect(
      seen.map(({ vantage, operator, site, question, result }) => ({
        vantage,
        operator,
        site,
        type: question.type,
        result,
      })),
    ).toEqual([
      {
        vantage: 'gp-JP-2516',
        operator: 'AS2516 KDDI CORPORATION',
        site: false,
        type: 'A',
        result: { outcome: 'answer', at: now, values: ['192.0.2.10'], ttlSeconds: 287 },
      },
      expect.objectContaining({ vantage: 'gp-JP-4713-google', operator: 'Google' }),
      expect.objectContaining({ type: 'MX', result: expect.objectContaining({ values: ['10 mail.kitano.example'] }) }),
      expect.objectContaining({ type: 'MX' }),
    ]);
  });

  test('measures a record every 15 minutes at most, and tells the last answers until then', async () => {
    const { observe } = start();
    const first = await observe();
    now += 15 * MINUTE_MS - 1;
    expect(await observe()).toEqual(first);
    expect(service.posted).toHaveLength(2);
    now += 1;
    const third = await observe();
    expect(third[0]?.result.at).toBe(now);
    expect(service.posted.slice(2).map(({ locations }) => locations)).toEqual(['measurement2', 'measurement3']);
  });

  test('begins with the countries again when the earlier measurement is forgotten', async () => {
    const { observe } = start();
    await observe();
    service.forget();
    now += 15 * MINUTE_MS;
    const seen = await observe();
    expect(seen.every(({ result }) => result.outcome === 'answer')).toBe(true);
    expect(service.posted.map(({ locations }) => typeof locations)).toEqual([
      'object',
      'string',
      'string',
      'object',
      'string',
    ]);
  });

  test('leaves out what its probes cannot ask', async () => {
    const tlsa: Question = { name: '_25._tcp.mail.kitano.example', type: 'TLSA' };
    const seen = await start().observe([tlsa, HOST]);
    expect(service.posted.map(({ type }) => type)).toEqual(['A']);
    expect(seen.map(({ question }) => question.type)).toEqual(['A', 'A']);
  });

  test('without probes there, or without a country, there is nothing to tell', async () => {
    const { observe } = start();
    expect(await observe([HOST], ['IS'])).toEqual([]);
    expect(await observe([HOST], [])).toEqual([]);
  });
});

describe('the budget of all migrations together', () => {
  test('an hour has 250 tests: beyond, nothing is asked, and each network is said to be unasked', async () => {
    service.remaining = 10_000;
    const other = start();
    const names = (prefix: string, count: number) =>
      Array.from({ length: count }, (_, index): Question => ({ name: `${prefix}${index}.kitano.example`, type: 'A' }));
    await other.observe(names('a', 60));
    await other.observe(names('b', 60));
    const before = service.posted.length;
    const over = await other.observe(names('c', 60));
    expect(service.posted.length).toBe(before);
    expect(over).toHaveLength(120);
    expect(over[0]).toMatchObject({ vantage: 'gp-JP-2516', result: { outcome: 'failed', code: 'not-asked-budget' } });
    now += HOUR_MS;
    expect((await other.observe(names('c', 60)))[0]?.result.outcome).toBe('answer');
  });

  test('429: nothing more until the service says so', async () => {
    const { observe } = start();
    await observe();
    service.remaining = 0;
    now += 15 * MINUTE_MS;
    expect((await observe()).map(({ result }) => result)).toMatchObject([
      { code: 'not-asked-budget' },
      { code: 'not-asked-budget' },
      { code: 'not-asked-budget' },
      { code: 'not-asked-budget' },
    ]);
    const before = service.headers.length;
    service.remaining = 250;
    now += 15 * MINUTE_MS;
    await observe();
    expect(service.headers.length).toBe(before);
    now += 15 * MINUTE_MS + 1;
    expect((await observe())[0]?.result.outcome).toBe('answer');
  });

  test('what the service says is left counts, where it is less than we think', async () => {
    const { observe } = start();
    service.remaining = 5;
    await observe();
    now += 15 * MINUTE_MS;
    expect((await observe())[0]?.result).toMatchObject({ code: 'not-asked-budget' });
  });
});

describe('a service in trouble', () => {
  const failing = (result: Readonly<Record<string, unknown>>): StandInProbe => ({ ...KDDI, result: () => result });

  test.each([
    ['failed', { status: 'failed', rawOutput: ';; connection timed out; no servers could be reached' }, 'dns-timeout'],
    ['offline', { status: 'offline', rawOutput: 'This probe is currently offline.' }, 'dns-network'],
    ['finished with nothing', { status: 'finished', rawOutput: '' }, 'protocol'],
    ['SERVFAIL', { status: 'finished', rawOutput: '', statusCodeName: 'SERVFAIL', answers: [] }, 'dns-servfail'],
  ])('a probe that is %s has learnt nothing', async (_, result, code) => {
    service.probes = [failing(result)];
    expect((await start().observe([HOST])).map((one) => one.result)).toMatchObject([{ outcome: 'failed', code }]);
  });

  test('without raw output, the list of answers is read; a name that is not there is an answer', async () => {
    const { rawOutput: _raw, ...listed } = digging('private', ...RECORDS)(HOST.name, 'A');
    service.probes = [failing(listed)];
    expect((await start().observe([HOST]))[0]?.result).toMatchObject({ values: ['192.0.2.10'], ttlSeconds: 287 });
    service.probes = [{ ...KDDI, result: digging('private') }];
    expect((await start().observe([HOST]))[0]?.result).toMatchObject({ outcome: 'answer', values: [] });
  });

  test('that never ends: what some probes said by then, and time-outs for the rest', async () => {
    service.progress = Number.POSITIVE_INFINITY;
    const seen = await start({ wallMs: 150 }).observe([HOST]);
    expect(seen.map(({ result }) => result)).toMatchObject([{ outcome: 'answer' }, { code: 'dns-timeout' }]);
  });

  test('that is slow, or hangs, ends with the wall', async () => {
    service.instead.create = () => true;
    const startedAt = performance.now();
    expect(await start({ wallMs: 150 }).observe()).toEqual([]);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  test('a round that is over before its turn comes has asked nothing, and keeps nobody from asking', async () => {
    const { observe } = start();
    await observe([HOST]);
    now += 15 * MINUTE_MS;
    const control = new AbortController();
    const [, late] = await Promise.all([
      observe([MX]).finally(() => control.abort()),
      observe([HOST], ['JP'], control.signal),
    ]);
    expect(late.map(({ result }) => result)).toMatchObject([{ code: 'cancelled' }, { code: 'cancelled' }]);
    expect(service.posted.map(({ type }) => type)).toEqual(['A', 'MX']);
    expect((await observe([HOST])).map(({ result }) => result.outcome)).toEqual(['answer', 'answer']);
  });

  test('that wants a pause while it is polled is given one', async () => {
    let refused = false;
    service.instead.read = (_, response) => {
      if (refused) return false;
      refused = true;
      response.writeHead(429, { 'retry-after': '0' }).end('{}');
      return true;
    };
    expect((await start().observe([HOST]))[0]?.result.outcome).toBe('answer');
  });

  test.each([
    ['garbage', (response: { end: (text: string) => void }) => response.end('<html>')],
    ['other JSON', (response: { end: (text: string) => void }) => response.end('{"results":[{"probe":1}]}')],
    ['nothing', (response: { end: (text: string) => void }) => response.end('')],
  ])('that answers %s has failed for the networks known, and nobody is fooled', async (_, answer) => {
    const { observe } = start();
    await observe([HOST]);
    service.instead.read = (_request, response) => {
      answer(response);
      return true;
    };
    now += 15 * MINUTE_MS;
    expect((await observe([HOST])).map(({ vantage, result }) => [vantage, result])).toMatchObject([
      ['gp-JP-2516', { outcome: 'failed', code: 'protocol' }],
      ['gp-JP-4713-google', { outcome: 'failed', code: 'protocol' }],
    ]);
    service.instead = { create: (_request, response) => Boolean(response.writeHead(202).end('{"id":"../x"}')) };
    now += 15 * MINUTE_MS;
    expect((await observe([HOST]))[0]?.result).toMatchObject({ code: 'protocol' });
  });

  test('whose host cannot be found is not there', async () => {
    expect(await start({ resolve: async () => [] }).observe()).toEqual([]);
    expect(service.headers).toEqual([]);
  });
});
