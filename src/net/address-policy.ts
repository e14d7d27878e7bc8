import { BlockList, isIP, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { parseNetwork } from '../config-networks.ts';
import { embeddedAddresses, groupsOf } from './embedded-addresses.ts';

/** Why an address is not dialled. `own-port`: a port of this very process, on an address of this machine. */
export type AddressKind =
  | 'loopback'
  | 'private'
  | 'link-local'
  | 'metadata'
  | 'unspecified'
  | 'multicast'
  | 'broadcast'
  | 'reserved'
  | 'own-port';

export type AddressRefusal = {
  readonly kind: AddressKind;
  /** What the address stands for: of a form that holds an IPv4 address, that one. */
  readonly address: string;
  /** Whether the administrator can allow it. */
  readonly canBeAllowed: boolean;
};

export type AddressPolicy = {
  /** Why this address may not be dialled; `undefined`: it may. Without a port, as any port but the excepted ones. */
  readonly refusalOf: (address: string, port?: number) => AddressRefusal | undefined;
};

export type AddressPolicyOptions = {
  /** What the administrator allows: addresses and CIDR networks. */
  readonly networks?: readonly string[];
  /** DNS servers that the administrator named, or the system's own: allowed at that address and port alone. */
  readonly dnsServers?: readonly { readonly address: string; readonly port: number }[];
  /** Ports that this process listens on: never dialled on this machine, whatever else is allowed. */
  readonly ownPorts?: readonly number[];
  /** The machine's own addresses; found out when needed unless a test has its own. */
  readonly ownAddresses?: () => readonly string[];
};

/** Where nothing of ours can be: refused whatever the administrator says. */
const NEVER = {
  unspecified: ['0.0.0.0/8', '::/128'],
  broadcast: ['255.255.255.255/32'],
  multicast: ['224.0.0.0/4', 'ff00::/8'],
  reserved: ['192.0.0.0/24', '240.0.0.0/4'],
} as const satisfies Partial<Record<AddressKind, readonly string[]>>;

/**
 * Opened only by a network that lies within them: 0.0.0.0/0 or 169.254.0.0/16, written for some server, must not hand out
 * the machine's own services, or the keys that clouds give to whoever asks there.
 */
const NARROW = {
  // AWS, Azure, Google and most others; AWS's tasks and pods; Alibaba; Oracle; Azure's wire server; IPv6: AWS, Google, Scaleway.
  metadata: [
    '169.254.169.254/32',
    '169.254.170.2/32',
    '169.254.170.23/32',
    '100.100.100.200/32',
    '192.0.0.192/32',
    '168.63.129.16/32',
    'fd00:ec2::254/128',
    'fd00:ec2::23/128',
    'fd20:ce::254/128',
    'fd00:42::42/128',
  ],
  loopback: ['127.0.0.0/8', '::1/128'],
  'link-local': ['169.254.0.0/16', 'fe80::/10'],
} as const satisfies Partial<Record<AddressKind, readonly string[]>>;

/** RFC 1918, RFC 6598 (carriers' shared space), RFC 2544 (benchmarks), RFC 4193. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '198.18.0.0/15', 'fc00::/7'];
/** All that is given out of IPv6 (RFC 4291, section 2.4). */
const GLOBAL_IPV6 = listOf(['2000::/3']);

type Group = { readonly kind: AddressKind; readonly within: BlockList; readonly allowed?: BlockList };

/**
 * Which addresses are dialled. It judges the address that is connected to, in each form it can have; names are not its
 * affair. Without options everything is refused that is not public.
 */
export function createAddressPolicy(options: AddressPolicyOptions = {}): AddressPolicy {
  const { networks = [], dnsServers = [], ownPorts = [], ownAddresses = machineAddresses } = options;
  const excepted = new Map<number, BlockList>();
  for (const { address, port } of dnsServers) {
    const list = excepted.get(port) ?? new BlockList();
    list.addAddress(address, familyOf(address));
    excepted.set(port, list);
  }
  const groups: readonly Group[] = [
    ...(['metadata', 'loopback', 'link-local'] as const).map((kind) => ({
      kind,
      within: listOf(NARROW[kind]),
      allowed: listOf(networks.filter((network) => liesWithin(network, NARROW[kind]))),
    })),
    ...(['unspecified', 'broadcast', 'multicast', 'reserved'] as const).map((kind) => ({
      kind,
      within: listOf(NEVER[kind]),
    })),
    { kind: 'private', within: listOf(PRIVATE), allowed: listOf(networks) },
  ];

  const isOwn = (address: string): boolean =>
    has(LOOPBACK, address) || ownAddresses().some((own) => groupsOf(own)?.join() === groupsOf(address)?.join());

  const judge = (address: string, port: number | undefined): AddressRefusal | undefined => {
    const refused = (kind: AddressKind, canBeAllowed: boolean) => ({ kind, address, canBeAllowed });
    if (isIP(address) === 0 || address.includes('%')) return refused('reserved', false);
    const embedded = embeddedAddresses(address);
    for (const one of embedded.addresses) {
      const refusal = judge(one, port);
      if (refusal !== undefined) return refusal;
    }
    if (embedded.isAll) return undefined;
    if (port !== undefined && ownPorts.includes(port) && isOwn(address)) return refused('own-port', false);
    if (port !== undefined && has(excepted.get(port), address)) return undefined;
    for (const { kind, within, allowed } of groups) {
      if (has(within, address)) return has(allowed, address) ? undefined : refused(kind, allowed !== undefined);
    }
    return isIPv6(address) && !has(GLOBAL_IPV6, address) ? refused('reserved', false) : undefined;
  };
  return { refusalOf: judge };
}

const LOOPBACK = listOf(NARROW.loopback);

/** Addresses of this machine's interfaces, as they are now: DHCP may change them. */
function machineAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).map(({ address }) => address.replace(/%.*$/, '')),
  );
}

