import { describe, expect, test } from 'vitest';
import type { Facts } from '../../src/migration/facts.ts';
import { assess } from '../../src/migration/gates/assess.ts';
import { DEFAULT_SETTINGS } from '../../src/migration/settings.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/migration/time.ts';
import { wordsFor } from '../../src/words/words.ts';
import { ANNOUNCEMENTS, aMigration, at, GISTS, STRAGGLER, T0 } from './sample.ts';

const en = wordsFor('en', { style: 'plain', timeZone: 'Asia/Tokyo' });
const ja = wordsFor('ja', { style: 'plain', timeZone: 'Asia/Tokyo' });
const slack = wordsFor('en', { style: 'slack', timeZone: 'Asia/Tokyo' });

describe('the three announcements', () => {
  test.each([
    ['cut-over', 'DNS may be rewritten', 'DNS を書き換えてかまいません'],
    ['switch-back', 'Clients may go back to hostnames', '端末の設定をホスト名に戻してかまいません'],
    ['cancel', 'The old server may be cancelled', '旧サーバーを解約してかまいません'],
  ] as const)('%s', (gate, english, japanese) => {
    expect(en.gateSays(gate)).toBe(english);
    expect(ja.gateSays(gate)).toBe(japanese);
  });
});

describe('DNS, as caches work', () => {
  const sentences = [
    [
      { code: 'authority-new', figures: { ok: 4, total: 4, sinceAt: at(0, 2) } },
      '4/4 new since 1 Dec 10:02.',
      '12月1日 10:02から4/4が新しいデータです。',
    ],
    [
      { code: 'watermark-ahead', figures: { watermarkAt: at(1, 1), leftMs: 12 * MINUTE_MS } },
      'Old caches must be gone by 1 Dec 11:01, 12 min left.',
      '古いキャッシュは12月1日 11:01までに消えます。あと12分です。',
    ],
    [
      {
        code: 'vantage-old',
        figures: { operator: 'Quad9', record: 'mail.example.jp/A', values: '192.0.2.10', goneAt: at(1, 1) },
      },
      'Quad9 gave old data for mail.example.jp A (192.0.2.10); its cache may hold it until 1 Dec 11:01.',
      'Quad9 が mail.example.jp A に古いデータ（192.0.2.10）を返しました。キャッシュに12月1日 11:01まで残りえます。',
    ],
    [
      { code: 'ttl-high', figures: { ttlSeconds: 86_400, maxSeconds: 3600, targetSeconds: 300 } },
      'TTL 86400 s, above 3600 s. Lower it to 300 s at the DNS provider.',
      'TTL 86400秒、上限は3600秒です。DNS 事業者で300秒に下げてください。',
    ],
  ] as const;
  test.each(sentences)('%o', (evidence, english, japanese) => {
    expect(en.evidence(evidence)).toBe(english);
    expect(ja.evidence(evidence)).toBe(japanese);
  });
});

test('a list is cut at five, and says how many more', () => {
  const names = ['client:1', 'client:2', 'client:3', 'client:4', 'client:5', 'client:6', 'client:7'];
  const evidence = { code: 'some-open', figures: { ok: 7, total: 15, open: 7, waived: 1, names } } as const;
  expect(en.evidence(evidence)).toBe(
    '7/15, 1 waived. Open: client 1, client 2, client 3, client 4, client 5, +2 more.',
  );
  expect(ja.evidence(evidence)).toBe('7/15（ほかに免除1件）。残り: 端末1、端末2、端末3、端末4、端末5、ほか2件。');
});

test('one is not many', () => {
  const refusal = (missing: number) => ({ code: 'step-not-ready' as const, figures: { step: 'pin', missing } });
  expect(en.refusal(refusal(1))).toMatch(/^1 client still open/);
  expect(en.refusal(refusal(3))).toMatch(/^3 clients still open/);
  expect(en.refusal(refusal(1200))).toMatch(/^1,200 clients/);
});

