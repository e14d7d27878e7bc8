import { createHash, createPrivateKey, sign } from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '../migration/time.ts';
import { onAbort } from '../net/abort.ts';
import type { Dialer } from '../net/dial.ts';
import { classifyNetworkError, refusedAddress } from '../net/failures.ts';
import { type HttpsAnswer, httpsRequest } from '../net/https-get.ts';
import { MailError } from './mail-error.ts';

/**
 * By what right an app asks for tokens. `client-credentials` (RFC 6749 section 4.4, Microsoft 365): one token serves
 * every mailbox that the app was let into. `service-account` (RFC 7523, Google Workspace): one a mailbox, in whose name
 * the signed request speaks.
 */
export type TokenSource =
  | {
      readonly kind: 'client-credentials';
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly scope: string;
    }
  | {
      readonly kind: 'service-account';
      readonly tokenUrl: string;
      readonly clientEmail: string;
      /** PEM, RSA. */
      readonly privateKey: string;
      readonly keyId?: string | undefined;
      readonly scope: string;
    };

export type Tokens = {
  /**
   * A token for that mailbox, good for a minute at least. Rejects with MailError: `token-refused` with the endpoint's
   * error code as its detail (no secret is in it), a failure of the network, or `cancelled`.
   */
  readonly tokenFor: (source: TokenSource, mailbox: string, signal: AbortSignal) => Promise<string>;
  /** Keeps none any more. */
  readonly forget: () => void;
};

/** A token is not used in its last minute: a session must not begin with it and be refused. */
const SPARE_MS = 60_000;
/** An endpoint that refused an app is not asked again for every one of its mailboxes. */
const REFUSED_FOR_MS = 60_000;
/** Of a token whose end the endpoint does not tell. */
const UNTOLD_SECONDS = 300;
const JWT_SECONDS = 3_600;
const TIMEOUT_MS = 20_000;
const MAX_BYTES = 64 * 1024;

type Held = { readonly until: Instant; readonly token: Promise<string> };

/** Tokens from endpoints, kept as long as they are good. `addressOf` resolves an endpoint's name; undefined: it cannot. */
export function createTokens(parts: {
  readonly dialer: Dialer;
  readonly addressOf: (host: string, signal: AbortSignal) => Promise<string | undefined>;
  readonly now: () => Instant;
}): Tokens {
  const held = new Map<string, Held>();
  const fetchToken = (source: TokenSource, mailbox: string, key: string): Promise<string> => {
    // Several mailboxes may wait for one token: it is not fetched under the signal of any of them.
    const fetched = requestToken(parts, source, mailbox, AbortSignal.timeout(TIMEOUT_MS));
    const token = fetched.then((granted) => granted.token);
    held.set(key, { until: parts.now() + TIMEOUT_MS, token });
    const keep = (until: Instant): void => {
      // Forgotten meanwhile, or fetched anew: this one is nobody's any more.
      if (held.get(key)?.token === token) held.set(key, { until, token });
    };
    fetched.then(
      (granted) => keep(granted.until),
      () => keep(parts.now() + REFUSED_FOR_MS),
    );
    return token;
  };
  return {
    forget: () => held.clear(),
    async tokenFor(source, mailbox, signal) {
      if (signal.aborted) throw new MailError('cancelled');
      for (const [key, { until }] of held) if (until <= parts.now()) held.delete(key);
      const key = keyOf(source, mailbox);
      return await unlessAborted(held.get(key)?.token ?? fetchToken(source, mailbox, key), signal);
    },
  };
}

/** A digest: secrets are not kept in one more place. */
function keyOf(source: TokenSource, mailbox: string): string {
  const parts = Object.entries(source).sort(([a], [b]) => a.localeCompare(b));
  const whose = source.kind === 'service-account' ? mailbox : '';
  return createHash('sha256')
    .update(JSON.stringify([parts, whose]))
    .digest('hex');
}

