import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import type { Profile, Server } from '../../migration/facts.ts';

/** What is wrong with a typed server: nothing named, or a word that is no name, address or port. */
export type ServerProblem = { readonly code: 'error-server' | 'error-server-word'; readonly word: string };

const IMAP_TLS_PORT = 993;
const IMAP_PORT = 143;
const SUBMISSION = { port: 587, security: 'starttls' } as const;

/** The fixed names of providers that give no address of one's own. */
const KNOWN: Partial<Record<Profile, string>> = {
  microsoft365: 'outlook.office365.com',
  google: 'imap.gmail.com',
};

/** "mail.example.net 192.0.2.10 2001:db8::1 143": a name, addresses, an IMAP port, in any order. */
export function parseServer(text: string): Server | ServerProblem {
  const words = text
    .normalize('NFKC')
    .split(/[\s,、]+/)
    .filter((word) => word !== '');
  const addresses = words.filter((word) => isIP(word) !== 0);
  const ports = words.filter((word) => /^\d{1,5}$/.test(word)).map(Number);
  const hosts = words.filter((word) => isIP(word) === 0 && !/^\d{1,5}$/.test(word)).map(hostname);
  const wrong = words.find((word) => isIP(word) === 0 && !/^\d{1,5}$/.test(word) && hostname(word) === undefined);
  if (wrong !== undefined) return { code: 'error-server-word', word: wrong };
  const wrongPort = ports.find((port) => port < 1 || port > 65_535);
  if (wrongPort !== undefined || ports.length > 1 || hosts.length > 1) {
    return { code: 'error-server-word', word: String(wrongPort ?? ports[1] ?? hosts[1] ?? '') };
  }
  const [host] = hosts;
  if (host === undefined && addresses.length === 0) return { code: 'error-server', word: text };
  return serverOf(host, addresses, ports[0]);
}

/** The provider's fixed server for a profile that has one. */
export function knownServer(profile: Profile): Server | undefined {
  const host = KNOWN[profile];
  return host === undefined ? undefined : serverOf(host, [], undefined);
}

function serverOf(host: string | undefined, addresses: readonly string[], port = IMAP_TLS_PORT): Server {
  return {
    ...(host === undefined ? {} : { host }),
    addresses: [...new Set(addresses.map((address) => address.toLowerCase()))],
    imap: { port, security: port === IMAP_PORT ? 'starttls' : 'tls' },
    smtp: SUBMISSION,
  };
}

/** A host name in its ASCII form, lower case, no trailing dot; undefined when it cannot be one. */
export function hostname(text: string): string | undefined {
  const ascii = domainToASCII(text.normalize('NFKC').trim().toLowerCase().replace(/\.$/, ''));
  const labels = ascii.split('.');
  const fits = ascii.length > 0 && ascii.length <= 253 && labels.length >= 2;
  const right = labels.every((label) => /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/.test(label));
  return fits && right && !/^\d+$/.test(labels.at(-1) ?? '') ? ascii : undefined;
}
