import { isIP } from 'node:net';
import { canonicalName } from './names.ts';
import { NO_TTL, type Piece } from './pasted-lines.ts';
import { recordOf } from './presentation.ts';
import type { Rr } from './values.ts';

/**
 * Reads `nslookup`, of BIND and of Windows, in English and Japanese, line by line: most of its lines mean something only
 * after those before. With `-debug` it says TTLs, below the record that they belong to.
 */
export type NslookupReader = {
  /** What the line adds; undefined where it is none of nslookup's. */
  readonly read: (line: string) => readonly Piece[] | undefined;
  /** What was still waiting for its TTL or its last string. */
  readonly end: () => readonly Piece[];
};

const NOISE: readonly Piece[] = [{ kind: 'noise' }];
const NOISE_LINES =
  /^(-{4,}|-+$|Got answer:|HEADER:|QUESTIONS:|ANSWERS:|AUTHORITY RECORDS:|ADDITIONAL RECORDS:|Non-authoritative answer:|権限のない回答:|Authoritative answers can be found from:|SRV service location:|opcode = |header flags|questions = |\S+, type = |DNS request timed out|timeout was )/i;
const SOA_FIELDS =
  /^(origin|mail addr|primary name server|responsible mail addr|serial|refresh|retry|expire|minimum|default TTL)\s*= ?(.*)$/;

