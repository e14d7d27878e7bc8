import { Server } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { App, SocketModeReceiver } from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { Config } from '../config.ts';
import type { Logger } from '../log.ts';
import { createMetrics, type Metrics } from '../metrics.ts';
import { DEFAULT_SETTINGS, type Settings } from '../migration/settings.ts';
import { type Instant, SECOND_MS } from '../migration/time.ts';
import type { AskedStore, Delivery, Preferences, Service } from '../service/ports.ts';
import { boltLogger } from './bolt-logger.ts';
import { createClosedChannels } from './closed-channels.ts';
import { slackCode } from './delivery/errors.ts';
import { createChannelQueue } from './delivery/queue.ts';
import { CHANNEL_GAP_MS, createDelivery } from './delivery.ts';
import { createFiles } from './files.ts';
import { createGroups } from './groups.ts';
import { createHome } from './home.ts';
import { resumeAsked } from './listen/asked.ts';
import { listenToClicks } from './listen/clicks.ts';
import { listenToCommands } from './listen/commands.ts';
import { listenToForms } from './listen/forms.ts';
import { createHolding } from './listen/holding.ts';
import { listenToHome } from './listen/home.ts';
import type { House } from './listen/house.ts';
import { type CallState, measuredCalls, measureRequests } from './measured.ts';
import { createMemberships } from './memberships.ts';
import { withOwnLanguage } from './own-language.ts';
import { createPeople } from './people.ts';
import { withPictures } from './pictures/delivery.ts';
import { createPainter, type Paint } from './pictures/painter.ts';
import { createReceiver, refuseUnfresh } from './receiver.ts';
import { withReports } from './reports/delivery.ts';
import { createRunning } from './running.ts';
import { keepSecretsOut } from './secrets/guard.ts';
import { keepLinked, type LinkOptions, refuseToken, withoutTries } from './socket-link.ts';
import { jobView } from './views/announcement.ts';
import type { PasswordPage } from './visit.ts';
import { createWho, knowing } from './who.ts';
export type SlackOptions = {
  readonly config: Pick<Config, 'slack' | 'teamTimeZone'>;
  readonly service: Service;
  /** What people choose for themselves. */
  readonly preferences: Preferences;
  /** What was acknowledged and has still to be carried out. */
  readonly asked: AskedStore;
  readonly log: Logger;
  readonly metrics?: Metrics;
  readonly now: () => Instant;
  /** Judges the age of requests, which Slack stamps by the wall clock. */
  readonly requestClock?: () => Instant;
  /** What a new migration begins with; the defaults unless a rehearsal shortens them. */
  readonly settings?: Settings;
  readonly clientOptions?: WebClientOptions;
  /** Between two posts in one channel. */
  readonly channelGapMs?: number;
  readonly socketLink?: Pick<LinkOptions, 'firstWaitMs'>;
  /** Somebody is at work in a channel that was closed to the bot: by now it may be open. */
  readonly knocked?: (migrationId: string) => Promise<void>;
  /** Draws pictures; the painter that the bot has unless given. */
  /** Where people enter passwords; absent: it is not switched on. */
  readonly passwordPage?: PasswordPage;
  readonly paint?: Paint;
};

export type SlackDoor = {
  /** Resolves once requests are taken; `port` is the one that was free, where HTTP listens on any. */
  readonly start: () => Promise<{ readonly port?: number }>;
  /** Takes no more requests, waits for those under way (10 s at most), and resolves. */
  readonly stop: () => Promise<void>;
  readonly delivery: Delivery;
  /** Whether Slack answers, and, in Socket Mode, since when requests do or do not arrive. */
  readonly state: () => SlackState;
};
export type SlackState = CallState & {
  readonly link?: { readonly isLinked: boolean; readonly since: Instant };
};

const CALL_LIMIT_MS = 10 * SECOND_MS;
const STOP_LIMIT_MS = 10 * SECOND_MS;

