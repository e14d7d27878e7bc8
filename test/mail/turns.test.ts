import { expect, it } from 'vitest';
import type { MailAccount } from '../../src/mail/account.ts';
import { inTurn, isWrittenTo } from '../../src/mail/turns.ts';

const account = (user: string): MailAccount => ({
  ...{ address: '192.0.2.1', port: 993, security: 'tls', verify: 'report', user, password: 'pw' },
});

it('those that write to one mailbox wait for each other, failed or not; others do not', async () => {
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const one = inTurn(account('a'), () => first.promise.finally(() => order.push('one')));
  const two = inTurn(account('a'), async () => void order.push('two'));
  await inTurn(account('b'), async () => void order.push('another'));
  expect([isWrittenTo(account('a')), isWrittenTo(account('b'))]).toEqual([true, false]);
  first.reject(new Error('broken off'));
  await expect(one).rejects.toThrow('broken off');
  await two;
  expect(order).toEqual(['another', 'one', 'two']);
  expect(isWrittenTo(account('a'))).toBe(false);
});
