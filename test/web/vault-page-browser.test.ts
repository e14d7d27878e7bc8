import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { MAILBOXES, NEW, OLD } from '../migration/a-migration.ts';
import { makeAuthority, type TestAuthority } from '../servers/certificates.ts';
import { startChromium } from '../servers/chromium.ts';
import { type Dovecot, startDovecot } from '../servers/dovecot.ts';
import { openPage, type PageHouse } from './page-house.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const [AOI, KEN] = MAILBOXES;
const LOOPBACK = { old: '127.0.0.31', new: '127.0.0.32' } as const;

let browser: Browser;
let authority: TestAuthority;
const servers: Partial<Record<'old' | 'new', Dovecot>> = {};

beforeAll(async () => {
  authority = await makeAuthority();
  const started = async (side: 'old' | 'new') => {
    const users = { [AOI]: `aoi ${side} ひみつ`, [KEN]: `ken ${side}` };
    const tls = await authority.issue([side === 'old' ? 'sv12.oldhost.example' : 'mx3.newhost.example']);
    servers[side] = await startDovecot({ address: LOOPBACK[side], users, tls, fsync: false });
  };
  [browser] = await Promise.all([startChromium(), started('old'), started('new')]);
}, 60_000);
afterAll(async () => {
  await Promise.all([browser?.close(), servers.old?.stop(), servers.new?.stop()]);
});

const houseBeforeDovecots = (): Promise<PageHouse> =>
  openPage({
    trust: [authority.cert],
    now: Date.now,
    book: (address) => {
      const side = address === OLD ? 'old' : address === NEW ? 'new' : undefined;
      const server = side === undefined ? undefined : servers[side];
      return server === undefined ? undefined : { host: server.address, port: server.imapsPort };
    },
  });

async function tab(options: Parameters<Browser['newContext']>[0] = {}): Promise<{ page: Page; complaints: string[] }> {
  const context: BrowserContext = await browser.newContext({ reducedMotion: 'reduce', ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('422')) complaints.push(message.text());
  });
  return { page, complaints };
}

const findings = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));

