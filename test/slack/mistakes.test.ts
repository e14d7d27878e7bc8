import { describe, expect, test } from 'vitest';
import { TUNABLES } from '../../src/migration/settings.ts';
import { parse } from '../../src/slack/parse.ts';

/** The line that a mistake is answered with; what is understood shows as such. */
function answerTo(line: string): string {
  const parsed = parse(line);
  return parsed.ok ? `understood: ${parsed.request.kind}` : parsed.problem.line.replace('/migration ', '');
}

describe('a mistake is met with the nearest right line', () => {
  test.each<[typed: string, right: string]>([
    // Slips, and words begun.
    ['stauts', 'status'],
    ['stat', 'status'],
    ['statsu here', 'status here'],
    ['mailbox add aoi@example.jp', 'mailboxes add aoi@example.jp'],
    ['histroy', 'history'],
    ['step pni done', 'step pin done'],
    ['clients pined c1', 'clients pinned c1'],
    ['check zones', 'check zone'],
    ['plan dkm s1', 'plan dkim s1'],
    ['mailboxes watch info@example.jp atested', 'mailboxes watch info@example.jp attested'],
    ['settings remind-weekend on', 'settings remind-weekends on'],
    ['gate cut-over CUT_PLAN', 'gate cut-over CUT-PLAN'],
    // What people call it.
    ['begin', 'start'],
    ['approve cut-over', 'gate cut-over'],
    ['cancel', 'gate cancel'],
    ['done pin', 'step pin'],
    ['stop', 'pause'],
    ['mailboxes delete info@example.jp', 'mailboxes remove info@example.jp'],
    ['check dns', 'check zone'],
    ['approvers add <@U1>', 'approvers set <@U1>'],
    ['step rewrite started', 'step rewrite begin'],
    ['copy start', 'copy now'],
    ['contract ends 2027-02-28', 'contract old 2027-02-28'],
    // A word left out, or two for one.
    ['pin done', 'step pin done'],
    ['cut-over ask', 'gate cut-over ask'],
    ['gate cut over', 'gate cut-over'],
    ['settings quiet cancel 14', 'settings quiet-cancel 14'],
    ['CUT-PLAN', 'gate cut-over CUT-PLAN'],
    ['waive CUT-TTL record:x because', 'waive cut-over CUT-TTL record:x because'],
    ['approvers @aoi @ken', 'approvers set @aoi @ken'],
    ['mailboxes aoi@example.jp', 'mailboxes add aoi@example.jp'],
    ['contract 2027-02-28', 'contract old 2027-02-28'],
    ['contract old 2027-02-28 30d', 'contract old 2027-02-28 notice 30d'],
    ['accept new', 'accept helper new'],
    ['checklist aliases', 'checklist done aliases'],
    ['check zone,vantages', 'check zone vantages'],
    ['checklist done catchall', 'checklist done catch-all'],
    ['checklist done aliases lsits', 'checklist done aliases lists'],
    ['checklist done catch all', 'checklist done catch-all'],
    ['checklist done aliases,lists', 'checklist done aliases lists'],
    ['checklist done nothing', 'checklist'],
    ['settings digest weekly', 'settings digest daily'],
    ['settings digest', 'settings digest daily'],
    ['settings remind-weekends', 'settings remind-weekends off'],
    ['settings ttl-max long', 'settings ttl-max 3600'],
    ['settings language fr', 'settings language ja'],
    ['settings quiet-cancel 14d', 'settings quiet-cancel 14'],
    // Japanese.
    ['状況を教えて', 'status'],
    ['進捗', 'status'],
    ['ウィンドウ', 'window'],
    ['切り戻す', 'rollback'],
    ['設定 言語 日本語', 'settings language 日本語'],
    ['端末 固定 c1', 'clients pinned c1'],
    ['チェックリスト 完了 aliases', 'checklist done aliases'],
    // A name that Slack made no person of.
    ['approvers set @aoi', 'approvers set @aoi @ken @mail-admins'],
    ['window @ken 2026-12-01 09:00 11:00', 'window @ken 2026-12-01 09:00 11:00'],
    ['clients pinned @aoi', 'clients pinned @aoi'],
    ['clients owner c3 @ken', 'clients owner c3 @ken'],
    ['clients add Phone @aoi imap', 'clients add "Aoi’s phone" @aoi imap,smtp; Scanner 2F @ken smtp'],
    // Nothing near: what there is.
    ['xyzzy', 'help'],
    ['clients xyzzy', 'help clients'],
  ])('%s → %s', (typed, right) => {
    expect(answerTo(typed)).toBe(right);
  });

  test('and that line is understood, where nothing has to be put in its place', () => {
    for (const typed of [
      'stauts',
      'gate cut over',
      'waive CUT-TTL record:x because',
      'contract old 2027-02-28 30d',
      'pin done',
    ])
      expect(answerTo(answerTo(typed)), typed).toContain('understood');
  });
});

test('of every setting the example is of that setting, and is understood', () => {
  for (const { key } of TUNABLES)
    for (const typed of [`settings ${key}`, `settings ${key} zz`]) {
      expect(answerTo(typed), typed).toMatch(new RegExp(`^settings ${key} \\w+$`));
      expect(answerTo(answerTo(typed)), typed).toBe('understood: settings-set');
    }
});

describe('what can mean one thing only is understood', () => {
  test.each<[string, string]>([
    ['/migration status', 'status'],
    ['`/migration gate cut-over`', 'gate'],
    ['"status"', 'status'],
    ['「状況」', 'status'],
    ['ｓｔａｔｕｓ　ｈｅｒｅ', 'status'],
    ['?', 'help'],
    ['--help', 'help'],
    ['clients -h', 'help'],
    ['設定 使い方', 'help'],
    ['history all', 'history'],
    ['settings language 日本語', 'settings-language'],
    ['settings copy true', 'settings-set'],
    ['contract old 28.2.2027', 'contract-set'],
    ['window 2026-12-01 9am 11:30am <@U2>', 'window-set'],
    ['window <@U2> 2026-12-01 9:00〜11:00', 'window-set'],
    ['window <@U2> 2026年12月1日 9時から11時まで', 'window-set'],
    ['plan set https://mail.example.jp/ A 192.0.2.10', 'plan-set'],
  ])('%s', (typed, kind) => {
    expect(parse(typed)).toMatchObject({ ok: true, request: { kind } });
  });

  test('a name with a scheme is the name', () => {
    expect(parse('plan set https://Mail.example.jp/webmail A 192.0.2.10')).toMatchObject({
      request: { record: { name: 'mail.example.jp' } },
    });
  });

  test('noon and midnight', () => {
    expect(parse('window <@U2> 2026-12-01 12am 12pm')).toMatchObject({
      request: { span: { from: { time: '00:00' }, to: { time: '12:00' } } },
    });
  });

  test('with slashes and the year last nobody knows which is the month', () => {
    expect(answerTo('contract old 2/3/2027')).toBe('contract old 2027-02-28');
  });

  test.each(['rollback --help', 'rollback help', 'pause -h', 'resume ?', 'abandon --help', '中止 ヘルプ'])(
    '%s does nothing but help',
    (typed) => {
      expect(parse(typed)).toMatchObject({ ok: true, request: { kind: 'help' } });
    },
  );
});