/** The Slack door: `/migration`, buttons and forms come in, announcements go out. */
export function createSlack(options: SlackOptions): SlackDoor {
  const { config, log, now } = options;
  const logger = boltLogger(log);
  const metrics = options.metrics ?? createMetrics();
  const calls = measuredCalls(boundedFetch, metrics, now);
  const clientOptions: WebClientOptions = {
    ...(config.slack.apiUrl === undefined ? {} : { slackApiUrl: config.slack.apiUrl }),
    allowAbsoluteUrls: false,
    timeout: CALL_LIMIT_MS,
    // A second try could post twice; what is tried again is the outbox's to know.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    fetch: calls.fetch,
    logger,
    ...options.clientOptions,
  };
  const client = new WebClient(config.slack.botToken, clientOptions);
  const stopping = new AbortController();
  const running = createRunning();
  const receiver = createReceiver(config.slack.connection, clientOptions, logger, options.requestClock ?? Date.now);
  const app = new App({
    receiver,
    convoStore: false,
    logger,
    clientOptions,
    // The library's own way asks Slack who the bot is, once, and remembers a failure for ever.
    authorize: async () => ({ botToken: config.slack.botToken }),
  });
  measureRequests(app, metrics, log);
  app.use(async ({ next }) => running.track(next));
  refuseUnfresh(app);

  const { preferences } = options;
  const people = withOwnLanguage(createPeople(client, now, log), preferences, log);
  const who = createWho(people, createGroups(client, now, log));
  const service = knowing(options.service, who);
  const memberships = createMemberships(client, now, log);
  const { teamTimeZone } = config;
  const queue = createChannelQueue({
    gapMs: options.channelGapMs ?? CHANNEL_GAP_MS,
    now: () => performance.now(),
    sleep: (ms) => wait(ms, undefined, { ref: false }),
  });
  const holding = createHolding(queue);
  const closed = createClosedChannels();
  const house: House = {
    service,
    now,
    teamTimeZone,
    log,
    stopping: stopping.signal,
    client,
    people,
    who,
    home: createHome({ client, service, preferences, people, who, memberships, teamTimeZone, now, log }),
    holding,
    files: createFiles({ client, botToken: config.slack.botToken, stopping: stopping.signal, log }),
    settings: options.settings ?? DEFAULT_SETTINGS,
    closed,
    asked: options.asked,
    passwordPage: options.passwordPage,
    knocked: options.knocked ?? (() => Promise.resolve()),
  };
  keepSecretsOut(app, house);
  listenToCommands(app, house);
  listenToClicks(app, house);
  listenToForms(app, house);
  listenToHome(app, house);

  /** Not before requests are taken: what is begun here may be asked for anew by then. */
  const resume = (): void => void running.track(() => resumeAsked(house));

  let server: Server | undefined;
  let link: SlackState['link'];
  const onLink = (isLinked: boolean): void => {
    link = { isLinked, since: now() };
  };
  return {
    start: async () => {
      const connection = config.slack.connection;
      if (receiver instanceof SocketModeReceiver) {
        onLink(false);
        const socket = { log, stopping: stopping.signal, ...options.socketLink, client: receiver.client, onLink };
        const asking = new WebClient(config.slack.botToken, { ...clientOptions, logger: withoutTries(logger) });
        try {
          await Promise.all([checkToken(asking), keepLinked(socket)]);
        } catch (error) {
          stopping.abort();
          await app.stop();
          throw error;
        }
        resume();
        return {};
      }
      void warnOfToken(client, log);
      const started: unknown = await app.start(connection.mode === 'http' ? connection.port : 0);
      server = started instanceof Server ? started : undefined;
      resume();
      return portOf(server);
    },
    stop: async () => {
      stopping.abort();
      const from = performance.now();
      const closed = app.stop().catch((error: unknown) => log.warn({ err: error }, 'Slack was not left cleanly'));
      const left = await running.idle(STOP_LIMIT_MS);
      if (left > 0) log.warn({ left }, 'requests from Slack were still under way at the stop');
      // Connections that are kept alive would hold the close up for seconds.
      const hangUp = setInterval(() => server?.closeIdleConnections(), 20);
      const leftMs = Math.max(0, STOP_LIMIT_MS - (performance.now() - from));
      await Promise.race([closed, wait(leftMs, undefined, { ref: false })]);
      clearInterval(hangUp);
    },
    state: () => ({ ...calls.state(), ...(link === undefined ? {} : { link }) }),
    delivery: closed.watching(
      withReports(
        withPictures(createDelivery({ client, queue, render: jobView, people, now, log, edited: holding.edited }), {
          client,
          queue,
          paint: options.paint ?? createPainter(),
          now,
          log,
        }),
        { client, queue, service: options.service, render: jobView, now, log },
      ),
    ),
  };
}

/** Calls carry a limit of their own; posts to a response_url would wait for ever without one. */
const boundedFetch: typeof fetch = (input, init) =>
  fetch(input, init?.signal == null ? { ...init, signal: AbortSignal.timeout(CALL_LIMIT_MS) } : init);

/** In Socket Mode the start waits for Slack as it is: a wrong token stops it, Slack away does not. Throws ConfigError. */
async function checkToken(client: WebClient): Promise<void> {
  try {
    await client.auth.test();
  } catch (error) {
    refuseToken('SLACK_BOT_TOKEN', error);
  }
}

/** A wrong token shows at the start, and stops nothing: it can be put right while the looks go on. */
async function warnOfToken(client: WebClient, log: Logger): Promise<void> {
  try {
    await client.auth.test();
  } catch (error) {
    const code = slackCode(error);
    if (code === undefined) log.warn({ err: error }, 'Slack cannot be reached now');
    else log.error({ code }, 'Slack refuses SLACK_BOT_TOKEN; `npm run doctor` says more');
  }
}

function portOf(server: Server | undefined): { readonly port?: number } {
  const address = server?.address();
  return typeof address === 'object' && address !== null ? { port: address.port } : {};
}
