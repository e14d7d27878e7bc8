import { domainToASCII, domainToUnicode } from 'node:url';
import type { Language } from '../migration/facts.ts';

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
  const shown = domainToUnicode(name);
  return domainToASCII(shown) === name.toLowerCase() ? shown : name;
}
