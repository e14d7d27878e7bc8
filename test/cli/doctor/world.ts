import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import type { Answer } from 'dns-packet';
import { doctorCommand } from '../../../src/cli/doctor.ts';
import type { Lang } from '../../../src/cli/io.ts';
import { createDialer, type Endpoint } from '../../../src/net/dial.ts';
import { type Asked, type Behaviour, ROGUE, replyTo, startRogue } from '../../dns/rogue.ts';

/** What Slack's Web API answers, by method. */
export type SlackAnswers = Readonly<Record<string, object>>;

export type World = {
  readonly dns?: Behaviour;
  readonly slack?: SlackAnswers;
  readonly scopes?: string;
  /** Addresses whose port 53 leads to the resolver; all unless given. */
  readonly resolvers?: readonly string[];
  /** Where port 25 of any address leads; nowhere unless given. */
  readonly smtp?: Endpoint;
  readonly slackClockOffMs?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeVersion?: string;
};

export type Report = {
  readonly status: number;
  readonly lines: readonly string[];
  readonly slackCalls: readonly string[];
  readonly dataDir: string;
};

const ALL_SCOPES =
  'commands,chat:write,users:read,im:write,files:write,files:read,channels:read,groups:read,usergroups:read,pins:write,channels:history,groups:history,im:history';
const SLACK_FINE: SlackAnswers = {
  'auth.test': { ok: true, user: 'mail-migration', team: 'Example' },
  'apps.connections.open': { ok: true, url: 'wss://127.0.0.1/' },
};

/** A resolver, a root and a Slack that work, on loopback. */
export const answering: Behaviour = (asked, send) =>
  send(replyTo(asked, { answers: answersTo(asked), ra: isRecursive(asked) }));

export function isRecursive({ raw }: Asked): boolean {
  return (raw.readUInt8(2) & 1) === 1;
}

function answersTo({ query }: Asked): Answer[] {
  const [question] = query.questions ?? [];
  if (question === undefined) return [];
  const { name } = question;
  if (question.type === 'NS') return [{ type: 'NS', name, class: 'IN', ttl: 300, data: 'ns.example.net' }];
  if (question.type === 'MX')
    return [{ type: 'MX', name, class: 'IN', ttl: 300, data: { preference: 10, exchange: 'mx.example.net' } }];
  if (question.type === 'A') return [{ type: 'A', name, class: 'IN', ttl: 300, data: '192.0.2.25' }];
  return [];
}

/** Runs the doctor in such a world, and says what it printed. Everything it asks is on loopback. */
export async function examine(world: World, argv: readonly string[] = [], lang: Lang = 'en'): Promise<Report> {
  const rogue = await startRogue(world.dns ?? answering);
  const slackCalls: string[] = [];
  const slack = createServer((request, response) => {
    const method = (request.url ?? '').split('/').at(-1) ?? '';
    slackCalls.push(`${method} ${tokenOf(request)}`);
    response.writeHead(200, {
      'content-type': 'application/json',
      ...(world.scopes === '' ? {} : { 'x-oauth-scopes': world.scopes ?? ALL_SCOPES }),
      date: new Date(Date.now() + (world.slackClockOffMs ?? 0)).toUTCString(),
    });
    response.end(JSON.stringify({ ...SLACK_FINE, ...world.slack }[method] ?? { ok: false, error: 'unknown_method' }));
  });
  const slackPort = await new Promise<number>((resolve) => {
    slack.listen(0, '127.0.0.1', () => {
      const address = slack.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  const dialer = createDialer({
    addressBook: (address, port, transport) => {
      if (port !== 53) return world.smtp;
      const isThere = world.resolvers?.includes(address) ?? true;
      return isThere ? rogue.dialer.endpoint(ROGUE, port, transport) : undefined;
    },
  });
  const home = mkdtempSync(path.join(os.tmpdir(), 'doctor-'));
  const dataDir = path.join(home, 'data');
  const environment = {
    SLACK_BOT_TOKEN: 'xoxb-bot',
    SLACK_APP_TOKEN: 'xapp-app',
    SLACK_API_URL: `http://127.0.0.1:${slackPort}/api/`,
    DATA_DIR: dataDir,
    SITE_RESOLVERS: '192.0.2.99',
    ...world.env,
  };
  const lines: string[] = [];
  const io = { environment, lang, out: (line: string) => lines.push(line), err: (line: string) => lines.push(line) };
  try {
    const parts = { dialer, ...(world.nodeVersion === undefined ? {} : { nodeVersion: world.nodeVersion }) };
    return { status: await doctorCommand(argv, io, parts), lines, slackCalls, dataDir };
  } finally {
    slack.closeAllConnections();
    await Promise.all([rogue.stop(), new Promise((resolve) => slack.close(resolve))]);
    rmSync(home, { recursive: true, force: true });
  }
}

const tokenOf = (request: IncomingMessage): string => (request.headers.authorization ?? '').replace('Bearer ', '');
