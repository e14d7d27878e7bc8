import type { PlannedType } from '../../migration/facts.ts';
import { dnsName } from './names.ts';

/**
 * Values of a record set as a person types them, or copies them from a zone file: several are separated by commas. Names
 * become A-labels without their last dot; TXT keeps its commas and capitals, and strings in quotes side by side are one
 * value, as in a zone file (RFC 1035, section 5.1).
 */
export function valuesOf(type: PlannedType, text: string): string[] {
  if (type === 'TXT') return texts(text.trim());
  return text
    .normalize('NFKC')
    .split(/\s*[,、]\s*/)
    .map((value) => canonical(type, value.trim().replace(/\s+/g, ' ')))
    .filter((value) => value !== '');
}

function canonical(type: PlannedType, value: string): string {
  switch (type) {
    case 'TLSA': {
      const [usage = '', selector = '', matching = '', ...data] = value.toLowerCase().split(' ');
      return [usage, selector, matching, data.join('')].join(' ').trim();
    }
    case 'MX':
    case 'SRV': {
      const fields = value.split(' ');
      return [...fields.slice(0, -1), dnsName(fields.at(-1) ?? '')].join(' ');
    }
    case 'TXT':
      return value;
    case 'A':
    case 'AAAA':
    case 'CNAME':
    case 'NS':
      return dnsName(value);
  }
}

/** The beginning of a record of its own: SPF, DKIM, DMARC, MTA-STS, TLS reporting. */
const WHOLE = /^\s*v\s*=\s*(spf1|DKIM1|DMARC1|STSv1|TLSRPTv1)(?![a-z0-9])/i;

const QUOTE = /^["“”„]/;

function texts(text: string): string[] {
  if (!QUOTE.test(text)) {
    const value = text.normalize('NFKC');
    return value === '' ? [] : [value];
  }
  const values: string[] = [];
  let current: string | undefined;
  // Strings in quotes; a comma between two of them begins a value, white space goes on with it.
  for (const [part, quoted] of text.matchAll(/["“”„]((?:\\[\s\S]|[^"“”„\\])*)["“”„]?|[,、]|\S/g)) {
    if (quoted !== undefined) {
      const string = unescaped(quoted);
      // Beside a whole record another whole one is no piece of it: joined, both would be lost.
      if (current !== undefined && WHOLE.test(current) && WHOLE.test(string)) {
        values.push(current);
        current = undefined;
      }
      current = `${current ?? ''}${string}`;
    } else if (part !== ',' && part !== '、') current = `${current ?? ''}${part}`;
    else if (current !== undefined) {
      values.push(current);
      current = undefined;
    }
  }
  return current === undefined ? values : [...values, current];
}

/** `\"`, `\\` and `\059` of zone files. */
function unescaped(text: string): string {
  return text.replace(/\\(\d{3}|[\s\S])/g, (_, escaped: string) =>
    /^\d{3}$/.test(escaped) && Number(escaped) < 128 ? String.fromCharCode(Number(escaped)) : escaped,
  );
}
