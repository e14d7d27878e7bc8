import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SUBCOMMANDS, USAGE } from '../../src/slack/parse/grammar.ts';
import type { Request } from '../../src/slack/parse/request.ts';
import { parse } from '../../src/slack/parse.ts';

/** The request that a line is read as; throws with the problem when it is not understood. */
function read(line: string): Request {
  const parsed = parse(line);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem));
  return parsed.request;
}
function problem(line: string) {
  const parsed = parse(line);
  if (parsed.ok) throw new Error(`understood as ${JSON.stringify(parsed.request)}`);
  return parsed.problem;
}

describe('a line that is understood', () => {
  test.each<[string, Request]>([
    ['', { kind: 'status' }],
    ['  start ', { kind: 'start' }],
    ['開始 <http://example.jp|example.jp>', { kind: 'start', domain: 'example.jp' }],
    ['STATUS', { kind: 'status' }],
    ['ｓｔａｔｕｓ', { kind: 'status' }],
    ['状況', { kind: 'status' }],
    ['check', { kind: 'check', looks: ['zone', 'vantages', 'survey', 'logins', 'acceptance'] }],
    ['check content scan', { kind: 'check', looks: ['scan', 'content'] }],
    ['check logins　zone', { kind: 'check', looks: ['zone', 'logins'] }],
    ['step', { kind: 'step' }],
    ['step pin', { kind: 'step', step: 'pin' }],
    ['step prepare done', { kind: 'step-mark', step: 'prepare', done: true }],
    ['step rewrite undo', { kind: 'step-mark', step: 'rewrite', done: false }],
    ['step rewrite begin', { kind: 'rewrite-begin' }],
    [
      'clients pinned 1, 2、3 ＃４ 2',
      { kind: 'clients-mark', clients: ['c1', 'c2', 'c3', 'c4'], mark: 'pinned', done: true },
    ],
    ['clients undo restored c7', { kind: 'clients-mark', clients: ['c7'], mark: 'restored', done: false }],
    ['clients remove 3', { kind: 'clients-remove', client: 'c3' }],
    [
      'mailboxes add <mailto:aoi@example.jp|aoi@example.jp>, <mailto:INFO@example.jp|INFO@example.jp> attested',
      {
        kind: 'mailboxes-add',
        mailboxes: [
          { address: 'aoi@example.jp', watch: 'attested' },
          { address: 'info@example.jp', watch: 'attested' },
        ],
      },
    ],
    [
      'mailboxes add aoi@example.jp',
      { kind: 'mailboxes-add', mailboxes: [{ address: 'aoi@example.jp', watch: 'login' }] },
    ],
    [
      'mailboxes watch info@example.jp unwatched',
      { kind: 'mailboxes-watch', mailbox: 'info@example.jp', watch: 'unwatched' },
    ],
    ['checklist done aliases lists', { kind: 'checklist-mark', items: ['aliases', 'lists'], done: true }],
    ['checklist done all', { kind: 'checklist-mark', items: 'all', done: true }],
    ['checklist undo aliases', { kind: 'checklist-mark', items: ['aliases'], done: false }],
    ['approvers set <@U1|aoi>, <@U2> <@U1>', { kind: 'approvers-set', approvers: ['U1', 'U2'], groups: [] }],
    [
      'approvers set <!subteam^S1|@mail-admins><@U1> <!subteam^S2>, <!subteam^S1|@mail-admins>',
      {
        kind: 'approvers-set',
        approvers: ['U1'],
        groups: [
          { id: 'S1', name: 'mail-admins' },
          { id: 'S2', name: 'S2' },
        ],
      },
    ],
    [
      'window <@U2|ken> 2026-12-01 9:00 11:30',
      {
        kind: 'window-set',
        executor: 'U2',
        span: {
          kind: 'from-to',
          from: { date: '2026-12-01', time: '09:00' },
          to: { date: '2026-12-01', time: '11:30' },
        },
      },
    ],
    [
      'window <@U2> ２０２６/１２/３１ 23時 1時30分',
      {
        kind: 'window-set',
        executor: 'U2',
        span: {
          kind: 'from-to',
          from: { date: '2026-12-31', time: '23:00' },
          to: { date: '2027-01-01', time: '01:30' },
        },
      },
    ],
    ['window <@U2> now 1h30m', { kind: 'window-set', executor: 'U2', span: { kind: 'now', durationMs: 5_400_000 } }],
    ['window <@U2> now 2時間', { kind: 'window-set', executor: 'U2', span: { kind: 'now', durationMs: 7_200_000 } }],
    [
      'plan set <http://Example.jp|Example.jp> mx 10  <http://mx.new.example|mx.new.example>., 20 mx2.new.example',
      {
        kind: 'plan-set',
        record: { name: 'example.jp', type: 'MX', after: ['10 mx.new.example', '20 mx2.new.example'] },
      },
    ],
    [
      'plan set example.jp TXT v=spf1 include:_spf.New.example, ~all',
      {
        kind: 'plan-set',
        record: { name: 'example.jp', type: 'TXT', after: ['v=spf1 include:_spf.New.example, ~all'] },
      },
    ],
    [
      'plan set s1._domainkey.example.jp txt "v=DKIM1; k=rsa; p=MIIB" “IjAN”',
      {
        kind: 'plan-set',
        record: { name: 's1._domainkey.example.jp', type: 'TXT', after: ['v=DKIM1; k=rsa; p=MIIBIjAN'] },
      },
    ],
    [
      'plan set example.jp TXT "v=spf1 -all", "a \\"b\\" \\\\ \\059"',
      { kind: 'plan-set', record: { name: 'example.jp', type: 'TXT', after: ['v=spf1 -all', 'a "b" \\ ;'] } },
    ],
    [
      'plan set _imaps._TCP.example.jp. SRV 0  1 993 Mail.example.jp., 10 1 993 mail2.example.jp',
      {
        kind: 'plan-set',
        record: {
          name: '_imaps._tcp.example.jp',
          type: 'SRV',
          after: ['0 1 993 mail.example.jp', '10 1 993 mail2.example.jp'],
        },
      },
    ],
    [
      'plan set _25._tcp.mail.example.jp TLSA 3 1 1 AB12 CD34',
      { kind: 'plan-set', record: { name: '_25._tcp.mail.example.jp', type: 'TLSA', after: ['3 1 1 ab12cd34'] } },
    ],
    [
      'plan set 日本語。jp MX 10 メール.日本語.jp.',
      {
        kind: 'plan-set',
        record: { name: 'xn--wgv71a119e.jp', type: 'MX', after: ['10 xn--4dkua4c.xn--wgv71a119e.jp'] },
      },
    ],
    ['plan set example.jp MX 0 .', { kind: 'plan-set', record: { name: 'example.jp', type: 'MX', after: ['0 .'] } }],
    ['plan diff', { kind: 'plan-diff' }],
    ['計画 as panel', { kind: 'plan-as', form: 'panel', which: undefined, page: 1 }],
    ['plan as bind back', { kind: 'plan-as', form: 'bind', which: 'back', page: 1 }],
    ['plan as octodns rewrite ２', { kind: 'plan-as', form: 'octodns', which: 'rewrite', page: 2 }],
    ['plan as bind 3', { kind: 'plan-as', form: 'bind', which: undefined, page: 3 }],
    ['計画 形式 管理画面 切り戻し', { kind: 'plan-as', form: 'panel', which: 'back', page: 1 }],
    ['計画 違い', { kind: 'plan-diff' }],
    ['plan differences', { kind: 'plan-diff' }],
    [
      'plan set example.jp TXT “v=spf1 include:_spf.new.example ~all”',
      {
        kind: 'plan-set',
        record: { name: 'example.jp', type: 'TXT', after: ['v=spf1 include:_spf.new.example ~all'] },
      },
    ],
    [
      'plan set example.jp TXT "v=spf1 mx -all" "v=spf1 a " "-all"',
      { kind: 'plan-set', record: { name: 'example.jp', type: 'TXT', after: ['v=spf1 mx -all', 'v=spf1 a -all'] } },
    ],
    [
      'plan set s1._domainkey.example.jp TXT „v=DKIM1; p=MIIB“ “IjAN”',
      { kind: 'plan-set', record: { name: 's1._domainkey.example.jp', type: 'TXT', after: ['v=DKIM1; p=MIIBIjAN'] } },
    ],
    ['リゾルバー 拠点 大阪', { kind: 'resolvers-office', office: '大阪' }],
    ['リゾルバー globalping オフ', { kind: 'resolvers-globalping', countries: [] }],
    ['plan dkim S1, s2._domainkey.example.jp', { kind: 'plan-dkim', selectors: ['s1', 's2'] }],
    ['plan dkim none', { kind: 'plan-dkim', selectors: [] }],
    ['plan dkim なし', { kind: 'plan-dkim', selectors: [] }],
    [
      'plan names www.日本語.jp、shop.example.jp.',
      {
        kind: 'plan-names',
        names: ['www.xn--wgv71a119e.jp', 'shop.example.jp'],
      },
    ],
    [
      'plan dns NS1.new.example. ns2.new.example',
      { kind: 'plan-dns', servers: ['ns1.new.example', 'ns2.new.example'] },
    ],
    ['plan dns stay', { kind: 'plan-dns', servers: [] }],
    ['resolvers', { kind: 'resolvers' }],
    ['リゾルバー', { kind: 'resolvers' }],
    ['resolvers office 大阪 支店', { kind: 'resolvers-office', office: '大阪 支店' }],
    ['resolvers office', { kind: 'resolvers-office', office: '' }],
    ['resolvers globalping jp, ＵＳ', { kind: 'resolvers-globalping', countries: ['JP', 'US'] }],
    ['resolvers globalping off', { kind: 'resolvers-globalping', countries: [] }],
    [
      'mailboxes add aoi@日本語.jp',
      { kind: 'mailboxes-add', mailboxes: [{ address: 'aoi@xn--wgv71a119e.jp', watch: 'login' }] },
    ],
    ['plan drop mail.example.jp a', { kind: 'plan-drop', name: 'mail.example.jp', type: 'A' }],
    ['gate', { kind: 'gate' }],
    ['gate switch-back', { kind: 'gate', gate: 'switch-back' }],
    ['gate cancel ask', { kind: 'gate-ask', gate: 'cancel' }],
    ['ゲート 切り替え ask', { kind: 'gate-ask', gate: 'cut-over' }],
    ['gate ホスト名への復帰', { kind: 'gate', gate: 'switch-back' }],
    ['gate 解約', { kind: 'gate', gate: 'cancel' }],
    ['免除 解約 unchecked 手で確認', { kind: 'waive-unchecked', gate: 'cancel', reason: '手で確認' }],
    ['ヘルプ 免除', { kind: 'help', subcommand: 'waive' }],
    ['gate cut-over cut-login-new', { kind: 'gate-criterion', gate: 'cut-over', criterion: 'CUT-LOGIN-NEW' }],
    [
      'waive cut-over CUT-LOGIN-OLD mailbox:<mailto:a@b.jp|a@b.jp> nobody has it &amp; never had',
      {
        kind: 'waive',
        gate: 'cut-over',
        criterion: 'CUT-LOGIN-OLD',
        item: 'mailbox:a@b.jp',
        reason: 'nobody has it & never had',
      },
    ],
    ['waive cancel unchecked by hand', { kind: 'waive-unchecked', gate: 'cancel', reason: 'by hand' }],
    [
      'waive undo cut-over CUT-TTL record:example.jp/MX',
      { kind: 'unwaive', gate: 'cut-over', criterion: 'CUT-TTL', item: 'record:example.jp/MX' },
    ],
    ['settings quiet-cancel １４', { kind: 'settings-set', key: 'quiet-cancel', value: 14 }],
    ['settings language ja', { kind: 'settings-language', lang: 'ja' }],
    ['settings rescue off', { kind: 'settings-set', key: 'rescue', value: 0 }],
    ['settings copy オン', { kind: 'settings-set', key: 'copy', value: 1 }],
    ['settings subjects ＯＮ', { kind: 'settings-set', key: 'subjects', value: 1 }],
    [
      'mailboxes owner <mailto:info@example.jp|info@example.jp> <@U1|aoi>',
      { kind: 'mailboxes-owner', mailbox: 'info@example.jp', owner: 'U1' },
    ],
    ['mailboxes attest info@example.jp', { kind: 'mailboxes-attest', mailbox: 'info@example.jp' }],
    ['addresses', { kind: 'addresses' }],
    [
      'addresses alias <mailto:Orders@example.jp|Orders@example.jp>、sales@example.jp, orders@example.jp',
      { kind: 'addresses-place', addresses: ['orders@example.jp', 'sales@example.jp'], as: 'alias' },
    ],
    ['アドレス リスト all@example.jp', { kind: 'addresses-place', addresses: ['all@example.jp'], as: 'list' }],
    [
      'addresses drop a@example.jp b@example.jp because both left, in 2019',
      {
        kind: 'addresses-place',
        addresses: ['a@example.jp', 'b@example.jp'],
        as: 'dropped',
        reason: 'both left, in 2019',
      },
    ],
    [
      'addresses drop unplaced 理由 迷惑メールだけ',
      { kind: 'addresses-place', addresses: 'unplaced', as: 'dropped', reason: '迷惑メールだけ' },
    ],
    // Without a reason the core asks for one.
    [
      'addresses drop a@example.jp',
      { kind: 'addresses-place', addresses: ['a@example.jp'], as: 'dropped', reason: '' },
    ],
    ['addresses undo a@example.jp', { kind: 'addresses-place', addresses: ['a@example.jp'], as: undefined }],
    ['senders', { kind: 'senders' }],
    [
      'senders dismiss news@example.com because nobody reads it',
      { kind: 'senders-dismiss', senders: ['news@example.com'], reason: 'nobody reads it' },
    ],
    ['accept', { kind: 'accept' }],
    ['accept helper', { kind: 'accept-helper', side: 'new' }],
    ['受け付け helper 旧サーバー', { kind: 'accept-helper', side: 'old' }],
    ['stragglers', { kind: 'stragglers' }],
    ['stragglers 203.0.113.9', { kind: 'stragglers-path', path: '203.0.113.9' }],
    ['stragglers path:Relay.Example.net', { kind: 'stragglers-path', path: 'relay.example.net' }],
    [
      'stragglers note <http://relay.example.net|relay.example.net>',
      { kind: 'stragglers-note', path: 'relay.example.net' },
    ],
    ['rescue', { kind: 'rescue' }],
    ['rescue dry', { kind: 'rescue-dry' }],
    ['rescue now', { kind: 'rescue-now' }],
    ['copy', { kind: 'copy' }],
    ['copy now', { kind: 'copy-run', verb: 'now' }],
    ['copy compare', { kind: 'copy-run', verb: 'compare' }],
    ['copy missing aoi@example.jp ２', { kind: 'copy-missing', mailbox: 'aoi@example.jp', page: 2 }],
    ['probes', { kind: 'probes' }],
    [
      'probes relay OldHost old <http://smtp.old-host.example:465|smtp.old-host.example:465>',
      {
        kind: 'probes-relay',
        relay: { id: 'oldhost', kind: 'old', host: 'smtp.old-host.example', port: 465, security: 'tls' },
      },
    ],
    [
      'probes relay x outside 203.0.113.25',
      {
        kind: 'probes-relay',
        relay: { id: 'x', kind: 'outside', host: '203.0.113.25', port: 587, security: 'starttls' },
      },
    ],
    [
      'probes relay x new [2001:db8::1]:25 plain',
      { kind: 'probes-relay', relay: { id: 'x', kind: 'new', host: '2001:db8::1', port: 25, security: 'plain' } },
    ],
    ['probes drop x', { kind: 'probes-drop', id: 'x' }],
    ['probes now', { kind: 'probes-now' }],
    ['ledger', { kind: 'ledger' }],
    ['保存', { kind: 'archive' }],
    ['history', { kind: 'history', last: 15 }],
    ['history 5000', { kind: 'history', last: 100 }],
    ['rollback 新サーバーが　受け取らない', { kind: 'rollback', reason: '新サーバーが　受け取らない' }],
    ['abandon', { kind: 'abandon', domain: '', reason: '', words: '' }],
    [
      'abandon Example.jp We stay',
      { kind: 'abandon', domain: 'example.jp', reason: 'We stay', words: 'Example.jp We stay' },
    ],
    ['abandon help', { kind: 'help', subcommand: 'abandon' }],
    ['rollback Help', { kind: 'help', subcommand: 'rollback' }],
    ['pause help', { kind: 'help', subcommand: 'pause' }],
    [
      'abandon help came too late',
      { kind: 'abandon', domain: 'help', reason: 'came too late', words: 'help came too late' },
    ],
    ['help waive', { kind: 'help', subcommand: 'waive' }],
  ])('%s', (line, request) => {
    expect(read(line)).toEqual(request);
  });

  test('clients: names with spaces, quotes of every kind, owners, protocols, several at once', () => {
    expect(
      read('clients add “Aoi’s phone” <@U1|aoi> imap,smtp; Scanner 2F <@U2> smtp； 「3階 複合機」　pop; &lt;Fax&gt;'),
    ).toEqual({
      kind: 'clients-add',
      clients: [
        { name: 'Aoi’s phone', owner: 'U1', protocols: ['imap', 'smtp'] },
        { name: 'Scanner 2F', owner: 'U2', protocols: ['smtp'] },
        { name: '3階 複合機', protocols: ['pop3'] },
        { name: '<Fax>', protocols: ['imap', 'smtp'] },
      ],
    });
  });
});

