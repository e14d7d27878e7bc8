import { domainToASCII } from 'node:url';

/** A mail address as the record spells it: lower case, its domain in ASCII whatever script it was typed in. */
export function speltAddress(text: string): string {
  const address = text.trim().normalize('NFKC').toLowerCase();
  const at = address.lastIndexOf('@');
  const domain = at < 0 ? '' : domainToASCII(address.slice(at + 1));
  return domain === '' ? address : `${address.slice(0, at + 1)}${domain}`;
}
