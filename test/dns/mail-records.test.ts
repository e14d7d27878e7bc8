import { expect, test } from 'vitest';
import {
  furtherQuestions,
  isGuess,
  keyName,
  mailQuestions,
  mxHosts,
  selectorOf,
  wildcardQuestion,
} from '../../src/dns/mail-records.ts';

const keys = (questions: readonly { readonly name: string; readonly type: string }[]) =>
  questions.map(({ name, type }) => `${name}/${type}`);

test('what carries mail is asked for, in each domain', () => {
  const asked = new Set(keys(mailQuestions({ domains: ['moving.test', 'xn--wgv71a119e.jp'] })));
  for (const domain of ['moving.test', 'xn--wgv71a119e.jp']) {
    for (const key of [
      `${domain}/MX`,
      `${domain}/TXT`,
      `${domain}/NS`,
      `${domain}/SOA`,
      `${domain}/A`,
      `mail.${domain}/AAAA`,
      `autodiscover.${domain}/CNAME`,
      `mta-sts.${domain}/A`,
      `_dmarc.${domain}/TXT`,
      `_mta-sts.${domain}/TXT`,
      `_smtp._tls.${domain}/TXT`,
      `_submissions._tcp.${domain}/SRV`,
      `_autodiscover._tcp.${domain}/SRV`,
      `selector1._domainkey.${domain}/TXT`,
    ]) {
      expect(asked).toContain(key);
    }
  }
});

test('known selectors are asked for in their domain, as alias too; each question once; no nonsense', () => {
  const selectors = [
    { domain: 'moving.test', selector: 'Sv12' },
    { domain: 'moving.test', selector: 'default' },
    { domain: 'moving.test', selector: 'not a label' },
  ];
  const asked = keys(mailQuestions({ domains: ['moving.test'], names: ['shop.moving.test'], selectors }));
  expect(asked).toContain('sv12._domainkey.moving.test/TXT');
  expect(asked).toContain('sv12._domainkey.moving.test/CNAME');
  expect(asked).toContain('shop.moving.test/AAAA');
  expect(asked.filter((key) => key === 'default._domainkey.moving.test/TXT')).toHaveLength(1);
  expect(asked.filter((key) => key.includes(' '))).toEqual([]);
  // Some eighty packets a server.
  expect(asked.length).toBeLessThan(100);
});

test('the second stage: hosts of MX and SRV within the domains, and what DANE pins for MX hosts', () => {
  const answers = [
    { question: { name: 'moving.test', type: 'MX' }, values: ['10 in.moving.test', '20 mx.provider.example'] },
    { question: { name: 'bare.test', type: 'MX' }, values: [] },
    { question: { name: 'null.test', type: 'MX' }, values: ['0 .'] },
    { question: { name: '_imaps._tcp.moving.test', type: 'SRV' }, values: ['0 1 993 box.moving.test'] },
    { question: { name: '_pop3._tcp.moving.test', type: 'SRV' }, values: ['0 0 0 .'] },
  ] as const;
  expect(keys(furtherQuestions(['moving.test', 'bare.test', 'null.test'], answers))).toEqual([
    'in.moving.test/A',
    'in.moving.test/AAAA',
    'in.moving.test/CNAME',
    'box.moving.test/A',
    'box.moving.test/AAAA',
    'box.moving.test/CNAME',
    '_25._tcp.in.moving.test/TLSA',
    '_25._tcp.bare.test/TLSA',
  ]);
});

test('names of keys, there and back', () => {
  const key = { domain: 'sub.moving.test', selector: 'a.b' };
  expect(selectorOf(keyName(key), ['moving.test'])).toEqual(key);
  expect(selectorOf('_dmarc.moving.test', ['moving.test'])).toBeUndefined();
  expect(selectorOf('a._domainkey.other.test', ['moving.test'])).toBeUndefined();
  expect(wildcardQuestion('moving.test').name).not.toBe(wildcardQuestion('moving.test').name);
});

test('a guess is a usual name, and no other', () => {
  const is = (name: string) => isGuess({ name, type: 'A' }, ['moving.test']);
  expect(
    ['webmail.moving.test', '_imap._tcp.moving.test', 's1._domainkey.moving.test'].filter((name) => !is(name)),
  ).toEqual([]);
  expect(['moving.test', '_dmarc.moving.test', 'shop.moving.test', 'mail.other.test'].filter(is)).toEqual([]);
});

test('the hosts of MX values; none of the null MX', () => {
  expect(mxHosts(['10 a.test', '0 .'])).toEqual(['a.test']);
});
