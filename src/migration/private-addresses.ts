import { isIpv4, isIpv6 } from './addresses.ts';

/**
 * An address that no public network routes to: RFC 1918, RFC 6598 (carriers' own), link-local, RFC 4193 (ULA). Anything
 * that is no address is none.
 */
export function isPrivateAddress(text: string): boolean {
  if (isIpv4(text)) {
    const [a = 0, b = 0] = text.split('.').map(Number);
    if (a === 10 || (a === 192 && b === 168) || (a === 169 && b === 254)) return true;
    return (a === 172 && b >= 16 && b <= 31) || (a === 100 && b >= 64 && b <= 127);
  }
  return isIpv6(text) && /^(f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]):/i.test(text);
}