async function requestToken(
  { dialer, addressOf, now }: Parameters<typeof createTokens>[0],
  source: TokenSource,
  mailbox: string,
  signal: AbortSignal,
): Promise<{ readonly token: string; readonly until: Instant }> {
  const url = URL.canParse(source.tokenUrl) ? new URL(source.tokenUrl) : undefined;
  if (url?.protocol !== 'https:') throw new MailError('token-refused', 'the token URL is not an https URL');
  const body = bodyOf(source, mailbox, now()).toString();
  const askedAt = now();
  const answer = await dialled(async () => {
    const address = await addressOf(url.hostname, signal);
    if (address === undefined) throw new MailError('host-unresolved', url.hostname);
    return await httpsRequest(dialer, {
      address,
      hostname: url.hostname,
      ...(url.port !== '' && { port: Number(url.port) }),
      path: `${url.pathname}${url.search}`,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
      signal,
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
  }, url.hostname);
  const { token, seconds } = grantedBy(answer);
  return { token, until: askedAt + seconds * 1_000 - SPARE_MS };
}

async function dialled(ask: () => Promise<HttpsAnswer>, host: string): Promise<HttpsAnswer> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof MailError) throw error;
    throw new MailError(classifyNetworkError(error), refusedAddress(error) ?? host);
  }
}

function bodyOf(source: TokenSource, mailbox: string, now: Instant): URLSearchParams {
  if (source.kind === 'client-credentials') {
    return new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: source.clientId,
      client_secret: source.clientSecret,
      scope: source.scope,
    });
  }
  return new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: assertionOf(source, mailbox, now),
  });
}

/** A JWT (RFC 7519) signed with RS256: the service account asks in the name of the mailbox. */
function assertionOf(source: Extract<TokenSource, { kind: 'service-account' }>, mailbox: string, now: Instant): string {
  const issuedAt = Math.floor(now / 1_000);
  const header = { alg: 'RS256', typ: 'JWT', ...(source.keyId !== undefined && { kid: source.keyId }) };
  const claims = {
    iss: source.clientEmail,
    sub: mailbox,
    scope: source.scope,
    aud: source.tokenUrl,
    iat: issuedAt,
    exp: issuedAt + JWT_SECONDS,
  };
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${encode(header)}.${encode(claims)}`;
  try {
    const key = createPrivateKey(source.privateKey);
    if (key.asymmetricKeyType !== 'rsa') throw new TypeError('not an RSA key');
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`;
  } catch {
    // What OpenSSL says of a key may quote it.
    throw new MailError('token-refused', 'the private key is not an RSA key in PEM');
  }
}

const grantSchema = z.object({
  // Nothing that would end a line or a field where it is used (RFC 6750 section 2.1).
  access_token: z.string().regex(/^[!-~]{1,16384}$/),
  expires_in: z.coerce.number().positive().optional().catch(undefined),
});
const refusalSchema = z.object({ error: z.string(), error_description: z.string().optional().catch(undefined) });

function grantedBy({ status, body }: HttpsAnswer): { readonly token: string; readonly seconds: number } {
  const answer = parsed(body);
  const grant = status === 200 ? grantSchema.safeParse(answer).data : undefined;
  if (grant !== undefined) return { token: grant.access_token, seconds: grant.expires_in ?? UNTOLD_SECONDS };
  throw new MailError('token-refused', reasonOf(answer, status));
}

/** The error code (RFC 6749 section 5.2) and Microsoft's number; its sentences may repeat what they were sent. */
function reasonOf(answer: unknown, status: number): string {
  const refusal = refusalSchema.safeParse(answer).data;
  const code = /^[\w.:-]{1,80}$/.exec(refusal?.error ?? '')?.[0];
  const microsoft = /\bAADSTS\d{3,9}\b/.exec(refusal?.error_description ?? '')?.[0];
  return [code ?? `HTTP ${status}`, ...(microsoft === undefined ? [] : [microsoft])].join(' ');
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const forget = onAbort(signal, () => reject(new MailError('cancelled')));
    work.then(resolve, reject).finally(forget);
  });
}