test.each([
  [0, '0 s', '0秒'],
  [42 * SECOND_MS, '42 s', '42秒'],
  [90 * SECOND_MS, '1 min 30 s', '1分30秒'],
  [12 * MINUTE_MS, '12 min', '12分'],
  [HOUR_MS + 5 * MINUTE_MS, '1 h 5 min', '1時間5分'],
  [24 * HOUR_MS, '24 h', '24時間'],
  [47 * HOUR_MS + 59 * MINUTE_MS + 59 * SECOND_MS, '48 h', '48時間'],
  [14 * DAY_MS, '14 days', '14日'],
  [2 * DAY_MS + 3 * HOUR_MS, '2 days 3 h', '2日3時間'],
  [-5, '0 s', '0秒'],
])('%i ms lasts %s', (ms, english, japanese) => {
  expect(en.duration(ms)).toBe(english);
  expect(ja.duration(ms)).toBe(japanese);
});

test('a moment: in the zone of the record, or of each reader in Slack', () => {
  expect(en.moment(T0)).toBe('1 Dec 10:00');
  expect(ja.moment(T0)).toBe('12月1日 10:00');
  expect(slack.moment(T0)).toBe('<!date^1796086800^{date_short_pretty} {time}|1 Dec 10:00>');
  expect(wordsFor('en', { style: 'plain', timeZone: 'UTC' }).moment(T0)).toBe('1 Dec 01:00');
  expect(en.moment(Number.NaN)).toBe('?');
});

test('a gate that opens: who does what now', () => {
  const { facts } = aMigration({ executor: 'U1AAA', window: { from: at(1), to: at(3) } });
  const opened = { kind: 'gate-opened', gate: 'cut-over', criteria: GISTS, executor: 'U1AAA' } as const;
  expect(en.announcement(opened, facts, T0)).toEqual({
    text: 'DNS may be rewritten, from the appointed time on.',
    lines: [
      '✗ Clients pinned: 12/14. Open: client 3, client 5.',
      '✓ DKIM, DMARC and the other mail records: Waived by @U1AAA, “DKIM seen by hand”.',
      'What is changed in DNS:',
      'CHANGE example.jp MX 10 sv1.old-host.example → 10 mail.example.jp',
      'CHANGE mail.example.jp A 192.0.2.10 → 198.51.100.10',
      'DNS may be rewritten from 1 Dec 11:00 on, until 1 Dec 13:00, by @U1AAA.',
      '@U1AAA: say `/migration step rewrite begin`, then rewrite. Field by field: `/migration step rewrite`',
    ],
  });
  const now = at(1);
  expect(en.announcement(opened, facts, now).text).toBe('DNS may be rewritten.');
  expect(ja.announcement(opened, facts, now).text).toBe('DNS を書き換えてかまいません。');
});

test('a gate that is taken back says so first, and calls people by name', () => {
  const { facts } = aMigration();
  const retracted = { kind: 'gate-retracted', gate: 'cancel', criteria: GISTS, people: ['U1AAA'] } as const;
  expect(slack.announcement(retracted, facts, T0)).toEqual({
    text: 'Stop. The old server must not be cancelled yet: Cancel is taken back.',
    lines: [
      '✗ Clients pinned: 12/14. Open: client 3, client 5.',
      '<@U1AAA>: please read this.',
      'Its approvals no longer count. The bot looks on, and says when it is ready again. Why, criterion by criterion: `/migration gate cancel`',
    ],
  });
  expect(ja.announcement(retracted, facts, T0).text).toBe(
    '止まってください。「解約」を取り消します。旧サーバーはまだ解約しないでください。',
  );
});

