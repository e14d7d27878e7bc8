import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createDialer, type Dialer } from '../../src/net/dial.ts';
import { makeAuthority } from '../servers/certificates.ts';

/** A probe of the stand-in: where it is, and what `dig` prints there. */
export type StandInProbe = {
  readonly country: string;
  readonly asn: number;
  readonly network: string;
  readonly result: (target: string, type: string) => Readonly<Record<string, unknown>>;
};

export type StandIn = {
  readonly dialer: Dialer;
  readonly address: string;
  /** Bodies of what was posted, and how often measurements were looked at. */
  readonly posted: { readonly target: string; readonly type: string; readonly locations: unknown }[];
  readonly looks: string[];
  readonly headers: IncomingMessage['headers'][];
  probes: readonly StandInProbe[];
  /** How often a measurement says `in-progress` first. */
  progress: number;
  /** What is answered instead, to a request of this kind. */
  instead: Partial<Record<'create' | 'read', (request: IncomingMessage, response: ServerResponse) => boolean>>;
  remaining: number;
  forget(): void;
  stop(): Promise<void>;
};

const ADDRESS = '192.0.2.90';

/**
 * Globalping's API as its documentation has it, over HTTPS on loopback: 202 with an id, results that fill up, 422 for an
 * earlier measurement that is forgotten and for places without probes, 429 when the hour's tests are used up.
 */
export async function startStandIn(): Promise<StandIn> {
  const authority = await makeAuthority();
  const measurements = new Map<string, Measurement>();
  const sockets = new Set<ServerResponse>();
  const server = createServer(await authority.issue(['api.globalping.io']), (request, response) => {
    sockets.add(response);
    response.on('close', () => sockets.delete(response));
    void handle(request, response);
  });
  server.on('tlsClientError', () => undefined);
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  const standIn: StandIn = {
    address: ADDRESS,
    dialer: createDialer({
      trust: [authority.cert],
      addressBook: (address, dialled) =>
        address === ADDRESS && dialled === 443 ? { host: '127.0.0.1', port } : undefined,
    }),
    posted: [],
    looks: [],
    headers: [],
    probes: [],
    progress: 0,
    instead: {},
    remaining: 250,
    forget: () => measurements.clear(),
    async stop() {
      for (const response of sockets) response.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    standIn.headers.push(request.headers);
    const say = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
      response.end(JSON.stringify(body));
    };
    const text = await bodyOf(request);
    if (request.method === 'POST' && request.url === '/v1/measurements') {
      if (standIn.instead.create?.(request, response)) return;
      const body = JSON.parse(text);
      standIn.posted.push({ target: body.target, type: body.measurementOptions.query.type, locations: body.locations });
      const chosen =
        typeof body.locations === 'string'
          ? measurements.get(body.locations)?.probes
          : standIn.probes.filter((probe) =>
              body.locations.some((one: { country: string }) => one.country === probe.country),
            );
      if (chosen === undefined || chosen.length === 0)
        return say(422, { error: { type: 'no_probes_found', message: 'No suitable probes found.' } });
      const limits = { 'x-ratelimit-limit': '250', 'x-ratelimit-reset': '1800' };
      if (standIn.remaining < chosen.length)
        return say(
          429,
          { error: { type: 'rate_limit_exceeded', message: 'API rate limit exceeded.' } },
          { ...limits, 'x-ratelimit-remaining': String(standIn.remaining) },
        );
      standIn.remaining -= chosen.length;
      const id = `measurement${measurements.size + 1}`;
      measurements.set(id, { probes: chosen, body, left: standIn.progress });
      return say(
        202,
        { id, probesCount: chosen.length },
        { ...limits, 'x-ratelimit-remaining': String(standIn.remaining), location: `/v1/measurements/${id}` },
      );
    }
    const id = request.url?.replace('/v1/measurements/', '') ?? '';
    standIn.looks.push(id);
    if (standIn.instead.read?.(request, response)) return;
    const measurement = measurements.get(id);
    if (measurement === undefined)
      return say(404, { error: { type: 'not_found', message: "Couldn't find the requested item." } });
    const isOver = measurement.left <= 0;
    measurement.left -= 1;
    return say(200, { id, ...shown(measurement, isOver) });
  };
  return standIn;
}

type Measurement = {
  readonly probes: readonly StandInProbe[];
  readonly body: {
    readonly target: string;
    readonly measurementOptions: { readonly query: { readonly type: string } };
  };
  left: number;
};

function shown({ probes, body }: Measurement, isOver: boolean): Readonly<Record<string, unknown>> {
  const { target, measurementOptions } = body;
  return {
    type: 'dns',
    target,
    status: isOver ? 'finished' : 'in-progress',
    createdAt: '2026-11-24T09:00:00.000Z',
    updatedAt: '2026-11-24T09:00:01.000Z',
    probesCount: probes.length,
    results: probes.map(({ country, asn, network, result }, index) => ({
      probe: {
        continent: 'AS',
        region: 'Eastern Asia',
        country,
        state: null,
        city: 'Tokyo',
        asn,
        network,
        longitude: 139.7,
        latitude: 35.7,
        tags: ['eyeball-network'],
        resolvers: ['private'],
      },
      // Of a measurement that is under way, the first probes have finished.
      result:
        isOver || index === 0
          ? result(target, measurementOptions.query.type)
          : { status: 'in-progress', rawOutput: '' },
    })),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString('utf8');
}

/** What a probe gives whose resolver answers with this record line; none: NXDOMAIN. */
export function digging(resolver: string, ...records: readonly string[]): StandInProbe['result'] {
  return (target, type) => {
    const status = records.length === 0 ? 'NXDOMAIN' : 'NOERROR';
    const own = records.filter((line) => line.split(/\s+/)[3] === type);
    return {
      status: 'finished',
      statusCode: records.length === 0 ? 3 : 0,
      statusCodeName: status,
      resolver,
      timings: { total: 9 },
      answers: own.map((line) => {
        const [name, ttl, cls, kind, ...value] = line.split(/\s+/);
        return { name, type: kind, ttl: Number(ttl), class: cls, value: value.join(' ') };
      }),
      rawOutput: `\n; <<>> DiG 9.18 <<>> -t ${type} ${target} -p 53 -4 +timeout=3 +tries=2 +nocookie +nsid\n;; global options: +cmd\n;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${status}, id: 1\n;; flags: qr rd ra; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1\n\n;; QUESTION SECTION:\n;${target}.\t\tIN\t${type}\n\n;; ANSWER SECTION:\n${own.join('\n')}\n\n;; Query time: 9 msec\n;; SERVER: x.x.x.x#53(x.x.x.x)\n`,
    };
  };
}
