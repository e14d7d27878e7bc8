import { afterAll, beforeAll, expect, test } from 'vitest';
import { suggest } from '../../../src/migration/preview.ts';
import { previewDomain } from '../../../src/service/looks/preview.ts';
import { type Internet, OLD_MAIL, startInternet } from '../../dns/internet.ts';

let internet: Internet;
beforeAll(async () => {
  internet = await startInternet();
});
afterAll(() => internet?.stop());

const look = (domain: string, signal = AbortSignal.timeout(10_000)) =>
  previewDomain({ dialer: internet.dialer, roots: internet.roots, now: Date.now }, domain, signal);

test('a domain is looked up from the roots: where its mail goes, and the addresses behind its usual names', async () => {
  const seen = await look('moving.test');
  expect(seen.exchangers.map(({ name }) => name)).toEqual(['mail.moving.test', 'backup.provider.example']);
  expect(suggest(seen)).toMatchObject({ mail: 'led', old: { text: OLD_MAIL, from: 'imap.moving.test' } });
});

test('a domain that nobody has leaves everything empty, and one cut off is not known', async () => {
  expect(suggest(await look('nobody.test'))).toMatchObject({ mail: 'none', exchangers: [] });
  expect(suggest(await look('nobody.test'))).not.toHaveProperty('old');
  const cut = suggest(await look('moving.test', AbortSignal.abort(new Error('too late'))));
  expect(cut.mail).toBe('failed');
  expect(cut).not.toHaveProperty('old');
});
