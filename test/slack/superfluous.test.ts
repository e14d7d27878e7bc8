import { expect, test } from 'vitest';
import { SUBCOMMANDS, USAGE } from '../../src/slack/parse/grammar.ts';
import { parse } from '../../src/slack/parse.ts';

const EXTRA = 'zz-extra';
/** Lines of the help as they are typed, and forms that it does not show. */
const LINES: readonly string[] = [
  ...SUBCOMMANDS.flatMap((name): readonly string[] => USAGE[name]),
  'check all',
  'history all',
  'checklist undo all',
  'settings digest off',
  'plan as bind 2',
  'step pin undo',
  'gate cut-over',
  'accept helper',
  'contract new none',
  'contract old 2027-02-28 notice 2w',
  'probes relay x new mx.example.net',
  'window now 2h @ken',
].filter((line) => parse(asTyped(line)).ok);

function asTyped(line: string): string {
  return line.replace(/(?<=\s)@(aoi|ken)\b/g, '<@U1|$1>').replace('@mail-admins', '<!subteam^S1|@mail-admins>');
}

test.each(LINES)('a word behind “%s” is used or refused, never dropped', (line) => {
  const parsed = parse(`${asTyped(line)} ${EXTRA}`);
  if (parsed.ok) expect(JSON.stringify(parsed.request).toLowerCase()).toContain(EXTRA);
  else expect(`${parsed.problem.word} ${parsed.problem.line}`).toContain(EXTRA);
});

test.each([
  ['settings digest daily 09:00', '09:00', 'settings digest daily'],
  ['resume now please', 'now please', 'resume'],
  ['timeline today', 'today', 'timeline'],
  ['status here now', 'now', 'status here'],
  ['mailboxes remove a@example.jp b@example.jp', 'b@example.jp', 'mailboxes remove a@example.jp'],
  ['clients remove c1 c2', 'c2', 'clients remove c1'],
  ['mailboxes attest “a@example.jp” 「もう ない」', '「もう ない」', 'mailboxes attest “a@example.jp”'],
  ['window 2026-12-01 9:00 11:00 later <@U1|ken>', 'later', 'window 2026-12-01 9:00 11:00 <@U1|ken>'],
  ['checklist done all please', 'please', 'checklist done all'],
  ['help waive item', 'item', 'help waive'],
  ['contract old none 30d', '30d', 'contract old none'],
  ['ledger help me', 'help me', 'ledger'],
])('%s: what is too much is named, and the line without it shown', (line, word, right) => {
  expect(parse(line)).toMatchObject({ ok: false, problem: { word, line: `/migration ${right}` } });
});

test('of a line without it every one is understood', () => {
  for (const line of LINES) {
    const parsed = parse(`${asTyped(line)} ${EXTRA}`);
    if (parsed.ok || parsed.problem.code !== 'superfluous') continue;
    expect(parse(parsed.problem.line), parsed.problem.line).toMatchObject({ ok: true });
  }
});

test('a pause may say why', () => {
  expect(parse('pause lunch')).toEqual({ ok: true, request: { kind: 'pause', reason: 'lunch' } });
  expect(parse('pause')).toEqual({ ok: true, request: { kind: 'pause', reason: '' } });
  expect(parse('一時停止 事業者の保守のため')).toMatchObject({ request: { reason: '事業者の保守のため' } });
});
