import { randomUUID } from 'node:crypto';
import type { App, ReceiverEvent } from '@slack/bolt';
import type { Logger } from '../log.ts';
import { withLogFields } from '../log-context.ts';
import type { Metrics } from '../metrics.ts';
import { type Instant, SECOND_MS } from '../migration/time.ts';

/** What kind of call it is; the methods themselves are too many for a label. */
const CLASSES: readonly (readonly [RegExp, string])[] = [
  [/^chat\.postMessage$|^chat\.postEphemeral$/, 'post'],
  [/^chat\.(?:update|delete)$/, 'edit'],
  [/^views\./, 'view'],
  [/^conversations\.(?:history|replies)$/, 'history'],
  [/^(?:conversations|users|usergroups|auth|team)\./, 'ask'],
  [/^files\./, 'file'],
];
const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10] as const;

/** The latest call that Slack answered, and the latest that it did not. */
export type CallState = { readonly answeredAt: Instant | undefined; readonly failedAt: Instant | undefined };

/** `fetch` for calls of Slack, with how long each took and what came of it. */
export function measuredCalls(
  plain: typeof fetch,
  metrics: Metrics,
  now: () => Instant,
): { readonly fetch: typeof fetch; readonly state: () => CallState } {
  const durations = metrics.histogram(
    'mail_migration_bot_slack_call_duration_seconds',
    'How long calls of Slack took, by what kind of call it was and what came of it.',
    SECONDS,
  );
  let state: CallState = { answeredAt: undefined, failedAt: undefined };
  return {
    state: () => state,
    fetch: async (input, init) => {
      const from = performance.now();
      const over = (outcome: string): void =>
        durations.observe((performance.now() - from) / SECOND_MS, { class: classOf(input), outcome });
      try {
        const response = await plain(input, init);
        over(outcomeOf(response.status));
        state = response.status < 500 ? { ...state, answeredAt: now() } : { ...state, failedAt: now() };
        return response;
      } catch (error) {
        over('no-answer');
        state = { ...state, failedAt: now() };
        throw error;
      }
    },
  };
}

function classOf(input: Parameters<typeof fetch>[0]): string {
  const url = input instanceof Request ? input.url : String(input);
  const path = URL.canParse(url) ? new URL(url).pathname : '';
  if (!/\/api\/[^/]+$/.test(path)) return 'response';
  const method = path.slice(path.lastIndexOf('/') + 1);
  return CLASSES.find(([pattern]) => pattern.test(method))?.[1] ?? 'other';
}

function outcomeOf(status: number): string {
  if (status === 429) return 'rate-limited';
  return status < 400 ? 'answered' : 'failed';
}

/**
 * Gives each interaction an id, which all its lines in the log carry, and counts how long Slack waits for the
 * acknowledgement: after three seconds it gives up.
 */
export function measureRequests(app: App, metrics: Metrics, log: Pick<Logger, 'debug'>): void {
  const waits = metrics.histogram(
    'mail_migration_bot_slack_acknowledgement_seconds',
    'From when a request of Slack was read until it was acknowledged, by its kind.',
    SECONDS,
  );
  const process = app.processEvent.bind(app);
  app.processEvent = async (event) => {
    const from = performance.now();
    const kind = kindOf(event);
    const ack: ReceiverEvent['ack'] = async (...said) => {
      waits.observe((performance.now() - from) / SECOND_MS, { kind });
      return await event.ack(...said);
    };
    await withLogFields({ request: randomUUID() }, async () => {
      await process({ ...event, ack });
      log.debug({ kind, tookMs: Math.round(performance.now() - from) }, 'a request of Slack was carried out');
    });
  };
}

function kindOf({ body }: ReceiverEvent): string {
  if ('command' in body) return 'command';
  if ('event' in body) return 'event';
  const type: unknown = body.type;
  return type === 'block_actions' || type === 'view_submission' || type === 'view_closed' ? type : 'other';
}
