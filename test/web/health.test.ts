import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createMetrics } from '../../src/metrics.ts';
import { type Health, type HealthOptions, type ReadinessCheck, startHealth } from '../../src/web/health.ts';

const STORE_OK: ReadinessCheck = { name: 'store', ok: true, detail: 'written 2 s ago' };
const open: Health[] = [];
const warnings: unknown[] = [];

async function health(options: Partial<HealthOptions> = {}): Promise<string> {
  const started = await startHealth({
    host: '127.0.0.1',
    port: 0,
    version: '1.2.3',
    checks: async () => [STORE_OK],
    metrics: createMetrics(),
    log: { warn: (fields: unknown) => warnings.push(fields) },
    now: () => 0,
    ...options,
  });
  open.push(started);
  return `http://127.0.0.1:${started.port}`;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
  warnings.length = 0;
});

describe('the health pages', () => {
  it('/healthz answers while the process does, whatever is not ready', async () => {
    const url = await health({ checks: async () => [{ name: 'store', ok: false, detail: 'away' }] });
    const answer = await fetch(`${url}/healthz`);
    expect([answer.status, await answer.text()]).toEqual([200, 'ok\n']);
  });

  it('/readyz is 200 when every check passes, 503 when one does not, and lists them', async () => {
    const ready = await fetch(`${await health()}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { ready: true, ok: true, checks: [STORE_OK] }]);

    const slackAway: ReadinessCheck = { name: 'slack', ok: false, detail: 'disconnected for 40 s' };
    const unready = await fetch(`${await health({ checks: async () => [STORE_OK, slackAway] })}/readyz`);
    expect([unready.status, await unready.json()]).toEqual([
      503,
      { ready: false, ok: false, checks: [STORE_OK, slackAway] },
    ]);
  });

  it('/readyz stays 200 for what it can serve without, and says that all is not well', async () => {
    const late: ReadinessCheck = { name: 'agenda', ok: false, needed: false, detail: '40 looks wait' };
    const answer = await fetch(`${await health({ checks: async () => [STORE_OK, late] })}/readyz`);
    expect([answer.status, await answer.json()]).toEqual([200, { ready: true, ok: false, checks: [STORE_OK, late] }]);
  });

  it('/metrics has figures brought up to date, and shows the others when one cannot be', async () => {
    const metrics = createMetrics();
    const free = metrics.gauge('free_bytes', 'Free.');
    let fails = false;
    const beforeMetrics = async () => {
      if (fails) throw new Error('no such directory');
      free.set(7);
    };
    const url = await health({ metrics, beforeMetrics });
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('free_bytes 7\n');
    fails = true;
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('free_bytes 7\n');
    expect(warnings).toHaveLength(1);
  });

  it('a check that breaks is not ready, logged, and its message is not shown', async () => {
    const url = await health({ checks: () => Promise.reject(new Error('password of the database: hunter2')) });
    const answer = await fetch(`${url}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.text()).not.toContain('hunter2');
    expect(warnings).toHaveLength(1);
  });

  it('a check that hangs is not ready, within its bound', async () => {
    const url = await health({ checks: () => new Promise(() => {}), checksTimeoutMs: 30 });
    const answer = await fetch(`${url}/readyz`);
    expect([answer.status, await answer.json()]).toMatchObject([
      503,
      { checks: [{ detail: 'no result within 30 ms' }] },
    ]);
  });

  it('a burst of questions costs one look, and the next burst looks again', async () => {
    let looks = 0;
    const gates: (() => void)[] = [];
    const url = await health({
      checks: async () => {
        looks += 1;
        await new Promise<void>((resolve) => gates.push(resolve));
        return [STORE_OK];
      },
    });
    for (const expected of [1, 2]) {
      const burst = askAtOnce(url, '/readyz', 8);
      await expect.poll(() => gates.length).toBe(expected);
      gates.at(-1)?.();
      expect(await burst).toEqual(Array(8).fill('200'));
      expect(looks).toBe(expected);
    }
  });

  it('/metrics shows build, uptime and the counters of the process', async () => {
    const metrics = createMetrics();
    metrics.counter('looks_total', 'Looks.').add({ kind: 'survey' });
    let nowMs = 1_000;
    const url = await health({ metrics, now: () => nowMs });
    nowMs += 90_500;
    const answer = await fetch(`${url}/metrics?format=text`);
    const text = await answer.text();
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4');
    expect(text).toContain(`mail_migration_bot_build_info{node="${process.versions.node}",version="1.2.3"} 1\n`);
    expect(text).toContain('mail_migration_bot_uptime_seconds 90.5\n');
    expect(text).toContain('looks_total{kind="survey"} 1\n');
    expect(text).toMatch(/^process_resident_memory_bytes [1-9]\d+$/m);
  });

  it('knows no other page and no other method', async () => {
    const url = await health();
    expect((await fetch(`${url}/`)).status).toBe(404);
    expect((await fetch(`${url}/constructor`)).status).toBe(404);
    expect((await fetch(`${url}/healthz`, { method: 'POST', body: 'x' })).status).toBe(405);
    expect((await fetch(`${url}/healthz`, { method: 'HEAD' })).status).toBe(200);
  });

  it('closes at once though a connection is held open, and a taken port is an error', async () => {
    const held = await startHealth({ ...quiet(), port: 0 });
    const socket = connect(held.port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    await expect(startHealth({ ...quiet(), port: held.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    socket.on('error', () => {});
    await held.close();
    await expect(fetch(`http://127.0.0.1:${held.port}/healthz`)).rejects.toThrow();
    socket.destroy();
  });
});

const quiet = (): HealthOptions => ({
  host: '127.0.0.1',
  port: 0,
  version: '0',
  checks: async () => [],
  metrics: createMetrics(),
  log: { warn: () => {} },
  now: () => 0,
});

/** Several requests in one write on one connection: they arrive together, so that "at once" does not hang on luck. */
async function askAtOnce(url: string, page: string, times: number): Promise<readonly string[]> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const request = (last: boolean) => `GET ${page} HTTP/1.1\r\nHost: x\r\n${last ? 'Connection: close\r\n' : ''}\r\n`;
  socket.write(Array.from({ length: times }, (_, index) => request(index === times - 1)).join(''));
  let text = '';
  for await (const chunk of socket) text += chunk;
  return [...text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map((match) => match[1] ?? '');
}
