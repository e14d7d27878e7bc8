import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { fetchPolicy, policyHost } from '../../src/dns/fetch-policy.ts';
import { allowsMx, mtaStsId, parseMtaStsPolicy } from '../../src/dns/mta-sts.ts';
import { createDialer } from '../../src/net/dial.ts';
import { makeAuthority } from '../servers/certificates.ts';

const DOMAIN = 'moving.test';
const ADDRESS = '192.0.2.80';
const TEXT = 'version: STSv1\r\nmode: enforce\r\nmx: mail.moving.test\r\nmx: *.provider.example\r\nmax_age: 604800\r\n';
const POLICY = { mode: 'enforce', mx: ['*.provider.example', 'mail.moving.test'], maxAgeSeconds: 604_800 };

test('a policy is read, whatever its line ends, order and unknown keys', () => {
  expect(parseMtaStsPolicy(TEXT)).toEqual(POLICY);
  expect(
    parseMtaStsPolicy(
      'max_age:604800\nmx : MAIL.moving.test.\nfuture: x\nmode: enforce\nmode: none\nmx: *.provider.example\nversion: STSv1',
    ),
  ).toEqual(POLICY);
  expect(parseMtaStsPolicy('version: STSv1\nmode: none\nmax_age: 99999999999')).toMatchObject({ fault: 'max-age' });
  expect(parseMtaStsPolicy('version: STSv1\nmode: none\nmax_age: 9999999999')).toEqual({
    mode: 'none',
    mx: [],
    maxAgeSeconds: 31_557_600,
  });
});

test.each([
  ['version', TEXT.replace('STSv1', 'STSv2')],
  ['version', ''],
  ['mode', TEXT.replace('enforce', 'Enforce')],
  ['max-age', TEXT.replace('604800', 'a week')],
  ['mx', TEXT.replace(/mx: .*\r\n/g, '')],
  ['mx', TEXT.replace('mail.moving.test', 'mail.*.test')],
  ['mx', TEXT.replace('mail.moving.test', '*.')],
  ['line', `${TEXT}<html>`],
])('a fault in %s makes it no policy', (fault, text) => {
  expect(parseMtaStsPolicy(text)).toMatchObject({ fault });
});

test('no text makes the reader throw', () => {
  const line = fc.oneof(fc.string(), fc.constantFrom(...TEXT.split('\r\n')));
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const read = parseMtaStsPolicy(lines.join('\n'));
      expect('fault' in read || read.maxAgeSeconds >= 0).toBe(true);
    }),
  );
});

test('a pattern allows its own name, or one label in front of it', () => {
  expect(allowsMx(POLICY, 'MAIL.moving.test.')).toBe(true);
  expect(allowsMx(POLICY, 'mx1.provider.example')).toBe(true);
  const refused = ['moving.test', 'provider.example', 'a.mx1.provider.example', 'mx1.provider.example.evil.test', ''];
  expect(refused.filter((host) => allowsMx(POLICY, host))).toEqual([]);
});

test('the id of the record; none where there is none, or two', () => {
  expect(mtaStsId(['v=STSv1; id=20261124T0900;'])).toBe('20261124T0900');
  expect(mtaStsId(['v=spf1 -all', 'v=STSv1;id=1'])).toBe('1');
  expect(mtaStsId(['v=STSv1; id=1;', 'v=STSv1; id=2;'])).toBeUndefined();
  expect(mtaStsId(['v=STSv10; id=1;'])).toBeUndefined();
  expect(mtaStsId([])).toBeUndefined();
});

type Respond = (request: IncomingMessage, response: ServerResponse) => void;

async function site(respond: Respond, name = policyHost(DOMAIN)) {
  const authority = await makeAuthority();
  const requests: { readonly url: string; readonly host: string }[] = [];
  const server = createServer(await authority.issue([name]), (request, response) => {
    requests.push({ url: request.url ?? '', host: request.headers.host ?? '' });
    respond(request, response);
  });
  server.on('tlsClientError', () => undefined);
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const dialer = createDialer({
    trust: [authority.cert],
    addressBook: (address, dialled) =>
      address === ADDRESS && dialled === 443 ? { host: '127.0.0.1', port } : undefined,
  });
  const fetch = (more: Partial<Parameters<typeof fetchPolicy>[1]> = {}) =>
    fetchPolicy(dialer, { domain: DOMAIN, addresses: [ADDRESS], now: () => 7, ...more });
  return { fetch, requests };
}

const text =
  (body: string, contentType = 'text/plain; charset=utf-8'): Respond =>
  (_, response) => {
    response.writeHead(200, { 'content-type': contentType });
    response.end(body);
  };

test('the policy is fetched by its name and its place, at the address we found', async () => {
  const { fetch, requests } = await site(text(TEXT));
  expect(await fetch()).toEqual({ outcome: 'policy', at: 7, policy: POLICY });
  expect(requests).toEqual([{ url: '/.well-known/mta-sts.txt', host: 'mta-sts.moving.test' }]);
});

test('an address that does not answer gives way to the next one', async () => {
  const { fetch } = await site(text(TEXT));
  expect(await fetch({ addresses: ['192.0.2.81', ADDRESS] })).toMatchObject({ outcome: 'policy' });
  expect(await fetch({ addresses: ['192.0.2.81'] })).toMatchObject({ outcome: 'failed', code: 'connect-network' });
  expect(await fetch({ addresses: [] })).toMatchObject({ outcome: 'failed', code: 'host-unresolved' });
});

const none: readonly (readonly [string, string, Respond])[] = [
  ['status', 'is not there', (_, response) => void response.writeHead(404).end()],
  [
    'status',
    'leads elsewhere',
    (_, response) => void response.writeHead(301, { location: 'https://moving.test/' }).end(TEXT),
  ],
  ['content-type', 'comes as a web page', text(TEXT, 'text/html')],
  [
    'too-long',
    'does not end',
    (_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      const more = () => void (response.destroyed || response.write(`${'x: y\n'.repeat(4_000)}`, more));
      more();
    },
  ],
  ['mode', 'has a fault', text(TEXT.replace('enforce', 'strict'))],
];
test.each(none)('no policy (%s): it %s', async (reason, _, respond) => {
  const { fetch } = await site(respond);
  expect(await fetch()).toMatchObject({ outcome: 'no-policy', reason });
});

const unknown: readonly (readonly [string, string, Respond])[] = [
  ['protocol', 'the server is in trouble', (_, response) => void response.writeHead(503).end()],
  ['connect-timeout', 'nothing comes', () => undefined],
  [
    'connect-network',
    'it breaks off in the middle',
    (_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '5000' });
      response.write(TEXT, () => response.socket?.destroy());
    },
  ],
];
test.each(unknown)('unknown (%s): %s', async (code, _, respond) => {
  const { fetch } = await site(respond);
  expect(await fetch({ timeoutMs: 400 })).toMatchObject({ outcome: 'failed', code });
});

test('a certificate for another name is a failure, and nothing is asked', async () => {
  const { fetch, requests } = await site(text(TEXT), 'www.moving.test');
  expect(await fetch()).toMatchObject({ outcome: 'failed', code: 'tls-name-mismatch' });
  expect(requests).toEqual([]);
});

test('cancelled in the middle, at once', async () => {
  const { fetch, requests } = await site(() => undefined);
  const controller = new AbortController();
  const pending = fetch({ signal: controller.signal });
  await vi.waitFor(() => expect(requests).toHaveLength(1));
  controller.abort();
  expect(await pending).toMatchObject({ outcome: 'failed', code: 'cancelled' });
});
