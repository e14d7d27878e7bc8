import { expect, test } from 'vitest';
import { ALREADY, type AlreadyCode } from '../../src/migration/refusals.ts';
import { wordsFor } from '../../src/words/words.ts';
import { T0 } from './sample.ts';

const words = {
  en: wordsFor('en', { style: 'plain', timeZone: 'Asia/Tokyo' }),
  ja: wordsFor('ja', { style: 'plain', timeZone: 'Asia/Tokyo' }),
};
/** Whatever the core gives with one of them. */
const FIGURES = {
  step: 'pin',
  item: 'mailbox:info@example.jp',
  key: 'quiet-cancel',
  value: 14,
  endsOn: '2027-02-28',
  startsOn: '2026-12-01',
  noticeDays: 30,
  approvers: ['U1AAA', 'U2BBB'],
  executor: 'U1AAA',
  fromAt: T0,
  toAt: T0 + 7_200_000,
  countries: ['JP'],
  relay: 'oldhost',
  host: 'smtp.old-host.example',
  record: 'example.jp/MX',
  after: ['10 mx.new.example'],
  servers: ['ns1.new.example', 'ns2.new.example'],
  selectors: ['s1'],
  followed: ['www.example.jp'],
  client: 'Scanner 2F',
  owner: 'U2BBB',
  mailbox: 'info@example.jp',
  watch: 'log',
  addresses: ['orders@example.jp'],
  senders: ['news@example.com'],
  gate: 'cut-over',
  criteria: ['CUT-LOGIN-OLD'],
  domain: 'example.jp',
} as const;

test.each(ALREADY)('what is so already is said whole, in both languages: %s', (so) => {
  const figures = {
    ...FIGURES,
    so,
    ...(so.startsWith('item') ? { item: 'filters' } : so === 'setting' ? {} : noSetting),
  };
  for (const lang of ['en', 'ja'] as const) {
    const said = words[lang].refusal({ code: 'already', figures });
    expect(said).not.toMatch(/[{}]|undefined|: [（(.。]|^[.。]/);
    expect(said).toMatch(lang === 'en' ? /\. Nothing has changed\.$/ : /。何も変えていません。$/);
  }
});
const noSetting = { key: '', value: '' };

test.each<[AlreadyCode, object, string, string]>([
  ['setting', {}, '“Quiet time before cancel” is 14 days already. Nothing has changed.', '14日'],
  [
    'step-done',
    { sinceAt: T0, by: 'U1AAA' },
    'Step “Pin the clients” is done already (since 1 Dec 10:00, @U1AAA). Nothing has changed.',
    '@U1AAA',
  ],
  ['gate-open', { sinceAt: T0 }, 'is open already (since 1 Dec 10:00). Nothing has changed.', 'すでに開いています（'],
  ['country', { key: '' }, 'The public holidays of Japan are kept already', '日本'],
])('%s', (so, more, en, ja) => {
  const figures = { ...FIGURES, so, ...more };
  expect(words.en.refusal({ code: 'already', figures })).toContain(en);
  expect(words.ja.refusal({ code: 'already', figures })).toContain(ja);
});

test('one of an earlier version says that something is so', () => {
  expect(words.en.refusal({ code: 'already', figures: {} })).toContain('That is so already');
});
