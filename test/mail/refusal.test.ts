import { describe, expect, it } from 'vitest';
import { exculpatedByWords, refusalByWords } from '../../src/mail/refusal.ts';

const account = {
  address: '192.0.2.1',
  port: 993,
  security: 'tls',
  verify: 'report',
  user: 'anna',
  password: 'pw',
} as const;

describe('a refused login', () => {
  it.each([
    '国外IPアドレスからのアクセスは制限されています',
    '海外からのメール接続は許可されていません',
    'Access from foreign countries is not allowed',
    'Login from outside Japan is not permitted',
    'Your IP address is blocked',
    'Your IP is not allowed to log in',
    'Logins are not allowed from your country',
    'Connection denied by GeoIP policy',
    '[ALERT] Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)',
    'Web login required',
    'LOGIN failed. Sign-in was blocked by Conditional Access policies',
  ])('for the place it comes from does not speak against the password: %s', (said) => {
    expect(exculpatedByWords(said)).toBe('login-from-here');
    expect(refusalByWords(said, account)).toBe('login-from-here');
  });

  it.each([
    'IMAP is disabled for this user',
    'Your account is not enabled for IMAP use. Please visit your Gmail settings page',
    '5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant',
    'LogonDenied-BasicAuthBlocked',
  ])('because a way in is switched off does not speak against it: %s', (said) => {
    expect(exculpatedByWords(said)).toBe('server-no');
  });

  it.each([
    'Authentication failed',
    'Invalid credentials (Failure)',
    'Authentication failed from IP address 203.0.113.9',
    'Login failed, your IP address has been logged',
    'Invalid login. Please try again.',
    'Your account has been disabled',
    'LOGIN failed.',
    'ログインに失敗しました。パスワードが違います。',
    'ユーザー名またはパスワードが正しくありません',
  ])('in other words does: %s', (said) => {
    expect(exculpatedByWords(said)).toBeUndefined();
    expect(refusalByWords(said, account)).toBe('login-refused');
  });

  it.each(['Too many connections from your IP address', 'Temporary failure', 'Service unavailable'])(
    'by a full or troubled server says nothing: %s',
    (said) => {
      expect(refusalByWords(said, account)).toBe('login-limit');
    },
  );

  it('of a token speaks against the token', () => {
    expect(refusalByWords('AUTHENTICATE failed.', { ...account, password: '', accessToken: 't' })).toBe(
      'token-refused',
    );
  });
});
