import type { PlannedType } from '../../migration/facts.ts';
import { goneIn, type RecordChange, remarkOf } from './changes.ts';
import { dotted, quoted, type Rdata, rdataOf, txtStrings } from './rdata.ts';

/**
 * Lines for a zone file (RFC 1035, section 5.1), every name in full with its dot, so that they mean the same under any
 * $ORIGIN. What they take the place of stands above them as comments.
 */
export function bindLines(changes: readonly RecordChange[]): readonly string[] {
  return changes.flatMap((change) => {
    const { kind, name, type, after, keep, ttlSeconds, beforeTtlSeconds } = change;
    const line = (value: string, ttl: number | undefined) => recordLine(name, type, value, ttl);
    if (kind === 'KEEP') return after.map((value) => line(value, ttlSeconds));
    const remark = remarkOf(change);
    return [
      ...(remark === undefined ? [] : [`; ${remark}`]),
      `; ${kind} ${dotted(name)} ${type}`,
      ...goneIn(change).map((value) => `;- ${line(value, beforeTtlSeconds)}`),
      ...keep.map((value) => `${line(value, ttlSeconds)} ; KEEP`),
      ...after.map((value) => line(value, ttlSeconds)),
      '',
    ];
  });
}

function recordLine(name: string, type: PlannedType, value: string, ttlSeconds: number | undefined): string {
  const rdata = rdataOf(type, value);
  if (rdata === undefined) return `; UNREADABLE ${dotted(name)} ${type} ${JSON.stringify(value)}`;
  return [dotted(name), ...(ttlSeconds === undefined ? [] : [ttlSeconds]), 'IN', type, textOf(rdata)].join(' ');
}

function textOf(rdata: Rdata): string {
  switch (rdata.type) {
    case 'A':
    case 'AAAA':
      return rdata.address;
    case 'CNAME':
    case 'NS':
      return dotted(rdata.target);
    case 'MX':
      return `${rdata.preference} ${dotted(rdata.target)}`;
    case 'SRV':
      return `${rdata.priority} ${rdata.weight} ${rdata.port} ${dotted(rdata.target)}`;
    case 'TLSA':
      return `${rdata.usage} ${rdata.selector} ${rdata.matching} ${rdata.data}`;
    case 'TXT':
      return txtStrings(rdata.text).map(quoted).join(' ');
  }
}
