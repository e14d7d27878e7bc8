import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Logger } from '../log.ts';
import type { Language } from '../migration/facts.ts';
import type { Instant } from '../migration/time.ts';
import type { PasswordDesk } from '../service/password-desk.ts';
import { type Words, wordsFor } from '../words/words.ts';
import { type Listening, listenOn } from './listening.ts';
import { SCRIPT, STYLE } from './vault-page/assets.ts';
import { beginPage } from './vault-page/begin.ts';
import { MOST_BODY_BYTES, readForm } from './vault-page/body.ts';
import { entriesOf } from './vault-page/entries.ts';
import { entryPage } from './vault-page/entry.ts';
import {
  callerOf,
  createWrongTries,
  formToken,
  isFormToken,
  isFromOwnPage,
  protectionOf,
} from './vault-page/protection.ts';
import { resultsPage } from './vault-page/results.ts';
import { note } from './vault-page/shell.ts';

export type VaultPageOptions = {
  readonly host: string;
  readonly port: number;
  /** What people's browsers know it as: scheme, host and port, no path. */
  readonly url: string;
  /** Its own certificate and key (PEM); without them a proxy on this machine speaks TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly desk: PasswordDesk;
  readonly log: Pick<Logger, 'error'>;
  readonly now: () => Instant;
};
export type VaultPage = Listening;

const MAX_CONNECTIONS = 128;
/** A form of the largest size on a slow line; headers, which come first, within a few seconds. */
const TIMES = {
  requestTimeout: 30_000,
  headersTimeout: 5_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 8 * 1024,
} as const;

type Call = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly session: string;
  readonly caller: string;
};

