import { describe, expect, test } from 'vitest';
import { parse } from '../../src/slack/parse.ts';

const read = (line: string) => {
  const parsed = parse(line);
  return parsed.ok ? parsed.request : parsed.problem;
};
const added = (line: string) => {
  const request = read(`clients add ${line}`);
  return 'clients' in request ? request.clients : request;
};
const BOTH = ['imap', 'smtp'];

describe('clients add', () => {
  test.each([
    [
      '"Aoi’s phone" <@U1|aoi> imap,smtp phone aoi@example.jp',
      { name: 'Aoi’s phone', owner: 'U1', protocols: BOTH, kind: 'phone', user: 'aoi@example.jp' },
    ],
    // Any order behind the protocols.
    [
      'Scanner 2F smtp scan@example.jp scanner',
      { name: 'Scanner 2F', protocols: ['smtp'], kind: 'scanner', user: 'scan@example.jp' },
    ],
    ['Scanner <@U1|aoi> scanner', { name: 'Scanner', owner: 'U1', protocols: BOTH, kind: 'scanner' }],
    ['「3階の複合機」　smtp　複合機', { name: '3階の複合機', protocols: ['smtp'], kind: 'scanner' }],
    ['Ken imap,smtp iPhone ken@例え.jp', { name: 'Ken', protocols: BOTH, kind: 'phone', user: 'ken@xn--r8jz45g.jp' }],
    ['Shop shop@example.jp', { name: 'Shop', protocols: BOTH, user: 'shop@example.jp' }],
    // A kind may well be a name.
    ['Phone', { name: 'Phone', protocols: BOTH }],
    ['Aoi’s phone', { name: 'Aoi’s phone', protocols: BOTH }],
    ['Phone smtp', { name: 'Phone', protocols: ['smtp'] }],
    ['shop@example.jp', { name: 'shop@example.jp', protocols: BOTH }],
  ])('%s', (line, client) => {
    expect(added(line)).toEqual([client]);
  });

  test('a word behind the owner that is none of these is not swallowed', () => {
    expect(read('clients add Scanner <@U1|aoi> scaner')).toMatchObject({
      code: 'not-known',
      word: 'scaner (scanner?)',
    });
  });
});

describe('which clients', () => {
  test.each([
    ['1 #2 c3', ['c1', 'c2', 'c3']],
    ['c1-c9', ['c1-c9']],
    ['1–3,5', ['c1-c3', 'c5']],
    ['ｃ１-ｃ３', ['c1-c3']],
    ['<@U0AOI|aoi>', ['@U0AOI']],
    ['all', ['all']],
    ['すべて', ['all']],
    ['mine c2 c2', ['mine', 'c2']],
  ])('%s', (words, clients) => {
    expect(read(`clients sending ${words}`)).toEqual({ kind: 'clients-mark', clients, mark: 'sending', done: true });
    expect(read(`clients undo pinned ${words}`)).toMatchObject({ clients, mark: 'pinned', done: false });
  });

  test('a name that Slack did not make a mention is no person', () => {
    expect(read('clients pinned @aoi')).toMatchObject({ code: 'not-a-person', word: '@aoi' });
  });
});

test.each([
  ['clients owner c3 <@U0KEN|ken>', { kind: 'clients-owner', clients: ['c3'], owner: 'U0KEN' }],
  ['clients owner c1-c3 c7 "Mr Sato"', { kind: 'clients-owner', clients: ['c1-c3', 'c7'], owner: 'Mr Sato' }],
  ['clients owner c3', { code: 'missing' }],
  ['clients sheet', { kind: 'clients-sheet', clients: [], page: 1 }],
  ['clients sheet all ja page 2', { kind: 'clients-sheet', clients: ['all'], lang: 'ja', page: 2 }],
  ['clients sheet en 1 2', { kind: 'clients-sheet', clients: ['c1', 'c2'], lang: 'en', page: 1 }],
  ['clients sheet page two', { code: 'not-a-number', word: 'two' }],
  ['settings digest daily', { kind: 'settings-set', key: 'digest', value: 1 }],
  ['設定 digest off', { kind: 'settings-set', key: 'digest', value: 0 }],
  ['settings reminders off', { kind: 'settings-set', key: 'reminders', value: 0 }],
  ['settings remind-weekends on', { kind: 'settings-set', key: 'remind-weekends', value: 1 }],
])('%s', (line, request) => {
  expect(read(line)).toMatchObject(request);
});
