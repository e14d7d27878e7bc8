import { isIP } from 'node:net';
import { z } from 'zod';

/** The one-time page for passwords: what people's browsers know it as, where it listens, and its own certificate. */
export type VaultPageConfig = {
  /** Scheme, host and port. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Files; without them a proxy on this machine speaks TLS. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
};

const url = z.string().transform((text, context) => {
  const parsed = URL.parse(text.trim());
  if (parsed === null || !/^https?:$/.test(parsed.protocol))
    context.addIssue('is not an address that begins with https:');
  else if (parsed.username + parsed.password + parsed.search + parsed.hash !== '' || parsed.pathname !== '/')
    context.addIssue('has more than a host and a port: the page needs a host name, or a port, of its own');
  else if (parsed.protocol === 'http:' && !isLoopbackName(parsed.hostname))
    context.addIssue('must be https: (http: only to this machine), or passwords would travel in the clear');
  return parsed?.origin ?? text;
});

export const vaultPageShape = {
  VAULT_PAGE_URL: url.optional(),
  VAULT_PAGE_HOST: z
    .string()
    .refine((text) => isIP(text) !== 0, 'is not an IPv4 or IPv6 address')
    .default('127.0.0.1'),
  VAULT_PAGE_PORT: z.coerce
    .number('is not a number')
    .int('is not a port')
    .min(0, 'is not a port')
    .max(65_535, 'is not a port')
    .default(8443),
  VAULT_PAGE_CERT: z.string().optional(),
  VAULT_PAGE_KEY: z.string().optional(),
};
type VaultPageVariables = z.output<z.ZodObject<typeof vaultPageShape>>;

/** What does not go together. */
export function checkVaultPage(given: VaultPageVariables, context: z.RefinementCtx): void {
  const { VAULT_PAGE_URL: address, VAULT_PAGE_HOST: host, VAULT_PAGE_CERT: cert, VAULT_PAGE_KEY: key } = given;
  const issue = (variable: keyof VaultPageVariables, message: string) =>
    context.addIssue({ code: 'custom', path: [variable], message });
  if (cert !== undefined && key === undefined) issue('VAULT_PAGE_KEY', 'is missing: VAULT_PAGE_CERT is set');
  if (key !== undefined && cert === undefined) issue('VAULT_PAGE_CERT', 'is missing: VAULT_PAGE_KEY is set');
  if (address === undefined) {
    if (cert !== undefined) issue('VAULT_PAGE_URL', 'is missing: VAULT_PAGE_CERT is set');
    return;
  }
  const isTls = cert !== undefined && key !== undefined;
  if (isTls && !address.startsWith('https:'))
    issue('VAULT_PAGE_URL', 'must begin with https: as the page has a certificate of its own');
  if (!isTls && cert === key && !isLoopbackAddress(host))
    issue('VAULT_PAGE_HOST', 'is not this machine alone: beyond it the page needs VAULT_PAGE_CERT and VAULT_PAGE_KEY');
}

export function vaultPageConfig(given: VaultPageVariables): VaultPageConfig | undefined {
  const { VAULT_PAGE_URL: address, VAULT_PAGE_CERT: certFile, VAULT_PAGE_KEY: keyFile } = given;
  if (address === undefined) return undefined;
  const tls = certFile === undefined || keyFile === undefined ? {} : { tls: { certFile, keyFile } };
  return { url: address, host: given.VAULT_PAGE_HOST, port: given.VAULT_PAGE_PORT, ...tls };
}

const isLoopbackAddress = (address: string): boolean => address === '::1' || /^127(\.\d+){3}$/.test(address);
const isLoopbackName = (name: string): boolean =>
  name === 'localhost' || isLoopbackAddress(name.replace(/^\[|\]$/g, ''));