/** All rules of axe, those that are only advice too. Its evaluation does not go by the page's own policy. */
async function barriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const { violations } = z
    .object({ violations: findings })
    .parse(await page.evaluate('axe.run(document, { resultTypes: ["violations"] })'));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Goes on by Tab until this is focused: what cannot be reached so cannot be reached by keyboard. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const isThere = await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`);
    if (isThere !== true) continue;
    const ring = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
    expect([selector, ring]).toEqual([selector, 'solid']);
    return;
  }
  throw new Error(`${selector} is not reached by Tab`);
}

describe.each([
  ['en', 'logs in', 'refused by the server', 'Not everything was taken', 'The page is closed'],
  ['ja', 'ログインできました', 'サーバーに拒否されました', '登録できなかったものがあります', 'ページを閉じました'],
] as const)('in Chromium, by keyboard alone (%s)', (lang, works, refused, notAll, closed) => {
  it('passwords are entered, tried on both servers, corrected, and the page is closed', {
    timeout: 60_000,
  }, async () => {
    const house = await houseBeforeDovecots();
    const { page, complaints } = await tab();
    await page.goto(house.url + (await house.link({ lang })));
    expect(await barriers(page)).toEqual([]);
    expect(await page.getAttribute('html', 'lang')).toBe(lang);
    await tabTo(page, 'button.main');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/passwords');
    expect(await barriers(page)).toEqual([]);

    await tabTo(page, '#m0-old-password');
    await page.keyboard.insertText('aoi old ひみつ');
    await tabTo(page, '[data-shows=m0-old-password]');
    await page.keyboard.press('Space');
    expect(await page.getAttribute('#m0-old-password', 'type')).toBe('text');
    expect(await page.getAttribute(':focus', 'aria-pressed')).toBe('true');
    await tabTo(page, '#m0-new-password');
    await page.keyboard.insertText('wrong');
    await tabTo(page, '#m1-old-user');
    await page.keyboard.insertText(KEN);
    await page.keyboard.press('Enter');

    await page.waitForSelector('#errors');
    expect(await page.textContent('#errors')).toContain(notAll);
    expect(await page.evaluate('document.activeElement.id')).toBe('errors');
    expect(await barriers(page)).toEqual([]);
    await tabTo(page, '#errors a');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('m1-old-password');
    await page.keyboard.insertText('ken old');
    // Nothing of a password is in the page that comes back.
    expect(await page.content()).not.toContain('ひみつ');
    await page.keyboard.press('Enter');

    await page.waitForURL('**/results');
    await page.waitForSelector('#results:not(:has([data-going-on]))', { timeout: 20_000 });
    const lines = await page.locator('.results > li').allInnerTexts();
    expect(lines).toHaveLength(2);
    expect(lines[0]?.split('\n')).toEqual([AOI, expect.stringContaining(works), expect.stringContaining(refused)]);
    expect(lines[1]).toContain(works);
    expect(await barriers(page)).toEqual([]);

    await tabTo(page, 'a[href="/passwords"]');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/passwords');
    await tabTo(page, '#m0-new-password');
    await page.keyboard.insertText('aoi new ひみつ');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/results');
    await page.waitForSelector('#results:not(:has([data-going-on]))', { timeout: 20_000 });
    expect(await page.locator('.refused').count()).toBe(0);
    expect(await page.locator('.works').count()).toBe(3);
    await tabTo(page, 'form[action="/finish"] button');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/finish');
    expect(await page.textContent('h1')).toBe(closed);
    expect(await barriers(page)).toEqual([]);
    expect(complaints).toEqual([]);

    // Each login once: the wrong one was tried by nobody again.
    const log = house.logged.join('');
    expect(log).not.toContain('ひみつ');
    const { page: second } = await tab();
    const answer = await second.goto(`${house.url}/passwords`);
    expect(answer?.status()).toBe(404);
  });

  it('nothing overflows at 320 px, which is 1280 px at 400 %, light or dark', { timeout: 30_000 }, async () => {
    const house = await openPage({ mailboxes: [AOI, `${'long-name-'.repeat(6)}@kitano.example`] });
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await tab({ colorScheme, viewport: { width: 320, height: 640 } });
      await page.goto(house.url + (await house.link({ lang })));
      await page.click('button.main');
      await page.waitForURL('**/passwords');
      const wide = `[...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > 320.5).map((one) => one.outerHTML.slice(0, 80))`;
      expect(await page.evaluate(wide)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
      expect(await barriers(page)).toEqual([]);
    }
  });
});

describe('without JavaScript', () => {
  it('the form works, and the results come by themselves', { timeout: 30_000 }, async () => {
    const house = await houseBeforeDovecots();
    const { page } = await tab({ javaScriptEnabled: false });
    await page.goto(house.url + (await house.link()));
    await page.click('button.main');
    await page.waitForURL('**/passwords');
    expect(await page.locator('[data-shows]').first().isVisible()).toBe(false);
    await page.fill('#m0-old-password', 'aoi old ひみつ');
    await page.click('form[data-entry] button.main');
    await page.waitForURL('**/results');
    await page.waitForSelector('.works', { timeout: 15_000 });
  });
});

describe('the browser itself', () => {
  it('sends no form of another site, and frames no page of this one', { timeout: 30_000 }, async () => {
    const house = await openPage();
    const { page } = await tab();
    await page.goto(house.url + (await house.link()));
    await page.click('button.main');
    await page.waitForURL('**/passwords');
    const token = await page.getAttribute('form[data-entry] [name=token]', 'value');
    // Another host of this machine: another site for the browser, whose cookies stay away.
    await page.route('http://elsewhere.localhost/**', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<iframe src="${house.url}/passwords"></iframe><form method="post" action="${house.url}/passwords"><input name="token" value="${token}"><input name="password-old-${AOI}" value="planted"><button>x</button></form>`,
      }),
    );
    await page.goto('http://elsewhere.localhost/');
    expect(await page.frames()[1]?.content()).not.toContain(AOI);
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.click('button');
    expect((await answered).status()).toBe(404);
    expect(await house.vault.list(house.id)).toEqual([]);
  });
});
