import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLog } from '../../../src/mail/logs/read-log.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const request = { domains: ['moving.test'], now: NOW, timeZone: 'UTC' };
const POSTFIX = [
  'Nov 24 10:00:00 mx1 postfix/smtpd[1]: 4F1A2B3C4D5: client=mail.shop.test[203.0.113.9]',
  'Nov 24 10:00:01 mx1 postfix/lmtp[2]: 4F1A2B3C4D5: to=<anna@moving.test>, relay=mx1[private/dovecot-lmtp], delay=1, dsn=2.0.0, status=sent (250 2.0.0 <anna@moving.test> Saved)',
];
const DOVECOT = 'Nov 24 10:00:01 mx1 dovecot: lmtp(anna@moving.test)<1><s>: msgid=<1@x>: saved mail to INBOX';
const EXIM = '2026-11-24 10:00:02 1vNq2R-0004Xz-1B => anna@moving.test R=r T=t';

describe('a log', () => {
  it('of several programs is read as the one that takes mail in writes it', async () => {
    expect(await readLog([DOVECOT, ...POSTFIX], request)).toMatchObject({ format: 'postfix', deliveries: [{}] });
    expect(await readLog([DOVECOT, EXIM], request)).toMatchObject({ format: 'exim', deliveries: [{}] });
  });

  it('in which the front only sends mail out is read as what stores it writes it', async () => {
    const out =
      'Nov 24 10:00:01 mx1 postfix/smtp[2]: 4F1A2B3C4D5: to=<a@b.test>, relay=b[192.0.2.1]:25, dsn=2.0.0, status=sent (ok)';
    expect(await readLog([out, DOVECOT], request)).toMatchObject({ format: 'dovecot', deliveries: [{}] });
  });

  it('tells what the front refused, also where another program stores the mail', async () => {
    const refused =
      'Nov 24 10:00:00 mx1 postfix/smtpd[1]: NOQUEUE: reject: RCPT from a[203.0.113.9]: 550 5.1.1 <gone@moving.test>: Recipient address rejected: User unknown; from=<x@y.test> to=<gone@moving.test> proto=ESMTP helo=<a>';
    const reading = await readLog([refused, DOVECOT], request);
    expect(reading?.deliveries.map(({ outcome }) => outcome)).toEqual(['refused', 'delivered']);
  });

  it('vouches for the time from its first line to its last, whoever wrote them', async () => {
    const lines = ['Nov 23 06:25:01 mx1 CRON[9]: x', ...POSTFIX, 'Nov 24 11:59:59 mx1 systemd[1]: y', 'garbage'];
    expect(await readLog(lines, request)).toMatchObject({
      from: Date.UTC(2026, 10, 23, 6, 25, 1),
      to: Date.UTC(2026, 10, 24, 11, 59, 59),
      lines: 5,
    });
  });

  it('names the hosts of its lines, where the program does, and whether its time zone was assumed', async () => {
    const other = POSTFIX.map((line) => line.replace(' mx1 ', ' MX2.moving.test '));
    expect(await readLog([...POSTFIX, ...other], request)).toMatchObject({
      hosts: ['mx1', 'mx2.moving.test'],
      isZoneAssumed: true,
    });
    const zoned = EXIM.replace('10:00:02', '10:00:02 +0000');
    expect(await readLog([zoned], request)).toMatchObject({ hosts: [], isZoneAssumed: false });
  });

  it('that is none of these says nothing', async () => {
    expect(await readLog([], request)).toBeUndefined();
    expect(await readLog(['Nov 24 10:00:00 mx1 CRON[9]: x', 'hello', ''], request)).toBeUndefined();
  });

  it.each([
    ['postfix', 'Nov 24 10:00:00 mx1 postfix/anvil[9]: statistics: max connection rate 1/60s for (smtp:203.0.113.9)'],
    ['exim', '2026-11-24 10:00:00 Start queue run: pid=4711'],
    ['dovecot', 'Nov 24 10:00:00 mx1 dovecot: imap-login: Login: user=<x@other.test>, method=PLAIN'],
    ['dovecot', 'Nov 24 10:00:00 lmtp(4711): Info: Connect from local'],
  ])('of %s that has nothing for us says that nothing came', async (format, line) => {
    expect(await readLog([line], request)).toMatchObject({ format, deliveries: [], unread: 0, lines: 1 });
  });

  it('with too many deliveries vouches for no more than was read', async () => {
    const line = (second: number) => DOVECOT.replace('10:00:01', `10:00:${second}`).replace('<s>', `<s${second}>`);
    const reading = await readLog([line(11), line(12), line(13), line(14)], { ...request, maxDeliveries: 2 });
    expect(reading).toMatchObject({ to: Date.UTC(2026, 10, 24, 10, 0, 12), lines: 2 });
    expect(reading?.deliveries).toHaveLength(2);
  });

  it('read again gives each delivery the same name, from wherever the reading begins', async () => {
    const all = await readLog(POSTFIX, request);
    const part = await readLog(POSTFIX.slice(1), request);
    expect(part?.deliveries[0]?.id).toBe(all?.deliveries[0]?.id);
  });

  it('that comes as a stream is read as a list is', async () => {
    const stream = (async function* () {
      yield* POSTFIX;
    })();
    expect(await readLog(stream, request)).toEqual(await readLog(POSTFIX, request));
  });

  it('that cannot be had rejects', async () => {
    const broken = (async function* () {
      yield POSTFIX[0] ?? '';
      throw new Error('gone');
    })();
    await expect(readLog(broken, request)).rejects.toThrow('gone');
  });
});