describe('a line that is not understood comes back with one to copy', () => {
  test.each([
    ['stauts', 'unknown-subcommand', '/migration status'],
    ['cleints add Fax', 'unknown-subcommand', '/migration clients add Fax'],
    ['gaet cut-over ask', 'unknown-subcommand', '/migration gate cut-over ask'],
    ['step preprae done', 'unknown-word', '/migration step prepare done'],
    ['gate cut-ovr', 'unknown-word', '/migration gate cut-over'],
    [
      'waive cut-over CUT-LOGIN-NWE mailbox:a@b.jp no reason',
      'unknown-word',
      '/migration waive cut-over CUT-LOGIN-NEW mailbox:a@b.jp no reason',
    ],
    ['settings quiet-cancle 9', 'unknown-word', '/migration settings quiet-cancel 9'],
    ['help stepp', 'unknown-word', '/migration help step'],
    ['step prepare finished', 'unknown-word', '/migration step prepare done'],
    ['cancel', 'unknown-subcommand', '/migration gate cancel'],
    ['ab', 'not-known', '/migration help'],
    ['こんにちは', 'not-known', '/migration help'],
    ['gate 切断', 'not-known', '/migration help gate'],
    ['gate retire', 'not-known', '/migration help gate'],
    ['gate cut-over CAN-CLIENTS', 'not-known', '/migration gate cut-over'],
    [
      'waive cut-over CAN-QUORUM x no',
      'not-known',
      '/migration waive cut-over CUT-LOGIN-OLD mailbox:info@example.jp nobody has its password any more',
    ],
    ['clients pinned', 'missing', '/migration clients pinned c1 c2'],
    ['clients add ;', 'missing', '/migration clients add "Aoi’s phone" @aoi imap,smtp; Scanner 2F @ken smtp'],
    ['mailboxes add attested', 'missing', '/migration mailboxes add aoi@example.jp info@example.jp'],
    ['mailboxes add aoi', 'bad-address', '/migration mailboxes add aoi@example.jp info@example.jp'],
    ['approvers set aoi', 'not-a-person', '/migration approvers set @aoi @ken @mail-admins'],
    ['approvers set', 'missing', '/migration approvers set @aoi @ken @mail-admins'],
    ['window <@U1> 2026-02-30 09:00 11:00', 'bad-time', '/migration window @ken 2026-12-01 09:00 11:00'],
    ['window <@U1> 2026-12-01 25:00 26:00', 'bad-time', '/migration window @ken 2026-12-01 09:00 11:00'],
    ['window <@U1> now 3d', 'bad-time', '/migration window @ken now 2h'],
    ['settings quorum-cancel two', 'not-a-number', '/migration settings quorum-cancel 2'],
    ['settings rescue offf', 'unknown-word', '/migration settings rescue off'],
    ['settings copy 2', 'not-known', '/migration settings copy on'],
    ['adresses', 'unknown-subcommand', '/migration addresses'],
    ['addresses ailas a@example.jp', 'unknown-word', '/migration addresses alias a@example.jp'],
    ['addresses alias', 'missing', '/migration addresses alias orders@example.jp sales@example.jp'],
    [
      'addresses drop because it is spam',
      'missing',
      '/migration addresses drop ken.old@example.jp because he left in 2019',
    ],
    ['addresses drop ken', 'bad-address', '/migration addresses drop ken.old@example.jp because he left in 2019'],
    ['senders dismiss', 'missing', '/migration senders dismiss news@example.com because nobody reads it'],
    ['accept helper odl', 'unknown-word', '/migration accept helper old'],
    ['stragglers note', 'missing', '/migration stragglers note 203.0.113.9'],
    ['rescue dyr', 'unknown-word', '/migration rescue dry'],
    ['copy missing', 'missing', '/migration copy missing aoi@example.jp'],
    ['copy missing aoi@example.jp two', 'not-a-number', '/migration copy missing aoi@example.jp 2'],
    ['probes relay x oldd h:25', 'unknown-word', '/migration probes relay x old h:25'],
    ['probes relay x old', 'missing', '/migration probes relay oldhost old smtp.old-host.example:587 starttls'],
    [
      'probes relay x old h:70000',
      'not-a-number',
      '/migration probes relay oldhost old smtp.old-host.example:587 starttls',
    ],
    ['mailboxes owner info@example.jp aoi', 'not-a-person', '/migration mailboxes owner info@example.jp @aoi'],
    ['plan as bnid', 'unknown-word', '/migration plan as bind'],
    ['plan as bind rewrit', 'unknown-word', '/migration plan as bind rewrite'],
    ['plan as bind rewrite two', 'not-a-number', '/migration plan as bind rewrite 2'],
    ['plan diferences', 'unknown-word', '/migration plan diff'],
    ['plan dif', 'unknown-word', '/migration plan diff'],
    ['plan panel', 'unknown-word', '/migration plan as panel rewrite'],
    ['plan dkmi s1', 'unknown-word', '/migration plan dkim s1'],
    ['plan nmaes www.example.jp', 'unknown-word', '/migration plan names www.example.jp'],
    ['resolver', 'unknown-subcommand', '/migration resolvers'],
    ['resolver office Tokyo', 'unknown-subcommand', '/migration resolvers office Tokyo'],
    ['resolvers ofice Tokyo', 'unknown-word', '/migration resolvers office Tokyo'],
    ['リゾルバ', 'unknown-subcommand', '/migration resolvers'],
    ['plan dkim', 'missing', '/migration plan dkim s1 s2'],
    ['plan dns', 'missing', '/migration plan dns ns1.new-dns.example ns2.new-dns.example'],
    ['resolvers globalpign JP', 'unknown-word', '/migration resolvers globalping JP'],
    ['resolvers globalping', 'missing', '/migration resolvers globalping JP,US'],
    ['plan set example.jp MX', 'missing', '/migration plan set example.jp MX 10 mx.new.example'],
  ])('%s', (line, code, right) => {
    expect(problem(line)).toMatchObject({ code, line: right });
  });

  test('too long a line', () => {
    expect(problem(`rollback ${'x'.repeat(9_000)}`)).toMatchObject({ code: 'too-long' });
  });
});

