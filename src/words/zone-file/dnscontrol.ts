import { byZone, goneIn, type RecordChange, remarkOf } from './changes.ts';
import { dotted, hostPart, type Rdata, rdataOf } from './rdata.ts';

/**
 * A D_EXTEND a zone for DNSControl, to stand behind the zone's D(): names relative to it, `@` for itself, targets in full.
 * Lines to take out of the D() stand as comments. No comma behind the last argument: its JavaScript is of 2009.
 */
export function dnscontrolCode(changes: readonly RecordChange[]): string {
  return [...byZone(changes)].map(([zone, ofZone]) => `${extension(zone, ofZone).join('\n')}\n`).join('\n');
}

function extension(zone: string, changes: readonly RecordChange[]): readonly string[] {
  const notes = changes.flatMap((change) => {
    const { kind, name, type, keep, beforeTtlSeconds } = change;
    if (kind === 'KEEP') return [];
    const remark = remarkOf(change);
    return [
      ...(remark === undefined ? [] : [`// ${remark}`]),
      `// ${kind} ${name} ${type}`,
      ...goneIn(change).map(
        (value) => `//- ${call(name, zone, rdataOf(type, value), beforeTtlSeconds) ?? text(value)}`,
      ),
      ...keep.map((value) => `//= ${call(name, zone, rdataOf(type, value), beforeTtlSeconds) ?? text(value)}`),
    ];
  });
  const calls = changes
    .flatMap(({ name, type, after, ttlSeconds }) =>
      after.map((value) => call(name, zone, rdataOf(type, value), ttlSeconds)),
    )
    .filter((one) => one !== undefined);
  if (calls.length === 0) return notes;
  return [...notes, `D_EXTEND(${text(zone)},`, calls.map((one) => `  ${one}`).join(',\n'), ');'];
}

function call(
  name: string,
  zone: string,
  rdata: Rdata | undefined,
  ttlSeconds: number | undefined,
): string | undefined {
  if (rdata === undefined) return undefined;
  const host = hostPart(name, zone) || '@';
  // A zone's own name servers are not a record like others there: it keeps them in step with the registrar.
  if (rdata.type === 'NS' && host === '@') return `NAMESERVER(${text(dotted(rdata.target))})`;
  const ttl = ttlSeconds === undefined ? [] : [`TTL(${ttlSeconds})`];
  return `${rdata.type}(${[text(host), ...argumentsOf(rdata), ...ttl].join(', ')})`;
}

function argumentsOf(rdata: Rdata): readonly (string | number)[] {
  switch (rdata.type) {
    case 'A':
    case 'AAAA':
      return [text(rdata.address)];
    case 'CNAME':
    case 'NS':
      return [text(dotted(rdata.target))];
    case 'MX':
      return [rdata.preference, text(dotted(rdata.target))];
    case 'SRV':
      return [rdata.priority, rdata.weight, rdata.port, text(dotted(rdata.target))];
    case 'TLSA':
      return [rdata.usage, rdata.selector, rdata.matching, text(rdata.data)];
    case 'TXT':
      return [text(rdata.text)];
  }
}

/** JSON is JavaScript but for two line separators, which old JavaScript does not take inside a string. */
function text(value: string): string {
  return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
