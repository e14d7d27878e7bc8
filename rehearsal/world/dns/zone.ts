/**
 * The record types of this world. Values are text: "10 mail.example" for MX, the SOA as its seven fields, "0 1 993
 * mail.example" for SRV, key tag, algorithm, digest type and hex for DS, flags, 3, algorithm and base64 for DNSKEY.
 */
export type ZoneType = 'A' | 'AAAA' | 'NS' | 'CNAME' | 'MX' | 'TXT' | 'SOA' | 'PTR' | 'SRV' | 'DS' | 'DNSKEY';
export type ZoneRecord = {
  readonly name: string;
  readonly type: ZoneType;
  readonly ttlSeconds: number;
  readonly value: string;
};

/** One version of a zone. Names are lower case without a trailing dot; the root is ''. The SOA is among the records. */
export type Zone = {
  readonly apex: string;
  readonly records: readonly ZoneRecord[];
  /** The DNSKEY value that its signatures were made with. There are no signatures: validation goes by this. */
  readonly signedBy?: string;
};

export type Answer = {
  readonly rcode: 'NOERROR' | 'NXDOMAIN' | 'REFUSED' | 'SERVFAIL';
  readonly authoritative: boolean;
  readonly answers: readonly ZoneRecord[];
  /** The SOA of a negative answer, or the NS of a referral. */
  readonly authorities: readonly ZoneRecord[];
  /** Glue. */
  readonly additionals: readonly ZoneRecord[];
  /** The key that the zone it comes from is signed with. */
  readonly signedBy?: string;
};

const REFUSED: Answer = { rcode: 'REFUSED', authoritative: false, answers: [], authorities: [], additionals: [] };
const MAX_CNAMES = 8;

/** What a server that holds these zones answers (RFC 1034 section 4.3.2, without wildcards). */
export const lookUp = (zones: readonly Zone[], name: string, type: string): Answer => {
  const zone = zones
    .filter((candidate) => isWithin(name, candidate.apex))
    .sort((a, b) => b.apex.length - a.apex.length)[0];
  if (zone === undefined) return REFUSED;
  const signed = zone.signedBy === undefined ? {} : { signedBy: zone.signedBy };
  return { ...lookUpIn(zone, name, type), ...signed };
};

const lookUpIn = (zone: Zone, name: string, type: string): Answer => {
  const cut = delegationAbove(zone, name);
  // DS is the parent's own data, though it stands at the cut (RFC 4035 section 3.1.4.1).
  if (cut !== undefined && !(type === 'DS' && cut === name)) return referral(zone, cut);
  const answers: ZoneRecord[] = [];
  let owner = name;
  for (let hops = 0; hops <= MAX_CNAMES; hops += 1) {
    const here = zone.records.filter((record) => record.name === owner);
    const matching = here.filter((record) => record.type === type);
    if (matching.length > 0) return found([...answers, ...matching]);
    const alias = type === 'DS' ? undefined : here.find((record) => record.type === 'CNAME');
    if (alias === undefined) {
      if (answers.length > 0 && !isWithin(owner, zone.apex)) return found(answers);
      return negative(zone, owner, answers, here.length > 0);
    }
    answers.push(alias);
    owner = alias.value;
  }
  return found(answers);
};

export const isWithin = (name: string, apex: string): boolean =>
  apex === '' || name === apex || name.endsWith(`.${apex}`);

const found = (answers: readonly ZoneRecord[]): Answer => ({
  rcode: 'NOERROR',
  authoritative: true,
  answers,
  authorities: [],
  additionals: [],
});

const negative = (zone: Zone, owner: string, answers: readonly ZoneRecord[], exists: boolean): Answer => {
  // A name that only has names below it exists too, with no data (RFC 8020).
  const nonTerminal = zone.records.some((record) => record.name.endsWith(`.${owner}`));
  return {
    rcode: exists || nonTerminal ? 'NOERROR' : 'NXDOMAIN',
    authoritative: true,
    answers,
    authorities: zone.records.filter((record) => record.type === 'SOA'),
    additionals: [],
  };
};

const delegationAbove = (zone: Zone, name: string): string | undefined =>
  zone.records.find((record) => record.type === 'NS' && record.name !== zone.apex && isWithin(name, record.name))?.name;

const referral = (zone: Zone, cut: string): Answer => {
  const servers = zone.records.filter((record) => record.type === 'NS' && record.name === cut);
  const hosts = new Set(servers.map((record) => record.value));
  return {
    rcode: 'NOERROR',
    authoritative: false,
    answers: [],
    authorities: servers,
    additionals: zone.records.filter(
      (record) => (record.type === 'A' || record.type === 'AAAA') && hosts.has(record.name),
    ),
  };
};

const soaFields = (record: ZoneRecord): { readonly serial: number; readonly minimumSeconds: number } => {
  const fields = record.value.split(' ');
  return { serial: Number(fields[2]), minimumSeconds: Number(fields[6]) };
};

/** min(SOA TTL, SOA.MINIMUM), how long a negative answer may be kept (RFC 2308 section 5). */
export const negativeTtlSeconds = (soa: ZoneRecord): number => Math.min(soa.ttlSeconds, soaFields(soa).minimumSeconds);

export const soa = (apex: string, mname: string, serial: number, minimumSeconds: number): ZoneRecord => ({
  name: apex,
  type: 'SOA',
  ttlSeconds: minimumSeconds,
  value: `${mname} hostmaster.${mname} ${serial} 60 30 3600 ${minimumSeconds}`,
});
