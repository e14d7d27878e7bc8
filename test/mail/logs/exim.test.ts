import { describe, expect, it } from 'vitest';
import { readLog } from '../../../src/mail/logs/read-log.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const AT = Date.UTC(2026, 10, 24, 10);
const read = async (...lines: readonly string[]) => {
  const reading = await readLog(lines, { domains: ['moving.test'], now: NOW, timeZone: 'UTC' });
  if (reading === undefined) throw new Error('not read');
  return reading;
};
const e = (text: string) => `2026-11-24 10:00:00 ${text}`;
const ID = '1vNq2R-0004Xz-1B';
const TAKEN = e(
  `${ID} <= Orders@shop.test H=mail.shop.test (helo.shop.test) [203.0.113.9]:40112 P=esmtps X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=no S=4711 id=1@shop.test T="your H=fake [192.0.2.1] id=2@x" for anna@moving.test`,
);

describe('Exim', () => {
  it('joins a message’s lines by its id', async () => {
    const reading = await read(
      TAKEN,
      e(`${ID} => anna <anna@moving.test> R=virtual_user T=dovecot_virtual_delivery C="250 2.0.0 Saved"`),
      e(`${ID} Completed`),
    );
    expect(reading).toMatchObject({
      format: 'exim',
      from: AT,
      to: AT,
      lines: 3,
      unread: 0,
      deliveries: [
        {
          id: `${ID}-${AT / 1_000}`,
          address: 'anna@moving.test',
          at: AT,
          outcome: 'delivered',
          from: 'orders@shop.test',
          messageId: '<1@shop.test>',
          path: { helo: 'helo.shop.test', address: '203.0.113.9' },
        },
      ],
    });
  });

  it.each([
    ['H=mail.shop.test [203.0.113.9]', { helo: 'mail.shop.test', address: '203.0.113.9' }],
    ['H=(laptop) [203.0.113.9]:1', { helo: 'laptop', address: '203.0.113.9' }],
    ['H=([10.0.0.5]) [203.0.113.9]', { address: '203.0.113.9' }],
    ['H=mail.shop.test [2001:db8::25]:4711', { helo: 'mail.shop.test', address: '2001:db8::25' }],
    ['U=www-data P=local', undefined],
  ])('reads the path of %s', async (host, path) => {
    const { deliveries } = await read(
      e(`${ID} <= a@shop.test ${host} P=esmtp S=1`),
      e(`${ID} => anna@moving.test R=r T=t`),
    );
    expect(deliveries[0]?.path).toEqual(path);
  });

  it.each([
    ['=> anna@moving.test R=local T=local_delivery', 'delivered'],
    ['-> anna <anna@moving.test> R=local T=local_delivery', 'delivered'],
    ['=> /var/mail/anna <anna@moving.test> R=userforward T=address_file', 'delivered'],
    ['=> :blackhole: <anna@moving.test> R=system_aliases', 'delivered'],
    ['=> anna@moving.test R=lmtp T=remote_lmtp H=store [10.0.0.8] C="250 2.0.0"', 'delivered'],
    ['=> anna@moving.test R=filter T=remote_smtp H=localhost [127.0.0.1]', 'delivered'],
    ['=> anna@moving.test R=dnslookup T=remote_smtp H=mx.new.test [198.51.100.7] C="250 OK"', 'forwarded'],
    ['** anna@moving.test R=virtual_user T=virtual: mailbox is full (5.2.2)', 'refused'],
    ['** anna@moving.test: Unrouteable address', 'refused'],
    ['== anna@moving.test R=virtual_user T=virtual defer (-22): mailbox is full', 'deferred'],
  ])('%s is %s', async (text, outcome) => {
    const { deliveries, unread } = await read(TAKEN, e(`${ID} ${text}`));
    expect(deliveries.map((one) => [one.address, one.outcome])).toEqual([['anna@moving.test', outcome]]);
    expect(unread).toBe(0);
  });

  it('keeps what the server said of a failure', async () => {
    const { deliveries } = await read(
      e(`${ID} ** anna@moving.test R=virtual_user T=virtual: mailbox is full (5.2.2)`),
      e(`${ID} == bert@moving.test R=virtual_user T=virtual defer (-22): over quota`),
      e(`${ID} == bert@moving.test R=virtual_user T=virtual defer (-22): over quota`),
    );
    expect(deliveries.map((one) => one.reply)).toEqual(['mailbox is full (5.2.2)', 'over quota']);
  });

  it('names the alias beside the mailbox', async () => {
    const { deliveries } = await read(e(`${ID} => anna@moving.test (team@moving.test) <info@moving.test> R=r T=t`));
    expect(deliveries.map((one) => one.address)).toEqual(['anna@moving.test', 'team@moving.test', 'info@moving.test']);
  });

  it('reads new ids, zones, fractions, process ids and null senders', async () => {
    const id = '1vNq2R-00000004Xz1-1Bcd';
    const { deliveries } = await read(
      `2026-11-24 19:00:00.250 +0900 [4711] ${id} <= <> R=1vNq2R-0004Xz-1B U=exim P=local S=1`,
      `2026-11-24 19:00:00.250 +0900 [4711] ${id} => anna@moving.test R=r T=t`,
    );
    expect(deliveries).toMatchObject([{ at: AT, from: '', outcome: 'delivered' }]);
  });

  it('tells recipients that were refused at the door, and not senders that were', async () => {
    const reject = (said: string, words = 'rejected RCPT') =>
      e(`H=mail.shop.test (helo.shop.test) [203.0.113.9]:1 F=<Orders@shop.test> ${words} <anna@moving.test>: ${said}`);
    const { deliveries } = await read(
      reject('No Such User Here'),
      reject('greylisted', 'temporarily rejected RCPT'),
      reject('Sender verify failed'),
      reject('found in dnsbl.example'),
      e('H=x [203.0.113.9] F=<a@b.test> rejected RCPT <x@other.test>: relay not permitted'),
    );
    expect(deliveries.map(({ outcome, reply }) => [outcome, reply])).toEqual([
      ['refused', 'No Such User Here'],
      ['deferred', 'greylisted'],
    ]);
    expect(deliveries[0]).toMatchObject({ from: 'orders@shop.test', path: { address: '203.0.113.9' } });
  });

  it('counts what it should have understood', async () => {
    const { unread } = await read(
      e(`${ID} =>`),
      e(`${ID} => anna R=local T=local_delivery`),
      `someday ${ID} => anna@moving.test`,
      `${ID} => anna@moving.test R=r T=t`,
    );
    expect(unread).toBe(3);
  });
});
