import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify, describeArrival, fingerprintOf, readHeaders, type StampContext } from '../../src/mail/delivery.ts';

const DATE = 'Tue, 24 Nov 2026 13:07:06 +0900';
const AT = Date.UTC(2026, 10, 24, 4, 7, 6);
const OLD: StampContext = { ownStamps: ['old.example.net'], otherStamps: ['new.example.net'] };
const NEW: StampContext = { ownStamps: ['new.example.net'], otherStamps: ['old.example.net'] };

const LMTP = `Received: from old.example.net ([127.0.0.1]) by old.example.net with LMTP id 6H; ${DATE}`;
const MX = `Received: from mail.sender.example (rev.sender.example [203.0.113.9]) by old.example.net (Postfix) with ESMTPS; ${DATE}`;
const SENDER = `Received: from laptop (laptop [10.0.0.5]) by mail.sender.example with ESMTPSA; ${DATE}`;
const BODY = ['Date: Tue, 24 Nov 2026 13:07:00 +0900', 'From: "B, A" <A@sender.example>', 'Subject: hello'];
const DELIVERED = ['Return-Path: <a@sender.example>', LMTP, MX, SENDER, ...BODY];

const block = (...lines: readonly string[]) => `${lines.join('\r\n')}\r\n\r\n`;
const kind = (context: StampContext, ...lines: readonly string[]) => classify(readHeaders(block(...lines)), context);
const arrival = (context: StampContext, ...lines: readonly string[]) =>
  describeArrival(
    block(...lines),
    { mailbox: 'anna@example.jp', folder: 'INBOX', uidValidity: '1', uid: 7 },
    { ...context, size: 100, internalDate: 5 },
  );

describe('genuine delivery or copy', () => {
  it('a message that this host stamped on top is a delivery', () => {
    expect(kind(OLD, ...DELIVERED)).toBe('delivery');
  });

  it('the same message on the other server is a copy there', () => {
    expect(kind(NEW, ...DELIVERED)).toBe('copy');
  });

  it('what a client put there has no stamp', () => {
    expect(kind(OLD, ...BODY)).toBe('append');
  });

  it('without a stamp but with marks of a final delivery it is unknown', () => {
    expect(kind(OLD, 'Return-Path: <a@sender.example>', ...BODY)).toBe('unknown-stamp');
    expect(kind(OLD, 'Delivered-To: anna@example.jp', ...BODY)).toBe('unknown-stamp');
  });

  it.each([
    ['that nobody is known by', { ownStamps: [], otherStamps: [] }],
    ['that both servers are known by', { ownStamps: ['old.example.net'], otherStamps: ['old.example.net'] }],
  ])('a stamp %s is unknown', (_, context) => {
    expect(kind(context, ...DELIVERED)).toBe('unknown-stamp');
  });

  it('a header that cannot be read is unknown, not a harmless copy', () => {
    expect(classify(readHeaders(''), OLD)).toBe('unknown-stamp');
    expect(classify(readHeaders('\x00\x01\x02'), OLD)).toBe('unknown-stamp');
  });

  it('qmail’s own note above the stamp is passed over', () => {
    expect(kind(OLD, `Received: (qmail 7 invoked by uid 89); ${DATE}`, MX, ...BODY)).toBe('delivery');
  });

  it.each([
    ['a null sender', ['Return-Path: <>', MX, ...BODY]],
    ['a null sender as some agents write it', ['Return-Path: <MAILER-DAEMON>', MX, ...BODY]],
    ['a vacation reply', [MX, 'Auto-Submitted: auto-replied (vacation)', ...BODY]],
    [
      'cron on this host',
      [`Received: by old.example.net (Postfix, from userid 0); ${DATE}`, 'Auto-Submitted: auto-generated', ...BODY],
    ],
  ])('%s is listed as a bounce', (_, lines) => {
    expect(kind(OLD, ...lines)).toBe('bounce');
  });

  it('an order confirmation from outside is a delivery although a machine wrote it', () => {
    expect(kind(OLD, MX, 'Auto-Submitted: auto-generated', ...BODY)).toBe('delivery');
  });

  it('our own probe is a probe where it was delivered, and a copy where it was carried to', () => {
    expect(kind(OLD, MX, 'X-Migration-Probe: 01J', ...BODY)).toBe('probe');
    expect(kind(NEW, MX, 'X-Migration-Probe: 01J', ...BODY)).toBe('copy');
  });

  it('what the sender writes below the stamp never makes a delivery harmless', () => {
    const forged = fc.constantFrom(
      `Received: from x ([192.0.2.1]) by new.example.net with ESMTP; ${DATE}`,
      'Return-Path: <>',
      'Authentication-Results: new.example.net; dmarc=pass',
      'Received: ; ; ;',
      'Delivered-To: x',
      ' folded by new.example.net',
      'nonsense',
      'Auto-Submitted: auto-generated',
      'Message-ID: <>',
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            forged,
            fc.string({ maxLength: 30 }).filter((text) => !/^\s/.test(text) && !/[\r\n]/.test(text)),
          ),
        ),
        (lines) => {
          expect(kind(OLD, MX, ...lines)).toMatch(/^(?:delivery|unknown-stamp)$/);
        },
      ),
    );
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(block(...DELIVERED), ''), (bytes, head) => {
        const raw = Buffer.concat([Buffer.from(head.trimEnd()), Buffer.from('\r\n'), bytes]);
        const place = { mailbox: 'm', folder: 'f', uidValidity: '1', uid: 1 };
        const seen = describeArrival(raw, place, { ...OLD, size: 1, internalDate: 0 });
        expect(seen.fingerprint.length).toBeLessThan(300);
        expect(Number.isFinite(seen.at)).toBe(true);
      }),
    );
  });
});

