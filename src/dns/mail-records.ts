import { randomBytes } from 'node:crypto';
import type { Question, RecordType } from '../migration/observations.ts';
import { canonicalName, isAskableName, isWithin } from './names.ts';
import { canonicalValues, parseMx } from './values.ts';

/** The names that hosters hand out under a customer's domain for mail, what mail programs look for, and the website's. */
const USUAL_HOSTS = [
  'mail',
  'imap',
  'pop',
  'pop3',
  'smtp',
  'webmail',
  'mx',
  'mx1',
  'mx2',
  'autoconfig',
  'autodiscover',
  'mta-sts',
  'www',
] as const;

/** RFC 6186, RFC 8314, and what Outlook asks for. */
const SERVICES = ['_imap', '_imaps', '_pop3', '_pop3s', '_submission', '_submissions', '_autodiscover'] as const;

/** Texts under names of their own: DMARC (RFC 7489), MTA-STS (RFC 8461), TLS reports (RFC 8460). */
const POLICY_NAMES = ['_dmarc', '_mta-sts', '_smtp._tls'] as const;

/** DKIM keys cannot be listed, only asked for by selector: these are the ones that hosters and senders hand out. */
const COMMON_SELECTORS = [
  'default',
  'dkim',
  'mail',
  'google',
  'selector1',
  'selector2',
  's1',
  's2',
  'k1',
  'k2',
  'k3',
  'key1',
  'key2',
  'mx',
  'x',
  'sig1',
  'smtp',
  'zoho',
  'protonmail',
  'mandrill',
  'dkim1',
  '2024',
  '2025',
  '2026',
] as const;

export type KnownSelector = { readonly domain: string; readonly selector: string };

export type MailQuestionsOptions = {
  readonly domains: readonly string[];
  /** Further names that the team wants followed. */
  readonly names?: readonly string[];
  /** Selectors known from messages, or given; those of other domains count for theirs alone. */
  readonly selectors?: readonly KnownSelector[];
};

/**
 * What to ask to find every record set that carries mail for the domains: MX, SPF, delegation and serial; the usual
 * hosts; DMARC, MTA-STS and TLS-RPT; services; DKIM keys by the known selectors and the common ones. What those answers
 * lead to comes second, see `furtherQuestions`.
 */
export function mailQuestions({ domains, names = [], selectors = [] }: MailQuestionsOptions): readonly Question[] {
  return uniqueQuestions([
    ...domains.flatMap((domain) => [
      ...(['MX', 'TXT', 'NS', 'SOA', 'A', 'AAAA'] as const).map((type) => ({ name: domain, type })),
      ...USUAL_HOSTS.flatMap((host) => hostQuestions(`${host}.${domain}`)),
      ...POLICY_NAMES.map((label): Question => ({ name: `${label}.${domain}`, type: 'TXT' })),
      ...SERVICES.map((service): Question => ({ name: `${service}._tcp.${domain}`, type: 'SRV' })),
      ...COMMON_SELECTORS.map((selector): Question => ({ name: keyName({ domain, selector }), type: 'TXT' })),
    ]),
    ...selectors.flatMap(keyQuestions),
    ...names.flatMap(hostQuestions),
  ]);
}

/** A key may be an alias into the signer's own zone, which is what has to be kept then. */
export function keyQuestions(selector: KnownSelector): readonly Question[] {
  const name = keyName(selector);
  return [
    { name, type: 'TXT' },
    { name, type: 'CNAME' },
  ];
}

/** Where the key of a selector stands (RFC 6376, section 3.6.2.1). */
export function keyName({ domain, selector }: KnownSelector): string {
  return `${selector}._domainkey.${domain}`;
}

/** Whether a name holds a DKIM key of one of the domains, and which. */
export function selectorOf(name: string, domains: readonly string[]): KnownSelector | undefined {
  const at = name.indexOf('._domainkey.');
  const domain = name.slice(at + '._domainkey.'.length);
  return at > 0 && domains.some((one) => isWithin(domain, one)) ? { domain, selector: name.slice(0, at) } : undefined;
}

export function isCommonSelector(selector: string): boolean {
  return COMMON_SELECTORS.some((common) => common === selector);
}

/** Whether a question is asked merely because the name is a usual one. */
export function isGuess({ name }: Question, domains: readonly string[]): boolean {
  return domains.some(
    (domain) =>
      USUAL_HOSTS.some((host) => name === `${host}.${domain}`) ||
      SERVICES.some((service) => name === `${service}._tcp.${domain}`) ||
      COMMON_SELECTORS.some((selector) => name === keyName({ domain, selector })),
  );
}

/**
 * A question for a selector that nobody has: what answers is a wildcard, and the same answer to a guessed selector is
 * no key of that name.
 */
export function wildcardQuestion(domain: string): Question {
  return { name: keyName({ domain, selector: `none-${randomBytes(5).toString('hex')}` }), type: 'TXT' };
}

export type Answered = { readonly question: Question; readonly values: readonly string[] };

/**
 * The second stage: the hosts within the domains that MX and SRV records lead to, and the certificates that DANE pins
 * for the MX hosts (RFC 7672). A domain without MX takes mail at its own address (RFC 5321, section 5.1).
 */
export function furtherQuestions(domains: readonly string[], answers: readonly Answered[]): readonly Question[] {
  const ours = (name: string) => isAskableName(name) && domains.some((domain) => isWithin(name, domain));
  const valuesOf = (type: RecordType) =>
    answers.flatMap(({ question, values }) => (question.type === type ? values : []));
  const exchangers = mxHosts(valuesOf('MX')).filter(ours);
  const bare = domains.filter((domain) =>
    answers.some(({ question, values }) => question.name === domain && question.type === 'MX' && values.length === 0),
  );
  const targets = valuesOf('SRV').map(srvTarget).filter(ours);
  return uniqueQuestions([
    ...[...exchangers, ...targets].flatMap(hostQuestions),
    ...[...exchangers, ...bare].map(tlsaQuestion),
  ]);
}

/** Where DANE pins the certificate of an MX host. */
export function tlsaQuestion(host: string): Question {
  return { name: `_25._tcp.${host}`, type: 'TLSA' };
}

/** The hosts of MX values, in order of preference; none for the null MX. */
export function mxHosts(values: readonly string[]): readonly string[] {
  return values.map((value) => parseMx(value)?.host ?? '').filter((host) => host !== '');
}

/** Each question once, names in their canonical form; what cannot be asked for is left out. */
export function uniqueQuestions(questions: readonly Question[]): readonly Question[] {
  const unique = new Map<string, Question>();
  for (const { name: written, type } of questions) {
    const name = canonicalName(written);
    if (name !== '' && isAskableName(name)) unique.set(`${name}/${type}`, { name, type });
  }
  return [...unique.values()];
}

/** Whether two answers are the same record set. */
export function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return canonicalValues(a).join('\n') === canonicalValues(b).join('\n');
}

/** "10 5 993 mail.example.net": the last of its fields; '' for a service that is not offered. */
function srvTarget(value: string): string {
  return canonicalName(value.slice(value.lastIndexOf(' ') + 1));
}

function hostQuestions(name: string): readonly Question[] {
  return (['A', 'AAAA', 'CNAME'] as const).map((type) => ({ name, type }));
}