/** The one-time page where passwords are entered. Rejects when the port cannot be listened on. */
export async function startVaultPage(options: VaultPageOptions): Promise<VaultPage> {
  const { desk, now, log } = options;
  const { origin, protocol } = new URL(options.url);
  const isSecure = protocol === 'https:';
  // A cookie of this name is taken by browsers from this very host alone, and over TLS alone.
  const cookie = isSecure ? '__Host-passwords' : 'passwords';
  const protection = protectionOf(isSecure);
  const wrong = createWrongTries(now);

  const send = ({ request, response }: Call, status: number, body: string, type = 'text/html; charset=utf-8') => {
    // What of the request was not read is not waited for.
    const closing = request.complete ? {} : { connection: 'close' };
    response.writeHead(status, {
      ...protection,
      ...closing,
      'content-type': type,
      'content-length': Buffer.byteLength(body),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
  const go = ({ response }: Call, to: string, setCookie?: string) => {
    const headers = { ...protection, location: to, 'content-length': 0 };
    response.writeHead(303, setCookie === undefined ? headers : { ...headers, 'set-cookie': setCookie });
    response.end();
  };
  const cookieOf = (value: string, seconds: number) =>
    `${cookie}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${isSecure ? '; Secure' : ''}`;

  /** Unknown, over and used look the same. */
  const gone = (call: Call) => {
    wrong.note(call.caller);
    const words = readersWords(call.request);
    const { t } = words;
    send(call, 404, note(words, t('passwords:gone-title'), t('passwords:gone-why'), t('passwords:gone-do')));
  };
  const odd = (call: Call, status = 403) => {
    const words = readersWords(call.request);
    send(call, status, note(words, words.t('passwords:odd-title'), words.t('passwords:odd-do')));
  };

  const open = async (call: Call) => {
    const token = call.path.slice('/open/'.length);
    if (call.request.method === 'POST') {
      if (!isFromOwnPage(call.request, origin)) return odd(call);
      const about = await desk.peek(token);
      const session = about === undefined ? undefined : await desk.begin(token);
      if (about === undefined || session === undefined) return gone(call);
      return go(call, '/passwords', cookieOf(session, Math.max(1, Math.ceil((about.expiresAt - now()) / 1000))));
    }
    const about = await desk.peek(token);
    if (about === undefined) return gone(call);
    send(
      call,
      200,
      beginPage(wordsFor(about.lang, { style: 'plain', timeZone: about.timeZone }), about, call.path, origin),
    );
  };

  const enter = async (call: Call) => {
    const visit = await desk.visit(call.session);
    if (visit === undefined) return gone(call);
    const words = wordsFor(visit.lang, { style: 'plain', timeZone: visit.timeZone });
    const token = formToken(call.session);
    if (call.request.method !== 'POST') return send(call, 200, entryPage(words, visit, token));
    if (!isFromOwnPage(call.request, origin)) return odd(call);
    const form = await readForm(call.request);
    if (form === 'odd') return odd(call, 415);
    if (form === 'large') {
      const n = MOST_BODY_BYTES / 1024;
      return send(call, 413, note(words, words.t('passwords:large-title'), words.t('passwords:large-do', { n })));
    }
    if (!isFormToken(call.session, form.get('token'))) return odd(call);
    const { entries, problems } = await entriesOf(form, visit);
    const outcome = await desk.enter(call.session, entries);
    if (outcome === undefined) return gone(call);
    const stored = 'stored' in outcome ? outcome.stored : 0;
    const foreign = 'foreign' in outcome ? [{ kind: 'foreign', names: outcome.foreign } as const] : [];
    const all = [...problems, ...foreign];
    if (all.length === 0) return go(call, '/results');
    const after = (await desk.visit(call.session)) ?? visit;
    send(call, 422, entryPage(words, after, token, { problems: all, stored }));
  };

  const results = async (call: Call) => {
    const visit = await desk.visit(call.session);
    if (visit === undefined) return gone(call);
    const words = wordsFor(visit.lang, { style: 'plain', timeZone: visit.timeZone });
    send(call, 200, resultsPage(words, visit, formToken(call.session)));
  };

  const finish = async (call: Call) => {
    const visit = await desk.visit(call.session);
    if (visit === undefined) return gone(call);
    if (!isFromOwnPage(call.request, origin)) return odd(call);
    const form = await readForm(call.request);
    if (typeof form === 'string' || !isFormToken(call.session, form.get('token'))) return odd(call);
    await desk.end(call.session);
    const words = wordsFor(visit.lang, { style: 'plain', timeZone: visit.timeZone });
    call.response.setHeader('set-cookie', cookieOf('', 0));
    send(call, 200, note(words, words.t('passwords:done-title'), words.t('passwords:done-do')));
  };

  const routes = {
    '/passwords': { methods: ['GET', 'HEAD', 'POST'], take: enter },
    '/results': { methods: ['GET', 'HEAD'], take: results },
    '/finish': { methods: ['POST'], take: finish },
    '/page.css': {
      methods: ['GET', 'HEAD'],
      take: async (call: Call) => send(call, 200, STYLE, 'text/css; charset=utf-8'),
    },
    '/page.js': {
      methods: ['GET', 'HEAD'],
      take: async (call: Call) => send(call, 200, SCRIPT, 'text/javascript; charset=utf-8'),
    },
  } as const;
  const opening = { methods: ['GET', 'HEAD', 'POST'], take: open } as const;
  const routeOf = (path: string) => {
    if (path.startsWith('/open/')) return opening;
    return Object.entries(routes).find(([known]) => known === path)?.[1];
  };

  const serve = async (call: Call): Promise<void> => {
    const words = readersWords(call.request);
    const route = routeOf(call.path);
    if (route === undefined) return send(call, 404, note(words, words.t('passwords:none-title')));
    const methods: readonly string[] = route.methods;
    if (!methods.includes(call.request.method ?? '')) {
      call.response.setHeader('allow', methods.join(', '));
      return send(call, 405, note(words, words.t('passwords:method-title')));
    }
    if (wrong.tooMany(call.caller)) {
      call.response.setHeader('retry-after', '600');
      return send(call, 429, note(words, words.t('passwords:many-title'), words.t('passwords:many-do')));
    }
    await route.take(call);
  };

  const listener: RequestListener = (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const caller = callerOf(request, isSecure && options.tls === undefined);
    const call = { request, response, path, session: cookieIn(request, cookie), caller };
    serve(call).catch((error: unknown) => {
      // A message may hold what was typed: the log gets the kind of error, and where it was.
      if (!request.destroyed || !response.headersSent) log.error(bare(error), 'the password page failed');
      if (response.headersSent || response.destroyed) {
        response.destroy();
        return;
      }
      const words = readersWords(request);
      send(call, 500, note(words, words.t('passwords:failed-title'), words.t('passwords:failed-do')));
    });
  };

  const server =
    options.tls === undefined
      ? createServer(TIMES, listener)
      : createTlsServer({ ...TIMES, ...options.tls, minVersion: 'TLSv1.2' }, listener);
  server.maxConnections = MAX_CONNECTIONS;
  server.maxHeadersCount = 64;
  return await listenOn(server, options);
}

/** Where no link says the language: the browser's. */
function readersWords({ headers }: IncomingMessage): Words {
  const lang: Language = /^\s*ja\b/i.test(headers['accept-language'] ?? '') ? 'ja' : 'en';
  return wordsFor(lang, { style: 'plain', timeZone: 'UTC' });
}

function cookieIn({ headers }: IncomingMessage, name: string): string {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}

function bare(error: unknown): object {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error ? { code: String(error.code) } : {};
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { error: error.name, ...code, at: frames.slice(0, 5).map((line) => line.trim()) };
}
