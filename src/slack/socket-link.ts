import { setTimeout as wait } from 'node:timers/promises';
import { type Logger as BoltLogger, LogLevel } from '@slack/bolt';
import { problemWith } from '../config.ts';
import type { VariableName } from '../config-variables.ts';
import type { Logger } from '../log.ts';
import { SECOND_MS } from '../migration/time.ts';
import { slackCode } from './delivery/errors.ts';

/** As much of the library's Socket Mode client as the link needs. */
type SocketClient = {
  /** Resolves when Slack has said hello; rejects when it cannot be reached, or refuses. */
  readonly start: () => Promise<unknown>;
  readonly disconnect: () => Promise<void>;
  readonly on: (event: 'connected' | 'disconnected', listener: () => void) => unknown;
};

export type LinkOptions = {
  readonly client: SocketClient;
  readonly log: Logger;
  readonly stopping: AbortSignal;
  readonly firstWaitMs?: number;
  /** Whether requests arrive, each time that it changes. */
  readonly onLink?: (isLinked: boolean) => void;
};

const FIRST_WAIT_MS = 5 * SECOND_MS;
const LONGEST_WAIT_MS = 60 * SECOND_MS;
const HELLO_LIMIT_MS = 15 * SECOND_MS;

/**
 * Opens the socket and keeps it open, until `stopping`. The client's own way of coming back lets the process die of
 * the first failed try, so it is switched off, and this is in its place: at once when the connection was lost, then
 * after 5 s, 10 s … 60 s. Resolves after the first try: Slack away is said in one line and tried again, while the
 * looks go on. Throws ConfigError when Slack refuses the token.
 */
export async function keepLinked(options: LinkOptions): Promise<void> {
  const { client, log, stopping } = options;
  let linked = false;
  client.on('connected', () => {
    linked = true;
    options.onLink?.(true);
  });
  client.on('disconnected', () => {
    if (!linked || stopping.aborted) return;
    linked = false;
    options.onLink?.(false);
    log.info('the connection to Slack has ended; opening it again');
    void open(options).catch((error: unknown) => openInTime(options, error));
  });
  try {
    await open(options);
  } catch (error) {
    refuseToken('SLACK_APP_TOKEN', error);
    void openInTime(options, error);
  }
}

/** Tries until it is open or the bot stops. Says why it waits, again only when the reason is another. */
async function openInTime(options: LinkOptions, firstError: unknown): Promise<void> {
  const { log, stopping, firstWaitMs = FIRST_WAIT_MS } = options;
  let said = '';
  let error = firstError;
  for (let waitMs = firstWaitMs; !stopping.aborted; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    const reason = reasonOf(error);
    const line = `Slack cannot be reached in Socket Mode (${reason}): no command arrives; looks go on; trying again`;
    if (reason !== said) log.warn({ reason, nextTryMs: waitMs }, line);
    said = reason;
    try {
      await wait(waitMs, undefined, { ref: false, signal: stopping });
      await open(options);
      return log.info('connected to Slack in Socket Mode');
    } catch (next) {
      error = next;
    }
  }
}

async function open({ client, stopping }: LinkOptions): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new Error('no hello in time'));
    void client.disconnect();
  }, HELLO_LIMIT_MS);
  try {
    await Promise.race([client.start(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
  if (stopping.aborted) void client.disconnect();
}

/** What the network or Slack said, short: a code where there is one. The client rejects with nothing when the socket broke. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the connection broke';
  const all = causes(error);
  const codes = all.flatMap((each) => ('code' in each && typeof each.code === 'string' ? [each.code] : []));
  // The library's own codes say less than the network's.
  return slackCode(error) ?? codes.find((code) => !code.startsWith('slack_')) ?? all.at(-1)?.message ?? error.message;
}

function causes(error: Error): readonly Error[] {
  const inner = 'original' in error ? error.original : error.cause;
  return inner instanceof Error ? [error, ...causes(inner)] : [error];
}

const REFUSED_TOKENS = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'user_removed_from_team',
  'team_disabled',
  'token_revoked',
  'token_expired',
  'not_allowed_token_type',
  'missing_scope',
  'no_permission',
]);

/** Throws ConfigError with the variable when Slack refuses its token; any other failure is none of the token's. */
export function refuseToken(variable: VariableName, error: unknown): void {
  const code = slackCode(error);
  if (code !== undefined && REFUSED_TOKENS.has(code)) throw problemWith(variable, `is refused by Slack (${code})`);
}

/** The library tells each of its tries as an error of its own: the link tells them in its place. */
export function withoutTries(logger: BoltLogger): BoltLogger {
  const silent = (): void => {};
  return { ...logger, debug: silent, info: silent, warn: silent, error: silent, getLevel: () => LogLevel.ERROR };
}
