import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isQmailNote, parseReceived } from '../../src/mail/received.ts';

const DATE = 'Tue, 24 Nov 2026 13:07:06 +0900';
const AT = Date.UTC(2026, 10, 24, 4, 7, 6);

describe('a Received line', () => {
  it.each([
    [
      'Postfix',
      `from mail.sender.example (mail.sender.example [203.0.113.9]) (using TLSv1.3 with cipher X) by old.example.net (Postfix) with ESMTPS id 4A for <anna@example.jp>; ${DATE} (JST)`,
      {
        helo: 'mail.sender.example',
        reverse: 'mail.sender.example',
        address: '203.0.113.9',
        by: 'old.example.net',
        with: 'esmtps',
      },
    ],
    [
      'Postfix without reverse name, IPv6',
      `from x (unknown [IPv6:2001:db8::9]) by old.example.net (Postfix) with ESMTP id 4A; ${DATE}`,
      { helo: 'x', address: '2001:db8::9', by: 'old.example.net', with: 'esmtp' },
    ],
    [
      'Exim',
      `from mail.sender.example ([203.0.113.9]:41022 helo=hello.example) by old.example.net with esmtps (Exim 4.96) (envelope-from <a@b.example>) id 1a for anna@example.jp; ${DATE}`,
      {
        helo: 'hello.example',
        reverse: 'mail.sender.example',
        address: '203.0.113.9',
        by: 'old.example.net',
        with: 'esmtps',
      },
    ],
    [
      'Exim without reverse name',
      `from [203.0.113.9] (helo=hello.example) by old.example.net with smtp; ${DATE}`,
      { helo: 'hello.example', address: '203.0.113.9', by: 'old.example.net', with: 'smtp' },
    ],
    [
      'Sendmail',
      `from hello.example (mail.sender.example [203.0.113.9] (may be forged)) by old.example.net (8.15.2/8.15.2) with ESMTP id x; ${DATE}`,
      {
        helo: 'hello.example',
        reverse: 'mail.sender.example',
        address: '203.0.113.9',
        by: 'old.example.net',
        with: 'esmtp',
      },
    ],
    [
      'qmail',
      `from unknown (HELO hello.example) (203.0.113.9) by old.example.net with SMTP; ${DATE}`,
      { helo: 'hello.example', address: '203.0.113.9', by: 'old.example.net', with: 'smtp' },
    ],
    [
      'Exchange',
      `from EX1.corp.example (203.0.113.9) by EX2.corp.example (198.51.100.2) with Microsoft SMTP Server id 15.1; ${DATE}`,
      { helo: 'ex1.corp.example', address: '203.0.113.9', by: 'ex2.corp.example', with: 'microsoft' },
    ],
    [
      'Courier, IPv4 mapped',
      `from hello.example (mail.sender.example [::ffff:203.0.113.9]) (TLS: x) by old.example.net with ESMTPS id 1; ${DATE}`,
      {
        helo: 'hello.example',
        reverse: 'mail.sender.example',
        address: '203.0.113.9',
        by: 'old.example.net',
        with: 'esmtps',
      },
    ],
    [
      'Dovecot LMTP',
      `from [127.0.0.1] ([127.0.0.1]) by old.example.net with LMTP id 6H (envelope-from <s@example.org>) for <anna@example.jp>; ${DATE}`,
      { helo: '[127.0.0.1]', address: '127.0.0.1', by: 'old.example.net', with: 'lmtp' },
    ],
  ])('as %s writes it', (_, value, expected) => {
    expect(parseReceived(value)).toEqual({ from: true, at: AT, ...expected });
  });

  it('of local submission comes from nowhere', () => {
    expect(parseReceived(`by old.example.net (Postfix, from userid 0) id 4A; ${DATE}`)).toEqual({
      from: false,
      by: 'old.example.net',
      at: AT,
    });
  });

  it('of qmail is told from its notes', () => {
    expect(isQmailNote(`(qmail 4711 invoked by uid 89); ${DATE}`)).toBe(true);
    expect(isQmailNote(`from x by y; ${DATE}`)).toBe(false);
  });

  it.each([
    `from x by new.example.net (a [203.0.113.9]) by old.example.net with ESMTP; ${DATE}`,
    `from "x (y [203.0.113.9]) by old.example.net with ESMTP; ${DATE}`,
    `from by new.example.net ( ([203.0.113.9]) by old.example.net with smtp (Exim 4.96) (envelope-from <")"@x>); ${DATE}`,
    `from ((( (y [203.0.113.9]) by old.example.net with ESMTP; ${DATE}`,
  ])('into which the sender wrote names nobody: %s', (value) => {
    expect(parseReceived(value).by).toBeUndefined();
  });

  it('never names another host than the one that stamped it, whatever the sender says for HELO', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'by',
        'BY evil.example',
        '(',
        ')',
        '"',
        ';',
        'with',
        ' by evil.example with ESMTP ',
        '\\',
        'from',
      ),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (parts) => {
        const value = `from ${parts.join(' ')} (unknown [203.0.113.9]) by old.example.net (Postfix) with ESMTP id 1; ${DATE}`;
        expect([undefined, 'old.example.net']).toContain(parseReceived(value).by);
      }),
      { numRuns: 500 },
    );
  });

  it('is read in time that grows with its length', () => {
    const started = performance.now();
    for (const part of ['(', '"', 'from by ', '[', '1.', 'a:', '; ']) parseReceived(part.repeat(4_000));
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});
