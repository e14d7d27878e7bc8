import { expect, it } from 'vitest';
import { safeDetail } from '../../src/mail/mail-error.ts';

const PASSWORD = 'Tr0ub/dor+&3 "x"';
const ACCOUNT = {
  address: '192.0.2.1',
  port: 993,
  security: 'tls',
  verify: 'report',
  user: 'aoi',
  password: PASSWORD,
} as const;

it.each([
  ['as it was typed', PASSWORD],
  ['in a quoted string of IMAP', PASSWORD.replace(/["\\]/g, (char) => `\\${char}`)],
  ['in base64', Buffer.from(PASSWORD).toString('base64')],
  ['in base64 without its padding', Buffer.from(PASSWORD).toString('base64').replace(/=+$/, '')],
  ['in base64 for URLs', Buffer.from(PASSWORD).toString('base64url')],
  ['as SASL PLAIN', Buffer.from(`\0aoi\0${PASSWORD}`).toString('base64')],
  ['as SASL PLAIN without padding', Buffer.from(`\0aoi\0${PASSWORD}`).toString('base64').replace(/=+$/, '')],
  ['in hex', Buffer.from(PASSWORD).toString('hex')],
  ['in hex, large', Buffer.from(PASSWORD).toString('hex').toUpperCase()],
  ['for a URL', encodeURIComponent(PASSWORD)],
])('a password that a server repeats %s is taken out of its words', (_, form) => {
  expect(safeDetail(`refused: ${form} is wrong`, ACCOUNT)).toBe('refused: [hidden] is wrong');
});

it.each([
  ['as it is', 'tok~en-1'],
  ['as XOAUTH2', Buffer.from('user=aoi\u0001auth=Bearer tok~en-1\u0001\u0001').toString('base64')],
  ['in hex', Buffer.from('tok~en-1').toString('hex')],
])('a token that a server repeats %s is, too', (_, form) => {
  const account = { ...ACCOUNT, password: '', accessToken: 'tok~en-1' };
  expect(safeDetail(`refused: ${form}`, account)).toBe('refused: [hidden]');
});
