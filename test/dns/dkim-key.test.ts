import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDkimKey } from '../../src/dns/dkim-key.ts';

const rsa = (bits: number) =>
  generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ type: 'spki', format: 'der' });
const KEY = rsa(2_048).toString('base64');
const ED = generateKeyPairSync('ed25519')
  .publicKey.export({ type: 'spki', format: 'der' })
  .subarray(-32)
  .toString('base64');

test.each([
  ['as usual', `v=DKIM1; k=rsa; p=${KEY}`],
  ['without version and type', `p=${KEY}`],
  [
    'with blanks, a note and a service',
    `v=DKIM1 ; h=sha256; n=ours; s=email:*; p=${KEY.slice(0, 100)} ${KEY.slice(100)};`,
  ],
  ['ed25519', `v=DKIM1; k=ed25519; p=${ED}`],
])('a key %s is valid', (_, value) => {
  expect(readDkimKey([value])).toEqual({ state: 'valid' });
});

test('in test mode it is valid, and that is said', () => {
  expect(readDkimKey([`v=DKIM1; t=y:s; p=${KEY}`])).toEqual({ state: 'valid', detail: 't=y' });
});

test('an empty key has been revoked', () => {
  expect(readDkimKey(['v=DKIM1; p='])).toEqual({ state: 'revoked' });
  expect(readDkimKey(['v=DKIM1; k=rsa; p= ; '])).toEqual({ state: 'revoked' });
});

test.each([
  ['cut off by a panel', `v=DKIM1; k=rsa; p=${KEY.slice(0, 230)}`, 'p= holds no whole key'],
  ['too short', `v=DKIM1; p=${rsa(768).toString('base64')}`, '768 bits'],
  ['no base64', 'v=DKIM1; p="MIGf"', 'p= is not base64'],
  ['of an unknown type', `v=DKIM1; k=dsa; p=${KEY}`, 'k=dsa'],
  ['without key', 'v=DKIM1; k=rsa', 'no p='],
  ['for something else than mail', `v=DKIM1; s=tlsrpt; p=${KEY}`, 's=tlsrpt'],
  ['with its version at the end', `p=${KEY}; v=DKIM1`, 'v=DKIM1'],
  ['with a tag twice', `v=DKIM1; p=${KEY}; p=${KEY}`, 'not a list of tags'],
  ['ed25519 of a wrong length', 'v=DKIM1; k=ed25519; p=AAAA', '3 bytes of 32'],
])('a key %s is malformed', (_, value, detail) => {
  expect(readDkimKey([value])).toEqual({ state: 'malformed', detail });
});

test('two keys under one selector are none; a stranger beside one is passed over', () => {
  expect(readDkimKey([`v=DKIM1; p=${KEY}`, 'v=DKIM1; p='])).toEqual({ state: 'malformed', detail: '2 records' });
  expect(readDkimKey([`v=DKIM1; p=${KEY}`, 'hello'])).toEqual({ state: 'valid' });
});

test('nothing, or what a wildcard says, is absent', () => {
  expect(readDkimKey([])).toEqual({ state: 'absent' });
  expect(readDkimKey(['v=spf1 -all', 'site-verification=abc'])).toEqual({ state: 'absent' });
});

test('no text makes the reader throw', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `v=DKIM1; p=${text}`),
        ),
      ),
      (values) => {
        expect(readDkimKey(values).state).toMatch(/^(valid|revoked|malformed|absent)$/);
      },
    ),
  );
});
