import { expect, test } from 'vitest';
import { classifyAuthorization, classifyNetworkError, DialError } from '../../src/net/failures.ts';

const coded = (code: string, message = 'x', cause?: unknown) => Object.assign(new Error(message, { cause }), { code });

test.each([
  ['ECONNREFUSED', 'connect-refused'],
  ['ETIMEDOUT', 'connect-timeout'],
  ['CONNECT_TIMEOUT', 'connect-timeout'],
  ['EHOSTUNREACH', 'connect-network'],
  ['ECONNRESET', 'connect-network'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls-name-mismatch'],
  ['CERT_HAS_EXPIRED', 'tls-expired'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls-self-signed'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls-untrusted'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls-untrusted'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'wrong-port'],
  ['GREETING_TIMEOUT', 'wrong-port'],
  ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'tls-failed'],
  ['ENOTFOUND', 'host-unresolved'],
  ['ERR_SOMETHING_ELSE', 'internal'],
])('%s is %s', (code, failure) => {
  expect(classifyNetworkError(coded(code))).toBe(failure);
});

test('our own refusals, cancellation and running out of time', () => {
  expect(classifyNetworkError(new DialError('timed-out', 'x'))).toBe('connect-timeout');
  expect(classifyNetworkError(new DialError('not-an-address', 'x'))).toBe('host-unresolved');
  expect(classifyNetworkError(AbortSignal.abort().reason)).toBe('cancelled');
  expect(classifyNetworkError(new DOMException('x', 'TimeoutError'))).toBe('connect-timeout');
});

test('what a library put over the real error is looked through', () => {
  expect(classifyNetworkError(new Error('failed', { cause: coded('ECONNREFUSED') }))).toBe('connect-refused');
  expect(classifyNetworkError(coded('ESOCKET', 'x', coded('CERT_HAS_EXPIRED')))).toBe('tls-expired');
  expect(classifyNetworkError(coded('ESOCKET', 'connect ECONNREFUSED 127.0.0.1:25'))).toBe('connect-refused');
  expect(classifyNetworkError(coded('ESOCKET', 'self-signed certificate'))).toBe('tls-self-signed');
  expect(classifyNetworkError(coded('ESOCKET', 'self-signed certificate in certificate chain'))).toBe('tls-untrusted');
  expect(classifyNetworkError(coded('ETLS', 'SSL routines::wrong version number'))).toBe('wrong-port');
  expect(classifyNetworkError(coded('ESOCKET', 'something new'))).toBe('connect-network');
});

test('what nobody can place is internal, never success', () => {
  for (const odd of [undefined, null, 'ECONNREFUSED', 42, new Error('x')])
    expect(classifyNetworkError(odd)).toBe('internal');
});

test('the reason a TLS socket gives may be an error or only its code', () => {
  expect(classifyAuthorization('CERT_HAS_EXPIRED')).toBe('tls-expired');
  expect(classifyAuthorization(coded('ERR_TLS_CERT_ALTNAME_INVALID'))).toBe('tls-name-mismatch');
  expect(classifyAuthorization('SOMETHING_NEW')).toBe('tls-untrusted');
  expect(classifyAuthorization(undefined)).toBe('tls-untrusted');
});