describe('a straggler: mailbox, time, sender, path, and what to do about it', () => {
  const line = {
    mailbox: 'aoi@example.jp',
    at: at(2),
    from: 'shop@example.com',
    helo: 'relay.example.net',
    address: '203.0.113.9',
  };
  const found = { kind: 'stragglers', slot: 's', lines: [line], total: 1, open: 1 } as const;
  const said = 'aoi@example.jp, 1 Dec 12:00, from shop@example.com, by way of relay.example.net [203.0.113.9]';
  const carry =
    'The bot carries over by itself what is not there yet, and says so here. How far it is: `/migration rescue`';
  const allNew = (allNewAt: number) => {
    const { facts } = aMigration({ rewriteSeenAt: T0, rewriteDoneAt: T0 });
    const set = { ttlSeconds: 3_600, ttlSince: T0, formerGoneAt: T0, allNewAt };
    return { ...facts, recordSets: Object.fromEntries(facts.plan.map(({ name, type }) => [`${name}/${type}`, set])) };
  };

  test('before new data has been seen: since it was announced, and nothing is wrong', () => {
    expect(en.announcement(found, aMigration().facts, at(2))).toEqual({
      text: '1 message reached the old server since the rewrite was announced.',
      lines: [
        said,
        'DNS may still send mail here: not every authoritative server is new. So nothing is wrong yet.',
        carry,
      ],
    });
    expect(ja.announcement(found, aMigration().facts, at(2)).text).toBe(
      '書き換えの宣言後、旧サーバーにメール1通が届きました。',
    );
  });

  test('before the watermark: old caches, until when, and nobody is to be asked', () => {
    const { text, lines } = en.announcement(found, allNew(at(4)), at(2, 5));
    expect(text).toBe('1 message reached the old server after the rewrite.');
    expect(lines).toEqual([
      said,
      'Old caches may still send mail here until 1 Dec 15:00. So nothing is wrong yet.',
      carry,
    ]);
  });

  test('after the watermark: the postmaster, of what arrived after it only', () => {
    const ask = 'Ask the postmaster of relay.example.net to flush the DNS cache, or to remove a fixed route.';
    expect(en.announcement(found, allNew(T0), at(3)).lines).toEqual([said, ask, carry]);
    expect(en.announcement(found, allNew(at(1, 30)), at(3)).lines).toEqual([said, carry]);
  });

  test('by what each path shows, where that is known: each cause once, with its paths', () => {
    const causes = [
      { ...line, cause: 'local', onNew: false },
      { ...line, cause: 'local', onNew: false, byBot: true },
      { ...line, cause: 'local', onNew: true, putInto: 'INBOX' },
      { ...line, cause: 'pinned', onNew: true },
      { ...line, cause: 'pinned', helo: 'mx2.example.net', address: '203.0.113.10' },
    ] as const;
    const { lines } = en.announcement({ ...found, lines: causes, total: 5, open: 3 }, allNew(T0), at(3));
    expect(lines).toEqual([
      `${said} (not on the new server yet)`,
      `${said} (the bot carries it over)`,
      `${said} (carried over into INBOX)`,
      `${said} (on the new server, too)`,
      said.replace('relay.example.net [203.0.113.9]', 'mx2.example.net [203.0.113.10]'),
      expect.stringMatching(/^relay\.example\.net \[203\.0\.113\.9\]: Handed over inside the old provider/),
      expect.stringMatching(
        /^relay\.example\.net \[203\.0\.113\.9\], mx2\.example\.net \[203\.0\.113\.10\]: No cache can hold old data/,
      ),
      carry,
    ]);
  });

  test('where the team carries by hand, it is told to', () => {
    const facts = allNew(T0);
    const byHand = { ...facts, settings: { ...facts.settings, rescue: false } };
    expect(en.announcement(found, byHand, at(3)).lines.at(-1)).toMatch(/^Carry them over to the new server/);
  });

  test('once all are on the new server, nobody has to do anything, and it says who was told', () => {
    const there = { ...found, open: 0, written: ['U5OWNER'], lines: [{ ...line, onNew: true, putInto: 'INBOX' }] };
    const { lines } = en.announcement(there, allNew(at(4)), at(3));
    expect(lines.at(-1)).toContain('@U5OWNER');
    const two = { ...there, lines: [...there.lines, ...there.lines], total: 2 };
    expect(en.announcement(two, allNew(at(4)), at(3)).lines.at(-1)).toBe('All of them are on the new server now.');
    expect(lines.join('\n')).not.toContain('The bot carries');
  });

  test('after a rollback: back to the old server, and no postmaster', () => {
    expect(en.announcement({ ...found, side: 'new' }, allNew(T0), at(3))).toEqual({
      text: '1 message reached only the new server after the rollback.',
      lines: [
        said,
        'Carry them back to the old server; the bot sees when they are there. The whole list: `/migration stragglers`',
      ],
    });
  });
});

