import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHostAddresses } from '../../src/dns/host-addresses.ts';
import { ADDRESSES, type Internet, startInternet } from './internet.ts';

let internet: Internet;
beforeAll(async () => {
  internet = await startInternet();
});
afterAll(() => internet.stop());

test('a host is found from the roots, and remembered for ten minutes; one that is not there is looked for again', async () => {
  let now = 0;
  const find = createHostAddresses(internet.dialer, { roots: internet.roots, now: () => now });
  const { signal } = new AbortController();
  expect(await find('ns1.moving.test', signal)).toEqual([ADDRESSES.ns1]);
  expect(await find('nowhere.moving.test', signal)).toEqual([]);
  const way = internet.book.get(ADDRESSES.root);
  internet.book.delete(ADDRESSES.root);
  now += 10 * 60_000 - 1;
  expect(await find('ns1.moving.test', signal)).toEqual([ADDRESSES.ns1]);
  now += 1;
  expect(await find('ns1.moving.test', signal)).toEqual([]);
  if (way !== undefined) internet.book.set(ADDRESSES.root, way);
});
