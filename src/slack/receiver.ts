import {
  type App,
  type Logger as BoltLogger,
  defaultProcessEventErrorHandler,
  HTTPModuleFunctions,
  HTTPReceiver,
  SocketModeReceiver,
} from '@slack/bolt';
import type { WebClientOptions } from '@slack/web-api';
import type { SlackConnection } from '../config.ts';
import { type Instant, SECOND_MS } from '../migration/time.ts';
import { createFreshness } from './freshness.ts';
import { withoutTries } from './socket-link.ts';

/** A request with a right signature that is not to be carried out: from the future, or seen before. */
class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';
  readonly code = 'refused-request';
}

/** Where Slack's requests come in: over a socket that we open, or over HTTP. */
export function createReceiver(
  connection: SlackConnection,
  clientOptions: WebClientOptions,
  logger: BoltLogger,
  now: () => Instant,
): HTTPReceiver | SocketModeReceiver {
  if (connection.mode === 'socket') {
    const quiet = withoutTries(logger);
    const quietOptions: WebClientOptions = { ...clientOptions, logger: quiet };
    return new SocketModeReceiver({
      appToken: connection.appToken,
      logger: quiet,
      installerOptions: { clientOptions: quietOptions },
      // Coming back is `keepLinked`'s.
      autoReconnectEnabled: false,
      processEventErrorHandler: (args) => defaultProcessEventErrorHandler({ ...args, logger }),
    });
  }
  const freshness = createFreshness(now);
  return new HTTPReceiver({
    signingSecret: connection.signingSecret,
    logger,
    // Runs after the signature has been verified; what it finds is in the context of the middleware below.
    customPropertiesExtractor: ({ headers }) => ({
      freshness: freshness.judge(
        String(headers['x-slack-signature']),
        Number(headers['x-slack-request-timestamp']) * SECOND_MS,
      ),
    }),
    processEventErrorHandler: async (args) => {
      if (!(args.error instanceof RefusedRequest)) return HTTPModuleFunctions.defaultProcessEventErrorHandler(args);
      args.response.writeHead(401).end();
      return false;
    },
  });
}

/** Refuses what is not fresh before anything else is done with it. */
export function refuseUnfresh(app: App): void {
  app.use(async ({ context, next }) => {
    if (context.freshness !== undefined && context.freshness !== 'fresh') {
      throw new RefusedRequest(`a request that is ${String(context.freshness)}`);
    }
    await next();
  });
}
