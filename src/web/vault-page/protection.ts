import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { type Instant, MINUTE_MS } from '../../migration/time.ts';

/** What every answer carries. Nothing is loaded from elsewhere, framed, cached, or told where the reader came from. */
export function protectionOf(isSecure: boolean): Readonly<Record<string, string>> {
  return {
    'content-security-policy':
      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-robots-tag': 'noindex, nofollow, noarchive',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), clipboard-read=()',
    ...(isSecure ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}

/**
 * Whether a form was sent from one of our own pages. Under `no-referrer` browsers say "Origin: null" of their own forms,
 * so it is Sec-Fetch-Site, which no page can set, that tells; without it the origin must be ours.
 */
export function isFromOwnPage({ headers }: IncomingMessage, origin: string): boolean {
  const site = headers['sec-fetch-site'];
  const from = headers.origin;
  if (from !== undefined && from !== 'null' && from !== origin) return false;
  return site === undefined ? from === origin : site === 'same-origin';
}

/** Ties a form to the session that it was shown in. */
export function formToken(session: string): string {
  return createHmac('sha256', session).update('form of the password page').digest('base64url');
}

export function isFormToken(session: string, given: unknown): boolean {
  if (typeof given !== 'string') return false;
  const [left, right] = [Buffer.from(formToken(session)), Buffer.from(given)];
  return left.length === right.length && timingSafeEqual(left, right);
}

const WRONG_WITHIN_MS = 10 * MINUTE_MS;
const MOST_WRONG = 30;
const MOST_ADDRESSES = 10_000;

export type WrongTries = {
  /** Noted of an address that came with a token or session that opens nothing. */
  readonly note: (address: string) => void;
  readonly tooMany: (address: string) => boolean;
};

/** 256 bits are not guessed; whoever tries shall cost no more than an answer. */
export function createWrongTries(now: () => Instant): WrongTries {
  const tries = new Map<string, { readonly since: Instant; readonly count: number }>();
  const known = (address: string) => {
    const found = tries.get(address);
    return found !== undefined && Math.abs(now() - found.since) < WRONG_WITHIN_MS ? found : undefined;
  };
  return {
    note(address) {
      const { since, count } = known(address) ?? { since: now(), count: 0 };
      if (tries.size >= MOST_ADDRESSES) tries.clear();
      tries.set(address, { since, count: count + 1 });
    },
    tooMany: (address) => (known(address)?.count ?? 0) >= MOST_WRONG,
  };
}

/** Behind a proxy on this machine the last address that it adds is the caller's. */
export function callerOf(request: IncomingMessage, isBehindProxy: boolean): string {
  const peer = request.socket.remoteAddress ?? '';
  const forwarded = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',').at(-1)?.trim() ?? '';
  return isBehindProxy && isIP(forwarded) !== 0 ? forwarded : peer;
}
