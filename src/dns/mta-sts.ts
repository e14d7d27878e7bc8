import { canonicalName, isAskableName } from './names.ts';

/** An MTA-STS policy (RFC 8461, section 3.2). */
export type MtaStsPolicy = {
  readonly mode: 'enforce' | 'testing' | 'none';
  /** Hosts that mail may be handed to: a name, or `*.` and a name for exactly one label in front of it. */
  readonly mx: readonly string[];
  /** Senders may hold the policy for so long, whatever DNS says meanwhile. */
  readonly maxAgeSeconds: number;
};

export type MtaStsFault = 'version' | 'mode' | 'max-age' | 'mx' | 'line';

/** RFC 8461, section 3.2: a year. */
const LONGEST_AGE_SECONDS = 31_557_600;
const MODES: ReadonlySet<string> = new Set(['enforce', 'testing', 'none'] satisfies MtaStsPolicy['mode'][]);

/**
 * Reads a policy file. Lines end with LF or CRLF; unknown keys are passed over, of a key that stands twice (but for `mx`)
 * the first counts. A fault names the first rule that the file breaks: senders then take it that there is no policy.
 */
export function parseMtaStsPolicy(
  text: string,
): MtaStsPolicy | { readonly fault: MtaStsFault; readonly detail: string } {
  const fault = (code: MtaStsFault, detail: string) => ({ fault: code, detail });
  const fields = new Map<string, string>();
  const mx: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const match = /^([a-z0-9][a-z0-9_.-]{0,31})[ \t]*:[ \t]*(.*?)[ \t]*$/i.exec(line);
    if (match === null) return fault('line', line.slice(0, 80));
    const [, key = '', value = ''] = match;
    if (key === 'mx') mx.push(canonicalName(value));
    else if (!fields.has(key)) fields.set(key, value);
  }
  const version = fields.get('version') ?? '';
  if (version !== 'STSv1') return fault('version', version);
  const mode = fields.get('mode') ?? '';
  if (!isMode(mode)) return fault('mode', mode);
  const age = fields.get('max_age') ?? '';
  if (!/^\d{1,10}$/.test(age)) return fault('max-age', age);
  const wrong = mx.find((pattern) => !isPattern(pattern));
  if (wrong !== undefined) return fault('mx', wrong);
  if (mode !== 'none' && mx.length === 0) return fault('mx', '');
  return { mode, mx: [...new Set(mx)].sort(), maxAgeSeconds: Math.min(Number(age), LONGEST_AGE_SECONDS) };
}

/** Whether the policy lets mail go to a host (RFC 8461, section 4.1). */
export function allowsMx({ mx }: Pick<MtaStsPolicy, 'mx'>, host: string): boolean {
  const name = canonicalName(host);
  const behind = name.slice(name.indexOf('.') + 1);
  return mx.some((pattern) => pattern === name || (name.includes('.') && pattern === `*.${behind}`));
}

/**
 * The `id` of a `_mta-sts` TXT record, which senders watch to learn of a new policy; `undefined` where there is no such
 * record, or several, which counts as none (RFC 8461, section 3.1).
 */
export function mtaStsId(values: readonly string[]): string | undefined {
  const [record, ...others] = values.filter((value) => /^v=STSv1\s*(?:;|$)/.test(value));
  if (record === undefined || others.length > 0) return undefined;
  return /;\s*id\s*=\s*([a-z0-9]{1,32})\s*(?:;|$)/i.exec(record)?.[1];
}

function isMode(mode: string): mode is MtaStsPolicy['mode'] {
  return MODES.has(mode);
}

function isPattern(pattern: string): boolean {
  const name = pattern.startsWith('*.') ? pattern.slice(2) : pattern;
  return name !== '' && isAskableName(name);
}
