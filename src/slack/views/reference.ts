import type { Facts } from '../../migration/facts.ts';
import { TUNABLES, tunableValue } from '../../migration/settings.ts';
import type { HistoryLine } from '../../service/ports.ts';
import type { Key } from '../../words/resources.ts';
import type { Words } from '../../words/words.ts';
import { COMMAND, SUBCOMMANDS, type Subcommand, USAGE } from '../parse/grammar.ts';
import { context, type Rendered, rendered, section } from './blocks.ts';
import { listView, plainView } from './lists.ts';
import { USES } from './uses.ts';

/** Every setting with its value and bounds, under the key that it is typed by. */
export function settingsView(facts: Facts, words: Words): Rendered {
  const lines = TUNABLES.map((tunable) =>
    words.t(tunable.unit === 'switch' ? 'slack:settings-switch' : 'slack:settings-line', {
      key: tunable.key,
      title: words.setting(tunable.key),
      value: words.tunable(tunable.key, tunableValue(facts.settings, tunable.key)),
      min: words.number(tunable.min),
      max: words.number(tunable.max),
    }),
  );
  return listView(
    words,
    words.t('slack:settings-title'),
    [...lines, words.t('slack:settings-language'), countryLine(facts, words)],
    words.t('slack:settings-change'),
  );
}

function countryLine({ country }: Facts, words: Words): string {
  return country === undefined
    ? words.t('dates:settings-country-none')
    : words.t('dates:settings-country', { text: words.countries([country]).join('') });
}

/** What happened, oldest of the asked-for lines first. When not all fits, the older ones are left out. */
export function historyView(lines: readonly HistoryLine[], words: Words): Rendered {
  if (lines.length === 0) return plainView(words.t('slack:history-none'));
  const said = lines.map(({ at, event }) => `${words.moment(at)}  ${words.event(event)}`);
  return listView(words, words.t('slack:history-title'), newestThatFit(said));
}

const HISTORY_ROOM = 7_500;

function newestThatFit(lines: readonly string[]): readonly string[] {
  let room = HISTORY_ROOM;
  const first = lines.findLastIndex((line) => {
    room -= line.length + 1;
    return room < 0;
  });
  return lines.slice(first + 1);
}

const USES_OF: Partial<Record<Subcommand, readonly Key[]>> = USES;

/** A line for each stage, in the order in which a migration needs them. */
const WAY = [
  ['start', 'uses:way-start'],
  [USAGE.mailboxes[1], 'uses:way-mailboxes'],
  [USAGE.clients[1], 'uses:way-clients'],
  ['step', 'uses:way-step'],
  [USAGE.window[1], 'uses:way-window'],
  ['gate cut-over ask', 'uses:way-ask'],
  ['gate cancel', 'uses:way-gate'],
  ['status', 'uses:way-status'],
] as const satisfies readonly (readonly [string, Key])[];

/** All subcommands, or the lines of one that can be copied. */
export function helpView(words: Words, subcommand?: Subcommand): Rendered {
  if (subcommand !== undefined) {
    const title = `${COMMAND} ${subcommand}: ${words.t(`slack:help-${subcommand}`)}`;
    const lines: readonly string[] = USAGE[subcommand];
    const uses: readonly Key[] = USES_OF[subcommand] ?? [];
    const said = lines.map((line, index) => {
      const use = uses[index];
      return `\`${COMMAND} ${line}\`${use === undefined ? '' : ` ${words.t(use)}`}`;
    });
    return rendered(title, [section([`*${title}*`, ...said].join('\n'))]);
  }
  const title = words.t('slack:help-title');
  const lines = SUBCOMMANDS.map((name) => `\`${COMMAND} ${name}\` ${words.t(`slack:help-${name}`)}`);
  const way = WAY.map(([line, use], index) => `${index + 1}. \`${COMMAND} ${line}\` ${words.t(use)}`);
  return rendered(title, [
    section([`*${words.t('uses:way-title')}*`, ...way].join('\n')),
    section([`*${title}*`, ...lines].join('\n')),
    context(words.t('slack:help-more')),
  ]);
}
