import i18next, { type FormatterModule } from 'i18next';
import type { Language } from '../migration/facts.ts';
import type { Figure } from '../migration/gates/criterion.ts';
import { isPerson } from '../migration/person.ts';
import type { Instant } from '../migration/time.ts';
import { day, type Figures, lengthParts, moment, type Style, safeText } from './figures.ts';
import { sayItem } from './item.ts';
import { readable } from './readable.ts';
import { isKey, type Key, resourcesOf } from './resources.ts';

/** One language in one style: what every file of this room speaks through. */
export type Speaker = {
  readonly lang: Language;
  readonly style: Style;
  readonly t: (key: Key, figures?: Figures) => string;
  readonly duration: (ms: number) => string;
  readonly moment: (at: Instant) => string;
  readonly number: (n: number) => string;
  readonly actor: (actor: string) => string;
  readonly actors: (actors: readonly string[]) => string;
  readonly list: (names: readonly string[]) => string;
  /** Keys of items, in words. */
  readonly items: (keys: readonly string[]) => string;
  /** A text from outside, made safe for this style. */
  readonly text: (text: string) => string;
  /** The phrase of a code that may come from a newer version: then the code itself. */
  readonly code: (subject: string, code: string, figures?: Figures) => string;
};

/** Formats that join a figure to a sentence, and leave nothing behind when there is none. */
const JOINTS = ['tail', 'ede', 'from', 'via', 'about', 'after', 'besides', 'ask', 'why'] as const;
type Joint = (typeof JOINTS)[number];
const isJoint = (format: string): format is Joint => JOINTS.some((joint) => joint === format);

const NAMES_SHOWN = 5;
/** People are called by name, so more of them are. */
const PEOPLE_SHOWN = 20;
/** Figures of these names hold Slack users. */
/** What is done by the command line on the bot's own machine, and under which account. */
const CONSOLE = /^cli:(.+)$/;
const PEOPLE = /^(by|executor|owner|approver|requestedBy|declinedBy|people|approvers|group)$/;
/** Slack's mention of a user group, see `groupMention`. */
const GROUP = /^<!subteam\^(S[A-Z0-9]+)\|@([^<>]*)>$/;
/** Figures of these names hold what DNS says: none of it is something to say, too. */
const SERVED = /^(values|expected|served|before|after)$/;

