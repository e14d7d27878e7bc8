import type { Language } from '../migration/facts.ts';
import { decodedLabel } from './punycode.ts';

const ENCODED = /[a-z0-9_.-]*\bxn--[a-z0-9.-]*[a-z0-9]/gi;

/**
 * Internationalised names as people read them, with the form that DNS knows beside: two names may look the same, and
 * the latter is what is typed. Names in code spans stand there to be copied, and stay.
 */
export function readable(text: string, lang: Language): string {
  if (!text.includes('xn--')) return text;
  const [open, close] = lang === 'ja' ? ['（', '）'] : [' (', ')'];
  return text
    .split('`')
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part.replace(ENCODED, (name, at: number) => {
            const shown = unicodeName(name);
            // A sentence in a sentence has been here before.
            const isDone = shown === name || part.slice(0, at).endsWith(`${shown}${open}`);
            return isDone ? name : `${shown}${open}${name}${close}`;
          }),
    )
    .join('`');
}

/** The name with its A-labels decoded; as it is where that would not lead back to it. */
function unicodeName(name: string): string {
  const shown = name
    .toLowerCase()
    .split('.')
    .map((label) => (label.startsWith('xn--') ? decodedLabel(label.slice(4)) : label))
    .join('.');
  return asciiName(shown) === name.toLowerCase() ? shown : name;
}

/** The platform's own way from U-labels to A-labels, which allows only what a name may hold. */
function asciiName(name: string): string | undefined {
  return URL.parse(`http://${name}/`)?.hostname;
}
