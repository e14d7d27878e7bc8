import { createDialer, type Dialer, type Endpoint } from '../../src/net/dial.ts';
import { type Nsd, startNsd } from '../servers/nsd.ts';

/**
 * A small internet of real NSDs, each on a port of its own, reached under documentation addresses: the root, `test` and
 * `example`, one domain with two servers, and a provider in another zone.
 */
export type Internet = {
  readonly dialer: Dialer;
  readonly roots: readonly string[];
  readonly servers: Readonly<Record<'root' | 'tld' | 'ns1' | 'ns2' | 'provider', Nsd>>;
  /** Where an address leads; may be changed in the middle of a test. */
  readonly book: Map<string, Endpoint>;
  stop(): Promise<void>;
};

export const ADDRESSES = {
  root: '192.0.2.1',
  tld: '192.0.2.2',
  ns1: '198.51.100.1',
  ns2: '198.51.100.2',
  provider: '203.0.113.1',
  /** Named by the parent, but nobody is there. */
  dead: '198.51.100.99',
} as const;

export const OLD_MAIL = '192.0.2.10';

const soa = (zone: string, serial = 1) =>
  `$ORIGIN ${zone}.\n$TTL 3600\n@ IN SOA ns hostmaster ${serial} 3600 900 604800 120\n`;

export function domainZone(serial: number, mail: string): string {
  return `${soa('moving.test', serial)}
@ 7200 IN NS ns1
@ 7200 IN NS ns2.provider.example.
ns1 IN A ${ADDRESSES.ns1}
@ 300 IN MX 10 mail
@ 300 IN MX 20 backup.provider.example.
@ 600 IN TXT "v=spf1 ip4:${OLD_MAIL}" " include:_spf.provider.example -all"
mail 300 IN A ${mail}
imap 400 IN CNAME mail
webmail 500 IN CNAME web.provider.example.
chain 500 IN CNAME chain.provider.example.
round 500 IN CNAME round.provider.example.
deep 500 IN CNAME mail.sub
sub IN NS ns2.provider.example.
`;
}

const root = `$TTL 86400
. IN SOA ns.root. hostmaster.root. 1 1800 900 604800 86400
. IN NS ns.root.
ns.root. IN A ${ADDRESSES.root}
test. 86400 IN NS ns.nic.test.
ns.nic.test. IN A ${ADDRESSES.tld}
example. 86400 IN NS ns.nic.test.
`;

const test = `${soa('test')}
@ IN NS ns.nic
ns.nic IN A ${ADDRESSES.tld}
moving 172800 IN NS ns1.moving
moving 172800 IN NS ns2.provider.example.
ns1.moving IN A ${ADDRESSES.ns1}
half 3600 IN NS ns1.half
half 3600 IN NS ns2.half
ns1.half IN A ${ADDRESSES.dead}
ns2.half IN A ${ADDRESSES.ns1}
lame 3600 IN NS ns.lame
ns.lame IN A ${ADDRESSES.ns1}
knot-a 3600 IN NS ns.knot-b
knot-b 3600 IN NS ns.knot-a
`;

const example = `${soa('example')}
@ IN NS ns.nic.test.
provider 3600 IN NS ns.provider
ns.provider IN A ${ADDRESSES.provider}
`;

const provider = `${soa('provider.example')}
@ IN NS ns
ns IN A ${ADDRESSES.provider}
ns2 900 IN A ${ADDRESSES.ns2}
backup IN A 203.0.113.20
web 200 IN A 203.0.113.30
chain 100 IN CNAME mail.moving.test.
round 100 IN CNAME round.moving.test.
_spf IN TXT "v=spf1 ip4:203.0.113.0/24 ~all"
`;

const half = `${soa('half.test')}
@ IN NS ns1
@ IN NS ns2
ns1 IN A ${ADDRESSES.dead}
ns2 IN A ${ADDRESSES.ns1}
@ IN MX 10 mail.moving.test.
`;

const sub = `${soa('sub.moving.test')}
@ IN NS ns2.provider.example.
mail IN A 203.0.113.40
`;

export async function startInternet(): Promise<Internet> {
  const [rootServer, tld, ns1, ns2, providerServer] = await Promise.all([
    startNsd({ '': root }),
    startNsd({ test, example }),
    startNsd({ 'moving.test': domainZone(1, OLD_MAIL), 'half.test': half }),
    startNsd({ 'moving.test': domainZone(1, OLD_MAIL), 'sub.moving.test': sub }),
    startNsd({ 'provider.example': provider }),
  ]);
  const servers = { root: rootServer, tld, ns1, ns2, provider: providerServer };
  const book = new Map<string, Endpoint>([
    [ADDRESSES.root, rootServer],
    [ADDRESSES.tld, tld],
    [ADDRESSES.ns1, ns1],
    [ADDRESSES.ns2, ns2],
    [ADDRESSES.provider, providerServer],
  ]);
  return {
    dialer: createDialer({ addressBook: (address) => book.get(address) }),
    roots: [ADDRESSES.root],
    servers,
    book,
    stop: async () => {
      await Promise.all(Object.values(servers).map((server) => server.stop()));
    },
  };
}