/** Builds a speaker: i18next with all phrases of the language, figures formatted by the convention of their names. */
export function speaker(lang: Language, style: Style, timeZone: string): Speaker {
  const engine = i18next.createInstance();
  const numbers = new Intl.NumberFormat(lang);
  // `replace` keeps figures apart from the engine's own options, and nesting is off.
  const t: Speaker['t'] = (key, figures = {}) =>
    readable(braced(engine.t(key, { replace: { ...figures }, nest: false })), lang);
  const counted = (key: string, n: number): string =>
    engine.t(key, { count: n, replace: { n: self.number(n) }, nest: false });

  const self: Speaker = {
    lang,
    style,
    t,
    number: (n) => numbers.format(n),
    moment: (at) => moment(at, lang, style, timeZone),
    duration: (ms) => {
      const [first = '', second] = lengthParts(ms).map((part) => counted(`units:${part.unit}`, part.n));
      return second === undefined ? first : t('joints:two-units', { first, second });
    },
    text: (text) => safeText(text, style),
    actor: (actor) => {
      if (actor === 'bot') return t('joints:bot');
      const group = GROUP.exec(actor);
      if (group?.[1] !== undefined)
        return style === 'slack' ? `<!subteam^${group[1]}>` : safeText(`@${group[2]}`, style);
      const [, account] = CONSOLE.exec(actor) ?? [];
      if (account !== undefined) return t('joints:console', { account });
      if (!isPerson(actor)) return safeText(actor, style);
      return style === 'slack' ? `<@${actor}>` : `@${actor}`;
    },
    actors: (actors) => (actors.length === 0 ? t('joints:nobody') : cutList(actors.map(self.actor), PEOPLE_SHOWN)),
    list: (names) => cutList(names.map(self.text)),
    items: (keys) => cutList(keys.map((key) => sayItem(self, key))),
    code: (subject, code, figures) => {
      const key = `${subject}:${code}`;
      return isKey(key) ? t(key, figures) : safeText(code, style);
    },
  };

  function cutList(shown: readonly string[], most = NAMES_SHOWN): string {
    const more = shown.length - most;
    const parts = more > 0 ? [...shown.slice(0, most), t('joints:more', { n: more })] : shown;
    return parts.join(t('joints:and'));
  }

  /** A figure without a format: its name says what it is. */
  function plain(name: string, value: Figure): string {
    if (typeof value === 'number') {
      if (name === 'at' || name.endsWith('At')) return self.moment(value);
      if (name.endsWith('Ms')) return self.duration(value);
      return name.endsWith('Seconds') ? String(value) : self.number(value);
    }
    if (typeof value === 'string' && name.endsWith('On')) return day(value, lang, style);
    if (typeof value === 'string') return PEOPLE.test(name) ? self.actor(value) : safeText(value, style);
    if (PEOPLE.test(name)) return self.actors(value);
    if (value.length === 0 && SERVED.test(name)) return t('joints:nothing');
    return name === 'names' ? self.items(value) : self.list(value);
  }

  /** Formats: `ready` (words of ours already), `people`, a noun for a number, a subject for a code, then a joint. */
  function formatted(name: string, value: Figure, formats: readonly string[], figures: Figures): string {
    const [first = '', ...rest] = formats;
    if (isJoint(first)) {
      const shown = value === 0 ? '' : plain(name, value);
      return joined(shown, first);
    }
    const shown = named(name, value, first, figures);
    return rest.reduce((text, joint) => (isJoint(joint) ? joined(text, joint) : text), shown);
  }

  function joined(shown: string, joint: Joint): string {
    return shown === '' ? '' : t(`joints:${joint}`, { text: shown });
  }

  function named(name: string, value: Figure, format: string, figures: Figures): string {
    if (format === 'ready') return String(value);
    if (typeof value === 'number') return counted(`nouns:${format}`, value);
    if (typeof value !== 'string') return format === 'people' ? self.actors(value) : plain(name, value);
    if (format === 'item') return sayItem(self, value);
    return format === 'record' ? sayItem(self, `record:${value}`) : self.code(format, value, figures);
  }

  const formatter: FormatterModule = {
    type: 'formatter',
    init: () => undefined,
    add: () => undefined,
    addCached: () => undefined,
    format: (value, format, _lng, options) => {
      const name = String(options?.interpolationkey ?? '');
      if (!isFigure(value)) return '';
      const formats = (format ?? '').split(',').map((one) => one.trim());
      const shown = formats[0] === '' ? plain(name, value) : formatted(name, value, formats, options?.replace ?? {});
      return unbraced(shown);
    },
  };
  engine.use(formatter);
  void engine.init({
    lng: lang,
    fallbackLng: false,
    initAsync: false,
    keySeparator: false,
    returnNull: false,
    resources: { [lang]: resourcesOf(lang) },
    interpolation: { escapeValue: false, alwaysFormat: true },
  });
  return self;
}

/**
 * The engine reads on from the start of a sentence when a format of ours has asked it for another one meanwhile, and
 * would take braces in a figure for its own. They are put away until the sentence is whole.
 */
const BRACE = '\uE000';
const unbraced = (text: string): string => text.replaceAll(BRACE, '').replaceAll('{', BRACE);
const braced = (text: string): string => text.replaceAll(BRACE, '{');

function isFigure(value: unknown): value is Figure {
  return typeof value === 'string' || typeof value === 'number' || Array.isArray(value);
}
