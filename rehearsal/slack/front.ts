import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type Fault, faultPlan } from './faults.ts';
import { type HeldFile, type HeldFiles, heldFiles } from './held-files.ts';
import { isObject, type JsonObject, objectsAt, parseJson, textAt } from './json.ts';
import { type Person, utcOffsetSeconds } from './people.ts';
import { standIn, type UserGroup } from './stand-ins.ts';

/** One call of the Web API as it went through: who asked what, and what Slack said. */
export type ApiCall = {
  readonly at: number;
  readonly method: string;
  readonly token: string;
  readonly args: JsonObject;
  readonly reply: JsonObject;
  readonly fault?: Fault['kind'];
};

/** A post to a response_url; `id` is the last part of its path. */
export type ResponsePost = { readonly id: string; readonly body: JsonObject };

export type FrontOptions = {
  /** Where the emulator listens. */
  readonly emulatorUrl: string;
  readonly people: () => readonly Person[];
  /** Slack opens no conversation with whoever has left; the emulator knows of nobody who has. */
  readonly isDeactivated: (userId: string) => boolean;
  /** Channels that are closed to the bot, and what Slack says of each. */
  readonly closed: ReadonlyMap<string, string>;
  /** Nobody is there: every connection breaks. */
  readonly isDown: () => boolean;
  readonly groups: readonly UserGroup[];
  /** Told in the x-oauth-scopes header, as Slack does. */
  readonly botScopes: readonly string[];
  /** Kinds of blocks that this workspace does not take in messages. */
  readonly refusedBlocks: ReadonlySet<string>;
  /** Files are handed out to it. */
  readonly botToken: string;
  /** Called for each call that Slack acted upon, in the order of its answers. */
  readonly onCall: (call: ApiCall) => void;
  readonly onResponsePost: (post: ResponsePost) => Promise<JsonObject>;
};

export type Front = {
  readonly url: string;
  fail(method: string, fault: Fault, times: number): void;
  /** A file that was put into a form; what its field then holds. */
  hold(file: HeldFile): JsonObject;
  close(): Promise<void>;
};

/**
 * Stands where the bot believes Slack to be: hands each call on to the emulator, notes it, adds what the emulator
 * lacks (time zones, user groups, canvases, response_url), and fails on purpose when a test asks it to.
 */
export const openFront = async (options: FrontOptions): Promise<Front> => {
  const faults = faultPlan();
  let url = '';
  const held = heldFiles(() => url, options.botToken);
  let seq = 0;
  const server = createServer((request, response) => {
    seq += 1;
    answer({ ...options, held }, faults.take, request, response, seq).catch((error: unknown) => {
      // The emulator is gone (closing) or broke: the bot sees a broken connection, as it would from Slack.
      response.destroy(error instanceof Error ? error : new Error('front failed'));
    });
  });
  // A connection that is closed while the next call is on its way would look like a fault that nobody asked for.
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the front has no port');
  url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    fail: faults.add,
    hold: held.add,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const answer = async (
  options: FrontOptions & { readonly held: HeldFiles },
  takeFault: (method: string) => Fault | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  seq: number,
): Promise<void> => {
  const body = await readBody(request);
  if (options.isDown()) return void request.socket.destroy();
  const path = request.url ?? '/';
  const responseId = /^\/response\/([\w-]+)$/.exec(path)?.[1];
  if (responseId !== undefined) {
    const parsed = parseJson(body.toString('utf8'));
    const reply = await options.onResponsePost({ id: responseId, body: isObject(parsed) ? parsed : {} });
    return sendJson(response, 200, reply);
  }
  if (await options.held.serve(path, request, response)) return;
  const method = /^\/api\/([\w.]+)/.exec(path)?.[1];
  if (method === undefined) return passOn(options.emulatorUrl, request, body, response);

  const args = parseArgs(request, body);
  const fault = takeFault(method);
  const call = { at: Date.now(), method, token: bearer(request), args };
  if (fault?.kind === 'slow') await delay(fault.delayMs);
  if (fault?.kind === 'lost-request') return void request.socket.destroy();
  if (fault?.kind === 'server-error') return void response.writeHead(500).end('upstream error');
  if (fault?.kind === 'rate-limited') {
    response.setHeader('retry-after', String(fault.retryAfterSeconds));
    return sendJson(response, 429, { ok: false, error: 'ratelimited' });
  }
  if (fault?.kind === 'refused') return sendJson(response, 200, { ok: false, error: fault.error });

  const closed = options.closed.get(textAt(args, 'channel') ?? '');
  if (closed !== undefined && bearer(request) === options.botToken)
    return sendJson(response, 200, { ok: false, error: closed });

  if (
    method.startsWith('chat.') &&
    objectsAt(args, 'blocks').some(({ type }) => options.refusedBlocks.has(String(type)))
  )
    return sendJson(response, 200, { ok: false, error: 'invalid_blocks' });

  if (method === 'conversations.open' && options.isDeactivated(String(args.users)))
    return sendJson(response, 200, { ok: false, error: 'user_disabled' });

  const reply =
    (method === 'users.conversations' ? await conversationsOf(options, request, body, String(args.user)) : undefined) ??
    (method === 'files.info' ? options.held.info(String(args.file)) : undefined) ??
    standIn(method, args, options.groups, seq) ??
    (await askEmulator(options.emulatorUrl, path, request, body));
  const dressed = dress(method, reply, options.people());
  options.onCall({ ...call, reply: dressed, ...(fault === undefined ? {} : { fault: fault.kind }) });
  if (fault?.kind === 'lost-answer') return void request.socket.destroy();
  if (fault?.kind === 'late-server-error') return void response.writeHead(500).end('upstream error');
  response.setHeader('x-oauth-scopes', options.botScopes.join(','));
  sendJson(response, 200, dressed);
};

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)));
  return Buffer.concat(chunks);
};

