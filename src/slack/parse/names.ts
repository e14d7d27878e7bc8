import { domainToASCII } from 'node:url';

/**
 * A name as DNS knows it: lower case, no trailing dot, U-labels as A-labels (RFC 5890). What cannot be a name stays as
 * it was typed, so that whoever judges it can show it.
 */
export function dnsName(text: string): string {
  const typed = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('。', '.')
    // Copied from a browser.
    .replace(/^[a-z]+:\/\/([^/?#]+).*$/, '$1');
  const name = typed.length > 1 ? typed.replace(/\.$/, '') : typed;
  return isAscii(name) ? name : domainToASCII(name) || name;
}

/** A mail address with its domain as DNS knows it; the local part is left alone. */
export function mailAddress(text: string): string {
  const at = text.lastIndexOf('@');
  return at < 0 ? text : `${text.slice(0, at)}@${dnsName(text.slice(at + 1))}`;
}

/** Names separated by white space or commas of either script, each once. */
export function nameList(words: readonly string[]): readonly string[] {
  const names = words.flatMap((word) => word.normalize('NFKC').split(/[,、;\s]+/)).map(dnsName);
  return [...new Set(names)].filter((name) => name !== '');
}

function isAscii(text: string): boolean {
  return [...text].every((letter) => (letter.codePointAt(0) ?? 0) < 0x80);
}