export function nslookupReader(): NslookupReader {
  let owner = '';
  let isServer = false;
  let isIndented = false;
  let text: string[] | undefined;
  let service: Record<string, string> = {};
  let soa: { readonly owner: string; readonly minimum?: number } | undefined;
  /** Records of the entry that is being read: a line below may say their TTL. */
  let waiting: Rr[] = [];

  const flush = (): readonly Piece[] => {
    const records = waiting;
    waiting = [];
    if (text !== undefined && text.length > 0) push(records, 'TXT', text.join(' '));
    if (soa?.minimum !== undefined) push(records, 'SOA', `. . 0 0 0 0 ${soa.minimum}`, soa.owner);
    text = undefined;
    soa = undefined;
    service = {};
    return records.map((record) => ({ kind: 'record', record }));
  };
  const push = (records: Rr[], type: string, data: string, name = owner): void => {
    const record = recordOf(name, NO_TTL, type, data);
    if (record !== undefined) records.push(record);
  };
  const add = (type: string, data: string, name = owner): readonly Piece[] | undefined => {
    const before = waiting.length;
    push(waiting, type, data, name);
    return waiting.length > before ? NOISE : undefined;
  };
  const begin = (name: string): readonly Piece[] => {
    const pieces = flush();
    owner = canonicalName(name);
    return pieces;
  };

  const read = (line: string): readonly Piece[] | undefined => {
    const trimmed = line.trim();
    if (text !== undefined && trimmed.startsWith('"')) {
      text.push(trimmed);
      return NOISE;
    }
    if (isIndented && isIP(trimmed) !== 0) return isServer ? NOISE : address(trimmed);
    const entry = /^->\s+(\S+)$/.exec(trimmed)?.[1];
    if (entry !== undefined) return [...begin(entry), ...NOISE];
    if (/^(Server|サーバー):/.test(trimmed)) {
      isServer = true;
      return [...flush(), ...NOISE];
    }
    const [, key = '', value = ''] = /^(Name|名前|Address(?:es)?|Aliases|エイリアス):\s*(\S+)$/.exec(trimmed) ?? [];
    if (key !== '') return labelled(key, value);
    const ttl = /^ttl = (\d+)/.exec(trimmed)?.[1];
    if (ttl !== undefined) {
      if (text !== undefined && text.length > 0) push(waiting, 'TXT', text.join(' '));
      text = undefined;
      waiting = waiting.map((record) =>
        record.ttlSeconds === NO_TTL ? { ...record, ttlSeconds: Number(ttl) } : record,
      );
      return NOISE;
    }
    const failure = failed(trimmed);
    if (failure !== undefined) return [...flush(), failure];
    return data(trimmed) ?? (NOISE_LINES.test(trimmed) ? NOISE : undefined);
  };

  const address = (ip: string): readonly Piece[] | undefined => add(isIP(ip) === 4 ? 'A' : 'AAAA', ip);

  const labelled = (key: string, value: string): readonly Piece[] | undefined => {
    isIndented = /^(Address|Alias|エイリアス)/.test(key);
    if (key === 'Name' || key === '名前') {
      isServer = false;
      return [...begin(value), ...NOISE];
    }
    if (key.startsWith('A') && !key.startsWith('Al')) {
      const isOfServer = isServer;
      if (isOfServer && key === 'Address') isServer = false;
      return isOfServer ? NOISE : address(value.replace(/#53$/, ''));
    }
    return add('CNAME', owner, value);
  };

  /** `example.jp  MX preference = 10, mail exchanger = mail.example.jp`; with `-debug` the name stands above. */
  const data = (line: string): readonly Piece[] | undefined => {
    const [, name = '', what = '', value = ''] =
      /^(?:(\S+)\s+)?(internet address|AAAA IPv6 address|has AAAA address|canonical name|nameserver|name|MX preference|mail exchanger|text|service|priority|weight|port|svr hostname)\s*=\s*(.*)$/.exec(
        line,
      ) ?? [];
    if (what === '') return soaField(line);
    const pieces = name === '' ? [] : begin(name);
    const read = valued(what, value);
    return read === undefined ? undefined : [...pieces, ...read];
  };

  const valued = (what: string, value: string): readonly Piece[] | undefined => {
    switch (what) {
      case 'internet address':
        return add('A', value);
      case 'AAAA IPv6 address':
      case 'has AAAA address':
        return add('AAAA', value);
      case 'canonical name':
        return add('CNAME', value);
      case 'nameserver':
        return add('NS', value);
      case 'name':
        return add('PTR', value);
      case 'mail exchanger':
        return add('MX', value);
      case 'service':
        return add('SRV', value);
      case 'MX preference':
        return add('MX', value.replace(/, mail exchanger =/, ''));
      case 'text':
        text = value === '' ? [] : [value];
        return NOISE;
      default:
        service = { ...service, [what]: value };
        return what === 'svr hostname'
          ? add('SRV', `${service.priority ?? ''} ${service.weight ?? ''} ${service.port ?? ''} ${value}`)
          : NOISE;
    }
  };

  /** Of an SOA only what bounds negative answers is of use. */
  const soaField = (line: string): readonly Piece[] | undefined => {
    const [, field = '', value = ''] = SOA_FIELDS.exec(line) ?? [];
    if (field === '') return undefined;
    if (field === 'default TTL' || field === 'minimum') soa = { owner, minimum: Number.parseInt(value, 10) };
    else soa ??= { owner };
    return NOISE;
  };

  return { read, end: flush };
}

const FAILURES: readonly (readonly [RegExp, string])[] = [
  [/NXDOMAIN|Non-existent domain/i, 'NXDOMAIN'],
  [/SERVFAIL|Server failed/i, 'SERVFAIL'],
  [/REFUSED|Query refused/i, 'REFUSED'],
];

/** `** server can't find x: NXDOMAIN`, `*** dns が x を見つけられません: Non-existent domain`. */
function failed(line: string): Piece | undefined {
  const [, english, japanese, reason = ''] =
    /^\*{2,3} (?:.*can't find (\S+?)|\S+ が (\S+) を見つけられません)\s*: (.+)$/.exec(line) ?? [];
  const name = english ?? japanese;
  const status = FAILURES.find(([pattern]) => pattern.test(reason))?.[1];
  return name === undefined || status === undefined ? undefined : { kind: 'status', status, name: canonicalName(name) };
}
