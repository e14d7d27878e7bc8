import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluateSpf } from '../../src/dns/spf.ts';
import { stopDnsDaemons } from '../servers/dns-daemon.ts';
import { type LittleInternet, startLittleInternet } from './little-internet.ts';

const OLD = '192.0.2.10';
const NEW = '203.0.113.10';

/** A chain of includes: `links` lookups, the last of which names the new server. */
const chain = (links: number) =>
  [...Array(links).keys()].map((link) => {
    const next = link + 1 < links ? `include:c${link + 1}.chain.test` : `ip4:${NEW}`;
    return `${link === 0 ? '@' : `c${link}`} IN TXT "v=spf1 ${next} -all"`;
  });

let internet: LittleInternet;

beforeAll(async () => {
  internet = await startLittleInternet(
    {
      'both.test': `@ IN TXT "v=spf1 ip4:${OLD} include:_spf.provider.example ~all"
@ IN TXT "site-verification=abc"`,
      'provider.example': `_spf IN TXT "v=spf1 a:out.provider.example " "mx:provider.example -all"
out IN A ${NEW}
out IN AAAA 2001:db8::10
@ IN MX 10 out`,
      'chain.test': chain(11).join('\n'),
      'early.test': `@ IN TXT "v=spf1 ip4:${NEW} include:chain.test -all"`,
      'redirect.test': '@ IN TXT "v=spf1 redirect=both.test"',
      'macro.test': `@ IN TXT "v=spf1 exists:%{ir}.%{v}._ip.macro.test -all"
10.113.0.203.in-addr._ip IN A 127.0.0.2`,
      'void.test': '@ IN TXT "v=spf1 a:a.void.test a:b.void.test a:c.void.test -all"',
      'twice.test': '@ IN TXT "v=spf1 -all"\n@ IN TXT "v=spf1 +all"',
      'typo.test': '@ IN TXT "v=spf1 ipv4:192.0.2.10 -all"',
      'bare.test': '@ IN MX 10 out.provider.example.',
      'deaf.test': '@ IN TXT "v=spf1 include:nobody.silent.test -all"',
      'xn--wgv71a119e.test': `@ IN TXT "v=spf1 ip4:${NEW} -all"`,
    },
    { delegated: [{ name: 'silent.test', servers: { 'ns.silent.test': '192.0.2.99' } }] },
  );
}, 30_000);
afterAll(stopDnsDaemons);

const spf = (domain: string, address = NEW) =>
  evaluateSpf({ domain, address, resolve: internet.resolve(), now: () => 7 });

test('both servers pass: by its address, and by an include over an alias of names', async () => {
  expect(await spf('both.test', OLD)).toEqual({ outcome: 'evaluated', at: 7, verdict: 'pass', lookups: 3, voids: 0 });
  expect(await spf('both.test')).toMatchObject({ verdict: 'pass', lookups: 3 });
  expect(await spf('both.test', '2001:db8::10')).toMatchObject({ verdict: 'pass' });
  expect(await spf('both.test', '203.0.113.99')).toMatchObject({ verdict: 'softfail' });
});

test('eleven lookups are a permanent error, also where those named first still pass', async () => {
  expect(await spf('chain.test')).toMatchObject({ verdict: 'pass', lookups: 10 });
  expect(await spf('early.test', OLD)).toMatchObject({
    verdict: 'permerror',
    lookups: 11,
    detail: 'Too many DNS requests',
  });
  expect(await spf('early.test')).toMatchObject({ verdict: 'pass', lookups: 11 });
});

test('redirect, macros and internationalised names', async () => {
  expect(await spf('redirect.test', OLD)).toMatchObject({ verdict: 'pass' });
  expect(await spf('macro.test')).toMatchObject({ verdict: 'pass' });
  expect(await spf('macro.test', OLD)).toMatchObject({ verdict: 'fail', voids: 1 });
  expect(await spf('xn--wgv71a119e.test')).toMatchObject({ verdict: 'pass' });
});

test('a third void lookup, two records and a typo are permanent errors that say why', async () => {
  expect(await spf('void.test')).toMatchObject({ verdict: 'permerror', voids: 3, detail: 'Too many void DNS results' });
  expect(await spf('twice.test')).toMatchObject({ verdict: 'permerror', detail: expect.stringContaining('multiple') });
  expect(await spf('typo.test')).toMatchObject({ verdict: 'permerror', detail: expect.stringContaining('ipv4') });
});

test('no record is no verdict but "none"', async () => {
  expect(await spf('bare.test')).toMatchObject({ outcome: 'evaluated', verdict: 'none' });
});

test('a server that does not answer makes it a failure, never a verdict', async () => {
  expect(await spf('deaf.test')).toMatchObject({ outcome: 'failed', code: expect.stringMatching(/^dns-/) });
});
