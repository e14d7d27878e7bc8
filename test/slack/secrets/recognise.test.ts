import { generateKeyPairSync, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALIASES, USAGE } from '../../../src/slack/parse/grammar.ts';
import { secretIn, secretInLine } from '../../../src/slack/secrets/recognise.ts';

describe('a secret is told', () => {
  test.each([
    ['password=hunter2', 'password'],
    ['Password: Tr0ub4dor', 'password'],
    ['pass: abcdef', 'password'],
    ['the pwd = s3cret!', 'password'],
    ['passphrase: correct horse battery staple', 'password'],
    ['ＰＡＳＳＷＯＲＤ：ｈｕｎｔｅｒ２', 'password'],
    ['パスワード：himitsu', 'password'],
    ['新パスワードは Himitsu123 です', 'password'],
    ['旧パスワード：「abc12345」', 'password'],
    ['its password is hunter22 by the way', 'password'],
    ['login info pass Hunter2x', 'password'],
    ['old_password=abc, new_password=def', 'password'],
    ['{"clientSecret": "abc~def"}', 'password'],
    ['aoi@example.jp:hunter2', 'password'],
    ['aoi@example.jp / Hunter2!', 'password'],
    ['nobody has it: imaps://aoi:hunter2@mail.example.jp/', 'url'],
    ['https://user:pw@example.jp', 'url'],
    ['xoxb-123456789012-abcdefghijkl', 'token'],
    ['xapp-1-A111-222-abcdef', 'token'],
    ['AKIAIOSFODNN7EXAMPLE', 'token'],
    ['ghp_abcdefghijklmnopqrstuvwxyz0123456789', 'token'],
    ['AIzaSyA1234567890abcdefghijklmnopqrstuvw', 'token'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abcdefghijklmnop', 'token'],
    ['Authorization: Bearer abcdefghijklmnopqrstuvwxyz', 'token'],
    ['address,old_password\naoi@example.jp,hunter2', 'list'],
    ['メールアドレス\t旧パスワード\naoi@example.jp\thimitsu', 'list'],
    ['address;New Password\naoi@example.jp;hunter2', 'list'],
  ])('%j', (text, secret) => {
    expect(secretIn(text)).toBe(secret);
  });

  test('a private key, whoever made it', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    expect(secretIn(`key:\n${privateKey.export({ type: 'pkcs8', format: 'pem' })}`)).toBe('private-key');
    expect(secretIn('-----BEGIN RSA PRIVATE KEY-----\nMIIE')).toBe('private-key');
    const { publicKey } = generateKeyPairSync('ed25519');
    expect(secretIn(String(publicKey.export({ type: 'spki', format: 'pem' })))).toBeUndefined();
  });

  test.each([
    'mailboxes add aoi@example.jp Hunter2xyz',
    'mailboxes add <mailto:aoi@example.jp|aoi@example.jp> hunter2',
    'mailboxes add aoi@example.jp login Tr0ub4dor&3',
    'メールボックス add aoi@example.jp ひみつ hunter2!',
    'mailboxes watch info@example.jp login kX9$mmm',
  ])('behind the address of a mailbox: %j', (line) => {
    expect(secretInLine(line)).toBe('password');
  });

  test('whatever stands where its word says that it is one', () => {
    const made = fc
      .stringMatching(/^[A-Za-z0-9!#$%&*+?^~]{8,24}$/)
      .filter((text) => /\d/.test(text) && /[a-z]/.test(text));
    fc.assert(
      fc.property(
        made,
        fc.constantFrom('password=', 'Pass: ', 'パスワード：', 'pwd: ', 'passwd = '),
        (secret, word) => {
          expect(secretIn(`please set ${word}${secret}`)).toBe('password');
          expect(secretInLine(`mailboxes add aoi@example.jp ${secret}`)).toBe('password');
        },
      ),
    );
  });
});

describe('no secret is told', () => {
  const examples = Object.values(USAGE).flat();
  test.each(examples)('in the help: %s', (line) => {
    expect(secretInLine(line)).toBeUndefined();
    expect(secretInLine(`/migration ${line}`)).toBeUndefined();
  });

  test('in a Japanese line of any subcommand', () => {
    for (const [alias, name] of Object.entries(ALIASES))
      for (const line of USAGE[name])
        expect(secretInLine(line.replace(name, alias)), `${alias}: ${line}`).toBeUndefined();
  });

  test.each([
    'Which <password>?',
    'Which password&gt;? The new one!',
    'v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo4lgOEePzNm0tRgeLezV6ffAt0gunVTLw7onLRnrq0',
    'v=spf1 include:_spf.example.jp ~all',
    '_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@example.jp; pct=100"',
    'google-site-verification=rXOxyZounnZasA8Z7oaD3c14JdjS9aKSWvsR1EbUSIQ',
    'MS=ms12345678 and v=STSv1; id=20261201T090000;',
    '3 1 1 5c5ba1e8f4c3d2b1a09f8e7d6c5b4a392817263544536271809fa0b1c2d3e4f5',
    'example.jp. 300 IN SOA ns1.example.jp. hostmaster.example.jp. 2026120101 7200 3600 1209600 300',
    'Authentication-Results: mx.example.jp; dkim=pass header.d=example.jp1; spf=pass smtp.mailfrom=a1@example.jp',
    'postfix/smtp[123]: 4F1A2B: to=<aoi@example.jp>, relay=mx1.example.jp[192.0.2.1]:25, status=sent (250 2.0.0 Ok)',
    'nobody has its password any more',
    'password: unknown, the owner left in 2019',
    'The password was changed on 2026-12-01, ask Ken',
    'パスワード不明のため',
    'パスワード：不明',
    'パスワードは変更済みです',
    'We lost the password, so it is attested\nby Ken, who reads it',
    'ask mail.example.jp:993 and imap.example.jp:143',
    'https://example.jp/path?x=1 and imaps://mail.example.jp',
    'smtp://192.0.2.1:587',
    'aoi@example.jp:993',
    'info@example.jp: mx1.new-host.example answers',
    'address,owner\naoi@example.jp,@aoi',
    'Scanner RICOH-MP3055 @ken smtp scan@example.jp iPhone15Pro',
    'passes only on Tuesday: 2 of 3; bypass: route66',
    'compass: N51',
  ])('in %j', (text) => {
    expect(secretIn(text)).toBeUndefined();
  });

  test('in keys, hashes and numbers as DNS and logs hold them', () => {
    const bytes = fc.uint8Array({ minLength: 16, maxLength: 400 });
    fc.assert(
      fc.property(bytes, (given) => {
        const base64 = Buffer.from(given).toString('base64');
        for (const text of [
          `plan set s1._domainkey.example.jp TXT "v=DKIM1; p=${base64}"`,
          Buffer.from(given).toString('hex'),
        ])
          expect(secretInLine(text)).toBeUndefined();
      }),
    );
    expect(secretIn(`v=DKIM1; k=rsa; p=${randomBytes(256).toString('base64')}`)).toBeUndefined();
  });

  test('in names, ways of watching and people behind an address', () => {
    for (const line of [
      'mailboxes add aoi@example.jp, info@example.jp、ken@example.jp',
      'mailboxes watch info@example.jp attested',
      'mailboxes owner info@example.jp <@U0123ABC|aoi>',
      'mailboxes owner info1@mail2.example.jp @aoi2',
      'mailboxes add 2fa@example.jp p4ss@example.jp',
    ])
      expect(secretInLine(line), line).toBeUndefined();
  });
});
