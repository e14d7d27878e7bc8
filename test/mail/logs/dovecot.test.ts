import { describe, expect, it } from 'vitest';
import { readLog } from '../../../src/mail/logs/read-log.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const AT = Date.UTC(2026, 10, 24, 10);
const read = async (...lines: readonly string[]) => {
  const reading = await readLog(lines, { domains: ['moving.test'], now: NOW, timeZone: 'UTC' });
  if (reading === undefined) throw new Error('not read');
  return reading;
};
const d = (text: string) => `Nov 24 10:00:00 mx1 dovecot: ${text}`;

describe('Dovecot', () => {
  it('tells what its delivery agents stored, in all their manners', async () => {
    const lines = [
      d('lmtp(anna@moving.test)<4711><kJ8xAbcDEf1mEgAA>: msgid=<1@shop.test>: saved mail to INBOX'),
      d("lmtp(anna@moving.test)<4711><kJ8xAbcDEf1mEgAA>: sieve: msgid=<2@shop.test>: stored mail into mailbox 'Junk'"),
      d('lda(Bert@moving.test)<12><QQ>: sieve: msgid=<ü@shop.test>: stored mail into mailbox INBOX'),
      d('lmtp(4711, carl@moving.test): kJ8xAbcDEf1mEgAA: msgid=<4@shop.test>: saved mail to INBOX'),
      'Nov 24 10:00:00 lmtp(dora@moving.test)<4711><kJ8x>: Info: msgid=<5@shop.test>: saved mail to INBOX',
      '2026-11-24T19:00:00+09:00 mx1 dovecot[99]: lmtp(emil@moving.test)<4711><kJ8x>: msgid=<6@shop.test>: saved mail to INBOX',
    ];
    const { deliveries, format, unread } = await read(...lines);
    expect([format, unread]).toEqual(['dovecot', 0]);
    expect(deliveries.map(({ address, messageId, at, outcome }) => [address, messageId, at, outcome])).toEqual([
      ['anna@moving.test', '<1@shop.test>', AT, 'delivered'],
      ['anna@moving.test', '<2@shop.test>', AT, 'delivered'],
      ['bert@moving.test', '<ü@shop.test>', AT, 'delivered'],
      ['carl@moving.test', '<4@shop.test>', AT, 'delivered'],
      ['dora@moving.test', '<5@shop.test>', AT, 'delivered'],
      ['emil@moving.test', '<6@shop.test>', AT, 'delivered'],
    ]);
    expect(deliveries[0]?.id).toBe(`kJ8xAbcDEf1mEgAA-${AT / 1_000}`);
  });

  it('tells what a script sent on, and what could not be stored', async () => {
    const { deliveries } = await read(
      d('lmtp(anna@moving.test)<1><s>: sieve: msgid=<1@x>: forwarded to <a@elsewhere.test>'),
      d("lmtp(anna@moving.test)<1><s>: sieve: msgid=<2@x>: failed to store into mailbox 'INBOX': Quota exceeded"),
    );
    expect(deliveries.map(({ outcome, reply }) => [outcome, reply])).toEqual([
      ['forwarded', undefined],
      ['deferred', "failed to store into mailbox 'INBOX': Quota exceeded"],
    ]);
  });

  it('passes over logins and clients, other domains, and messages without an id', async () => {
    const { deliveries, lines, unread, to } = await read(
      d('lmtp(x@other.test)<1><s>: msgid=<1@x>: saved mail to INBOX'),
      d('imap-login: Login: user=<anna@moving.test>, method=PLAIN, rip=203.0.113.9'),
      d('imap(anna@moving.test)<2><s>: copy from INBOX: box=Trash, uid=3, msgid=<1@x>'),
      d('lmtp(anna@moving.test)<1><s>: msgid=unspecified: saved mail to INBOX'),
      d('pop3(anna@moving.test)<2><s>: Disconnected: Logged out').replace('10:00:00', '10:30:00'),
    );
    expect(deliveries).toHaveLength(1);
    expect(deliveries[0]).not.toHaveProperty('messageId');
    expect([lines, unread, to]).toEqual([5, 0, AT + 1_800_000]);
  });

  it('counts deliveries to a name without a domain: it may be anybody’s', async () => {
    const { unread, deliveries } = await read(d('lda(anna)<1><s>: msgid=<1@x>: saved mail to INBOX'));
    expect([unread, deliveries]).toEqual([1, []]);
  });
});