describe('whatever the lines', () => {
  const pieces = fc.constantFrom(
    'Nov 24 10:00:00 ',
    '2026-11-24 10:00:00 ',
    '2026-11-24T10:00:00Z ',
    'mx1 ',
    'postfix/smtpd[1]: ',
    'postfix/lmtp[1]: ',
    '4F1A2B3C4D5: ',
    'NOQUEUE: ',
    'reject: RCPT from ',
    'a[1.2.3.4]: ',
    '550 5.1.1 ',
    'client=',
    'message-id=',
    'from=<',
    '>',
    'to=<',
    'anna@moving.test',
    ', relay=',
    ', status=sent (',
    ')',
    '; from=<',
    '1vNq2R-0004Xz-1B ',
    '<= ',
    '=> ',
    '** ',
    '== ',
    'H=',
    '(',
    '[',
    ']',
    ' R=',
    ': ',
    'dovecot: ',
    'lmtp(',
    '<1><s>: ',
    'msgid=<',
    'saved mail to INBOX',
    ', ',
    ' ',
    '\u0000',
    'ü',
    '\ufffd',
    'rejected RCPT <',
    'sieve: ',
    '::1',
    'expired',
  );
  const line = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.array(pieces, { maxLength: 16 }).map((parts) => parts.join('')),
    fc.constantFrom(...POSTFIX, DOVECOT, EXIM),
  );

  it('it never throws, and tells only of the domains, within the time of the log', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 25 }), async (lines) => {
        const reading = await readLog(lines, request);
        if (reading === undefined) return;
        expect(reading.lines).toBe(lines.length);
        for (const { address, at, id, reply = '' } of reading.deliveries) {
          expect(address).toMatch(/^[^A-Z]+@moving\.test$/);
          expect(Number.isFinite(at)).toBe(true);
          expect(id.length).toBeLessThan(140);
          expect(reply.length).toBeLessThanOrEqual(200);
        }
      }),
    );
  });

  it.each([
    ['one character', 'x'],
    ['brackets', '['],
    ['blanks', ' '],
    ['names', 'a@'],
    ['clauses', ', to=<'],
    ['pairs', '(a) '],
    ['angles', '<a>'],
    ['colons', ': '],
    ['hosts', ' H=('],
    ['defers', ' defer ('],
    ['rejections', 'rejected RCPT <'],
  ])('a line of nothing but %s takes no time', async (_, piece) => {
    const long = piece.repeat(20_000);
    const starts = [
      '',
      POSTFIX[1]?.slice(0, 60) ?? '',
      'Nov 24 10:00:00 mx1 postfix/lmtp[2]: 4F1A2B3C4D5: to=<a>, status=',
      EXIM.slice(0, 40),
      DOVECOT.slice(0, 60),
      'Nov 24 10:00:00 lmtp(',
    ];
    const began = performance.now();
    await readLog(
      starts.map((start) => start + long),
      request,
    );
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