describe('what to type in each client', () => {
  test('pinned to the provider’s own name where the rewrite cannot move it, else to the address', () => {
    const { facts } = aMigration();
    const unseen = 'no login has shown the certificate yet, so whether clients will warn of it is unknown.';
    const add = (by: string, port: number) =>
      `New account, in each client that reads over ${by}: add it with server \`198.51.100.10\`, port ${port} (TLS), for receiving.`;
    expect(en.stepTodo('pin', facts, T0)).toEqual([
      'Old account, in each client: change mail.example.jp to `sv1.old-host.example`',
      `\`sv1.old-host.example\`: ${unseen} The bot looks whenever it logs in: \`/migration check\``,
      add('IMAP', 993),
      add('POP3', 995),
      `\`198.51.100.10\`: ${unseen} The bot looks whenever it logs in: \`/migration check\``,
      'Send through the old account until the rewrite.',
      '1 Scanner <2F> (@U5OWNER)',
      'When its owner has confirmed: `/migration clients pinned ID`. Open: 1 client.',
      'When all is done: `/migration step pin done`',
    ]);
  });

  test('the exact change of the rewrite, and nothing that is published before', () => {
    const { facts } = aMigration({ executor: 'U1AAA', window: { from: at(1), to: at(3) } });
    const gates = { ...facts.gates, 'cut-over': { ...facts.gates['cut-over'], state: 'open' as const } };
    const lines = ja.stepTodo('rewrite', { ...facts, gates }, T0);
    expect(lines[0]).toBe('@U1AAA が12月1日 11:00から12月1日 13:00までに DNS を書き換えます。');
    expect(lines).toContain('変更 mail.example.jp A 192.0.2.10 → 198.51.100.10');
    expect(lines.filter((line) => line.includes('spf1'))).toEqual([]);
  });
});

describe('a step whose gate is not open', () => {
  const { facts } = aMigration();

  test('says that it must wait, once, and asks for nothing', () => {
    expect(en.stepTodo('retire', facts, T0)).toEqual([
      'The old server must not be cancelled yet: first the gate “Cancel” must open. `/migration gate cancel`',
    ]);
    expect(ja.stepTodo('restore', facts, T0)).toHaveLength(1);
  });

  test('a rewrite may be read beforehand, under the warning', () => {
    const [first, ...rest] = en.stepTodo('rewrite', facts, T0);
    expect(first).toMatch(/^DNS must not be rewritten yet/);
    expect(rest).toContain('CHANGE mail.example.jp A 192.0.2.10 → 198.51.100.10');
  });

  test('once open, it says what to do', () => {
    const gates = { ...facts.gates, cancel: { ...facts.gates.cancel, state: 'open' as const } };
    expect(en.stepTodo('retire', { ...facts, gates }, T0)[0]).toBe(
      'Cancel the old server (sv1.old-host.example). Keep the confirmation.',
    );
  });
});

test('rolling back shows the data to go back to', () => {
  const rolledBack = { kind: 'state', state: 'rolled-back', by: 'U1AAA', reason: 'new server full' } as const;
  const said = en.announcement(rolledBack, aMigration().facts, T0);
  expect(said.text).toBe('@U1AAA rolled back: new server full');
  expect(said.lines).toContain('CHANGE mail.example.jp A 198.51.100.10 → 192.0.2.10');
});

test('while rolled back: set DNS back, carry back, then begin again', () => {
  const { facts } = aMigration({
    state: { kind: 'rolled-back', at: T0, by: 'U1AAA' },
    stragglers: [STRAGGLER, { ...STRAGGLER, key: `${STRAGGLER.key}|new` }],
  });
  const todo = en.stepTodo('parallel', facts, T0);
  expect(todo).toEqual([
    'Set DNS back to what it was:',
    'CHANGE example.jp MX 10 mail.example.jp → 10 sv1.old-host.example',
    'CHANGE mail.example.jp A 198.51.100.10 → 192.0.2.10',
    'Carry back to the old server what reached only the new one: `/migration stragglers`. Open: 1 message.',
    'The bot has not looked through 3 mailboxes on the new server since, so it is not known whether mail there is to be carried back: aoi@example.jp, ken@example.jp, info@example.jp.',
    'When that is done: `/migration resume` to begin the move again, or `/migration abandon example.jp REASON` to give it up.',
  ]);
  const status = en.status({ ...aMigration(), facts }, assess({ ...aMigration(), facts }, T0), T0);
  expect(status.next).toEqual(todo);
  expect(status.sees.join()).not.toContain('✗');
});

