import { domainToASCII } from 'node:url';

/** An address as it is written in MAIL FROM and RCPT TO. */
export type SmtpPath = {
  /** Its domain in ASCII. */
  readonly text: string;
  /** Its local part is not ASCII: only a server with SMTPUTF8 (RFC 6531) takes it. */
  readonly isUtf8: boolean;
};

/** undefined: not an address, or none that may be sent (a bracket or line break would begin something of its own choice). */
export function smtpPathOf(address: string): SmtpPath | undefined {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(at, 0));
  const domain = domainToASCII(address.slice(at + 1));
  if (local === '' || domain === '' || local.length > 256 || /[\s<>\p{C}]/u.test(local)) return undefined;
  return { text: `${local}@${domain}`, isUtf8: /[^\x20-\x7e]/.test(local) };
}
