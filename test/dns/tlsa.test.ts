import { createHash, X509Certificate } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { fitsCertificate } from '../../src/dns/tlsa.ts';
import { makeSelfSigned } from '../servers/certificates.ts';

let der: Buffer;
let key: Buffer;
beforeAll(async () => {
  const certificate = new X509Certificate((await makeSelfSigned(['mail.moving.test'])).cert);
  der = certificate.raw;
  key = certificate.publicKey.export({ type: 'spki', format: 'der' });
});

const hash = (name: string, bytes: Buffer) => createHash(name).update(bytes).digest('hex');
const OTHER = '00'.repeat(32);

test('a pin of the key or of the certificate fits, by either hash or as it is', () => {
  for (const value of [
    `3 1 1 ${hash('sha256', key)}`,
    `3 1 2 ${hash('sha512', key).toUpperCase()}`,
    `3 0 1 ${hash('sha256', der)}`,
    `3 1 0 ${key.toString('hex')}`,
  ]) {
    expect(fitsCertificate([value, `3 1 1 ${OTHER}`], der)).toBe(true);
  }
});

test('pins of another key do not', () => {
  expect(fitsCertificate([`3 1 1 ${OTHER}`], der)).toBe(false);
  expect(fitsCertificate([`3 0 1 ${hash('sha256', key)}`, `3 9 9 ${OTHER}`], der)).toBe(false);
});

test('a trust anchor cannot be told from the certificate alone, and what does not count for mail says nothing', () => {
  expect(fitsCertificate([`2 1 1 ${OTHER}`], der)).toBeUndefined();
  expect(fitsCertificate([`2 1 1 ${OTHER}`, `3 1 1 ${OTHER}`], der)).toBeUndefined();
  expect(fitsCertificate([`2 1 1 ${OTHER}`, `3 1 1 ${hash('sha256', key)}`], der)).toBe(true);
  expect(fitsCertificate([`1 1 1 ${hash('sha256', key)}`], der)).toBeUndefined();
  expect(fitsCertificate(['none'], der)).toBeUndefined();
});
