/**
 * `npm run page-pictures`: draws the page for passwords anew into docs/pictures/, in both languages, as Chromium shows it.
 * Needs the programs that `npm test` installs.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DeskMailbox, DeskVisit } from '../src/service/password-desk.ts';
import { SCRIPT, STYLE } from '../src/web/vault-page/assets.ts';
import { entryPage } from '../src/web/vault-page/entry.ts';
import { resultsPage } from '../src/web/vault-page/results.ts';
import { wordsFor } from '../src/words/words.ts';
import { startChromium } from '../test/servers/chromium.ts';

const DIRECTORY = path.join(import.meta.dirname, '..', 'docs', 'pictures');
const URL_SHOWN = 'https://passwords.example.jp';

type Kind = DeskMailbox['sides']['old']['kind'];
const side = (kind: Exclude<Kind, 'failed'>, isEntered = false, isWeak = false) => ({ kind, isEntered, isWeak });

const mailboxes: readonly DeskMailbox[] = [
  { address: 'aoi@example.jp', sides: { old: side('works', true), new: side('refused', true) } },
  { address: 'info@example.jp', sides: { old: side('held'), new: side('works', true, true) } },
];

const browser = await startChromium();
try {
  for (const lang of ['en', 'ja'] as const) {
    const visit: DeskVisit = {
      domain: 'example.jp',
      lang,
      user: 'UAOI',
      name: 'Aoi',
      timeZone: 'Asia/Tokyo',
      isOwn: false,
      expiresAt: Date.parse('2026-12-01T01:15:00Z'),
      mailboxes,
    };
    const words = wordsFor(lang, { style: 'plain', timeZone: 'Asia/Tokyo' });
    const pages = { '/passwords': entryPage(words, visit, ''), '/results': resultsPage(words, visit, '') };
    const page = await browser.newPage({ viewport: { width: 760, height: 500 }, deviceScaleFactor: 1.25 });
    await page.route('**/*', (route) => {
      const at = new URL(route.request().url()).pathname;
      const files = { ...pages, '/page.css': STYLE, '/page.js': SCRIPT };
      const found = Object.entries(files).find(([known]) => known === at);
      const type = at.endsWith('.css') ? 'text/css' : at.endsWith('.js') ? 'text/javascript' : 'text/html';
      return found === undefined
        ? route.abort()
        : route.fulfill({ contentType: `${type}; charset=utf-8`, body: found[1] });
    });
    for (const [at, name] of [
      ['/passwords', 'page-form'],
      ['/results', 'page-results'],
    ] as const) {
      await page.goto(URL_SHOWN + at);
      const file = path.join(process.argv[2] ?? DIRECTORY, `${name}.${lang}.png`);
      writeFileSync(file, await page.screenshot({ fullPage: true }));
      console.log(`${path.basename(file)} (${Math.ceil(readFileSync(file).length / 1_024)} KB)`);
    }
    await page.close();
  }
} finally {
  await browser.close();
}
