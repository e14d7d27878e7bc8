import { z } from 'zod';
import type { Failure, Question } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { Dialer } from '../net/dial.ts';
import { classifyNetworkError } from '../net/failures.ts';
import { type HttpsAnswer, httpsRequest } from '../net/https-get.ts';

const GLOBALPING_HOST = 'api.globalping.io';

/** Where probes are wanted, or the id of an earlier measurement, whose probes are to be asked again. */
export type Locations =
  | string
  | readonly { readonly country: string; readonly limit: number; readonly tags: readonly string[] }[];

const probeSchema = z.looseObject({
  country: z.string().regex(/^[A-Z]{2}$/),
  asn: z.int().nonnegative(),
  network: z.string(),
});
const resultSchema = z.looseObject({
  status: z.string(),
  rawOutput: z.string().nullish(),
  statusCodeName: z.string().nullish(),
  resolver: z.string().nullish(),
  answers: z
    .array(z.looseObject({ name: z.string(), type: z.string(), ttl: z.number(), class: z.string(), value: z.string() }))
    .nullish(),
});
const measurementSchema = z.looseObject({
  status: z.string(),
  results: z.array(z.looseObject({ probe: probeSchema, result: resultSchema })),
});
const createdSchema = z.looseObject({ id: z.string().regex(/^[\w-]{1,64}$/), probesCount: z.int().nonnegative() });

export type ProbeResult = z.infer<typeof measurementSchema>['results'][number];

/** How many tests may still be made, as the service says itself. */
export type Allowance = { readonly remaining: number; readonly resetMs: number };

export type Created =
  | { readonly outcome: 'created'; readonly id: string; readonly probes: number; readonly allowance?: Allowance }
  /** 422: no such probes, or the earlier measurement is forgotten. */
  | { readonly outcome: 'no-probes' }
  | { readonly outcome: 'limited'; readonly retryMs: number }
  | Failure;

export type Measured =
  | { readonly outcome: 'measured'; readonly isOver: boolean; readonly results: readonly ProbeResult[] }
  | { readonly outcome: 'limited'; readonly retryMs: number }
  | Failure;

export type GlobalpingApi = {
  create(question: Question, locations: Locations, signal: AbortSignal): Promise<Created>;
  read(id: string, signal: AbortSignal): Promise<Measured>;
};

export type ApiOptions = {
  readonly now: () => Instant;
  /** Addresses of the service's host, by our own resolution. */
  readonly resolve: (host: string, signal: AbortSignal) => Promise<readonly string[]>;
  /** Raises the number of tests that are allowed. */
  readonly token?: string;
  readonly timeoutMs?: number;
};

const TIMEOUT_MS = 8_000;
const MAX_BYTES = 1024 * 1024;
/** Where a refusal does not say how long. */
const RETRY_MS = 60_000;

/** The two calls of Globalping's API that we need (globalping.io/docs/api.globalping.io). Neither ever throws. */
export function createGlobalpingApi(dialer: Dialer, options: ApiOptions): GlobalpingApi {
  const { now, token, timeoutMs = TIMEOUT_MS } = options;
  const failure = (code: Failure['code'], detail?: string): Failure => ({
    outcome: 'failed',
    at: now(),
    code,
    ...(detail === undefined ? {} : { detail }),
  });

  const send = async (path: string, body: string | undefined, signal: AbortSignal): Promise<HttpsAnswer | Failure> => {
    try {
      const addresses = await options.resolve(GLOBALPING_HOST, signal);
      const address = addresses.find((one) => dialer.canReach(one));
      if (address === undefined) return failure('host-unresolved', GLOBALPING_HOST);
      const request = {
        address,
        hostname: GLOBALPING_HOST,
        path,
        timeoutMs,
        maxBytes: MAX_BYTES,
        signal,
        headers: {
          accept: 'application/json',
          'user-agent': 'mail-migration-bot',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body }),
      };
      return await dialer.withBudget(address, () => httpsRequest(dialer, request), signal);
    } catch (error) {
      return failure(classifyNetworkError(error), error instanceof Error ? error.message : undefined);
    }
  };

  return {
    async create({ name, type }, locations, signal) {
      const body = { type: 'dns', target: name, locations, measurementOptions: { query: { type } } };
      const answer = await send('/v1/measurements', JSON.stringify(body), signal);
      if ('outcome' in answer) return answer;
      if (answer.status === 429) return { outcome: 'limited', retryMs: retryMs(answer) };
      if (answer.status === 422) return { outcome: 'no-probes' };
      const created = createdSchema.safeParse(json(answer));
      if (answer.status !== 202 || !created.success) return failure('protocol', `HTTP ${answer.status}`);
      const { id, probesCount: probes } = created.data;
      const allowance = allowanceOf(answer);
      return { outcome: 'created', id, probes, ...(allowance === undefined ? {} : { allowance }) };
    },
    async read(id, signal) {
      const answer = await send(`/v1/measurements/${id}`, undefined, signal);
      if ('outcome' in answer) return answer;
      if (answer.status === 429) return { outcome: 'limited', retryMs: retryMs(answer) };
      const measured = measurementSchema.safeParse(json(answer));
      if (answer.status !== 200 || !measured.success) return failure('protocol', `HTTP ${answer.status}`);
      const { status, results } = measured.data;
      return { outcome: 'measured', isOver: status !== 'in-progress', results };
    },
  };
}

function json({ body, cut }: HttpsAnswer): unknown {
  if (cut) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function retryMs({ headers }: HttpsAnswer): number {
  const seconds = Number(headers['retry-after'] ?? headers['x-ratelimit-reset'] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : RETRY_MS;
}

function allowanceOf({ headers }: HttpsAnswer): Allowance | undefined {
  const remaining = Number(headers['x-ratelimit-remaining'] ?? Number.NaN);
  const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
  return Number.isFinite(remaining) && Number.isFinite(reset) ? { remaining, resetMs: reset * 1_000 } : undefined;
}
