import { expect, it } from 'vitest';
import { backOffMs, isThrottled } from '../../src/mail/throttle.ts';

const no = (code: string, text: string) => isThrottled({ status: 'NO', code, text });

it.each([
  ['LIMIT', 'Too many messages at once'],
  ['THROTTLED', ''],
  ['', 'Request is throttled. Suggested Backoff Time: 3000 milliseconds'],
  ['OVERQUOTA', 'Account exceeded command or bandwidth limits. (Failure)'],
  ['UNAVAILABLE', 'Server busy, try again later'],
])('[%s] %s asks for patience', (code, text) => {
  expect(no(code, text)).toBe(true);
});

it.each([
  ['LIMIT', 'Too many keywords in this mailbox'],
  ['OVERQUOTA', 'Quota exceeded (mailbox for user is full)'],
  ['TOOBIG', 'Message too large'],
  ['', 'message contains NUL'],
])('[%s] %s is about the message or its mailbox', (code, text) => {
  expect(no(code, text)).toBe(false);
});

it('waits longer each time, up to a quarter of an hour, and as long as the server says', () => {
  expect([0, 1, 2, 9].map((times) => backOffMs(times, undefined, 2_000))).toEqual([16_000, 32_000, 64_000, 900_000]);
  expect(backOffMs(0, 'Suggested Backoff Time: 299999 milliseconds', 2_000)).toBe(299_999);
});
