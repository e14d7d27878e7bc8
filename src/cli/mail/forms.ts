import { isSlip } from '../../migration/slip.ts';
import { ExitCode, type Lang } from '../io.ts';
import { CommandRefused } from '../refusal.ts';

/** How each command of `npm run mail` is typed. */
const FORMS = {
  log: 'log FILE... [--host HOST] [--time-zone ZONE] [--follow]',
  generate: 'generate --output FILE',
  relay: 'relay NAME old|new|outside HOST[:PORT] [--login FILE] [--security starttls|tls|plain]',
  copy: 'copy',
  missing: 'missing --mailbox A [--output FILE]',
  archive: 'archive DIRECTORY [--mailbox A]',
  restore: 'restore DIRECTORY --mailbox A [--to B]',
} as const;
export type MailAction = keyof typeof FORMS;
export const MAIL_ACTIONS: readonly MailAction[] = [
  'log',
  'generate',
  'relay',
  'copy',
  'missing',
  'archive',
  'restore',
];

/** Options that say which migration is meant and how it is answered; every command takes them. */
const COMMON = ['--migration', '--channel', '--lang'];

/** What is wrong with a command line: something is missing, is too much, or is none of the words that may stand there. */
export type Wrong =
  | { readonly kind: 'missing'; readonly what: string }
  | { readonly kind: 'extra'; readonly word: string }
  | { readonly kind: 'unknown'; readonly word: string; readonly options: readonly string[] };

/** Says what is wrong, how the command is typed, and where the others are listed. */
export function wrongly(action: MailAction | undefined, wrong: Wrong): CommandRefused {
  const near = action ?? (wrong.kind === 'unknown' ? MAIL_ACTIONS.find((one) => isSlip(wrong.word, one)) : undefined);
  const forms = (near === undefined ? MAIL_ACTIONS : [near]).map((one) => `  npm run mail -- ${FORMS[one]}`);
  return new CommandRefused((lang) => {
    const texts = TEXTS[lang];
    return [sentence(lang, wrong), texts.typed, ...forms, texts.rest];
  }, ExitCode.Usage);
}

/** The options that a command takes, as typed. */
export function optionsOf(action: MailAction): readonly string[] {
  return [...FORMS[action].matchAll(/--[a-z-]+/g)].map(([option]) => option).concat(COMMON);
}

function sentence(lang: Lang, wrong: Wrong): string {
  const texts = TEXTS[lang];
  switch (wrong.kind) {
    case 'missing':
      return texts.missing(wrong.what);
    case 'extra':
      return texts.extra(wrong.word);
    case 'unknown': {
      const near = wrong.options.filter((option) => isSlip(wrong.word, option));
      return texts.unknown(wrong.word, near.length > 0 ? near : wrong.options);
    }
  }
}

type Texts = {
  readonly missing: (what: string) => string;
  readonly extra: (word: string) => string;
  readonly unknown: (word: string, options: readonly string[]) => string;
  readonly typed: string;
  readonly rest: string;
};
const TEXTS: Readonly<Record<Lang, Texts>> = {
  en: {
    missing: (what) => `${what} is missing.`,
    extra: (word) => `“${word}” is one word too many.`,
    unknown: (word, options) => `“${word}” is not understood here; it may be ${options.join(', ')}.`,
    typed: 'Type:',
    rest: 'All commands, with examples: npm run mail -- --help',
  },
  ja: {
    missing: (what) => `${what} がありません。`,
    extra: (word) => `「${word}」は余分です。`,
    unknown: (word, options) => `「${word}」は使えません。使えるもの: ${options.join('、')}`,
    typed: 'こう入力してください:',
    rest: 'ほかのコマンドと例: npm run mail -- --help',
  },
};
