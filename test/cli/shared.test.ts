import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSharedFile } from '../../src/cli/shared-file.ts';
import { temporaryDirectory } from '../store/temporary.ts';
import { plantMigration, runHere, runProcess, startBot } from './processes.ts';

const APP = { tenant: 'contoso.example', client_id: 'the-app', client_secret: 'hunter2' };

async function prepared(content: unknown): Promise<{ readonly dir: string; readonly file: string }> {
  const dir = temporaryDirectory();
  await plantMigration(dir, 'M1', 'C1', 3);
  const file = path.join(dir, 'shared.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return { dir, file };
}

describe('a file for a whole side', () => {
  it('may be an app of Microsoft 365', () => {
    expect(readSharedFile('oauth', JSON.stringify(APP))).toEqual({
      ok: true,
      credentials: {
        user: '',
        oauth: {
          kind: 'client-credentials',
          tokenUrl: 'https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token',
          clientId: 'the-app',
          clientSecret: 'hunter2',
          scope: 'https://outlook.office365.com/.default',
        },
      },
    });
  });

  it('may be the key of a service account, as it was downloaded', () => {
    const key = {
      type: 'service_account',
      project_id: 'p',
      private_key_id: 'k1',
      private_key: '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n',
      client_email: 'mover@p.iam.gserviceaccount.com',
      token_uri: 'https://oauth2.googleapis.com/token',
    };
    expect(readSharedFile('oauth', JSON.stringify(key))).toMatchObject({
      ok: true,
      credentials: {
        oauth: {
          kind: 'service-account',
          clientEmail: key.client_email,
          keyId: 'k1',
          scope: 'https://mail.google.com/',
        },
      },
    });
  });

  it('may be an app of another service, and never one whose tokens come in clear', () => {
    const at = (token_url: string) => readSharedFile('oauth', JSON.stringify({ ...APP, tenant: undefined, token_url }));
    expect(at('https://id.example/token')).toMatchObject({
      ok: true,
      credentials: { oauth: { tokenUrl: 'https://id.example/token' } },
    });
    expect(at('http://id.example/token')).toEqual({ ok: false, fields: ['token_url'] });
  });

  it('may be a master user', () => {
    expect(readSharedFile('master', '{"user": "root", "password": "pw", "acts_as": "{local}"}')).toEqual({
      ok: true,
      credentials: { user: 'root', password: 'pw', authzid: '{local}' },
    });
  });

  it('is told apart from one that lacks something, and from none', () => {
    expect(readSharedFile('oauth', '{"client_id": "a"}')).toEqual({ ok: false, fields: ['client_secret'] });
    expect(readSharedFile('oauth', '{"client_id": "a", "client_secret": "b"}')).toEqual({
      ok: false,
      fields: ['tenant'],
    });
    expect(readSharedFile('master', '{"user": "a\\n", "password": "b"}')).toEqual({ ok: false, fields: ['user'] });
    expect(readSharedFile('oauth', 'hunter2')).toEqual({ ok: false, fields: [] });
  });
});

describe('vault oauth and vault master', () => {
  it('put it into the store when no bot runs, and show no secret', async () => {
    const { dir, file } = await prepared(APP);
    const ended = await runProcess(dir, ['vault', 'oauth', '--side', 'new', '--channel', 'C1', file]);
    expect(ended).toMatchObject({ status: 0, err: '' });
    expect(ended.out).toContain('the app for the new server');
    expect(ended.out).not.toContain('hunter2');
    expect((await runHere(dir, ['vault', 'list', '--channel', 'C1'])).out.trim()).toBe(
      '(mailboxes without their own)  new server  version 1',
    );
  });

  it('go through the running bot, which is told the new version', async () => {
    const { dir, file } = await prepared({ user: 'root', password: 'hunter2' });
    const bot = await startBot(dir);
    const ended = await runProcess(dir, ['vault', 'master', '--side', 'old', '--channel', 'C1', file, '--lang', 'ja']);
    expect(ended).toMatchObject({ status: 0, err: '' });
    expect(ended.out).toContain('マスターユーザー');
    expect(JSON.parse(await bot.told())).toMatchObject({ entries: [{ mailbox: '*', side: 'old', version: 1 }] });
  });

  it('take nothing that is not whole', async () => {
    const { dir, file } = await prepared({ client_secret: 'hunter2' });
    const ended = await runHere(dir, ['vault', 'oauth', '--side', 'new', '--channel', 'C1', file]);
    expect(ended.err).toContain('client_id');
    expect(ended.err).not.toContain('hunter2');
    expect((await runHere(dir, ['vault', 'list', '--channel', 'C1'])).out).toContain('holds no credentials');
    expect((await runHere(dir, ['vault', 'oauth', '--channel', 'C1', file])).err).toContain('--side old|new FILE');
  });
});
