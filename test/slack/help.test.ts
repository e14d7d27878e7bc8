import { describe, expect, test } from 'vitest';
import { SUBCOMMANDS, type Subcommand, USAGE } from '../../src/slack/parse/grammar.ts';
import { parse } from '../../src/slack/parse.ts';
import { helpView } from '../../src/slack/views/reference.ts';
import { wordsFor } from '../../src/words/words.ts';

/** What a line of it is for follows from the title alone. */
const SAID_BY_TITLE: readonly Subcommand[] = ['timeline', 'report', 'ledger', 'archive'];

describe.each(['en', 'ja'] as const)('the help (%s)', (lang) => {
  const words = wordsFor(lang, { style: 'slack', timeZone: 'Asia/Tokyo' });
  const shown = (subcommand?: Subcommand): string =>
    helpView(words, subcommand)
      .blocks.map((block) => JSON.stringify(block))
      .join('\n');
  const examples = (text: string): readonly string[] =>
    [...text.matchAll(/`(\/migration(?: (?:\\"|[^`"])*)?)`/g)].map(([, line = '']) => line.replaceAll('\\"', '"'));

  test.each(['all', ...SUBCOMMANDS] as const)('every example of it is understood as it stands: %s', (name) => {
    const lines = examples(shown(name === 'all' ? undefined : name));
    expect(lines.length).toBeGreaterThanOrEqual(name === 'all' ? SUBCOMMANDS.length : USAGE[name].length);
    for (const line of lines) {
      if (/^\/migration help (NAME|名前)$/.test(line)) continue;
      const typed = line
        .replace(/(?<=\s)@(aoi|ken)\b/g, '<@U1|$1>')
        .replace('@mail-admins', '<!subteam^S1|@mail-admins>');
      // No name in capitals stands for something that is to be put in its place.
      expect(typed, line).not.toMatch(/ (NAME|ID|ADDRESS|REASON|KEY|VALUE|DOMAIN)\b/);
      expect(parse(typed), line).toMatchObject({ ok: true });
    }
  });

  test.each(SUBCOMMANDS.filter((name) => !SAID_BY_TITLE.includes(name)))('each line says what it does: %s', (name) => {
    const lines = shown(name).split('\\n').slice(1);
    expect(lines).toHaveLength(USAGE[name].length);
    for (const line of lines) expect(line).toMatch(/^`\/migration .*` \S.+/);
  });
});

test.each<[typed: string, subcommand: Subcommand]>([
  ['help status', 'status'],
  ['HELP Status', 'status'],
  ['Help STATUS', 'status'],
  ['ｈｅｌｐ　ｐａｕｓｅ', 'pause'],
  ['ヘルプ 一時停止', 'pause'],
  ['? gate', 'gate'],
  ['PAUSE HELP', 'pause'],
])('%s', (typed, subcommand) => {
  expect(parse(typed)).toEqual({ ok: true, request: { kind: 'help', subcommand } });
});

test.each([
  ['help NONSENSE', 'NONSENSE', 'help'],
  ['help Stauts', 'Stauts', 'help status'],
  ['help help me', 'me', 'help help'],
  ['HELP cancel', 'cancel', 'help'],
])('%s: the word is named, with the line to type', (typed, word, line) => {
  expect(parse(typed)).toMatchObject({ ok: false, problem: { word, line: `/migration ${line}` } });
});
