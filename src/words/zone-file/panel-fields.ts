import type { Facts, PlannedType } from '../../migration/facts.ts';
import { byZone, type ChangeKind, changesOf, goneIn, type PlanPart, type RecordChange } from './changes.ts';
import { GENERIC, type Panel, panelOf } from './panels.ts';
import { dotted, hostPart, quoted, type Rdata, rdataOf, txtStrings } from './rdata.ts';

/** What trips people up while they type a record into a panel. */
export const PANEL_TRAPS = [
  /** The panel appends the zone to the name field: typing it there doubles it. */
  'zone-appended',
  'name-both-ways',
  'apex-at',
  'apex-empty',
  'apex-both-ways',
  /** A name in the value field without its trailing dot gets the zone appended. */
  'dot-needed',
  'no-dot',
  'dot-both-ways',
  'priority-own-field',
  'priority-in-value',
  'priority-both-ways',
  'quotes-by-hand',
  'no-quotes',
  'quotes-both-ways',
  'text-by-hand',
  'text-too-long',
  'text-long-unknown',
  /** Cloudflare's proxy carries no mail: the record must be "DNS only". */
  'proxy-off',
  /** Namecheap: MX records stand under the mail settings. */
  'mx-elsewhere',
  /** All values of one name and type are one entry there. */
  'one-set',
  /** Value-Domain: the zone is a text of lines. */
  'text-lines',
  /** Name servers are changed where the domain is registered. */
  'at-registrar',
  /** Other TXT values of the name must stay. */
  'keep-others',
] as const;
export type PanelTrap = (typeof PANEL_TRAPS)[number];

/** One value as it goes into the fields; numbers apart from names wherever the panel has a field of their own for them. */
export type PanelRow = {
  readonly value: string;
  /** The same with its trailing dot, or between quotes, where it is not known which one the panel wants. */
  readonly otherwise?: string;
  readonly priority?: number;
  readonly weight?: number;
  readonly port?: number;
};

export type PanelFields = {
  readonly kind: ChangeKind;
  /** Full, without dot. */
  readonly name: string;
  readonly type: PlannedType;
  /** The name field; '' when it stays empty. */
  readonly host: string;
  /** The other way of writing it, where it is not known which one the panel wants. */
  readonly hostOtherwise?: string;
  readonly ttlSeconds?: number;
  /** Rows to take out, to leave, and to have in the end. */
  readonly gone: readonly PanelRow[];
  readonly keep: readonly PanelRow[];
  readonly rows: readonly PanelRow[];
  readonly traps: readonly PanelTrap[];
};

export type PanelPlan = { readonly zone: string; readonly panel: Panel; readonly fields: readonly PanelFields[] };

/** A record of the plan, or a change with all that is known of it. */
type Entry = Pick<RecordChange, 'name' | 'type'> & {
  readonly before: readonly string[];
  readonly after: readonly string[];
} & Partial<Pick<RecordChange, 'kind' | 'keep' | 'ttlSeconds'>>;
type Zones = Pick<Facts, 'authorities' | 'zones' | 'delegations' | 'dnsMove'>;

/**
 * A part of the plan field by field, for the panel of each zone as its name servers give it away; during a change of DNS
 * provider for both panels, since both zones are served.
 */
export function panelPlan(facts: Facts, part: PlanPart): readonly PanelPlan[] {
  return [...byZone(changesOf(facts, part))].flatMap(([zone, changes]) =>
    panelsFor(facts, zone).map((panel) => ({ zone, panel, fields: planFields(changes, zone, panel) })),
  );
}

/** Records as a panel wants them typed in. */
export function planFields(records: readonly Entry[], zone: string, panel: Panel = GENERIC): readonly PanelFields[] {
  return records.map((record) => {
    const { name, type, before, after, keep = [], ttlSeconds } = record;
    const kind = record.kind ?? (before.length === 0 ? 'CREATE' : after.length === 0 ? 'DELETE' : 'CHANGE');
    const rowsOf = (values: readonly string[]) => values.map((value) => rowOf(type, value, panel));
    return {
      kind,
      name,
      type,
      ...hostField(name, zone, panel),
      ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
      gone: rowsOf(goneIn({ before, after, keep })),
      keep: rowsOf(keep),
      rows: rowsOf(after),
      traps: trapsOf(record, zone, panel),
    };
  });
}

/** Of the zone's servers as its parent names them, else as they were met. */
function panelsFor({ authorities, zones, delegations, dnsMove }: Zones, zone: string): readonly Panel[] {
  const met = (zones?.[zone] ?? Object.keys(authorities)).flatMap((address) => authorities[address] ?? []);
  const present = panelOf(delegations?.[zone]?.parent ?? met);
  const next = dnsMove === undefined || dnsMove.servers.length === 0 ? present : panelOf(dnsMove.servers);
  return [...new Set([present, next])];
}

