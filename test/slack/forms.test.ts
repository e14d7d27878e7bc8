import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantOf } from '../../src/migration/wall-time.ts';
import { hostname, knownServer, parseServer } from '../../src/slack/actions/server.ts';
import { decodeKeys, decodeValue, encodeKeys } from '../../src/slack/actions/value.ts';
import { cut, listed } from '../../src/slack/views/blocks.ts';
import { LIMITS } from '../../src/slack/views/limits.ts';

describe('a server as it is typed', () => {
  const smtp = { port: 587, security: 'starttls' };
  test.each([
    ['mail.example.net', { host: 'mail.example.net', addresses: [], imap: { port: 993, security: 'tls' }, smtp }],
    ['192.0.2.10', { addresses: ['192.0.2.10'], imap: { port: 993, security: 'tls' }, smtp }],
    [
      ' Mail.Example.net.、192.0.2.10　2001:DB8::1 １４３',
      {
        host: 'mail.example.net',
        addresses: ['192.0.2.10', '2001:db8::1'],
        imap: { port: 143, security: 'starttls' },
        smtp,
      },
    ],
    ['メール.example.jp', { host: 'xn--4dkua4c.example.jp', addresses: [] }],
    ['', { code: 'error-server' }],
    ['993', { code: 'error-server' }],
    ['mail_server', { code: 'error-server-word', word: 'mail_server' }],
    ['a.example b.example', { code: 'error-server-word', word: 'b.example' }],
    ['a.example 70000', { code: 'error-server-word', word: '70000' }],
    ['a.example 143 993', { code: 'error-server-word', word: '993' }],
    ['192.0.2.999', { code: 'error-server-word', word: '192.0.2.999' }],
  ])('%s', (text, server) => {
    expect(parseServer(text)).toMatchObject(server);
  });

  test('a provider with fixed names needs none typed', () => {
    expect(knownServer('microsoft365')?.host).toBe('outlook.office365.com');
    expect(knownServer('hoster')).toBeUndefined();
  });

  test('a host name is one, or none', () => {
    expect(hostname('EXAMPLE.jp.')).toBe('example.jp');
    for (const wrong of [
      '',
      'localhost',
      '-a.example',
      'a..example',
      `${'a'.repeat(64)}.example`,
      '192.0.2.1',
      'a b.example',
    ])
      expect(hostname(wrong), wrong).toBeUndefined();
  });
});

describe('the keys of a list in a button', () => {
  test('come back whole, or only for the very same list', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 90 }), { maxLength: 60 }), (keys) => {
        const text = encodeKeys('01J', keys);
        expect(text.length).toBeLessThanOrEqual(LIMITS.buttonValue);
        const value = decodeValue(text);
        if (value === undefined) throw new Error('does not decode');
        expect(decodeKeys(value, [...keys].reverse())?.toSorted()).toEqual(keys.toSorted());
        if (value.keys === undefined) expect(decodeKeys(value, [...keys, 'one more'])).toBeUndefined();
      }),
    );
  });

  test('anything else is no value', () => {
    for (const text of [undefined, '', 'x', '[]', '{"m":1}', '{"m":"1","gate":"none"}'])
      expect(decodeValue(text)).toBeUndefined();
  });
});

describe('a wall clock’s time', () => {
  test.each([
    ['2026-12-01', '09:00', 'Asia/Tokyo', '2026-12-01T00:00:00Z'],
    ['2026-07-01', '09:00', 'Europe/Berlin', '2026-07-01T07:00:00Z'],
    ['2026-12-01', '00:30', 'America/New_York', '2026-12-01T05:30:00Z'],
    ['2026-12-01', '09:00', 'Asia/Kolkata', '2026-12-01T03:30:00Z'],
    // Summer time ends: 02:30 comes twice, the earlier counts. It begins: 02:30 does not exist.
    ['2026-10-25', '02:30', 'Europe/Berlin', '2026-10-25T00:30:00Z'],
    ['2026-03-29', '02:30', 'Europe/Berlin', '2026-03-29T01:30:00Z'],
  ])('%s %s in %s', (date, time, zone, utc) => {
    expect(new Date(instantOf(date, time, zone)).toISOString()).toBe(utc.replace('Z', '.000Z'));
  });
});

test('cutting leaves no half character, and a list says how much it left out', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.integer({ min: 2, max: 30 }), (text, most) => {
      const short = cut(text, most);
      expect(short.length).toBeLessThanOrEqual(most);
      expect(short.isWellFormed()).toBe(true);
    }),
  );
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, maxLength: 400 }), { maxLength: 80 }), (lines) => {
      const blocks = listed(lines, (left) => `left ${left}`, 2);
      const last = blocks.at(-1)?.text?.text ?? '';
      const shown = blocks.reduce((count, block) => count + (block.text?.text.split('\n').length ?? 0), 0);
      const left = Number(/left (\d+)$/.exec(last)?.[1] ?? 0);
      const breaks = lines
        .slice(0, lines.length - left)
        .reduce((count, line) => count + line.split('\n').length - 1, 0);
      expect(shown - (left > 0 ? 1 : 0) - breaks + left).toBe(lines.length);
    }),
  );
});
