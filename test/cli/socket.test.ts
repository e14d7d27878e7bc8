import { statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Handlers } from '../../src/cli/operations.ts';
import { type BotClient, connectBot } from '../../src/cli/socket-client.ts';
import { startSocketServer } from '../../src/cli/socket-server.ts';
import { AppError, ErrorCode } from '../../src/errors.ts';
import { createLogger } from '../../src/log.ts';
import { temporaryDirectory } from '../store/temporary.ts';

const log = createLogger({ level: 'silent' });
const socketFile = () => path.join(temporaryDirectory(), 'bot.sock');

async function serve(
  handlers: Handlers,
  file = socketFile(),
): Promise<{ readonly file: string; readonly close: () => Promise<void> }> {
  const server = await startSocketServer({ path: file, handlers, log });
  onTestFinished(server.close);
  return { file, close: server.close };
}

async function client(file: string, answerMs?: number): Promise<BotClient> {
  const connected = await connectBot(file, answerMs);
  if (connected === undefined) throw new Error('nobody listens');
  onTestFinished(connected.close);
  return connected;
}

describe('the socket', () => {
  it('answers one question after the other, of any size', async () => {
    const { file } = await serve({ echo: async (params) => params });
    const { call } = await client(file);
    const large = { text: '日本語 "\n" '.repeat(200_000) };
    expect(await call('echo', large)).toEqual(large);
    expect(await call('echo', [1])).toEqual([1]);
  });

  it('is for its owner alone', async () => {
    const { file } = await serve({});
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('carries an error of the catalogue over', async () => {
    const { file } = await serve({
      fail: async () => Promise.reject(new AppError(ErrorCode.MigrationUnknown, { id: 'M1' })),
    });
    const { call } = await client(file);
    await expect(call('fail', {})).rejects.toMatchObject({ code: 'unknown-migration', details: { id: 'M1' } });
  });

  it('tells nothing of an error that the catalogue does not know', async () => {
    const { file } = await serve({ fail: async () => Promise.reject(new Error('password is hunter2')) });
    const { call } = await client(file);
    const failure = expect(call('fail', {})).rejects;
    await failure.toMatchObject({ code: 'internal' });
    await failure.not.toThrow('hunter2');
  });

  it.each(['none', 'toString', '__proto__'])('refuses the method %s', async (method) => {
    const { file } = await serve({});
    await expect((await client(file)).call(method, {})).rejects.toMatchObject({ code: 'socket-protocol' });
  });

  it('answers a line that is no question, and lives on', async () => {
    const { file } = await serve({ echo: async (params) => params });
    const socket = connect(file);
    onTestFinished(() => void socket.destroy());
    socket.write('this is no JSON\n{"method":"echo","params":1}\n');
    let text = '';
    for await (const chunk of socket) {
      text += String(chunk);
      if (text.split('\n').length > 2) break;
    }
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { ok: false, error: { code: 'socket-protocol', details: {} } },
      { ok: true, result: 1 },
    ]);
  });

  it('is taken over from a process that died, not from one that lives', async () => {
    const { file, close } = await serve({ who: async () => 'first' });
    await expect(startSocketServer({ path: file, handlers: {}, log })).rejects.toMatchObject({ code: 'store-in-use' });
    await close();
    writeFileSync(file, 'left behind');
    await serve({ who: async () => 'second' }, file);
    expect(await (await client(file)).call('who', {})).toBe('second');
  });

  it('has nobody behind it when no bot runs', async () => {
    expect(await connectBot(socketFile())).toBeUndefined();
  });

  it('fails, and does not hang, when the bot breaks off', async () => {
    const file = socketFile();
    const rude = createServer((socket) => socket.once('data', () => socket.destroy()));
    await new Promise<void>((resolve) => void rude.listen(file, resolve));
    onTestFinished(() => void rude.close());
    await expect((await client(file)).call('echo', {})).rejects.toMatchObject({ code: 'socket-failed' });
  });

  it('fails, and does not hang, when the bot says nothing', async () => {
    const file = socketFile();
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => void silent.listen(file, resolve));
    onTestFinished(() => void silent.close());
    await expect((await client(file, 100)).call('echo', {})).rejects.toMatchObject({ code: 'socket-failed' });
  });

  it('fails on a path that is longer than a socket’s may be', async () => {
    const file = path.join(temporaryDirectory(), 'x'.repeat(120));
    await expect(startSocketServer({ path: file, handlers: {}, log })).rejects.toMatchObject({ code: 'socket-failed' });
  });
});
