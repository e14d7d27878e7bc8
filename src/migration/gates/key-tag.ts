/**
 * The key tag of a DNSKEY "257 3 13 mdsswUyr…", by which a DS names it (RFC 4034, appendix B); undefined when the text is
 * no key.
 */
export function keyTag(dnskey: string): number | undefined {
  const match = /^(\d{1,5}) (\d{1,3}) (\d{1,3}) ([A-Za-z0-9+/]+={0,2})$/.exec(dnskey.trim());
  if (match === null) return undefined;
  const [flags = 0, protocol = 0, algorithm = 0] = match.slice(1, 4).map(Number);
  const key = bytesOf(match[4] ?? '');
  if (key === undefined) return undefined;
  const data = [flags >> 8, flags & 0xff, protocol, algorithm, ...key];
  const sum = data.reduce((total, byte, index) => total + (index % 2 === 0 ? byte << 8 : byte), 0);
  return (sum + ((sum >> 16) & 0xffff)) & 0xffff;
}

function bytesOf(base64: string): readonly number[] | undefined {
  try {
    return [...atob(base64)].map((letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}
