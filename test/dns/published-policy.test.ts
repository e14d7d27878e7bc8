import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishedPolicy } from '../../src/dns/published-policy.ts';
import { makeAuthority } from '../servers/certificates.ts';
import { stopDnsDaemons } from '../servers/dns-daemon.ts';
import { type LittleInternet, startLittleInternet } from './little-internet.ts';

const SITE = '203.0.113.80';
const TEXT = 'version: STSv1\r\nmode: enforce\r\nmx: mail.moving.test\r\nmx: mx.newhost.example\r\nmax_age: 604800\r\n';
let internet: LittleInternet;
let close: () => void;

beforeAll(async () => {
  const authority = await makeAuthority();
  const names = ['moving.test', 'hidden.test', 'broken.test'].map((domain) => `mta-sts.${domain}`);
  const server = createServer(await authority.issue(names), ({ headers: { host } }, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.end(host === 'mta-sts.broken.test' ? TEXT.replace('enforce', 'strict') : TEXT);
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  const record = '_mta-sts IN TXT "v=STSv1; id=20261124a;"';
  internet = await startLittleInternet(
    {
      'moving.test': `${record}\nmta-sts IN CNAME sts.newhost.example.`,
      'newhost.example': `sts IN A ${SITE}`,
      'hidden.test': `mta-sts IN A ${SITE}`,
      'broken.test': `${record}\nmta-sts IN A ${SITE}`,
      'homeless.test': record,
      'wild.test': `* IN A ${SITE}\n* IN TXT "v=spf1 -all"`,
      'nameless.test': `${record}\nmta-sts IN A ${SITE}`,
      'plain.test': '@ IN MX 10 mail',
    },
    {
      delegated: [{ name: 'silent.test', servers: { 'ns.silent.test': '192.0.2.99' } }],
      dialer: { trust: [authority.cert] },
    },
  );
  internet.book.set(`${SITE}:443`, { host: '127.0.0.1', port });
}, 30_000);
afterAll(async () => {
  close?.();
  await stopDnsDaemons();
});

const policy = (domain: string) =>
  publishedPolicy(internet.dialer, { domain, resolve: internet.resolve(), now: () => 7 });

test('record and file, the host found from the roots over an alias', async () => {
  expect(await policy('moving.test')).toEqual({
    domain: 'moving.test',
    id: '20261124a',
    result: {
      outcome: 'policy',
      at: 7,
      mode: 'enforce',
      mx: ['mail.moving.test', 'mx.newhost.example'],
      maxAgeSeconds: 604_800,
    },
  });
});

test('a file without a record is read, since senders that hold a policy renew it there', async () => {
  const seen = await policy('hidden.test');
  expect(seen).toMatchObject({ result: { outcome: 'policy' } });
  expect(seen).not.toHaveProperty('id');
});

test('neither is absent, also where a wildcard answers for every name', async () => {
  for (const domain of ['plain.test', 'wild.test']) {
    expect(await policy(domain)).toMatchObject({ result: { outcome: 'no-policy', reason: 'absent' } });
  }
});

test('a record without a policy behind it is broken: no host, or a file with a fault', async () => {
  expect(await policy('homeless.test')).toMatchObject({
    id: '20261124a',
    result: { outcome: 'no-policy', reason: 'host' },
  });
  expect(await policy('broken.test')).toMatchObject({ result: { outcome: 'no-policy', reason: 'mode' } });
});

test('what could not be asked is a failure: a silent zone, a certificate of another name', async () => {
  expect(await policy('silent.test')).toMatchObject({ result: { outcome: 'failed' } });
  expect(await policy('nameless.test')).toMatchObject({ result: { outcome: 'failed', code: 'tls-name-mismatch' } });
});
