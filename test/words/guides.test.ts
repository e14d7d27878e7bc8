import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { drawMessage } from '../../scripts/pictures/bubble.ts';
import { type Played, play } from '../../scripts/pictures/played.ts';
import { digestOf, fewerColours, pixelsOf, sourceOf } from '../../scripts/pictures/png.ts';
import { scenes } from '../../scripts/pictures/scenes.ts';
import { transcriptOf } from '../../scripts/pictures/transcript.ts';
import { VARIABLES } from '../../src/config-variables.ts';
import { SUBCOMMANDS } from '../../src/slack/parse/grammar.ts';
import { createPainter } from '../../src/slack/pictures/painter.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const DOCS = path.join(ROOT, 'docs');
const read = (...names: readonly string[]): string => readFileSync(path.join(ROOT, ...names), 'utf8');
const LANGUAGES = ['en', 'ja'] as const;
const named = (name: string, lang: 'en' | 'ja'): string => `${name}${lang === 'en' ? '' : '.ja'}.md`;
/** A migration of 24 days takes seconds, on a machine that has little else to do. */
const PLAYED_WITHIN_MS = 240_000;
/** As GitHub names them in addresses. */
const headingsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
const MOST_PICTURE_BYTES = 120 * 1_024;

describe.each(LANGUAGES)('the guides (%s)', (lang) => {
  const team = read('docs', named('team-guide', lang));
  const admin = read('docs', named('admin-guide', lang));
  const pictureOf = (name: string): Uint8Array => readFileSync(path.join(DOCS, 'pictures', `${name}.${lang}.png`));
  let played: Played;
  beforeAll(() => {
    played = play(lang);
  }, PLAYED_WITHIN_MS);

  test('the team’s quotes the bot word for word: its lines are said in the migration that the pictures are drawn from', () => {
    const said = new Set(transcriptOf(played, lang));
    const quotes = [...team.matchAll(/^```text\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
      block.trim().split('\n'),
    );
    expect(quotes.length).toBeGreaterThan(20);
    expect(quotes.filter((line) => line !== '…' && !said.has(line))).toEqual([]);
  });

  test('each picture shows what the bot says today; `npm run pictures` draws them anew', () => {
    const drawn = scenes(played, lang);
    const old = drawn.filter(({ name, svg }) => sourceOf(pictureOf(name)) !== digestOf(svg));
    expect(old.map(({ name }) => name)).toEqual([]);
    expect(drawn.map(({ name }) => `pictures/${name}.${lang}.png`).sort()).toEqual(
      [...team.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, file]) => file).sort(),
    );
  });

  test('each picture is there, is small, and has a text in its place', () => {
    const pictures = [...team.matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)];
    expect(pictures.length).toBeGreaterThanOrEqual(6);
    for (const [, alt = '', file = ''] of pictures) {
      expect(alt.length, file).toBeGreaterThan(40);
      expect(statSync(path.join(DOCS, file)).size, file).toBeLessThan(MOST_PICTURE_BYTES);
    }
  });

  test('the administrator’s has every variable that the bot reads, and no other', () => {
    const listed = [...admin.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name);
    expect(listed.sort()).toEqual(VARIABLES.map(({ name }) => name).sort());
  });

  test('the administrator’s has every scope of the manifest', () => {
    const [, listed = ''] = read('manifest.yml').match(/^ {2}scopes:\n([\s\S]*?)^settings:/m) ?? [];
    const scopes = [...listed.matchAll(/^ {6}- ([a-z:.]+)/gm)].map(([, scope = '']) => scope);
    expect(scopes.length).toBeGreaterThan(3);
    expect(scopes.filter((scope) => !admin.includes(`\`${scope}\``))).toEqual([]);
  });

  test('every command is in the team’s guide or in the README', () => {
    const text = `${team}\n${read(named('README', lang))}`;
    const missing = SUBCOMMANDS.filter((name) => !new RegExp(`(/migration |\`)${name}\\b`).test(text));
    expect(missing).toEqual([]);
  });

  test('they lead to pages that are there, and to headings in them', () => {
    for (const file of [
      path.join('docs', named('team-guide', lang)),
      path.join('docs', named('admin-guide', lang)),
      named('README', lang),
    ])
      for (const [, target = '', heading] of read(file).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)) {
        const page = target === '' ? path.join(ROOT, file) : path.join(ROOT, path.dirname(file), target);
        expect(existsSync(page), `${file}: ${target}`).toBe(true);
        if (heading !== undefined)
          expect(headingsOf(readFileSync(page, 'utf8')), `${file}: ${target}`).toContain(heading);
      }
  });
});

test('the READMEs have the same sections, and lead to both guides', () => {
  const sections = (text: string): number => [...text.matchAll(/^## /gm)].length;
  const [en, ja] = LANGUAGES.map((lang) => read(named('README', lang)));
  expect(sections(ja ?? '')).toBe(sections(en ?? ''));
  for (const lang of LANGUAGES)
    for (const guide of ['team-guide', 'admin-guide'])
      expect(read(named('README', lang))).toContain(`docs/${named(guide, lang)}`);
});

describe('pictures', () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#1b6e49"/><path d="M0 0L40 20" stroke="#ffffff"/></svg>';

  test('with fewer colours are pictures still, and smaller', async () => {
    const painted = await createPainter()(svg);
    const small = fewerColours(painted, svg);
    const redrawn = await createPainter()(
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="20"><image width="40" height="20" xlink:href="data:image/png;base64,${Buffer.from(small).toString('base64')}"/></svg>`,
    );
    const [before, after] = [pixelsOf(painted), pixelsOf(redrawn)];
    expect(after.length).toBe(before.length);
    // To 32 steps a channel: nobody sees it.
    expect(Math.max(...before.map((value, at) => Math.abs(value - (after[at] ?? -999))))).toBeLessThanOrEqual(8);
    expect(sourceOf(small)).toBe(digestOf(svg));
    expect(sourceOf(painted)).toBeUndefined();
  });

  test('leave nothing of a message out: a block that they cannot show is no picture', () => {
    const shown = { author: 'bot', time: '10:00', place: '#c', names: {} };
    expect(() => drawMessage({ ...shown, blocks: [{ type: 'video' }] })).toThrow();
    expect(
      drawMessage({ ...shown, blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'a *b* &lt;c&gt;' } }] }),
    ).toContain('a </tspan>');
  });
});
