import { describe, expect, it } from 'vitest';
import { readLog } from '../../../src/mail/logs/read-log.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const AT = Date.UTC(2026, 10, 24, 10);
const read = async (...lines: readonly string[]) => {
  const reading = await readLog(lines, { domains: ['moving.test'], now: NOW, timeZone: 'UTC' });
  if (reading === undefined) throw new Error('not read');
  return reading;
};
const p = (agent: string, text: string, second = 0) =>
  `Nov 24 10:00:${String(second).padStart(2, '0')} mx1 postfix/${agent}[4711]: ${text}`;

/** A message from outside, as far as the queue. */
const taken = (id: string, client = 'mail.shop.test[203.0.113.9]', messageId = '<1@shop.test>') => [
  p('smtpd', `${id}: client=${client}`),
  p('cleanup', `${id}: message-id=${messageId}`),
  p('qmgr', `${id}: from=<Orders@shop.test>, size=4711, nrcpt=1 (queue active)`),
];
const sent = (agent: string, id: string, to: string, relay: string, said: string) =>
  p(agent, `${id}: to=<${to}>, relay=${relay}, delay=0.2, delays=0.1/0/0/0.1, dsn=2.0.0, status=sent (${said})`, 5);

describe('Postfix', () => {
  it('joins a message’s lines by its queue id', async () => {
    const reading = await read(
      p('smtpd', 'connect from mail.shop.test[203.0.113.9]'),
      ...taken('4F1A2B3C4D5'),
      sent(
        'lmtp',
        '4F1A2B3C4D5',
        'Anna@moving.test',
        'mx1[private/dovecot-lmtp]',
        '250 2.0.0 <anna@moving.test> x Saved',
      ),
      p('qmgr', '4F1A2B3C4D5: removed', 5),
    );
    expect(reading).toMatchObject({
      format: 'postfix',
      from: AT,
      to: AT + 5_000,
      lines: 6,
      unread: 0,
      deliveries: [
        {
          id: `4F1A2B3C4D5-${AT / 1_000 + 5}`,
          address: 'anna@moving.test',
          at: AT + 5_000,
          outcome: 'delivered',
          from: 'orders@shop.test',
          messageId: '<1@shop.test>',
          path: { helo: 'mail.shop.test', address: '203.0.113.9' },
        },
      ],
    });
  });

  it('reads RFC 3339 times, long queue ids, several instances, IPv6 and null senders', async () => {
    const stamp = '2026-11-24T19:00:00.123456+09:00 mx1 postfix-in';
    const { deliveries, unread } = await read(
      `${stamp}/smtpd[1]: 4cFg8k2QyKz9sXt: client=unknown[2001:db8::25]`,
      `${stamp}/cleanup[2]: 4cFg8k2QyKz9sXt: message-id=<ü@x>`,
      `${stamp}/qmgr[3]: 4cFg8k2QyKz9sXt: from=<>, size=1, nrcpt=1 (queue active)`,
      `${stamp}/virtual[4]: 4cFg8k2QyKz9sXt: to=<anna@moving.test>, relay=virtual, delay=1, delays=1/0/0/0, dsn=2.0.0, status=sent (delivered to maildir)`,
    );
    expect(unread).toBe(0);
    expect(deliveries).toMatchObject([
      { at: AT + 123, outcome: 'delivered', from: '', messageId: '<ü@x>', path: { address: '2001:db8::25' } },
    ]);
    expect(deliveries[0]?.path).not.toHaveProperty('helo');
  });

  it.each([
    ['local', 'local', 'delivered to mailbox', 'delivered'],
    ['pipe', 'dovecot', 'delivered via dovecot service', 'delivered'],
    ['local', 'local', 'forwarded as 5A6B7C8D9E0', 'forwarded'],
    ['smtp', 'mx.new.test[198.51.100.7]:25', '250 2.0.0 Ok: queued as 9F8E7D6C5B4', 'forwarded'],
  ])('%s by %s (%s) is %s', async (agent, relay, said, outcome) => {
    const { deliveries } = await read(
      ...taken('A1B2C3D4E5F'),
      sent(agent, 'A1B2C3D4E5F', 'anna@moving.test', relay, said),
    );
    expect(deliveries.map((one) => one.outcome)).toEqual([outcome]);
  });

  it('keeps the path of a message that a filter hands back', async () => {
    const { deliveries } = await read(
      ...taken('AAAAAAAAAA1'),
      ...taken('BBBBBBBBBB2', 'localhost[127.0.0.1]'),
      sent(
        'lmtp',
        'AAAAAAAAAA1',
        'anna@moving.test',
        '127.0.0.1[127.0.0.1]:10024',
        '250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as BBBBBBBBBB2',
      ),
      sent('virtual', 'BBBBBBBBBB2', 'anna@moving.test', 'virtual', 'delivered to maildir'),
    );
    expect(deliveries).toHaveLength(1);
    expect(deliveries[0]).toMatchObject({ outcome: 'delivered', path: { address: '203.0.113.9' } });
  });

  it('names the alias beside the mailbox, and what came for the alias alone', async () => {
    const both = p(
      'virtual',
      'C1B2C3D4E5F: to=<anna@moving.test>, orig_to=<info+x@moving.test>, relay=virtual, delay=1, dsn=2.0.0, status=sent (delivered to maildir)',
    );
    const away = p(
      'smtp',
      'C1B2C3D4E5F: to=<bert@elsewhere.test>, orig_to=<bert@moving.test>, relay=mx.elsewhere.test[198.51.100.9]:25, delay=1, dsn=2.0.0, status=sent (250 ok)',
    );
    const { deliveries } = await read(...taken('C1B2C3D4E5F'), both, away);
    expect(deliveries.map(({ address, outcome }) => [address, outcome])).toEqual([
      ['anna@moving.test', 'delivered'],
      ['info@moving.test', 'delivered'],
      ['bert@moving.test', 'forwarded'],
    ]);
  });

  it('tells once that a message waits, and that it came back in the end', async () => {
    const waits = (second: number) =>
      p(
        'lmtp',
        'D1B2C3D4E5F: to=<anna@moving.test>, relay=none, delay=9, delays=9/0/0/0, dsn=4.4.1, status=deferred (connect to mx1[private/dovecot-lmtp]: Connection refused)',
        second,
      );
    const { deliveries } = await read(
      ...taken('D1B2C3D4E5F'),
      waits(1),
      waits(30),
      p('qmgr', 'D1B2C3D4E5F: from=<orders@shop.test>, status=expired, returned to sender', 50),
    );
    expect(deliveries.map(({ outcome, at }) => [outcome, at - AT])).toEqual([
      ['deferred', 1_000],
      ['refused', 50_000],
    ]);
    expect(deliveries[0]?.reply).toContain('Connection refused');
  });

  it('tells what bounced, with the server’s words', async () => {
    const bounced = p(
      'virtual',
      'E1B2C3D4E5F: to=<gone@moving.test>, relay=virtual, delay=1, dsn=5.1.1, status=bounced (unknown user: "gone@moving.test")',
    );
    expect((await read(...taken('E1B2C3D4E5F'), bounced)).deliveries).toMatchObject([
      { address: 'gone@moving.test', outcome: 'refused', reply: 'unknown user: "gone@moving.test"' },
    ]);
  });

  it('tells recipients that were refused at the door, and not senders that were', async () => {
    const reject = (said: string, to = 'anna@moving.test') =>
      p(
        'smtpd',
        `NOQUEUE: reject: RCPT from mail.shop.test[203.0.113.9]: ${said}; from=<Orders@shop.test> to=<${to}> proto=ESMTP helo=<helo.shop.test>`,
      );
    const { deliveries, unread } = await read(
      reject('550 5.1.1 <anna@moving.test>: Recipient address rejected: User unknown in virtual mailbox table'),
      reject('554 5.7.1 <anna@moving.test>: Relay access denied'),
      reject('450 4.2.0 <anna@moving.test>: Recipient address rejected: Greylisted'),
      reject('554 5.7.1 Service unavailable; Client host [203.0.113.9] blocked using zen.example'),
      reject('550 5.1.8 <orders@shop.test>: Sender address rejected: Domain not found'),
      reject('504 5.5.2 <x>: Helo command rejected: need fully-qualified hostname'),
      reject('554 5.7.1 <x@other.test>: Relay access denied', 'x@other.test'),
    );
    expect(unread).toBe(0);
    expect(deliveries.map(({ outcome, reply }) => [outcome, reply?.slice(0, 9)])).toEqual([
      ['refused', '550 5.1.1'],
      ['refused', '554 5.7.1'],
      ['deferred', '450 4.2.0'],
    ]);
    expect(deliveries[0]).toMatchObject({
      address: 'anna@moving.test',
      from: 'orders@shop.test',
      path: { helo: 'helo.shop.test', address: '203.0.113.9' },
    });
  });

  it('tells a delivery also where the lines before it are missing, and leaves other domains out', async () => {
    const { deliveries } = await read(
      sent('virtual', 'F1B2C3D4E5F', 'anna@moving.test', 'virtual', 'delivered to maildir'),
      sent('virtual', 'F1B2C3D4E5F', 'x@other.test', 'virtual', 'delivered to maildir'),
    );
    expect(deliveries).toEqual([
      { id: `F1B2C3D4E5F-${AT / 1_000 + 5}`, address: 'anna@moving.test', at: AT + 5_000, outcome: 'delivered' },
    ]);
  });

  it('counts what it should have understood', async () => {
    const { unread, deliveries } = await read(
      p('virtual', 'F1B2C3D4E5F: relay=virtual, delay=1, status=sent (delivered to maildir)'),
      p('virtual', 'F1B2C3D4E5F: to=<anna@moving.test>, relay=virtual, status=odd (what)'),
      p('local', 'F1B2C3D4E5F: to=<anna>, relay=local, delay=1, status=sent (delivered to mailbox)'),
      sent('virtual', 'F1B2C3D4E5F', 'anna@moving.test', 'virtual', 'x').replace('Nov 24 10:00:05', 'Nov 34 10:00:05'),
      p('smtpd', 'disconnect from mail.shop.test[203.0.113.9] ehlo=1'),
    );
    expect([unread, deliveries]).toEqual([4, []]);
  });
});