describe('an arrival', () => {
  it('says when, from whom, by which path and under which stamp', () => {
    expect(arrival(OLD, ...DELIVERED, 'Message-ID: <1@sender.example>')).toEqual({
      mailbox: 'anna@example.jp',
      folder: 'INBOX',
      uidValidity: '1',
      uid: 7,
      kind: 'delivery',
      at: AT,
      fingerprint: '<1@sender.example>',
      stamp: expect.stringMatching(/^[\w-]{22}$/),
      from: 'a@sender.example',
      path: { helo: 'mail.sender.example', address: '203.0.113.9' },
      stampedBy: 'old.example.net',
    });
  });

  it('of one delivery bears one stamp, however it is folded and whatever else is written into its header', () => {
    const [first = '', ...others] = DELIVERED;
    const { stamp } = arrival(OLD, ...DELIVERED, ...BODY);
    expect(arrival(OLD, 'X-Filed: yes', first, ...others, ...BODY).stamp).toBe(stamp);
    expect(arrival(OLD, ...DELIVERED.map((line) => line.replaceAll(' by ', '\r\n\tby ')), ...BODY).stamp).toBe(stamp);
  });

  it.each([
    ['to another address', ['Delivered-To: other@example.jp', `Received: from a by old.example.net id 1; ${DATE}`]],
    ['under another id', ['Delivered-To: a@example.jp', `Received: from a by old.example.net id 2; ${DATE}`]],
    ['stamped by no host', []],
  ])('delivered %s bears another', (_, lines) => {
    const one = ['Delivered-To: a@example.jp', `Received: from a by old.example.net id 1; ${DATE}`];
    const { stamp } = arrival(OLD, ...one, ...BODY);
    expect(stamp).toBeDefined();
    expect(arrival(OLD, ...lines, ...BODY).stamp).not.toBe(stamp);
  });

  it('has the path of the first hop that entered this host, through a filter that hands back over loopback', () => {
    const filter = `Received: from localhost (localhost [127.0.0.1]) by old.example.net (Postfix) with ESMTP; ${DATE}`;
    const amavis = `Received: from old.example.net ([127.0.0.1]) by localhost (old.example.net [127.0.0.1]) with ESMTP; ${DATE}`;
    expect(arrival(OLD, LMTP, filter, amavis, MX, SENDER, ...BODY).path).toEqual({
      helo: 'mail.sender.example',
      address: '203.0.113.9',
    });
  });

  it('has that path also through a filter that hands back by calling sendmail', () => {
    const again = `Received: by old.example.net (Postfix, from userid 5001); ${DATE}`;
    const seen = arrival(OLD, again, MX, 'Auto-Submitted: auto-generated', ...BODY);
    expect(seen).toMatchObject({ kind: 'delivery', path: { address: '203.0.113.9' } });
  });

  it('does not believe a hop that the sender wrote below the one from outside', () => {
    const forged = `Received: from innocent.example ([192.0.2.1]) by old.example.net with ESMTP; ${DATE}`;
    expect(arrival(OLD, MX, forged, ...BODY).path?.address).toBe('203.0.113.9');
  });

  it('that began on this host has no path', () => {
    expect(
      arrival(OLD, `Received: by old.example.net (Postfix, from userid 0); ${DATE}`, ...BODY).path,
    ).toBeUndefined();
  });

  it('whose stamp names no moment is dated by INTERNALDATE', () => {
    expect(arrival(OLD, 'Received: from x ([203.0.113.9]) by old.example.net; whenever', ...BODY).at).toBe(5);
  });

  it('that begins with a blank does not rewrite the stamp above it', () => {
    expect(arrival(OLD, MX, ' ; Mon, 1 Jan 1990 00:00:00 +0000', ...BODY)).toMatchObject({ kind: 'delivery', at: 5 });
    expect(arrival(OLD, MX, ' by new.example.net', ...BODY).kind).toBe('unknown-stamp');
  });

  it('in the junk folder is suspect', () => {
    expect(arrival({ ...OLD, folder: 'junk' }, ...DELIVERED).suspect).toBe('junk');
  });

  it('is suspect when this host wrote down that DMARC failed', () => {
    const verdict =
      'Authentication-Results: old.example.net; spf=pass smtp.mailfrom=x; dmarc=fail (p=none) header.from=x';
    expect(arrival(OLD, LMTP, verdict, MX, ...BODY).suspect).toBe('dmarc-fail');
    expect(arrival(OLD, verdict, MX, ...BODY).suspect).toBe('dmarc-fail');
  });

  it.each([
    ['another host says so', [MX, 'Authentication-Results: evil.example; dmarc=fail', ...BODY]],
    ['it passed', ['Authentication-Results: old.example.net; dmarc=pass', MX, ...BODY]],
    [
      'the sender wrote it below the first line from outside',
      [MX, SENDER, 'Authentication-Results: old.example.net; dmarc=fail', ...BODY],
    ],
  ])('is not suspect when %s', (_, lines) => {
    expect(arrival(OLD, ...lines).suspect).toBeUndefined();
  });
});

