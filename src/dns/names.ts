/** Host and zone names, as they are kept everywhere: lower case, no trailing dot, the root zone being ''. */

/** The slash stands in names of reverse zones smaller than a /24 (RFC 2317). */
const LABEL = /^[a-z0-9_/-]{1,63}$/;
const LONGEST_NAME = 253;

/** The canonical form of a name that came from the wire or from a person. */
export function canonicalName(name: string): string {
  const lower = name.toLowerCase();
  return lower.endsWith('.') ? lower.slice(0, -1) : lower;
}

/**
 * Whether a canonical name can be asked for: labels of 1–63 letters, digits, `-`, `_` and `/`, 253 characters in all
 * (RFC 1035, section 2.3.4). Checked before encoding, because the encoder makes corrupt packets of anything else.
 */
export function isAskableName(name: string): boolean {
  if (name === '') return true;
  return name.length <= LONGEST_NAME && name.split('.').every((label) => LABEL.test(label));
}

/** Whether `name` is `zone` or below it. */
export function isWithin(name: string, zone: string): boolean {
  return zone === '' || name === zone || name.endsWith(`.${zone}`);
}

/** The name with its first label taken off; '' for a top-level name. */
export function parentName(name: string): string {
  const dot = name.indexOf('.');
  return dot === -1 ? '' : name.slice(dot + 1);
}
