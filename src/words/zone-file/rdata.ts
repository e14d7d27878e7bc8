import type { PlannedType } from '../../migration/facts.ts';

/** The data of one record, taken apart; names without their trailing dot, '' for the root. */
export type Rdata =
  | { readonly type: 'A' | 'AAAA'; readonly address: string }
  | { readonly type: 'CNAME' | 'NS'; readonly target: string }
  | { readonly type: 'MX'; readonly preference: number; readonly target: string }
  | {
      readonly type: 'SRV';
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      readonly target: string;
    }
  | {
      readonly type: 'TLSA';
      readonly usage: number;
      readonly selector: number;
      readonly matching: number;
      readonly data: string;
    }
  | { readonly type: 'TXT'; readonly text: string };

/** Reads a value in the form that the plan holds it; `undefined` when it is none of that type, and so must not be written. */
export function rdataOf(type: PlannedType, value: string): Rdata | undefined {
  switch (type) {
    case 'A':
      return /^[\d.]+$/.test(value) ? { type, address: value } : undefined;
    case 'AAAA':
      return /^[\da-f:.]+$/i.test(value) && value.includes(':') ? { type, address: value } : undefined;
    case 'CNAME':
    case 'NS':
      return isName(value) ? { type, target: rootless(value) } : undefined;
    case 'MX': {
      const [, preference, target] = /^(\d{1,5}) (\S+)$/.exec(value) ?? [];
      if (preference === undefined || target === undefined || !isName(target)) return undefined;
      return { type, preference: Number(preference), target: rootless(target) };
    }
    case 'SRV': {
      const [, priority, weight, port, target] = /^(\d{1,5}) (\d{1,5}) (\d{1,5}) (\S+)$/.exec(value) ?? [];
      if (target === undefined || !isName(target)) return undefined;
      const numbers = { priority: Number(priority), weight: Number(weight), port: Number(port) };
      return { type, ...numbers, target: rootless(target) };
    }
    case 'TLSA': {
      const [, usage, selector, matching, data] = /^(\d{1,3}) (\d{1,3}) (\d{1,3}) ([\da-f]+)$/i.exec(value) ?? [];
      if (data === undefined) return undefined;
      return { type, usage: Number(usage), selector: Number(selector), matching: Number(matching), data };
    }
    case 'TXT':
      return { type, text: value };
  }
}

/** With its trailing dot, so that nothing is ever appended to it. */
export function dotted(name: string): string {
  return `${name}.`;
}

/** The part of a name in front of its zone; '' for the zone itself. */
export function hostPart(name: string, zone: string): string {
  return name === zone ? '' : name.slice(0, -(zone.length + 1));
}

const LONGEST_STRING_BYTES = 255;

/** A text as the strings that a TXT record is made of, each of at most 255 bytes (RFC 1035, section 3.3.14). */
export function txtStrings(text: string): readonly Buffer[] {
  const bytes = Buffer.from(text);
  const count = Math.max(1, Math.ceil(bytes.length / LONGEST_STRING_BYTES));
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * LONGEST_STRING_BYTES, (index + 1) * LONGEST_STRING_BYTES),
  );
}

/** One string between quotes, with what would end or change it escaped (RFC 1035, section 5.1). */
export function quoted(bytes: Buffer): string {
  const inner = [...bytes].map((byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`;
  });
  return `"${inner.join('')}"`;
}

/** Nothing in it could end the token, begin a comment, or be read as something else by the file's format. */
function isName(text: string): boolean {
  return text === '.' || /^[\w*-]+(?:\.[\w-]+)*\.?$/.test(text);
}

function rootless(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
