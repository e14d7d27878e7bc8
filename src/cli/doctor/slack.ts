import { z } from 'zod';
import type { Config } from '../../config.ts';
import type { Instant } from '../../migration/time.ts';
import { type Finding, ok, problem, unknown } from './finding.ts';

/** What `manifest.yml` asks for; a test holds the two together. */
export const NEEDED_SCOPES: readonly string[] = ['commands', 'chat:write', 'users:read', 'im:write'];
export const OPTIONAL_SCOPES: readonly string[] = [
  'files:write',
  'files:read',
  'channels:read',
  'groups:read',
  'usergroups:read',
  'pins:write',
  'channels:history',
  'groups:history',
  'im:history',
];

const SLACK_API = 'https://slack.com/api/';
const TIMEOUT_MS = 5_000;
/** Slack refuses requests 5 minutes off; evidence is compared to the second, and the header has whole seconds. */
const CLOCK_TOLERANCE_MS = 5_000;

const Answer = z.object({
  ok: z.boolean(),
  error: z.string().optional(),
  team: z.string().optional(),
  user: z.string().optional(),
});
type Answered = {
  readonly answer: z.output<typeof Answer>;
  readonly headers: Headers;
  /** Between question and answer. */
  readonly askedAt: Instant;
  readonly answeredAt: Instant;
};
type Away = { readonly away: string };

/** Bot token, scopes, the way requests arrive, and the clock: what one question to Slack each can tell. */
export async function lookAtSlack(config: Config['slack'], now: () => Instant): Promise<readonly Finding[]> {
  const [auth, requests] = await Promise.all([
    call(config, 'auth.test', config.botToken, now),
    lookAtRequests(config, now),
  ]);
  if ('away' in auth) {
    return [
      problem('slack', 'slack-away', { reason: auth.away }),
      unknown('scopes', 'scopes-unknown'),
      requests,
      unknown('clock', 'clock-unknown'),
    ];
  }
  return [bot(auth), scopes(auth), requests, clock(auth)];
}

/** Socket Mode can be tried; whether Slack reaches an HTTP port cannot be seen from this side. */
async function lookAtRequests(config: Config['slack'], now: () => Instant): Promise<Finding> {
  const { connection } = config;
  if (connection.mode === 'http') return unknown('socket', 'socket-http', { port: connection.port });
  const opened = await call(config, 'apps.connections.open', connection.appToken, now);
  if ('away' in opened) return problem('socket', 'slack-away', { reason: opened.away });
  if (!opened.answer.ok) return problem('socket', 'socket-refused', { error: opened.answer.error ?? 'no reason' });
  return ok('socket', 'socket-ok');
}

function bot({ answer }: Answered): Finding {
  if (!answer.ok) return problem('slack', 'slack-refused', { error: answer.error ?? 'no reason' });
  return ok('slack', 'slack-ok', { bot: `@${answer.user ?? '?'}`, team: answer.team ?? '?' });
}

function scopes({ answer, headers }: Answered): Finding {
  const granted = headers.get('x-oauth-scopes')?.split(/[\s,]+/);
  if (granted === undefined || !answer.ok) return unknown('scopes', 'scopes-unknown');
  const missing = NEEDED_SCOPES.filter((scope) => !granted.includes(scope));
  if (missing.length > 0) return problem('scopes', 'scopes-missing', { scopes: missing.join(', ') });
  const without = OPTIONAL_SCOPES.filter((scope) => !granted.includes(scope));
  return without.length === 0
    ? ok('scopes', 'scopes-ok')
    : ok('scopes', 'scopes-optional', { scopes: without.join(', ') });
}

/** The time of Slack's answer against the middle of the wait for it. */
function clock({ headers, askedAt, answeredAt }: Answered): Finding {
  const slackAt = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(slackAt)) return unknown('clock', 'clock-unknown');
  const offMs = Math.abs(slackAt - (askedAt + answeredAt) / 2);
  if (offMs <= CLOCK_TOLERANCE_MS) return ok('clock', 'clock-ok', { seconds: CLOCK_TOLERANCE_MS / 1000 });
  return problem('clock', 'clock-off', { seconds: Math.round(offMs / 1000) });
}

async function call(
  { apiUrl = SLACK_API }: Config['slack'],
  method: string,
  token: string,
  now: () => Instant,
): Promise<Answered | Away> {
  const askedAt = now();
  try {
    const response = await fetch(new URL(method, apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const answeredAt = now();
    const answer = Answer.safeParse(await response.json());
    return answer.success
      ? { answer: answer.data, headers: response.headers, askedAt, answeredAt }
      : { away: `HTTP ${response.status}, not Slack's answer` };
  } catch (error) {
    return { away: reasonOf(error) };
  }
}

/** What fetch rejects with: a TypeError around the network's own error, a time-out, or a body that is not JSON. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  if (error instanceof SyntaxError) return 'the answer is not JSON';
  const { cause } = error;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : error.message;
}
