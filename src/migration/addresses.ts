/** A mailbox address as this project accepts it: one @, a host name of at least two labels, no white space. */
export function isMailAddress(text: string): boolean {
  if (text.length > 254) return false;
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  return at > 0 && local.length <= 64 && !/[\s@"<>(),;:\\]/.test(local) && isHostName(text.slice(at + 1));
}

/** A host name in ASCII (an internationalised one in its A-label form), at least two labels (RFC 1035, RFC 1123). */
export function isHostName(text: string): boolean {
  if (text.length > 253) return false;
  const labels = text.split('.');
  return labels.length >= 2 && labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label));
}

/** A user's spelling of a domain, in its A-label form and lower case; undefined when it is none. */
export function toHostName(text: string): string | undefined {
  const trimmed = text.trim().replace(/\.$/, '').toLowerCase();
  const ascii = /^[\x20-\x7e]*$/.test(trimmed) ? trimmed : idnToAscii(trimmed);
  return ascii !== undefined && isHostName(ascii) ? ascii : undefined;
}

function idnToAscii(text: string): string | undefined {
  // Of a whole URL only the host would be left.
  if (/[/\\@:?#%\s]/.test(text)) return undefined;
  try {
    return new URL(`http://${text}`).hostname;
  } catch {
    return undefined;
  }
}

/** IPv4 or IPv6, textually. */
export function isIpAddress(text: string): boolean {
  return isIpv4(text) || isIpv6(text);
}

export function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

export function isIpv6(text: string): boolean {
  if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(':')) return false;
  try {
    return new URL(`http://[${text}]`).hostname.startsWith('[');
  } catch {
    return false;
  }
}

/** An address in one spelling, so that two can be compared: IPv6 as RFC 5952 writes it. Anything else comes back in lower case. */
export function canonicalAddress(text: string): string {
  const small = text.trim().toLowerCase();
  return isIpv6(small) ? new URL(`http://[${small}]`).hostname.slice(1, -1) : small;
}
