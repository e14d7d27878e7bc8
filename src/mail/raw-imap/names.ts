/**
 * Mailbox names as they travel (RFC 3501 section 5.1.3, modified UTF-7), read and written. A name that is not in that form,
 * as servers that let 8-bit names through send, is read as UTF-8.
 */
export function decodeName(name: string): string {
  if (/[\x80-\xff]/.test(name)) return Buffer.from(name, 'latin1').toString('utf8');
  return name.replace(/&([A-Za-z0-9+,]*)-/g, (whole, encoded: string) => {
    if (encoded === '') return '&';
    const bytes = Buffer.from(encoded.replaceAll(',', '/'), 'base64');
    return bytes.length % 2 === 0 && bytes.length > 0 ? bytes.swap16().toString('utf16le') : whole;
  });
}

export function encodeName(name: string): string {
  return name.replace(/&|[^\x20-\x7e]+/g, (part) => {
    if (part === '&') return '&-';
    const encoded = Buffer.from(part, 'utf16le').swap16().toString('base64');
    return `&${encoded.replace(/=+$/, '').replaceAll('/', ',')}-`;
  });
}