test('every example of the grammar is understood as it stands, once its people are mentions', () => {
  for (const line of SUBCOMMANDS.flatMap((subcommand) => USAGE[subcommand])) {
    const typed = line
      .replace(/(?<=\s)@(aoi|ken)\b/g, '<@U1|$1>')
      .replace('@mail-admins', '<!subteam^S1|@mail-admins>');
    expect(parse(typed), line).toMatchObject({ ok: true });
  }
});

test.each([
  '__proto__',
  'constructor',
  'toString',
  'step constructor done',
  'plan __proto__',
  'gate valueOf',
  'contract old 1 __proto__',
])('a word that JavaScript knows of every object is no word of ours: %s', (line) => {
  expect(parse(line)).toMatchObject({ ok: false });
});

test('no line throws, and white space and width never change what is read', () => {
  const word = fc.oneof(
    fc.constantFrom(...SUBCOMMANDS, 'add', 'set', 'done', 'undo', 'cut-over', 'ask', '<@U1>', '1', '"', '「', ';', ','),
    fc.string({ maxLength: 12 }),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), (words) => {
      const once = parse(words.join(' '));
      expect(typeof once.ok).toBe('boolean');
      if (!once.ok) expect(once.problem.line.startsWith('/migration ')).toBe(true);
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.constantFrom('step prepare done', 'gate cancel ask', 'settings rounds 3'), (line) => {
      const wide = line.replace(/[a-z0-9-]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
      expect(parse(wide.replaceAll(' ', '　 '))).toEqual(parse(line));
    }),
  );
});
