import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Instant } from '../migration/time.ts';
import { type Listening, listenOn } from './listening.ts';

/**
 * One thing that the bot needs, as it is now. `detail` is for the administrator and never holds a secret. `needed: false`:
 * without it the bot still serves whoever writes to it, so that it is said and does not take the bot out of service.
 */
export type ReadinessCheck = {
  readonly name: string;
  readonly ok: boolean;
  readonly needed?: false;
  readonly detail: string;
};

export type HealthOptions = {
  readonly host: string;
  /** 0 takes a free one; `Health.port` says which. */
  readonly port: number;
  readonly version: string;
  /** Looks afresh at what the bot needs: its store, its connection to Slack. */
  readonly checks: () => Promise<readonly ReadinessCheck[]>;
  readonly metrics: Metrics;
  /** Brings figures up to date that are as they are when asked. */
  readonly beforeMetrics?: () => Promise<void>;
  readonly log: Pick<Logger, 'warn'>;
  readonly now: () => Instant;
  /** How long `checks` may take before the answer is "not ready". */
  readonly checksTimeoutMs?: number;
};

export type Health = Listening;

const CHECKS_TIMEOUT_MS = 3_000;
const MAX_CONNECTIONS = 64;

/**
 * The pages that machines read: `/healthz` (the process answers), `/readyz` (200 when everything needed is there, else
 * 503; `ok` says whether all is well, and `checks` what is not) and `/metrics` (Prometheus text). Rejects when the port
 * cannot be listened on.
 */
export async function startHealth(options: HealthOptions): Promise<Health> {
  const startedAt = options.now();
  options.metrics.gauge('mail_migration_bot_build_info', 'Always 1; the labels say what is running.').set(1, {
    version: options.version,
    node: process.versions.node,
  });
  const readiness = shareRunning(() => lookAtReadiness(options));
  const pages: Readonly<Record<string, (response: ServerResponse) => void | Promise<void>>> = {
    '/healthz': (response) => send(response, 200, 'text/plain', 'ok\n'),
    '/readyz': async (response) => {
      const checks = await readiness();
      const ok = checks.every((check) => check.ok);
      const ready = checks.every((check) => check.ok || check.needed === false);
      send(response, ready ? 200 : 503, 'application/json', `${JSON.stringify({ ready, ok, checks })}\n`);
    },
    '/metrics': async (response) => {
      await options
        .beforeMetrics?.()
        .catch((error: unknown) => options.log.warn({ err: error }, 'a figure could not be read'));
      setProcessGauges(options.metrics, options.now() - startedAt);
      send(response, 200, 'text/plain; version=0.0.4', options.metrics.render());
    },
  };

  const server = createServer(
    { requestTimeout: 5_000, headersTimeout: 5_000, keepAliveTimeout: 5_000 },
    (request, response) => {
      const page = pages[pathOf(request)];
      if (page === undefined) return send(response, 404, 'text/plain', 'not found\n');
      if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, 405, 'text/plain', 'GET only\n');
      void page(response);
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  return await listenOn(server, options);
}

/** Never rejects: checks that break or hang are themselves the finding. */
async function lookAtReadiness(options: HealthOptions): Promise<readonly ReadinessCheck[]> {
  const timeoutMs = options.checksTimeoutMs ?? CHECKS_TIMEOUT_MS;
  const { promise: timeUp, resolve } = Promise.withResolvers<readonly ReadinessCheck[]>();
  const timer = setTimeout(
    () => resolve([{ name: 'checks', ok: false, detail: `no result within ${timeoutMs} ms` }]),
    timeoutMs,
  );
  try {
    return await Promise.race([options.checks(), timeUp]);
  } catch (error) {
    options.log.warn({ err: error }, 'a readiness check broke');
    return [{ name: 'checks', ok: false, detail: 'a check broke; the log says why' }];
  } finally {
    clearTimeout(timer);
  }
}

/** Callers that come while a run is under way get its result, so that a burst of questions costs one look. */
function shareRunning<T>(run: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  };
}

function setProcessGauges(metrics: Metrics, uptimeMs: number): void {
  metrics.gauge('mail_migration_bot_uptime_seconds', 'Since the start of the process.').set(uptimeMs / 1000);
  metrics.gauge('process_resident_memory_bytes', 'Resident memory of the process.').set(process.memoryUsage.rss());
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(body);
}
