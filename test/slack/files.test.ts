import { createServer, type RequestListener } from 'node:http';
import { WebClient } from '@slack/web-api';
import { expect, onTestFinished, test } from 'vitest';
import { createLogger } from '../../src/log.ts';
import { createFiles } from '../../src/slack/files.ts';

/** A Slack that hands files out in this way. */
async function slackThat(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  onTestFinished(close);
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const stopping = new AbortController();
  const files = createFiles({
    client: new WebClient('xoxb-test', { slackApiUrl: `${origin}/api/`, retryConfig: { retries: 0 } }),
    botToken: 'xoxb-test',
    stopping: stopping.signal,
    log: createLogger({ level: 'silent' }),
    limitMs: 150,
  });
  return {
    read: (url = `${origin}/f.csv`) => files.read({ id: 'F1', url_private: url }, 1_000),
    close,
    stopping,
    origin,
  };
}

const trouble = (kind: string) => ({ ok: false, trouble: kind });

test('a file that never ends is bounded in bytes, one that never comes in time', async () => {
  const { read } = await slackThat((_, response) => {
    const more = (): void => {
      if (!response.destroyed) response.write('x'.repeat(400), () => setImmediate(more));
    };
    more();
  });
  expect(await read()).toEqual(trouble('big'));
  const silent = await slackThat((_, response) => void response.writeHead(200).write('a'));
  expect(await silent.read()).toEqual(trouble('away'));
});

test('one that is cut off in the middle, or of a Slack that is away, is no file', async () => {
  const { read, close } = await slackThat((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('address\n', () => response.destroy());
  });
  expect(await read()).toEqual(trouble('away'));
  close();
  expect(await read()).toEqual(trouble('away'));
});

test.each([
  [401, 'scope'],
  [403, 'scope'],
  [404, 'gone'],
  [500, 'away'],
])('status %s: %s', async (status, kind) => {
  const { read } = await slackThat((_, response) => void response.writeHead(status).end('no'));
  expect(await read()).toEqual(trouble(kind));
});

test('redirects are followed within Slack, a few of them, and the token stays on its own hosts', async () => {
  const { read, origin } = await slackThat((request, response) => {
    const hops = Number(new URL(request.url ?? '', 'http://x').searchParams.get('hops'));
    if (request.headers.authorization !== 'Bearer xoxb-test') return void response.writeHead(401).end();
    if (hops === 0) return void response.end('a');
    response.writeHead(302, { location: `/f.csv?hops=${hops - 1}` }).end();
  });
  expect(await read(`${origin}/f.csv?hops=3`)).toEqual({ ok: true, bytes: Buffer.from('a') });
  expect(await read(`${origin}/f.csv?hops=4`)).toEqual(trouble('page'));
  for (const url of [
    'https://127.0.0.1/f.csv',
    'http://127.0.0.1:1/f.csv',
    origin.replace('127.0.0.1', 'localhost'),
    origin.replace('//', '//someone@'),
    `${origin.replace('127.0.0.1', '127.0.0.1.example.com')}/f.csv`,
    'file:///etc/hostname',
  ])
    expect(await read(url)).toEqual(trouble('elsewhere'));
});

test('a stop ends what is under way', async () => {
  const { read, stopping } = await slackThat((_, response) => void response.writeHead(200).write('a'));
  const reading = read();
  stopping.abort(new Error('stopped'));
  await expect(reading).rejects.toThrow('stopped');
});
