import type { FailureCode } from '../migration/observations.ts';
import type { AddressRefusal } from './address-policy.ts';

/** Why a dial was refused or broken off before the other side had a say. */
export type DialErrorCode = 'not-an-address' | 'address-refused' | 'not-in-address-book' | 'timed-out' | 'cancelled';

const FAILURE_OF_DIAL = {
  'not-an-address': 'host-unresolved',
  'address-refused': 'address-refused',
  'not-in-address-book': 'connect-network',
  'timed-out': 'connect-timeout',
  cancelled: 'cancelled',
} as const satisfies Record<DialErrorCode, FailureCode>;

/** Thrown by the dialer itself; `code` says which of its rules it was. */
export class DialError extends Error {
  readonly code: DialErrorCode;

  constructor(code: DialErrorCode, message: string) {
    super(message);
    this.name = 'DialError';
    this.code = code;
  }
}

/** An address that the policy does not let us dial: nothing was sent. */
export class AddressRefusedError extends DialError {
  readonly refusal: AddressRefusal;

  constructor(refusal: AddressRefusal) {
    super('address-refused', `${refusal.address} is not dialled (${refusal.kind})`);
    this.name = 'AddressRefusedError';
    this.refusal = refusal;
  }
}

/** The address that was refused, where that is what an error says: the words of its code name it. */
export function refusedAddress(error: unknown): string | undefined {
  return error instanceof AddressRefusedError ? error.refusal.address : undefined;
}

/**
 * Codes of Node, OpenSSL and of the mail libraries (imapflow, nodemailer), each with what it means to us.
 * OpenSSL's names are those of X509_verify_cert_error; Node passes them on as `code`.
 */
const KNOWN: ReadonlyMap<string, FailureCode> = new Map([
  ['ECONNREFUSED', 'connect-refused'],
  ['ETIMEDOUT', 'connect-timeout'],
  ['CONNECT_TIMEOUT', 'connect-timeout'],
  ['ETIMEOUT', 'connect-timeout'],
  ['TimeoutError', 'connect-timeout'],
  ['ECONNRESET', 'connect-network'],
  ['ECONNABORTED', 'connect-network'],
  ['EPIPE', 'connect-network'],
  ['EHOSTUNREACH', 'connect-network'],
  ['EHOSTDOWN', 'connect-network'],
  ['ENETUNREACH', 'connect-network'],
  ['ENETDOWN', 'connect-network'],
  ['EADDRNOTAVAIL', 'connect-network'],
  ['EACCES', 'connect-network'],
  ['EPERM', 'connect-network'],
  ['NoConnection', 'connect-network'],
  ['EConnectionClosed', 'connect-network'],
  ['ENOTFOUND', 'host-unresolved'],
  ['EAI_AGAIN', 'host-unresolved'],
  ['EDNS', 'host-unresolved'],
  ['ABORT_ERR', 'cancelled'],
  ['AbortError', 'cancelled'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls-name-mismatch'],
  ['CERT_HAS_EXPIRED', 'tls-expired'],
  ['CERT_NOT_YET_VALID', 'tls-expired'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls-self-signed'],
  // A chain whose root nobody trusts: a private authority, not a self-signed server certificate.
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls-untrusted'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'tls-untrusted'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls-untrusted'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls-untrusted'],
  ['CERT_UNTRUSTED', 'tls-untrusted'],
  ['CERT_REVOKED', 'tls-untrusted'],
  ['CERT_CHAIN_TOO_LONG', 'tls-untrusted'],
  ['INVALID_CA', 'tls-untrusted'],
  ['INVALID_PURPOSE', 'tls-untrusted'],
  ['CERT_SIGNATURE_FAILURE', 'tls-untrusted'],
  ['CA_MD_TOO_WEAK', 'tls-untrusted'],
  ['EE_KEY_TOO_SMALL', 'tls-untrusted'],
  // TLS was spoken to a port that answered in clear text.
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'wrong-port'],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'wrong-port'],
  ['ERR_SSL_HTTP_REQUEST', 'wrong-port'],
  // Nothing greeted us in time: usually clear text spoken to a TLS port.
  ['GREETING_TIMEOUT', 'wrong-port'],
  ['EPROTO', 'tls-failed'],
  ['ETLS', 'tls-failed'],
  ['UPGRADE_TIMEOUT', 'tls-failed'],
]);

/** Codes that libraries put over the real one, which then is in `cause` or only in the message. */
const VEILS: ReadonlySet<string> = new Set(['ESOCKET', 'ECONNECTION', 'ETLS', 'EPROTO']);

/**
 * Says in one of our codes what went wrong on the way to a server: connecting and TLS, not what the server then said
 * (log-in refusals and protocol errors belong to the mail room). What nobody can place is `internal`, never success.
 */
export function classifyNetworkError(error: unknown): FailureCode {
  let veiled: FailureCode | undefined;
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth += 1) {
    if (current instanceof DialError) return FAILURE_OF_DIAL[current.code];
    const code = codeOf(current);
    const failure = KNOWN.get(code) ?? (code.startsWith('ERR_SSL_') ? 'tls-failed' : undefined);
    if (failure !== undefined && !VEILS.has(code)) return failure;
    veiled ??= fromMessage(current.message) ?? failure ?? (VEILS.has(code) ? 'connect-network' : undefined);
  }
  return veiled ?? 'internal';
}

/** Says in one of our codes what `tlsSocket.authorizationError` holds (an Error, or only its code). */
export function classifyAuthorization(reason: unknown): FailureCode {
  if (reason instanceof Error) return classifyNetworkError(reason);
  return (typeof reason === 'string' ? KNOWN.get(reason) : undefined) ?? 'tls-untrusted';
}

function codeOf(error: Error): string {
  const code: unknown = Reflect.get(error, 'code');
  // AbortError and TimeoutError of the web platform carry a legacy number as their code.
  return typeof code === 'string' ? code : error.name;
}

function fromMessage(message: string): FailureCode | undefined {
  for (const [code, failure] of KNOWN) {
    if (code.length > 5 && message.includes(code)) return failure;
  }
  if (/wrong version number|packet length too long/i.test(message)) return 'wrong-port';
  if (/does not match certificate's altnames/i.test(message)) return 'tls-name-mismatch';
  if (/certificate has expired|certificate is not yet valid/i.test(message)) return 'tls-expired';
  if (/^self[- ]signed certificate$/i.test(message)) return 'tls-self-signed';
  if (/self[- ]signed certificate in|unable to (get|verify)/i.test(message)) return 'tls-untrusted';
  return undefined;
}