const bearer = (request: IncomingMessage): string => (request.headers.authorization ?? '').replace(/^Bearer /, '');

/** Arguments arrive as a form whose structured fields are JSON text, or as JSON. */
const parseArgs = (request: IncomingMessage, body: Buffer): JsonObject => {
  const text = body.toString('utf8');
  if ((request.headers['content-type'] ?? '').includes('application/json')) {
    const parsed = parseJson(text);
    return isObject(parsed) ? parsed : {};
  }
  const args: Record<string, unknown> = {};
  for (const [key, value] of new URLSearchParams(text)) args[key] = STRUCTURED.has(key) ? parseJson(value) : value;
  return args;
};
const STRUCTURED = new Set([
  'blocks',
  'attachments',
  'metadata',
  'view',
  'unfurls',
  'document_content',
  'changes',
  'files',
]);

const forwardedHeaders = (request: IncomingMessage): Record<string, string> => {
  const headers: Record<string, string> = {};
  for (const name of ['content-type', 'authorization', 'accept']) {
    const value = request.headers[name];
    if (typeof value === 'string') headers[name] = value;
  }
  return headers;
};

const askEmulator = async (base: string, path: string, request: IncomingMessage, body: Buffer): Promise<JsonObject> => {
  const upstream = await fetch(base + path, fetchInit(request, body));
  const parsed = parseJson(await upstream.text());
  return isObject(parsed) ? parsed : { ok: false, error: 'unknown_method' };
};

/** The channels of a person, which the emulator tells channel by channel alone. Scopes are those of the list. */
const conversationsOf = async (
  { emulatorUrl, people }: FrontOptions,
  request: IncomingMessage,
  body: Buffer,
  user: string,
): Promise<JsonObject> => {
  const list = await askEmulator(emulatorUrl, '/api/conversations.list', request, body);
  if (list.ok !== true) return list;
  const name = people().find(({ id }) => id === user)?.name;
  const channels: JsonObject[] = [];
  for (const channel of objectsAt(list, 'channels')) {
    const asked = Buffer.from(new URLSearchParams({ channel: textAt(channel, 'id') ?? '' }).toString());
    const { members } = await askEmulator(emulatorUrl, '/api/conversations.members', request, asked);
    if (Array.isArray(members) && (members.includes(user) || members.includes(name))) channels.push(channel);
  }
  return { ...list, channels };
};

/** What is not a Web API method (file uploads and downloads) goes through as bytes. */
const passOn = async (
  base: string,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> => {
  const upstream = await fetch(base + (request.url ?? '/'), fetchInit(request, body));
  response.writeHead(upstream.status, { 'content-type': upstream.headers.get('content-type') ?? 'text/plain' });
  response.end(Buffer.from(await upstream.arrayBuffer()));
};

const fetchInit = (request: IncomingMessage, body: Buffer): RequestInit => ({
  method: request.method ?? 'POST',
  headers: forwardedHeaders(request),
  ...(request.method === 'GET' || request.method === 'HEAD' ? {} : { body: new Uint8Array(body) }),
});

const sendJson = (response: ServerResponse, status: number, body: JsonObject): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
};

/** Adds time zone and locale to users, as Slack tells them. */
const dress = (method: string, reply: JsonObject, people: readonly Person[]): JsonObject => {
  if (method === 'users.info' && isObject(reply.user)) return { ...reply, user: dressUser(reply.user, people) };
  if (method === 'users.list')
    return { ...reply, members: objectsAt(reply, 'members').map((user) => dressUser(user, people)) };
  return reply;
};

const dressUser = (user: JsonObject, people: readonly Person[]): JsonObject => {
  const person = people.find((candidate) => candidate.id === textAt(user, 'id'));
  if (person === undefined) return user;
  const offset = utcOffsetSeconds(person.timeZone, Date.now());
  return {
    ...user,
    tz: person.timeZone,
    tz_label: person.timeZone,
    tz_offset: offset,
    // Slack tells no locale of people of another organisation.
    ...(person.teamId === undefined ? { locale: person.locale } : { team_id: person.teamId, is_stranger: false }),
    ...(person.isGuest === true ? { is_restricted: true, is_ultra_restricted: false } : {}),
  };
};
