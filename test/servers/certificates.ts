import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  BasicConstraintsExtension,
  type GeneralNameType,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

/** A certificate and its private key, PEM. */
export type Issued = { readonly cert: string; readonly key: string };

export type IssueOptions = {
  readonly notBefore?: Date;
  readonly notAfter?: Date;
};

export type TestAuthority = {
  /** The authority's own certificate: the trust anchor to hand to clients. */
  readonly cert: string;
  /** A server certificate for DNS names and addresses. */
  issue(names: readonly string[], options?: IssueOptions): Promise<Issued>;
};

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

/** A certificate authority that lives as long as the test, and signs whatever it is asked to. */
export async function makeAuthority(name = 'Test authority'): Promise<TestAuthority> {
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...validity({}),
    name: `CN=${name}`,
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  return {
    cert: certificate.toString('pem'),
    issue: (names, options = {}) => issueBy(certificate, keys.privateKey, names, options),
  };
}

/** A server certificate that vouches for itself alone. */
export async function makeSelfSigned(names: readonly string[], options: IssueOptions = {}): Promise<Issued> {
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...validity(options),
    name: `CN=${names[0] ?? 'nobody'}`,
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [new SubjectAlternativeNameExtension(names.map(asGeneralName))],
  });
  return { cert: certificate.toString('pem'), key: await pemOf(keys.privateKey) };
}

async function issueBy(
  issuer: X509Certificate,
  signingKey: webcrypto.CryptoKey,
  names: readonly string[],
  options: IssueOptions,
): Promise<Issued> {
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.create({
    ...validity(options),
    subject: `CN=${names[0] ?? 'nobody'}`,
    issuer: issuer.subject,
    signingKey,
    publicKey: keys.publicKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new SubjectAlternativeNameExtension(names.map(asGeneralName)),
    ],
  });
  return { cert: certificate.toString('pem'), key: await pemOf(keys.privateKey) };
}

function validity({ notBefore, notAfter }: IssueOptions): { notBefore: Date; notAfter: Date } {
  const end = notAfter ?? new Date(Date.now() + 30 * DAY_MS);
  return { notBefore: notBefore ?? new Date(Math.min(Date.now(), end.getTime()) - DAY_MS), notAfter: end };
}

function asGeneralName(name: string): { type: GeneralNameType; value: string } {
  return { type: isIP(name) === 0 ? 'dns' : 'ip', value: name };
}

function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  const base64 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----\n`;
}
