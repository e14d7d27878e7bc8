import { RELAY_KINDS } from '../../migration/mail-facts.ts';
import { dnsName } from './names.ts';
import type { Request } from './request.ts';
import { plain } from './text.ts';
import type { Reader } from './words.ts';

/** `probes`: the matrix; relay, drop, now. */
export function probes(reader: Reader): Request {
  if (reader.count === 0) return { kind: 'probes' };
  switch (reader.oneOf(0, ['relay', 'drop', 'now'])) {
    case 'relay':
      return { kind: 'probes-relay', relay: relay(reader) };
    case 'drop':
      return { kind: 'probes-drop', id: reader.word(1, 'NAME', 'probes drop') };
    case 'now':
      return { kind: 'probes-now' };
  }
}

type Relay = Extract<Request, { kind: 'probes-relay' }>['relay'];
const SECURITIES = ['tls', 'starttls', 'plain'] as const;
/** The port for handing mail in with encryption from the first byte (RFC 8314); every other begins in the clear. */
const TLS_PORT = 465;
const SUBMISSION_PORT = 587;

/** NAME old|new|outside HOST[:PORT] [tls|starttls|plain]. */
function relay(reader: Reader): Relay {
  const starts = 'probes relay';
  const id = reader.word(1, 'NAME', starts);
  const kind = reader.oneOf(2, RELAY_KINDS, starts, KIND_ALIASES);
  const { host, port } = door(reader, starts);
  const security =
    reader.count > 4
      ? reader.oneOf(4, SECURITIES, starts)
      : port === TLS_PORT
        ? ('tls' as const)
        : ('starttls' as const);
  return { id, kind, host, port, security };
}

const KIND_ALIASES = { 旧: 'old', 旧事業者: 'old', 新: 'new', 外部: 'outside' } as const;

/** "host", "host:587", "[2001:db8::1]:25" or a bare IPv6 address. */
function door(reader: Reader, starts: string): { readonly host: string; readonly port: number } {
  const text = plain(reader.word(3, 'HOST:PORT', starts));
  const [, bracketed, bare, digits] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [];
  const host = bracketed ?? bare ?? text;
  const port = digits === undefined ? SUBMISSION_PORT : Number(digits);
  if (port < 1 || port > 65_535) return reader.fail('not-a-number', digits ?? '', starts);
  return { host: host.includes(':') ? host : dnsName(host), port };
}
