import { canonicalAddress } from '../addresses.ts';
import type { PlanRecord } from '../facts.ts';
import { canonicalSpf, isSpf } from '../spf.ts';
import { purposeOf } from './purposes.ts';

export type Served = 'new' | 'old' | 'other';

type Compared = Pick<PlanRecord, 'name' | 'type' | 'purpose'>;

/**
 * What a server's answer is in the light of the plan. `old` as soon as one value is of the old data alone; `other` is
 * neither (a typo, a third server). Of a text, only what the record is there for is looked at: the SPF string beside
 * others, the DMARC, MTA-STS or TLS-RPT one under its tag, a DKIM key whatever its white space.
 */
export function servedAs(record: PlanRecord, values: readonly string[]): Served {
  const seen = comparable(record, values);
  const after = comparable(record, record.after);
  const final = comparable(record, record.final ?? record.after);
  if (isSame(seen, after) || isSame(seen, final)) return 'new';
  const before = comparable(record, record.before);
  if (isSame(seen, before)) return 'old';
  if (isOtherPolicyId(record, seen, before)) return 'new';
  return seen.some((value) => before.includes(value) && !after.includes(value)) ? 'old' : 'other';
}

/** An MTA-STS id says nothing but "look at the policy again": any other than those before does (RFC 8461, section 3.1). */
function isOtherPolicyId(record: PlanRecord, seen: readonly string[], before: readonly string[]): boolean {
  if (record.type !== 'TXT' || purposeOf(record) !== 'mta-sts' || before.length === 0 || record.after.length === 0)
    return false;
  const [only] = seen;
  const id = only === undefined ? undefined : policyId(only);
  return seen.length === 1 && id !== undefined && !before.some((value) => policyId(value) === id);
}

export function policyId(text: string): string | undefined {
  return /(?:^|;)\s*id\s*=\s*([a-z0-9]{1,32})\s*(?:;|$)/i.exec(text)?.[1];
}

/** The values that count for the record's purpose, each in one spelling, sorted and without repeats. */
export function comparable(record: Compared, values: readonly string[]): readonly string[] {
  return [...new Set(relevant(record, values).map((value) => canonical(record, value)))].sort();
}

/** The values that count for the record's purpose, as they are. */
export function relevant(record: Compared, values: readonly string[]): readonly string[] {
  if (record.type !== 'TXT') return values;
  const wanted = TAGS[purposeOf(record)];
  return wanted === undefined ? values : values.filter(wanted);
}

const TAGS: Partial<Record<NonNullable<PlanRecord['purpose']>, (text: string) => boolean>> = {
  spf: isSpf,
  dmarc: (text) => /^\s*v\s*=\s*dmarc1/i.test(text),
  'mta-sts': (text) => /^\s*v\s*=\s*stsv1/i.test(text),
  'tls-rpt': (text) => /^\s*v\s*=\s*tlsrptv1/i.test(text),
};

function canonical(record: Compared, value: string): string {
  switch (record.type) {
    case 'TXT':
      return canonicalText(record, value);
    case 'A':
    case 'AAAA':
      return canonicalAddress(value);
    case 'TLSA': {
      const [usage, selector, matching, ...data] = value.trim().toLowerCase().split(/\s+/);
      return [usage, selector, matching, data.join('')].join(' ');
    }
    default:
      return value
        .trim()
        .replace(/\s+/g, ' ')
        .toLowerCase()
        .replace(/([^ .])\.$/, '$1');
  }
}

function canonicalText(record: Compared, value: string): string {
  const purpose = purposeOf(record);
  if (purpose === 'spf') return canonicalSpf(value);
  // Base64 minds its capitals; the tags around it are written in small ones by everybody.
  const bare = value.replace(/\s+/g, '').replace(/;$/, '');
  return purpose === 'dkim' || purpose === 'mta-sts' ? bare : bare.toLowerCase();
}

export function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
