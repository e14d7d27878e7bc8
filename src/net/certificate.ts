import type { TLSSocket } from 'node:tls';
import type { FailureCode } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import { classifyAuthorization } from './failures.ts';

/** What a server showed: the names on it, its end, and what a verifying client would have said against it. */
export type SeenCertificate = {
  readonly names: readonly string[];
  readonly expiresAt?: Instant;
  /** SHA-256, in hex with colons, as clients show it. */
  readonly fingerprint?: string;
  /** Absent when the certificate is good for the name asked for. */
  readonly failure?: FailureCode;
};

/** Reads the certificate of a secured socket. Names are the DNS and IP alternative names, else the common name. */
export function certificateOf(socket: TLSSocket): SeenCertificate {
  const certificate = socket.getPeerCertificate();
  const expiresAt = Date.parse(certificate.valid_to);
  const alternative = [...(certificate.subjectaltname ?? '').matchAll(/(?:DNS|IP Address):([^,\s]+)/g)];
  const common = certificate.subject?.CN;
  const names =
    alternative.length > 0 ? alternative.map((match) => match[1] ?? '') : typeof common === 'string' ? [common] : [];
  return {
    names: [...new Set(names.map((name) => name.toLowerCase()))].sort(),
    ...(Number.isNaN(expiresAt) ? {} : { expiresAt }),
    ...(typeof certificate.fingerprint256 === 'string' ? { fingerprint: certificate.fingerprint256 } : {}),
    ...(socket.authorized ? {} : { failure: classifyAuthorization(socket.authorizationError) }),
  };
}