/**
 * What is wrong with the administrator's list, going on from its name: an entry that is never dialled, or a form that holds
 * an IPv4 address (which is then what has to be named).
 */
export function networksProblem(networks: readonly string[]): string | undefined {
  for (const network of networks) {
    const { address } = parseNetwork(network) ?? { address: '' };
    if (embeddedAddresses(address).addresses.length > 0)
      return `has "${network}", which holds an IPv4 address: write that one`;
    if (liesWithin(network, Object.values(NEVER).flat()) && !liesWithin(network, NARROW.metadata))
      return `has "${network}", which is never connected to (unspecified, multicast, broadcast or reserved)`;
  }
  return undefined;
}

/** What an entry of the administrator's opens; nothing where it names public addresses alone. */
export function kindsOpened(network: string): readonly AddressKind[] {
  const narrow = (['metadata', 'loopback', 'link-local'] as const).filter((kind) => liesWithin(network, NARROW[kind]));
  const overlaps = PRIVATE.some((range) => liesWithin(network, [range]) || liesWithin(range, [network]));
  return [...narrow, ...(overlaps ? (['private'] as const) : [])];
}

function liesWithin(network: string, ranges: readonly string[]): boolean {
  const inner = parseNetwork(network);
  return (
    inner !== undefined &&
    ranges.some((range) => {
      const outer = parseNetwork(range);
      return (
        outer !== undefined &&
        isIPv6(outer.address) === isIPv6(inner.address) &&
        inner.bits >= outer.bits &&
        has(listOf([range]), inner.address)
      );
    })
  );
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const parsed = parseNetwork(network);
    if (parsed !== undefined) list.addSubnet(parsed.address, parsed.bits, familyOf(parsed.address));
  }
  return list;
}

function has(list: BlockList | undefined, address: string): boolean {
  return list?.check(address, familyOf(address)) === true;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
