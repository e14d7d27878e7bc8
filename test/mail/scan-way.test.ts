import { describe, expect, it } from 'vitest';
import { parseReceived } from '../../src/mail/received.ts';
import { isUnder, type WayContext, wayOf } from '../../src/mail/scan-way.ts';

const DATE = 'Tue, 24 Nov 2026 13:07:06 +0900';
const CONTEXT: WayContext = {
  isOwn: (name) => name === 'old.example.net' || isUnder(name, ['provider.test']),
  domains: new Set(['moving.test']),
};
const way = (lines: readonly string[], writer = 'a@sender.test') =>
  wayOf(
    lines.map((line) => parseReceived(`${line}; ${DATE}`)),
    writer,
    CONTEXT,
  );

const LMTP = 'from old.example.net ([127.0.0.1]) by old.example.net with LMTP id 6H';
const OUTSIDE = 'from mail.sender.test (rev.sender.test [203.0.113.9]) by old.example.net (Postfix) with ESMTPS';
const LAPTOP = 'from laptop (laptop [10.0.0.5]) by mail.sender.test with ESMTPSA';

describe('how a message entered the old server', () => {
  it('by DNS, as far as can be told, with the hop that it came from', () => {
    const path = { helo: 'mail.sender.test', address: '203.0.113.9' };
    expect(way([OUTSIDE])).toEqual({ way: 'dns', path });
    expect(way([LMTP, OUTSIDE, LAPTOP])).toEqual({ way: 'dns', path });
  });

  it.each([
    ['written on the spot', ['by old.example.net (Postfix, from userid 0)']],
    ['over loopback', ['from localhost (localhost [127.0.0.1]) by old.example.net with ESMTP']],
    ['over IPv6 loopback', ['from webmail (localhost [IPv6:::1]) by old.example.net with ESMTPSA']],
    ['from another host of the provider', ['from web7.provider.test ([198.51.100.7]) by old.example.net with ESMTP']],
    [
      'from a customer of the same provider, through two of its hosts',
      [
        'from out3.provider.test (out3.provider.test [198.51.100.3]) by old.example.net with ESMTP',
        'by out3.provider.test (Postfix, from userid 1007)',
      ],
    ],
  ])('local: %s', (_, lines) => {
    expect(way(lines).way).toBe('local');
  });

  it('looks through the provider’s own gateway at who handed over to that', () => {
    const gateway = 'from mx1.provider.test (mx1.provider.test [198.51.100.1]) by old.example.net with ESMTP';
    const entered = 'from mail.sender.test (mail.sender.test [203.0.113.9]) by mx1.provider.test with ESMTPS';
    expect(way([LMTP, gateway, entered])).toEqual({
      way: 'dns',
      path: { helo: 'mail.sender.test', address: '203.0.113.9' },
    });
  });

  it('does not take a host for the provider’s that merely calls itself so', () => {
    expect(way(['from web7.provider.test (evil.test [203.0.113.66]) by old.example.net with ESMTP']).way).toBe('dns');
  });

  it.each([
    ['RFC 1918', 'from scanner (unknown [192.168.1.20]) by old.example.net with ESMTP'],
    ['RFC 1918, the middle block', 'from nas (unknown [172.31.0.4]) by old.example.net with ESMTP'],
    ['ULA', 'from scanner (unknown [IPv6:fd00::20]) by old.example.net with ESMTP'],
    ['a login from outside', 'from [203.0.113.8] (home.isp.test [203.0.113.8]) by old.example.net with ESMTPSA'],
    ['a login in clear', 'from phone (home.isp.test [203.0.113.8]) by old.example.net with ESMTPA'],
  ])('inside: %s', (_, line) => {
    expect(way([line]).way).toBe('inside');
  });

  it.each([['172.32.0.4'], ['192.169.1.1'], ['2001:db8::1']])('not inside: %s', (address) => {
    expect(way([`from x (x.sender.test [${address}]) by old.example.net with ESMTP`]).way).toBe('dns');
  });

  it('smarthost: a relay of the moved domain’s own name', () => {
    const line = 'from mx-relay.moving.test (mx-relay.moving.test [203.0.113.30]) by old.example.net with ESMTP';
    expect(way([line])).toEqual({
      way: 'smarthost',
      path: { helo: 'mx-relay.moving.test', address: '203.0.113.30' },
    });
  });

  it('smarthost: a relay that took it from inside, for a writer of the moved domain alone', () => {
    const relay = 'from relay.isp.test (relay.isp.test [203.0.113.40]) by old.example.net with ESMTP';
    const below = 'from erp (erp [10.1.2.3]) by relay.isp.test with ESMTP';
    expect(way([relay, below], 'erp@moving.test').way).toBe('smarthost');
    expect(way([relay, below], 'shop@sender.test').way).toBe('dns');
    expect(way([relay, below.replace('by relay.isp.test', 'by other.test')], 'erp@moving.test').way).toBe('dns');
  });

  it.each([
    ['no line at all', []],
    ['a name on top that is not this server’s', ['from a.test ([203.0.113.9]) by elsewhere.test with ESMTP']],
    ['a line that nobody can read', ['from x by old.example.net by elsewhere.test']],
  ])('unknown: %s', (_, lines) => {
    expect(way(lines)).toEqual({ way: 'unknown' });
  });
});
