import { isHostName, isIpv4, isIpv6 } from '../addresses.ts';
import type { PlanRecord } from '../facts.ts';
import { policyId } from '../plan/compare.ts';
import { purposeOf } from '../plan.ts';
import { isSpf } from '../spf.ts';

type Planned = Pick<PlanRecord, 'name' | 'type' | 'after'>;

/** The value, or the name, that a record of the plan cannot have; undefined when all is well. */
export function unfit({ name, type, after }: Planned): string | undefined {
  if (!isHostName(name) || !bears(name, type)) return name;
  const bad = after.find((value) => !fits({ name, type }, value));
  // Two policies or two SPF records are none, and an alias has one target.
  return bad ?? (type === 'TXT' || type === 'CNAME' ? after[1] : undefined);
}

/** Two records of a kind that a name may hold one of: given side by side, or run together into one text. */
export function isSeveralTexts(after: readonly string[]): boolean {
  return after.length > 1 || after.some((text) => (text.match(/(^|[\s;])v\s*=/gi)?.length ?? 0) > 1);
}

/** Whether a record of this type is found under such a name at all. */
function bears(name: string, type: PlanRecord['type']): boolean {
  switch (type) {
    case 'SRV':
      return /^_[a-z0-9-]+\._(tcp|udp|tls)\./.test(name);
    case 'TLSA':
      return /^_\d{1,5}\._(tcp|udp|sctp)\./.test(name);
    case 'A':
    case 'AAAA':
    case 'MX':
      return !name.startsWith('_');
    case 'NS':
      return false;
    case 'TXT':
    case 'CNAME':
      return true;
  }
}

function fits(record: Pick<PlanRecord, 'name' | 'type'>, value: string): boolean {
  switch (record.type) {
    case 'A':
      return isIpv4(value);
    case 'AAAA':
      return isIpv6(value);
    case 'CNAME':
      return isHostName(value);
    case 'NS':
      return false;
    case 'MX': {
      const [preference, host, ...rest] = value.split(' ');
      return rest.length === 0 && isShort(preference) && isName(host ?? '');
    }
    case 'SRV': {
      const [priority, weight, port, target, ...rest] = value.split(' ');
      const isTarget = target === '.' || isName(target ?? '');
      return rest.length === 0 && [priority, weight, port].every(isShort) && isTarget;
    }
    case 'TLSA':
      return isPin(value);
    case 'TXT':
      return fitsText(record, value);
  }
}

/** 16 bits without a sign. */
const isShort = (text: string | undefined): boolean => /^\d{1,5}$/.test(text ?? '') && Number(text) <= 65_535;

/** An address in the place of a name is looked up as one, and not found. */
const isName = (text: string): boolean => isHostName(text) && !isIpv4(text);

const DIGEST_LENGTH: Readonly<Record<string, number>> = { 1: 64, 2: 128 };

/** Usage, selector, matching type and the data in hex (RFC 6698, section 2.1). */
function isPin(value: string): boolean {
  const match = /^([0-3]) ([01]) ([0-2]) ([0-9a-f]+)$/i.exec(value);
  const [matching = '', data = ''] = match?.slice(3) ?? [];
  return match !== null && data.length % 2 === 0 && data.length === (DIGEST_LENGTH[matching] ?? data.length);
}

function fitsText(record: Pick<PlanRecord, 'name' | 'type'>, text: string): boolean {
  switch (purposeOf(record)) {
    case 'dkim':
      return isKey(text);
    case 'dmarc':
      return /^v\s*=\s*DMARC1\s*;(.*;)?\s*p\s*=\s*(none|quarantine|reject)\s*(;|$)/i.test(text.trim());
    case 'mta-sts':
      return /^v\s*=\s*STSv1\s*;/i.test(text.trim()) && policyId(text) !== undefined;
    case 'tls-rpt':
      return /^v\s*=\s*TLSRPTv1\s*;\s*rua\s*=\s*(mailto:|https:)\S+/i.test(text.trim());
    default:
      return isSpf(text);
  }
}

/** A key record with a key in it (RFC 6376, section 3.6.1): an empty one is a key withdrawn. */
function isKey(text: string): boolean {
  const tags = text
    .split(';')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
    .map(
      (tag) => [tag.slice(0, tag.indexOf('=')).trim(), tag.slice(tag.indexOf('=') + 1).replace(/\s+/g, '')] as const,
    );
  const value = (name: string) => tags.find(([tag]) => tag === name)?.[1];
  const isVersioned = value('v') === undefined || (tags[0]?.[0] === 'v' && value('v') === 'DKIM1');
  return isVersioned && /^[A-Za-z0-9+/]{40,}={0,2}$/.test(value('p') ?? '');
}
