import { createHash, X509Certificate } from 'node:crypto';

/** RFC 7672, section 3.1: of mail servers only these two count. */
const DANE_TA = 2;
const DANE_EE = 3;

/**
 * Whether TLSA values let a server through that shows this certificate (DER). A trust anchor (usage 2) stands higher up
 * in a chain that is not at hand: where only such a one could fit, `undefined`. So too where none counts for mail.
 */
export function fitsCertificate(values: readonly string[], certificate: Buffer): boolean | undefined {
  const pins = values.flatMap(parsePin);
  const own = pins.filter(({ usage }) => usage === DANE_EE);
  if (own.some((pin) => matches(pin, certificate))) return true;
  if (own.length === 0 || pins.some(({ usage }) => usage === DANE_TA)) return undefined;
  return false;
}

type Pin = { readonly usage: number; readonly selector: number; readonly matching: number; readonly data: string };

function parsePin(value: string): readonly Pin[] {
  const match = /^(\d{1,3}) (\d{1,3}) (\d{1,3}) ([0-9a-f]*)$/i.exec(value);
  if (match === null) return [];
  const [, usage, selector, matching, data = ''] = match;
  return [{ usage: Number(usage), selector: Number(selector), matching: Number(matching), data: data.toLowerCase() }];
}

/** RFC 6698, section 2.1: selector 0 the whole certificate, 1 its key; matching 0 as it is, 1 SHA-256, 2 SHA-512. */
function matches({ selector, matching, data }: Pin, certificate: Buffer): boolean {
  if (selector > 1 || matching > 2) return false;
  const bytes =
    selector === 0 ? certificate : new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  if (matching === 0) return bytes.toString('hex') === data;
  return (
    createHash(matching === 1 ? 'sha256' : 'sha512')
      .update(bytes)
      .digest('hex') === data
  );
}