function hostField(name: string, zone: string, panel: Panel): Pick<PanelFields, 'host' | 'hostOtherwise'> {
  const part = hostPart(name, zone);
  if (panel.host === 'full') return { host: name };
  const relative = part === '' && panel.apex !== 'empty' ? '@' : part;
  return panel.host === 'relative' && (part !== '' || panel.apex !== 'unknown')
    ? { host: relative }
    : { host: relative, hostOtherwise: dotted(name) };
}

function rowOf(type: PlannedType, value: string, panel: Panel): PanelRow {
  const rdata = rdataOf(type, value);
  if (rdata === undefined) return { value };
  switch (rdata.type) {
    case 'A':
    case 'AAAA':
      return { value: rdata.address };
    case 'CNAME':
    case 'NS':
      return nameRow(rdata.target, '', panel);
    case 'MX': {
      const isApart = panel.priority !== 'in-value';
      const row = nameRow(rdata.target, isApart ? '' : `${rdata.preference} `, panel);
      return isApart ? { ...row, priority: rdata.preference } : row;
    }
    case 'SRV': {
      const { priority, weight, port } = rdata;
      const isApart = panel.priority !== 'in-value';
      const row = nameRow(rdata.target, isApart ? '' : `${priority} ${weight} ${port} `, panel);
      return isApart ? { ...row, priority, weight, port } : row;
    }
    case 'TLSA':
      return { value: `${rdata.usage} ${rdata.selector} ${rdata.matching} ${rdata.data}` };
    case 'TXT':
      return textRow(rdata.text, panel);
  }
}

function nameRow(target: string, before: string, panel: Panel): PanelRow {
  const full = `${before}${dotted(target)}`;
  // The root stands for "none" (null MX, a service not offered) and is nothing but its dot.
  if (target === '' || panel.target === 'dot') return { value: full };
  const bare = `${before}${target}`;
  return panel.target === 'no-dot' ? { value: bare } : { value: bare, otherwise: full };
}

function textRow(text: string, panel: Panel): PanelRow {
  const inQuotes = txtStrings(text).map(quoted).join(' ');
  if (panel.quotes === 'by-hand') return { value: inQuotes };
  return panel.quotes === 'unknown' ? { value: text, otherwise: inQuotes } : { value: text };
}

function trapsOf({ name, type, after, keep = [] }: Entry, zone: string, panel: Panel): readonly PanelTrap[] {
  const rdata = after.map((value) => rdataOf(type, value)).filter((one) => one !== undefined);
  return [
    ...nameTraps(name === zone, panel),
    ...(rdata.some(hasTarget) ? [TARGET_TRAP[panel.target]] : []),
    ...(type === 'MX' || type === 'SRV' ? [PRIORITY_TRAP[panel.priority]] : []),
    ...(type === 'TXT' ? textTraps(rdata, panel) : []),
    ...(type === 'NS' ? (['at-registrar'] as const) : []),
    ...(keep.length > 0 && type === 'TXT' ? (['keep-others'] as const) : []),
    ...panel.further.filter((trap) => FURTHER_TYPES[trap].includes(type)),
  ];
}

const TARGET_TRAP = { dot: 'dot-needed', 'no-dot': 'no-dot', unknown: 'dot-both-ways' } as const;
const PRIORITY_TRAP = {
  'own-field': 'priority-own-field',
  'in-value': 'priority-in-value',
  unknown: 'priority-both-ways',
} as const;
const QUOTES_TRAP = { 'by-hand': 'quotes-by-hand', none: 'no-quotes', unknown: 'quotes-both-ways' } as const;
const LONG_TRAP = {
  'by-panel': [],
  'by-hand': ['text-by-hand'],
  refused: ['text-too-long'],
  unknown: ['text-long-unknown'],
} as const;
const EVERY_TYPE: readonly PlannedType[] = ['A', 'AAAA', 'MX', 'TXT', 'CNAME', 'SRV', 'TLSA', 'NS'];
const FURTHER_TYPES: Readonly<Record<Panel['further'][number], readonly PlannedType[]>> = {
  'proxy-off': ['A', 'AAAA', 'CNAME'],
  'mx-elsewhere': ['MX'],
  'one-set': EVERY_TYPE,
  'text-lines': EVERY_TYPE,
};

function nameTraps(isApex: boolean, { host, apex }: Panel): readonly PanelTrap[] {
  if (host === 'unknown') return ['name-both-ways'];
  if (host === 'full') return [];
  if (!isApex) return ['zone-appended'];
  return [apex === '@' ? 'apex-at' : apex === 'empty' ? 'apex-empty' : 'apex-both-ways'];
}

function textTraps(rdata: readonly Rdata[], { quotes, longText }: Panel): readonly PanelTrap[] {
  const isLong = rdata.some((one) => one.type === 'TXT' && txtStrings(one.text).length > 1);
  return [QUOTES_TRAP[quotes], ...(isLong ? LONG_TRAP[longText] : [])];
}

function hasTarget(rdata: Rdata): boolean {
  return 'target' in rdata && rdata.target !== '';
}
