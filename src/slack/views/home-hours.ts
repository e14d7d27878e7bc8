import type { ActionsBlock, SectionBlock, StaticSelect } from '@slack/types';
import type { PersonHours } from '../../migration/hours-facts.ts';
import { clockHour, USUAL_HOURS } from '../../migration/person-hours.ts';
import type { Words } from '../../words/words.ts';
import { HOME_FROM, HOME_TO, HOME_WEEKENDS } from '../actions/ids.ts';
import { plainText, section } from './blocks.ts';
import { LIMITS } from './limits.ts';

const HOURS_OF_DAY = Array.from({ length: 24 }, (_, hour) => hour);

/** When reminders may reach this person: what they chose, or what holds for whoever chose nothing. */
export function hoursBlocks(hours: PersonHours | undefined, words: Words): readonly (SectionBlock | ActionsBlock)[] {
  const { fromHour, toHour, weekends } = hours ?? USUAL_HOURS;
  const choice = (
    action: string,
    placeholder: string,
    options: readonly { readonly value: string; readonly text: string }[],
    chosen: string,
  ): StaticSelect => {
    const all = options.map(({ value, text }) => ({ text: plainText(text, LIMITS.optionText), value }));
    const initial = all.find(({ value }) => value === chosen);
    return {
      type: 'static_select',
      action_id: action,
      placeholder: plainText(placeholder, LIMITS.placeholder),
      options: all,
      ...(initial === undefined ? {} : { initial_option: initial }),
    };
  };
  const said = (key: 'from' | 'to', hour: number) => ({
    value: String(hour),
    text: words.t(`home:hours-${key}`, { time: clockHour(hour) }),
  });
  const from = HOURS_OF_DAY.map((hour) => said('from', hour));
  const to = HOURS_OF_DAY.map((hour) => said('to', hour + 1));
  const rest = (['auto', 'on', 'off'] as const).map((value) => ({ value, text: words.t(`home:weekends-${value}`) }));
  return [
    section(words.t('home:hours')),
    {
      type: 'actions',
      elements: [
        choice(HOME_FROM, words.t('home:hours-choose'), from, String(fromHour)),
        choice(HOME_TO, words.t('home:hours-choose'), to, String(toHour)),
        choice(HOME_WEEKENDS, words.t('home:weekends-choose'), rest, wish(weekends)),
      ],
    },
  ];
}

const wish = (weekends: boolean | undefined): 'auto' | 'on' | 'off' => {
  if (weekends === undefined) return 'auto';
  return weekends ? 'on' : 'off';
};
