import { connect } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { MINUTE_MS } from '../../src/migration/time.ts';
import { createPasswordDesk } from '../../src/service/password-desk.ts';
import { createOneTimeLinks } from '../../src/store/one-time-links.ts';
import { MAILBOXES } from '../migration/a-migration.ts';
import { openPage } from './page-house.ts';

const [AOI, KEN] = MAILBOXES;
const SECRET = 'Kaze-no-7-oto <&"\'> ぱすわーど';

const PROTECTION = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

describe('every answer', () => {
  it('carries the protection, whatever is asked', async () => {
    const house = await openPage();
    const cookie = await house.enter(await house.link());
    const link = await house.link();
    const answers = await Promise.all([
      house.get(link),
      house.get('/passwords', cookie),
      house.get('/results', cookie),
      house.get('/page.css'),
      house.get('/page.js'),
      house.get('/'),
      house.get('/open/none'),
      house.get('/passwords'),
      house.post('/passwords', {}, cookie),
      house.post('/page.css', {}),
      house.post('/passwords', {}, cookie, { 'content-type': 'text/plain' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 404, 404, 404, 403, 405, 415]);
    for (const { headers } of answers) expect(Object.fromEntries(headers)).toMatchObject(PROTECTION);
    expect((await house.post(link, {})).headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('loads nothing from elsewhere and has neither script nor style in its text', async () => {
    const house = await openPage();
    const cookie = await house.enter(await house.link());
    for (const path of ['/passwords', '/results', await house.link()]) {
      const text = await (await house.get(path, cookie)).text();
      expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
      expect(text).not.toMatch(/<script(?! src="\/page\.js" defer>)|<style| style=| on[a-z]+=/);
    }
  });

  it('says to come back by TLS alone, and keeps its cookie to it, where the address is https', async () => {
    const house = await openPage({ page: { url: 'https://passwords.example.jp' } });
    const answer = await house.post(await house.link(), {});
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-passwords=[0-9a-f]{16}\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=900; Secure$/,
    );
  });

  it('refuses other methods and says which there are', async () => {
    const house = await openPage();
    const link = await house.link();
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const answer = await fetch(house.url + link, { method });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    }
    expect((await house.get('/finish')).headers.get('allow')).toBe('POST');
  });
});

describe('a link', () => {
  it('is not used up by being looked at, by whatever previews links', async () => {
    const house = await openPage();
    const link = await house.link();
    for (let times = 0; times < 3; times += 1) {
      const answer = await house.get(link, '', { 'user-agent': 'Slackbot-LinkExpanding 1.0' });
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
    }
    expect((await fetch(house.url + link, { method: 'HEAD' })).status).toBe(200);
    expect((await house.post(link, {})).status).toBe(303);
  });

  it('says whom it was made for, in their language, whatever their name is', async () => {
    const house = await openPage();
    const text = await (await house.get(await house.link({ name: '<b>Aoi & Ren</b>', lang: 'ja' }))).text();
    expect(text).toContain('&lt;b&gt;Aoi &amp; Ren&lt;/b&gt; さん専用です');
    expect(text).toContain('<html lang="ja">');
    const unnamed = await (await house.get(await house.link({ name: undefined }))).text();
    expect(unnamed).toContain('Slack user UAOI');
  });

  it('opens once: a second browser, and the same at one moment, get what an unknown link gets', async () => {
    const house = await openPage();
    const unknown = await (await house.get(`/open/${'A'.repeat(43)}`)).text();
    const link = await house.link();
    const both = await Promise.all([house.post(link, {}), house.post(link, {})]);
    expect(both.map(({ status }) => status).sort()).toEqual([303, 404]);
    const again = await house.get(link);
    expect([again.status, await again.text()]).toEqual([404, unknown]);
    const late = await house.link();
    house.clock.at += 15 * MINUTE_MS;
    const over = await house.get(late);
    expect([over.status, await over.text()]).toEqual([404, unknown]);
    expect(unknown).toContain('<code>/migration passwords</code>');
  });

  it('and its session outlive a restart; both end with their fifteen minutes', async () => {
    const house = await openPage();
    const link = await house.link();
    const cookie = await house.enter(await house.link());
    await house.restart();
    expect((await house.get(link)).status).toBe(200);
    house.clock.at += 14 * MINUTE_MS;
    expect((await house.get('/passwords', cookie)).status).toBe(200);
    house.clock.at += MINUTE_MS;
    expect((await house.get('/passwords', cookie)).status).toBe(404);
    expect((await house.post('/passwords', {}, cookie)).status).toBe(404);
  });

  it('is in the store as a hash alone, and gone from it once it is over', async () => {
    const house = await openPage();
    const link = await house.link();
    const cookie = await house.enter(await house.link());
    const rows = await house.adapter.list('one-time-link:', { limit: 10 });
    expect(rows).toHaveLength(2);
    const all = JSON.stringify(rows);
    expect(all).not.toContain(link.slice('/open/'.length));
    expect(all).not.toContain(cookie.split('.')[1]);
    house.clock.at += 16 * MINUTE_MS;
    await house.link();
    expect(await house.adapter.list('one-time-link:', { limit: 10 })).toHaveLength(1);
  });

  it('of a migration that has ended opens nothing', async () => {
    const house = await openPage();
    const link = await house.link();
    const cookie = await house.enter(await house.link());
    await house.service.change(house.id, { kind: 'abandon', by: 'UAOI', reason: 'over' });
    expect((await house.service.read(house.id))?.facts.state.kind).toBe('abandoned');
    expect((await house.get(link)).status).toBe(404);
    expect((await house.get('/passwords', cookie)).status).toBe(404);
    expect(await house.desk.issue(house.id, { user: 'UAOI', lang: 'en', isOwn: false })).toBeUndefined();
  });

  it('of a migration that ends while it is sent leaves nothing in the vault', async () => {
    const house = await openPage();
    const session = (await house.enter(await house.link())).split('=')[1] ?? '';
    const { service, vault } = house;
    const desk = createPasswordDesk({
      links: createOneTimeLinks(house.adapter),
      vault: {
        ...vault,
        // Once all of it has been forgotten, these come.
        putAll: async (...args) => {
          await service.change(house.id, { kind: 'abandon', by: 'UAOI', reason: 'over' });
          await vi.waitFor(async () =>
            expect((await service.read(house.id))?.facts.credentialsForgottenAt).toBeDefined(),
          );
          return await vault.putAll(...args);
        },
      },
      service,
      weakPasswords: async () => [],
      now: () => house.clock.at,
    });
    expect(await desk.enter(session, [{ mailbox: AOI, side: 'old', user: AOI, password: SECRET }])).toBeUndefined();
    expect(await vault.list(house.id)).toEqual([]);
  });

  it('that opens nothing costs its network its turn after thirty, for ten minutes', async () => {
    const house = await openPage();
    const link = await house.link();
    for (let times = 0; times < 30; times += 1) await house.get(`/open/wrong-${times}`);
    const answer = await house.get(link);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '600']);
    house.clock.at += 10 * MINUTE_MS;
    expect((await house.get(link)).status).toBe(200);
  });

  it('behind a proxy the caller is the one that the proxy names', async () => {
    const house = await openPage({ page: { url: 'https://passwords.example.jp' } });
    const link = await house.link();
    const from = (address: string) => ({ 'x-forwarded-for': `10.9.9.9, ${address}` });
    for (let times = 0; times < 30; times += 1) await house.get('/open/wrong', '', from('192.0.2.7'));
    expect((await house.get(link, '', from('192.0.2.7'))).status).toBe(429);
    expect((await house.get(link, '', from('192.0.2.8'))).status).toBe(200);
  });
});

describe('a form', () => {
  const typed = (mailbox: string, side: 'old' | 'new', password: string, user = '') => ({
    [`user-${side}-${mailbox}`]: user,
    [`password-${side}-${mailbox}`]: password,
  });

  it('from another site, without the form’s own token, or with that of another session, changes nothing', async () => {
    const house = await openPage();
    const cookie = await house.enter(await house.link());
    const other = await house.token(await house.enter(await house.link()));
    const token = await house.token(cookie);
    const fields = { token, ...typed(AOI, 'old', SECRET) };
    const tries = [
      house.post('/passwords', fields, cookie, { 'sec-fetch-site': 'cross-site' }),
      house.post('/passwords', fields, cookie, { 'sec-fetch-site': 'same-site' }),
      house.post('/passwords', fields, cookie, { 'sec-fetch-site': 'none' }),
      house.post('/passwords', fields, cookie, { origin: 'https://evil.example' }),
      house.post('/passwords', { ...fields, token: '' }, cookie),
      house.post('/passwords', { ...fields, token: other }, cookie),
      house.post('/finish', { token: other }, cookie),
      house.post(await house.link(), {}, '', { 'sec-fetch-site': 'cross-site' }),
    ];
    for (const answer of await Promise.all(tries)) expect(answer.status).toBe(403);
    expect(await house.vault.list(house.id)).toEqual([]);
    expect((await house.post('/passwords', fields)).status).toBe(404);
  });

  it('without Sec-Fetch-Site counts when its origin is ours', async () => {
    const house = await openPage();
    const send = (origin: string) =>
      house.link().then((link) => fetch(house.url + link, { method: 'POST', redirect: 'manual', headers: { origin } }));
    expect((await send(house.url)).status).toBe(303);
    expect((await send('null')).status).toBe(403);
    expect((await send('https://evil.example')).status).toBe(403);
  });

  it('stores what was typed, exactly, under the name of whoever the link is for, and shows none of it', async () => {
    const house = await openPage();
    const cookie = await house.enter(await house.link());
    const token = await house.token(cookie);
    const fields = { token, ...typed(AOI, 'old', SECRET, 'aoi.old'), ...typed(KEN, 'new', ' blank ends ') };
    const answer = await house.post('/passwords', fields, cookie);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/results']);
    expect(await house.vault.get(house.id, AOI, 'old')).toMatchObject({ user: 'aoi.old', password: SECRET });
    expect(await house.vault.get(house.id, KEN, 'new')).toMatchObject({ user: KEN, password: ' blank ends ' });
    const events = (await house.service.history(house.id, 9)).map(({ event }) => event);
    const entered = events.find(({ kind }) => kind === 'credentials-imported');
    expect(entered).toMatchObject({
      by: 'UAOI',
      through: 'page',
      entries: [
        { mailbox: AOI, side: 'old', version: 1 },
        { mailbox: KEN, side: 'new', version: 2 },
      ],
    });
    const pages = await Promise.all(
      ['/passwords', '/results'].map(async (path) => (await house.get(path, cookie)).text()),
    );
    for (const told of [...pages, JSON.stringify(events), house.logged.join('')]) {
      expect(told).not.toContain('Kaze-no-7');
      expect(told).not.toContain('aoi.old');
      expect(told).not.toContain('blank ends');
    }
  });

  it('checks at once, each login once, and says of each what came of it', async () => {
    const house = await openPage();
    const cookie = await house.enter(await house.link());
    const token = await house.token(cookie);
    await house.post('/passwords', { token, ...typed(AOI, 'old', SECRET) }, cookie);
    const seen = async () => (await house.service.read(house.id))?.sightings.looks.logins;
    await expect.poll(seen).toBeDefined();
    const text = await (await house.get('/results', cookie)).text();
    expect(text).toContain(AOI);
    expect(text).not.toContain(KEN);
    expect(text).toMatch(/Old server: <span class="standing quiet">\? stored, not tried to the end: [^<]+<\/span>/);
    expect(text).not.toContain('data-going-on');
  });

  it('takes what is right and names what is not, each a way to its field', async () => {
    const house = await openPage();
    const cookie = await house.enter(await house.link());
    const token = await house.token(cookie);
    const fields = {
      token,
      ...typed(AOI, 'old', 'tab\there'),
      ...typed(AOI, 'new', '', 'aoi<script>'),
      ...typed(KEN, 'old', 'x'.repeat(1_001)),
      ...typed(KEN, 'new', 'good'),
    };
    const answer = await house.post('/passwords', fields, cookie);
    const text = await answer.text();
    expect(answer.status).toBe(422);
    for (const id of ['m0-old', 'm0-new', 'm1-old']) {
      expect(text).toContain(`href="#${id}-password"`);
      expect(text).toMatch(new RegExp(`id="${id}-password"[^>]* aria-invalid="true" aria-describedby="${id}-problem"`));
    }
    expect(text).toContain('aoi&lt;script&gt;');
    expect(text).toContain('The rest was stored: 1 set of credentials.');
    expect(text).not.toContain('tab\there');
    expect((await house.vault.list(house.id)).map(({ mailbox, side }) => `${mailbox} ${side}`)).toEqual([`${KEN} new`]);
    expect(await (await house.post('/passwords', { token }, cookie)).text()).toContain('Nothing was entered.');
  });

  it('passes over fields of mailboxes that were not shown', async () => {
    const house = await openPage();
    const cookie = await house.enter(await house.link());
    const token = await house.token(cookie);
    await house.post('/passwords', { token, ...typed('ren@kitano.example', 'old', 'x') }, cookie);
    expect(await house.vault.list(house.id)).toEqual([]);
  });

  it('says of a weak password of the new server that it is', async () => {
    const house = await openPage();
    const cookie = await house.enter(await house.link());
    const token = await house.token(cookie);
    await house.post('/passwords', { token, ...typed(AOI, 'new', '1234'), ...typed(AOI, 'old', '1234') }, cookie);
    const text = await (await house.get('/results', cookie)).text();
    expect(text.match(/easy to guess/g)).toHaveLength(1);
  });

  it('ends its session when asked to', async () => {
    const house = await openPage();
    const cookie = await house.enter(await house.link());
    const answer = await house.post('/finish', { token: await house.token(cookie) }, cookie);
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([
      200,
      'passwords=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0',
    ]);
    expect((await house.get('/passwords', cookie)).status).toBe(404);
  });
});

describe('a list', () => {
  const asFile = (token: string, bytes: Uint8Array<ArrayBuffer> | string, pasted = '') => {
    const form = new FormData();
    form.set('token', token);
    form.set('list', pasted);
    form.set('file', new File([bytes], 'アカウント.csv', { type: 'text/csv' }));
    return form;
  };

  it('comes as a file or pasted, in the columns that the command line reads, and brings new mailboxes in', async () => {
    const house = await openPage();
    const cookie = await house.enter(await house.link());
    const token = await house.token(cookie);
    const file = `メールアドレス,旧パスワード,新パスワード\n${AOI},"コンマ,入り",ひみつ\nren@kitano.example,r1,r2\n`;
    expect((await house.post('/passwords', asFile(token, file), cookie)).status).toBe(303);
    expect(await house.vault.get(house.id, AOI, 'old')).toMatchObject({ password: 'コンマ,入り' });
    expect(await house.vault.get(house.id, 'ren@kitano.example', 'new')).toMatchObject({ password: 'r2' });
    const listed = (await house.service.read(house.id))?.facts.mailboxes.map(({ address }) => address);
    expect(listed).toEqual([AOI, KEN, 'ren@kitano.example']);
    const list = `address\told password\n${KEN}\tpasted`;
    expect((await house.post('/passwords', { token, list }, cookie)).status).toBe(303);
    expect(await house.vault.get(house.id, KEN, 'old')).toMatchObject({ password: 'pasted' });
  });

  it.each([
    ['no text', new Uint8Array([0, 1, 2, 255]), 'neither UTF-8'],
    ['no header', 'aoi@kitano.example,hunter2\n', 'no column'],
    ['a line too short', `address,old password\n${AOI},hunter2\nken@kitano.example\n`, 'Line 3'],
    ['no address', 'address,old password\nnobody,hunter2\n', 'is not a mail address'],
    ['another domain', 'address,old password\na@elsewhere.example,hunter2\n', 'Not an address of this move'],
    ['no passwords', `address,old password\n${AOI},\n`, 'No line of the list gives a password'],
    ['an open quotation mark', `address,old password\n${AOI},"hunter2\n`, 'never closed'],
  ])('with %s is refused whole, and says why, without what it holds', async (_name, bytes, why) => {
    const house = await openPage();
    const cookie = await house.enter(await house.link());
    const form = asFile(await house.token(cookie), bytes);
    const answer = await house.post('/passwords', form, cookie);
    const text = await answer.text();
    expect(answer.status).toBe(422);
    expect(text).toContain(why);
    expect(text).not.toContain('hunter2');
    expect(await house.vault.list(house.id)).toEqual([]);
  });

  it('and a pasted one beside it are one too many', async () => {
    const house = await openPage();
    const cookie = await house.enter(await house.link());
    const form = asFile(
      await house.token(cookie),
      `address,old password\n${AOI},x\n`,
      `address,old password\n${AOI},y\n`,
    );
    expect(await (await house.post('/passwords', form, cookie)).text()).toContain('Give either a file or pasted lines');
    expect(await house.vault.list(house.id)).toEqual([]);
  });
});

describe('an owner’s page', () => {
  it('is for their own mailboxes alone: others are neither shown nor taken, nor is a list', async () => {
    const house = await openPage();
    await house.service.change(house.id, { kind: 'set-owner', by: 'UAOI', mailbox: KEN, owner: 'UKEN' });
    expect(await house.desk.issue(house.id, { user: 'UREN', lang: 'en', isOwn: true })).toBeUndefined();
    const cookie = await house.enter(await house.link({ user: 'UKEN', isOwn: true }));
    const text = await (await house.get('/passwords', cookie)).text();
    expect(text).toContain(KEN);
    expect(text).not.toContain(AOI);
    expect(text).not.toContain('type="file"');
    const token = await house.token(cookie);
    const fields = {
      token,
      [`password-old-${AOI}`]: 'x',
      [`password-old-${KEN}`]: 'mine',
      list: `address,old password\n${AOI},x\n`,
    };
    expect((await house.post('/passwords', fields, cookie)).status).toBe(303);
    expect((await house.vault.list(house.id)).map(({ mailbox }) => mailbox)).toEqual([KEN]);
  });

  it('takes nothing of a mailbox that has another owner since', async () => {
    const house = await openPage();
    await house.service.change(house.id, { kind: 'set-owner', by: 'UAOI', mailbox: KEN, owner: 'UKEN' });
    const cookie = await house.enter(await house.link({ user: 'UKEN', isOwn: true }));
    await house.service.change(house.id, { kind: 'set-owner', by: 'UAOI', mailbox: KEN, owner: 'UREN' });
    expect(
      await house.desk.enter(cookie.split('=')[1] ?? '', [{ mailbox: KEN, side: 'old', user: KEN, password: 'x' }]),
    ).toEqual({
      foreign: [KEN],
    });
  });
});

describe('whoever means harm', () => {
  it('is not read beyond the bound, whether the length is told or not', async () => {
    const house = await openPage();
    const cookie = await house.enter(await house.link());
    const big = 'x'.repeat(600 * 1024);
    const told = await house.post('/passwords', { list: big }, cookie);
    expect(told.status).toBe(413);
    const stream = new ReadableStream({
      start(controller) {
        for (let part = 0; part < 10; part += 1) controller.enqueue(new TextEncoder().encode(big.slice(0, 60 * 1024)));
        controller.close();
      },
    });
    const untold = await fetch(`${house.url}/passwords`, {
      method: 'POST',
      body: stream,
      duplex: 'half',
      headers: {
        cookie,
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/x-www-form-urlencoded',
      },
    } as RequestInit);
    expect(untold.status).toBe(413);
  });

  it('gets a clear answer for what is no form', async () => {
    const house = await openPage();
    const cookie = await house.enter(await house.link());
    const send = (type: string, body: string) =>
      fetch(`${house.url}/passwords`, {
        method: 'POST',
        body,
        headers: { cookie, 'sec-fetch-site': 'same-origin', 'content-type': type },
      });
    expect((await send('multipart/form-data; boundary=x', 'nothing of the kind')).status).toBe(415);
    expect((await send('multipart/form-data', '--x')).status).toBe(415);
    expect((await send('application/json', '{}')).status).toBe(415);
    expect((await send('application/x-www-form-urlencoded', '%%%=%zz&&&')).status).toBe(403);
    expect(house.logged.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });

  it('is hung up on who sends a request a byte at a time', { timeout: 20_000 }, async () => {
    const house = await openPage();
    const { port } = new URL(house.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write('POST /passwords HTTP/1.1\r\nHost: x\r\n');
    const startedAt = performance.now();
    await new Promise((resolve) => socket.on('close', resolve).on('data', () => {}));
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
