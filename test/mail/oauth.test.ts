import { generateKeyPairSync, verify } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { MailError } from '../../src/mail/mail-error.ts';
import { createTokens, type TokenSource } from '../../src/mail/oauth.ts';
import { createDialer, type Dialer } from '../../src/net/dial.ts';
import { type Issued, makeAuthority } from '../servers/certificates.ts';
import { loopback } from '../servers/loopback.ts';
import { startTokenEndpoint, type TokenAnswer } from '../servers/token-endpoint.ts';

const ADDRESS = '127.0.0.19';
const HOST = 'login.example.test';
const START = Date.parse('2027-01-10T00:00:00Z');
const SECRET = 'the~client.secret';
let dialer: Dialer;
let tls: Issued;

beforeAll(async () => {
  const authority = await makeAuthority();
  dialer = createDialer({ policy: loopback, trust: [authority.cert] });
  tls = await authority.issue([HOST]);
});

/** A token endpoint over HTTPS, and tokens from it on a clock of their own. */
async function endpoint(answer: (form: URLSearchParams, nth: number) => TokenAnswer) {
  const { asked, port } = await startTokenEndpoint(ADDRESS, tls, answer);
  const clock = { now: START };
  const tokens = createTokens({
    dialer,
    addressOf: async (host) => (host === HOST ? ADDRESS : undefined),
    now: () => clock.now,
  });
  const source = {
    kind: 'client-credentials',
    tokenUrl: `https://${HOST}:${port}/tenant/oauth2/v2.0/token`,
    clientId: 'the-app',
    clientSecret: SECRET,
    scope: 'https://outlook.office365.com/.default',
  } as const;
  const tokenFor = (mailbox = 'anna@example.jp', from: TokenSource = source) =>
    tokens.tokenFor(from, mailbox, AbortSignal.timeout(10_000));
  const failure = async (from?: TokenSource): Promise<MailError> => {
    const error: unknown = await tokenFor('anna@example.jp', from).catch((reason: unknown) => reason);
    if (error instanceof MailError) return error;
    throw new Error('no MailError');
  };
  return { asked, source, tokenFor, failure, clock, tokens };
}

describe('client credentials', () => {
  it('bring one token for all mailboxes, kept until a minute before its end', async () => {
    const { asked, tokenFor, clock } = await endpoint((_, nth) => ({
      body: { access_token: `token-${nth}`, expires_in: 3600, token_type: 'Bearer' },
    }));
    expect(await Promise.all([tokenFor(), tokenFor('bob@example.jp')])).toEqual(['token-1', 'token-1']);
    expect(Object.fromEntries(asked[0] ?? [])).toEqual({
      grant_type: 'client_credentials',
      client_id: 'the-app',
      client_secret: SECRET,
      scope: 'https://outlook.office365.com/.default',
    });
    clock.now = START + 3_539_999;
    expect(await tokenFor()).toBe('token-1');
    clock.now = START + 3_540_000;
    expect(await tokenFor()).toBe('token-2');
  });

  it('refused are told with the code of the endpoint, and without the secret', async () => {
    const { failure, asked } = await endpoint(() => ({
      status: 401,
      body: { error: 'invalid_client', error_description: `AADSTS7000215: Invalid secret ${SECRET} provided.` },
    }));
    const { code, detail, message } = await failure();
    expect({ code, detail }).toEqual({ code: 'token-refused', detail: 'invalid_client AADSTS7000215' });
    expect(message).not.toContain(SECRET);
    await failure();
    expect(asked).toHaveLength(1);
  });

  it('that were refused are asked for again after a while', async () => {
    const { failure, tokenFor, clock } = await endpoint((_, nth) =>
      nth === 1 ? { status: 503, body: 'busy' } : { body: { access_token: 'late', expires_in: '600' } },
    );
    expect(await failure()).toMatchObject({ code: 'token-refused', detail: 'HTTP 503' });
    clock.now += 60_000;
    expect(await tokenFor()).toBe('late');
  });

  it.each([
    ['no token', {}],
    ['a token that would break its line', { access_token: 'a\r\nb' }],
    ['an answer that is no JSON', '<html>'],
  ])('answered by %s fail', async (_, body) => {
    const { failure } = await endpoint(() => ({ body }));
    expect(await failure()).toMatchObject({ code: 'token-refused', detail: 'HTTP 200' });
  });

  it('are sent to nobody but the endpoint that was named, by TLS', async () => {
    const { failure, source, asked } = await endpoint(() => ({ body: {} }));
    const at = (tokenUrl: string) => failure({ ...source, tokenUrl });
    expect(await at(source.tokenUrl.replace('https', 'http'))).toMatchObject({ code: 'token-refused' });
    expect(await at(source.tokenUrl.replace(HOST, 'elsewhere.example.test'))).toMatchObject({
      code: 'host-unresolved',
    });
    expect(await at(`https://${HOST}:1/token`)).toMatchObject({ code: 'connect-refused' });
    expect(asked).toEqual([]);
  });

  it('are waited for no longer than the caller wants', async () => {
    const { tokens, source } = await endpoint(() => ({ body: {} }));
    const cancel = new AbortController();
    const waiting = tokens.tokenFor(source, 'anna@example.jp', cancel.signal);
    cancel.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('a service account', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const account = (tokenUrl: string, key: string = privateKey) =>
    ({
      kind: 'service-account',
      tokenUrl,
      clientEmail: 'mover@project.iam.gserviceaccount.com',
      privateKey: key,
      keyId: 'k1',
      scope: 'https://mail.google.com/',
    }) as const;

  it('asks for each mailbox by a signed claim', async () => {
    const { asked, tokenFor, source } = await endpoint((_, nth) => ({
      body: { access_token: `token-${nth}`, expires_in: 3599 },
    }));
    const from = account(source.tokenUrl);
    expect(await tokenFor('anna@example.jp', from)).toBe('token-1');
    expect(await tokenFor('bob@example.jp', from)).toBe('token-2');
    expect(await tokenFor('anna@example.jp', from)).toBe('token-1');
    const [header = '', claims = '', signature = ''] = asked[0]?.get('assertion')?.split('.') ?? [];
    const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
    expect(
      verify('RSA-SHA256', Buffer.from(`${header}.${claims}`), publicKey, Buffer.from(signature, 'base64url')),
    ).toBe(true);
    expect(read(header)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'k1' });
    expect(read(claims)).toEqual({
      iss: 'mover@project.iam.gserviceaccount.com',
      sub: 'anna@example.jp',
      scope: 'https://mail.google.com/',
      aud: source.tokenUrl,
      iat: START / 1_000,
      exp: START / 1_000 + 3_600,
    });
  });

  it('with a key that is none is told so, without the key', async () => {
    const { failure, source } = await endpoint(() => ({ body: {} }));
    const error = await failure(account(source.tokenUrl, '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END'));
    expect(error).toMatchObject({ code: 'token-refused' });
    expect(error.message).not.toContain('c2VjcmV0');
  });
});
