/** RFC 3492, section 5: the parameters of Punycode for names. */
const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const FIRST_BIAS = 72;
const FIRST_CODE = 128;
const LAST_CODE = 0x10_ffff;

/** An A-label without its `xn--`, decoded (RFC 3492, section 6.2); '' when it is none. */
export function decodedLabel(encoded: string): string {
  const dash = encoded.lastIndexOf('-');
  const codes = dash < 0 ? [] : [...encoded.slice(0, dash)].map((letter) => letter.codePointAt(0) ?? 0);
  const digits = [...encoded.slice(dash + 1)].map(digitOf);
  if (digits.some((digit) => digit < 0)) return '';
  let [code, place, bias, at] = [FIRST_CODE, 0, FIRST_BIAS, 0];
  while (at < digits.length) {
    const before = place;
    let weight = 1;
    for (let k = BASE; ; k += BASE) {
      const digit = digits[at++];
      if (digit === undefined) return '';
      place += digit * weight;
      const threshold = Math.min(T_MAX, Math.max(T_MIN, k - bias));
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    const length = codes.length + 1;
    bias = adapted(place - before, length, before === 0);
    code += Math.floor(place / length);
    place %= length;
    if (code > LAST_CODE) return '';
    codes.splice(place, 0, code);
    place += 1;
  }
  return String.fromCodePoint(...codes);
}

function digitOf(letter: string): number {
  return '0123456789'.includes(letter) ? letter.charCodeAt(0) - 22 : 'abcdefghijklmnopqrstuvwxyz'.indexOf(letter);
}

/** RFC 3492, section 6.1. */
function adapted(delta: number, length: number, isFirst: boolean): number {
  let left = Math.floor(delta / (isFirst ? DAMP : 2));
  left += Math.floor(left / length);
  let k = 0;
  for (; left > ((BASE - T_MIN) * T_MAX) / 2; k += BASE) left = Math.floor(left / (BASE - T_MIN));
  return k + Math.floor(((BASE - T_MIN + 1) * left) / (left + SKEW));
}