test('abandoned: how many messages are left, and that the passwords go', () => {
  const abandoned = { kind: 'state', state: 'abandoned', by: 'U1AAA', reason: 'staying' } as const;
  const carried = { ...STRAGGLER, key: 'k', carriedAt: at(3) };
  expect(en.announcement(abandoned, aMigration({ stragglers: [STRAGGLER, carried] }).facts, T0).lines).toEqual([
    '1 straggler not carried over.',
    'The bot forgets all passwords.',
    'The bot stops looking. What is left to you: `/migration step`. The record stays: `/migration history`',
  ]);
});

test('approvals that are enough: what else the gate waits for, and what is approved of', () => {
  const [approval] = ANNOUNCEMENTS.approval;
  if (approval === undefined) throw new Error('no sample');
  const { lines } = en.announcement({ ...approval, needed: 1 }, aMigration().facts, T0);
  expect(lines[0]).toBe(
    'Something is open: Clients pinned. 1/1 approvals are enough; the gate opens once that passes too.',
  );
  expect(lines.join()).not.toContain('Waiting for');
  expect(lines).toContain('CHANGE mail.example.jp A 192.0.2.10 → 198.51.100.10');
  expect(en.announcement(approval, aMigration().facts, T0).lines).toContain('Waiting for @U3CCC.');
});

describe('the living status', () => {
  test('before the rewrite: whose turn it is, and what the gate waits for', () => {
    const done = { at: T0, by: 'U1AAA' };
    const record = aMigration({ steps: { inventory: done, prepare: done } }, { looks: { zone: { at: T0 } } });
    const status = en.status(record, assess(record, at(1)), at(1));
    expect(status.headline).toBe('example.jp: step 3 of 8, Pin the clients. DNS must not be rewritten yet.');
    expect(status.next).toEqual(['Owners: 1 client to pin. `/migration step pin`', 'Still to pin: @U5OWNER 1.']);
    expect(status.gate).toContain('✗ Clients pinned: 1/2. Open: client 1.');
    expect(status.sees).toEqual([
      'Old server watched by: login 2, attested 1.',
      expect.stringMatching(/^Last looks: /),
    ]);
    expect(status.sees.at(-1)).toBe('Last looks: authoritative servers 1 Dec 10:00.');
    expect(status.gate[0]).toMatch(/^Cut-over: \d+\/12 criteria pass\.$/);
  });

  test('a straggler is somebody’s work before anything else', () => {
    const done = { at: T0, by: 'U1AAA' };
    const steps = { inventory: done, prepare: done, pin: done, rewrite: done };
    const refused = { ...STRAGGLER, rescue: { at: at(2), outcome: 'refused', reason: 'quota' } } as const;
    const next = (facts: Partial<Facts>) => {
      const record = aMigration({ steps, rewriteSeenAt: T0, clients: [], ...facts });
      return ja.status(record, assess(record, at(3)), at(3)).next;
    };
    const carry = ['チーム: 旧サーバーに届いたメール1通を新サーバーへ移してください。`/migration stragglers`'];
    const settings = { ...DEFAULT_SETTINGS, rescue: false };
    expect(next({ stragglers: [STRAGGLER], settings })).toEqual(carry);
    expect(next({ stragglers: [refused] })).toEqual(carry);
    // What the bot carries over by itself is nobody’s work.
    expect(next({ stragglers: [STRAGGLER] })).toEqual(['いまは待つだけです。ボットが両方のサーバーを見守っています。']);
    // Whoever still sends through the old server makes the next one.
    const { clients } = aMigration().facts;
    expect(next({ clients })).toEqual([expect.stringContaining('まだ旧サーバーから送信: @U5OWNER 1台')]);
  });

  test('mail that bounces is said before all else, and no longer once the old server accepts again', () => {
    const refusal = { address: 'aoi@example.jp', reply: '550 no such user', at: at(1) };
    const next = (facts: Partial<Facts>) => {
      const record = aMigration({ rewriteSeenAt: T0, ...facts });
      return en.status(record, assess(record, at(3)), at(3)).next[0];
    };
    expect(next({ oldRefusals: [refusal] })).toMatch(/^Now: the old server refuses 1 address, so mail bounces\./);
    expect(next({ oldRefusals: [{ ...refusal, overAt: at(2) }] })).not.toContain('bounces');
    const addresses = { 'orders@example.jp': { count: 3, firstAt: T0, lastAt: T0 } };
    expect(next({ rewriteSeenAt: undefined, addresses })).toMatch(/^The team: say what becomes of 1 address in use/);
  });
});
