import type { Question } from '../migration/observations.ts';
import { canonicalName } from './names.ts';
import { parseMx } from './values.ts';

/** The names that hosters hand out for mail under a customer's domain. */
const USUAL_HOSTS = ['mail', 'imap', 'pop', 'pop3', 'smtp', 'webmail'] as const;

/**
 * What to ask about a domain at the inventory: its MX and TXT (SPF stands there), and addresses and alias of every usual
 * mail host name and of the further hosts (the MX targets, once known; the domain itself where it has no MX and so its
 * own address takes mail, RFC 5321 section 5.1).
 */
export function mailQuestions(domain: string, furtherHosts: readonly string[] = []): readonly Question[] {
  const hosts = [...USUAL_HOSTS.map((host) => `${host}.${domain}`), ...furtherHosts.map(canonicalName)];
  return [
    { name: domain, type: 'MX' },
    { name: domain, type: 'TXT' },
    ...[...new Set(hosts)].filter((host) => host !== '').flatMap(hostQuestions),
  ];
}

/** The hosts of MX values, in order of preference; none for the null MX. */
export function mxHosts(values: readonly string[]): readonly string[] {
  return values.map((value) => parseMx(value)?.host ?? '').filter((host) => host !== '');
}

function hostQuestions(name: string): readonly Question[] {
  return [
    { name, type: 'A' },
    { name, type: 'AAAA' },
    { name, type: 'CNAME' },
  ];
}
