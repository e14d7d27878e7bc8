import { isIP, isIPv6 } from 'node:net';
import { z } from 'zod';

export type Network = { readonly address: string; readonly bits: number };

/** `192.0.2.1`, `192.0.2.0/24`, `2001:db8::/32`; `undefined` for anything else. */
export function parseNetwork(text: string): Network | undefined {
  const [address = '', length, more] = text.split('/');
  if (isIP(address) === 0 || address.includes('%') || more !== undefined) return undefined;
  const most = isIPv6(address) ? 128 : 32;
  if (length === undefined) return { address, bits: most };
  return /^\d{1,3}$/.test(length) && Number(length) <= most ? { address, bits: Number(length) } : undefined;
}

/** Addresses and networks, separated by commas. */
export const networks = z.string().transform((text, context) => {
  const items = text.split(/[\s,]+/).filter((item) => item !== '');
  const wrong = items.find((item) => parseNetwork(item) === undefined);
  if (wrong !== undefined) context.addIssue(`has "${wrong}", which is no address or network such as 10.20.0.0/16`);
  return items;
});
