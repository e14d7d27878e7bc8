import { byZone, goneIn, type RecordChange, remarkOf } from './changes.ts';
import { dotted, hostPart, type Rdata, rdataOf } from './rdata.ts';

/**
 * Entries for octoDNS, a document a zone: its YamlProvider reads one file a zone, keys relative to it and in natural
 * order, and **deletes what a zone's file does not hold**, so these belong into the zone's own file. Of a record set that
 * shares its name with others, the whole list of that name must be merged.
 */
export function octodnsDocuments(changes: readonly RecordChange[]): string {
  return [...byZone(changes)].map(([zone, ofZone]) => `---\n${documentOf(zone, ofZone).join('\n')}\n`).join('');
}

function documentOf(zone: string, changes: readonly RecordChange[]): readonly string[] {
  const names = Map.groupBy(changes, ({ name }) => hostPart(name, zone));
  const sorted = [...names].sort(([a], [b]) => naturally(a, b));
  return [
    `# Merge into ${zone}.yaml: octoDNS deletes what that file does not hold.`,
    ...sorted.flatMap(([host, ofName]) => entryOf(host, ofName)),
  ];
}

/** One name: its notes, and its record sets as a list; only notes where nothing is left to write. */
function entryOf(host: string, changes: readonly RecordChange[]): readonly string[] {
  const notes = changes.flatMap(notesOf);
  const sets = changes
    .toSorted((a, b) => (a.type < b.type ? -1 : 1))
    .map(setOf)
    .filter((set) => set.length > 0);
  if (sets.length === 0) return notes;
  return [
    ...notes,
    `${text(host)}:`,
    ...sets.flatMap((set) => set.map((line, at) => `  ${at === 0 ? '-' : ' '} ${line}`)),
  ];
}

function notesOf(change: RecordChange): readonly string[] {
  const { kind, name, type, keep } = change;
  if (kind === 'KEEP') return [];
  const remark = remarkOf(change);
  return [
    ...(remark === undefined ? [] : [`# ${remark}`]),
    `# ${kind} ${name} ${type}`,
    ...goneIn(change).map((value) => `#- ${text(value)}`),
    ...keep.map((value) => `#= ${text(value)}`),
  ];
}

function setOf({ type, after, keep, ttlSeconds }: RecordChange): readonly string[] {
  const values = [...keep, ...after]
    .map((value) => rdataOf(type, value))
    .filter((rdata) => rdata !== undefined)
    .map(linesOf)
    .sort((a, b) => naturally(a.join(), b.join()));
  const [first] = values;
  if (first === undefined) return [];
  const head = [`ttl: ${ttlSeconds}`, `type: ${type}`];
  if (type === 'CNAME') return [...head, `value: ${first.join()}`];
  return [...head, 'values:', ...values.flatMap((lines) => lines.map((line, at) => `${at === 0 ? '-' : ' '} ${line}`))];
}

/** One value: a scalar, or a mapping with its keys in order. */
function linesOf(rdata: Rdata): readonly string[] {
  switch (rdata.type) {
    case 'A':
    case 'AAAA':
      return [text(rdata.address)];
    case 'CNAME':
    case 'NS':
      return [text(dotted(rdata.target))];
    case 'MX':
      return [`exchange: ${text(dotted(rdata.target))}`, `preference: ${rdata.preference}`];
    case 'SRV':
      return [
        `port: ${rdata.port}`,
        `priority: ${rdata.priority}`,
        `target: ${text(dotted(rdata.target))}`,
        `weight: ${rdata.weight}`,
      ];
    case 'TLSA':
      return [
        `certificate_association_data: ${text(rdata.data)}`,
        `certificate_usage: ${rdata.usage}`,
        `matching_type: ${rdata.matching}`,
        `selector: ${rdata.selector}`,
      ];
    case 'TXT':
      // octoDNS wants each semicolon escaped, splits what is long, and quotes by itself.
      return [text(rdata.text.replaceAll(';', '\\;'))];
  }
}

/** A string that YAML cannot take for anything else: what JSON writes between quotes, YAML reads alike. */
function text(value: string): string {
  return JSON.stringify(value);
}

/** As octoDNS orders keys: digits by their number, everything else by its code. */
function naturally(a: string, b: string): number {
  const [left, right] = [a.split(/(\d+)/), b.split(/(\d+)/)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const [x, y] = [left[at] ?? '', right[at] ?? ''];
    const byNumber = at % 2 === 1 ? Number(x) - Number(y) : 0;
    if (byNumber !== 0) return byNumber;
    if (at % 2 === 0 && x !== y) return x < y ? -1 : 1;
  }
  return 0;
}
