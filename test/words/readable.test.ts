import { domainToASCII, domainToUnicode } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readable } from '../../src/words/readable.ts';
import { wordsFor } from '../../src/words/words.ts';

describe('internationalised names are shown as people read them, with the form that DNS knows beside', () => {
  test.each([
    ['mail.xn--wgv71a119e.jp A', 'mail.日本語.jp (mail.xn--wgv71a119e.jp) A'],
    [
      'aoi@xn--wgv71a119e.jp, twice xn--wgv71a119e.jp.',
      'aoi@日本語.jp (xn--wgv71a119e.jp), twice 日本語.jp (xn--wgv71a119e.jp).',
    ],
    ['s1._domainkey.xn--bcher-kva.example', 's1._domainkey.bücher.example (s1._domainkey.xn--bcher-kva.example)'],
    ['copy `plan set xn--wgv71a119e.jp MX 10 x`', 'copy `plan set xn--wgv71a119e.jp MX 10 x`'],
    ['xn--.jp and xn--zzzzzzzzzzzz.jp are none', 'xn--.jp and xn--zzzzzzzzzzzz.jp are none'],
    ['example.jp', 'example.jp'],
  ])('%s', (text, shown) => {
    expect(readable(text, 'en')).toBe(shown);
    expect(readable(readable(text, 'en'), 'en')).toBe(shown);
  });

  test('decodes whatever a name may hold as the platform does, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), (text) => {
        const name = domainToASCII(`${text}.example`);
        if (!/^xn--[a-z0-9-]+\.example$/.test(name)) return;
        expect(readable(name, 'en')).toBe(`${domainToUnicode(name)} (${name})`);
      }),
    );
    fc.assert(fc.property(fc.stringMatching(/^[a-z0-9-]{0,20}$/), (text) => void readable(`xn--${text}.jp`, 'ja')));
  });

  test('in every sentence, once', () => {
    const words = wordsFor('ja', { style: 'plain', timeZone: 'Asia/Tokyo' });
    const evidence = {
      code: 'mx-ok',
      figures: { domain: 'xn--wgv71a119e.jp', values: ['10 mx.example.net'] },
    } as const;
    expect(words.evidence(evidence)).toBe(
      '日本語.jp（xn--wgv71a119e.jp） 宛てのメールは、計画では 10 mx.example.net に届きます。',
    );
  });
});