describe('what one server took from the other', () => {
  const WATCHED = { ...NEW, otherSide: 'old' as const };
  const HAND_OVER = `Received: from old.example.net (old.example.net [198.51.100.1]) by new.example.net with ESMTPS; ${DATE}`;
  const written = (line: string) => `Received: ${line}; ${DATE}`;
  const through = (context: StampContext, ...lines: readonly string[]) => arrival(context, ...lines, ...BODY).through;

  it('is what the other had taken from outside, also through a relay between them', () => {
    expect(through(WATCHED, HAND_OVER, MX, SENDER)).toBe('old');
    const relay = written('from old.example.net ([198.51.100.1]) by out.provider.example with ESMTP');
    const fromRelay = HAND_OVER.replace('from old.example.net (old.example.net', 'from out.provider.example (out');
    expect(through(WATCHED, fromRelay, relay, LMTP, MX)).toBe('old');
  });

  it.each([
    ['came straight', [MX.replace('by old.example.net', 'by new.example.net')]],
    ['a user wrote there', [HAND_OVER, written('from laptop (x [203.0.113.5]) by old.example.net with ESMTPSA')]],
    ['was written on that host', [HAND_OVER, written('by old.example.net (Postfix, from userid 33)')]],
    ['its webmail sent', [HAND_OVER, written('from localhost (localhost [127.0.0.1]) by old.example.net with ESMTP')]],
    ['is a copy from there', [MX]],
  ])('is not what %s', (_, lines) => {
    expect(through(WATCHED, ...lines)).toBeUndefined();
  });

  it('is not told where nobody says which server the other one is', () => {
    expect(through(NEW, HAND_OVER, MX)).toBeUndefined();
  });
});

describe('a fingerprint', () => {
  it('without Message-ID is equal for a message and its copy, and differs for another', () => {
    const message = readHeaders(block(...DELIVERED));
    expect(fingerprintOf(message, 100)).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(fingerprintOf(readHeaders(block(...DELIVERED)), 100)).toBe(fingerprintOf(message, 100));
    expect(fingerprintOf(message, 101)).not.toBe(fingerprintOf(message, 100));
  });

  it('keeps the Message-ID whole, folded or not, and bounds a monstrous one', () => {
    expect(readHeaders(block('Message-ID:', ' <a@b>')).messageId).toBe('<a@b>');
    expect(readHeaders(block(`Message-ID: <${'x'.repeat(5_000)}>`)).messageId).toMatch(/^sha256:/);
    expect(readHeaders(block('Message-ID: <>')).messageId).toBeUndefined();
  });
});
