import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { play } from '../../scripts/pictures/played.ts';
import { transcriptOf } from '../../scripts/pictures/transcript.ts';
import { VARIABLES } from '../../src/config-variables.ts';
import { SUBCOMMANDS } from '../../src/slack/parse/grammar.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const DOCS = path.join(ROOT, 'docs');
const read = (...names: readonly string[]): string => readFileSync(path.join(ROOT, ...names), 'utf8');
const LANGUAGES = ['en', 'ja'] as const;
const named = (name: string, lang: 'en' | 'ja'): string => `${name}${lang === 'en' ? '' : '.ja'}.md`;
/** A migration of 24 days takes seconds, on a machine that has little else to do. */
const PLAYED_WITHIN_MS = 240_000;
const MOST_PICTURE_BYTES = 120 * 1_024;

describe.each(LANGUAGES)('the guides (%s)', (lang) => {
  const team = read('docs', named('team-guide', lang));
  const admin = read('docs', named('admin-guide', lang));

  test('the team’s quotes the bot word for word: its lines are said in the migration that the pictures are drawn from', () => {
    const said = new Set(transcriptOf(play(lang), lang));
    const quotes = [...team.matchAll(/^```text\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
      block.trim().split('\n'),
    );
    expect(quotes.length).toBeGreaterThan(20);
    expect(quotes.filter((line) => line !== '…' && !said.has(line))).toEqual([]);
  }, PLAYED_WITHIN_MS);

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

  test('they lead to pages that are there', () => {
    for (const [from, text] of [
      [DOCS, team],
      [DOCS, admin],
      [ROOT, read(named('README', lang))],
    ] as const)
      for (const [, target = ''] of text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g))
        expect(existsSync(path.join(from, target)), target).toBe(true);
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
