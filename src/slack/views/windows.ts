import type { Migration } from '../../migration/record.ts';
import type { Instant } from '../../migration/time.ts';
import { earliestRewrite, type Suggestion, suggestWindows } from '../../migration/windows.ts';
import type { Words } from '../../words/words.ts';
import type { ActionId } from '../actions/ids.ts';
import { encodeValue } from '../actions/value.ts';
import { type Block, button, context, type Rendered, rendered, section } from './blocks.ts';

const CHOOSE: ActionId = 'choose-window';

/** Who rewrites DNS and when; while that lies ahead, a few windows that suit, each with why and a button. */
export function windowsView(migration: Migration, words: Words, now: Instant): Rendered {
  const { facts } = migration;
  const { executor, window } = facts;
  const named =
    executor === undefined || window === undefined
      ? words.t('slack:window-none')
      : words.t('slack:window-set', { executor, fromAt: window.from, toAt: window.to });
  const zone = words.t('slack:window-zone', { zone: facts.timeZone });
  const isBehind = facts.rewriteBegunAt !== undefined || facts.rewriteSeenAt !== undefined;
  return rendered(`${named}\n${zone}`, [
    section(`${named}\n${zone}`),
    ...(isBehind ? [] : suggested(migration, words, now)),
  ]);
}

function suggested(migration: Migration, words: Words, now: Instant): readonly Block[] {
  const found = suggestWindows(migration, now);
  if (found.length === 0) return [section(words.t('dates:windows-none'))];
  const earliestAt = earliestRewrite(migration, now);
  return [
    section(`*${words.t('dates:windows-title', { zone: migration.facts.timeZone })}*`),
    ...found.map((one) => line(migration.id, one, words)),
    ...(earliestAt === undefined || earliestAt <= now
      ? []
      : [context(words.t('dates:windows-earliest', { earliestAt }))]),
  ];
}

function line(id: string, { from, to, cautions, workdaysAfter }: Suggestion, words: Words): Block {
  const why =
    cautions.length === 0 ? [words.t('dates:windows-good', { count: workdaysAfter })] : cautions.map(words.caution);
  const when = words.t('dates:windows-line', { fromAt: from, toAt: to });
  return {
    ...section([`*${when}*`, ...why].join('\n')),
    accessory: button({
      action: CHOOSE,
      text: words.t('dates:button-choose'),
      value: encodeValue({ m: id, from, to }),
    }),
  };
}
