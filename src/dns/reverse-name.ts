import { isIP, SocketAddress } from 'node:net';

/** The name under which an address has its PTR record: in-addr.arpa or ip6.arpa (RFC 1035, RFC 3596); `undefined` for anything else. */
export function reverseName(address: string): string | undefined {
  switch (isIP(address)) {
    case 4:
      return `${address.split('.').reverse().join('.')}.in-addr.arpa`;
    case 6:
      return `${[...nibbles(address)].reverse().join('.')}.ip6.arpa`;
    default:
      return undefined;
  }
}

/** All 32 hexadecimal digits of an IPv6 address. */
function nibbles(address: string): string {
  const [bare = ''] = address.split('%');
  const canonical = new SocketAddress({ address: bare, family: 'ipv6' }).address;
  // Node writes addresses that hold an IPv4 one with its four numbers at the end.
  const groups = canonical.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) => `${pair(a, b)}:${pair(c, d)}`);
  const [head = '', tail] = groups.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join('');
}

function pair(high: string, low: string): string {
  return (Number(high) * 256 + Number(low)).toString(16);
}
