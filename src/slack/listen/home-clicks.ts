import { z } from 'zod';
import { clockHour, type HoursPick } from '../../migration/person-hours.ts';
import type { Asked } from '../../service/ports.ts';
import { type Click, stale } from '../actions/click.ts';
import { ACTIONS, HOME_FROM, HOME_LANGUAGE, HOME_TO, HOME_WEEKENDS } from '../actions/ids.ts';
import { decodeValue } from '../actions/value.ts';
import { CLICKS } from '../actions.ts';
import { answer } from '../answering.ts';
import type { Reader } from '../people.ts';
import { type Answer, say, type Visit, wordsOf } from '../visit.ts';
import { type House, opener, placeFrom, visitBy } from './house.ts';
import { keeping } from './kept.ts';

const homeBody = z.object({
  user: z.object({ id: z.string(), team_id: z.string().nullish() }),
  team: z.object({ id: z.string() }).nullish(),
  enterprise: z.object({ id: z.string() }).nullish(),
  trigger_id: z.string(),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        value: z.string().nullish(),
        selected_option: z.object({ value: z.string() }).nullish(),
      }),
    )
    .min(1),
});
type HomeBody = z.infer<typeof homeBody>;

/** Whether a click came from the App Home rather than from a message or a modal. */
export function isHomeClick(body: unknown): boolean {
  return z.looseObject({ view: z.looseObject({ type: z.literal('home') }) }).safeParse(body).success;
}

/**
 * What is pressed in the App Home does what the same button does in the channel, for whoever may see the migration;
 * acknowledged after the commit. What came of it stands at the head of the tab, which is shown anew.
 */
export async function homeClicked(
  house: House,
  body: object,
  ack: () => Promise<void>,
  resumed?: Asked,
): Promise<void> {
  const click = homeBody.parse(body);
  const kept = keeping(house, 'home', body, resumed);
  const place = placeFrom(click.team?.id ?? click.user.team_id ?? '', '', click.enterprise?.id);
  const caller = { user: click.user.id, team: place };
  let reader: Reader = {};
  await answer(
    async () => {
      const visit = await visitBy(house, { user: click.user.id, place, triggerId: click.trigger_id }, kept);
      reader = visit.reader;
      const [action] = click.actions;
      if (action?.action_id === HOME_LANGUAGE) return chooseLanguage(house, caller, action.selected_option?.value);
      const pick = pickOf(action?.action_id, action?.selected_option?.value);
      if (pick !== undefined) return pickHours(house, caller, pick, visit);
      return press(house, caller, action, {
        ...visit,
        value: { m: '' },
        // The channel's message is edited by what follows from the click.
        settle: async () => {},
      });
    },
    {
      acknowledge: async (view, goesOn) => {
        await ack();
        if (view !== undefined) await house.home.show(caller, { text: view.text, goesOn });
      },
      follow: (view) => house.home.show(caller, { text: view.text, goesOn: false }),
      open: opener(house, click.trigger_id),
    },
    () => wordsOf({ reader, teamTimeZone: house.teamTimeZone }),
    house.log,
    kept,
  );
}

async function press(
  house: House,
  caller: Parameters<House['home']['sees']>[0],
  action: HomeBody['actions'][number] | undefined,
  click: Click,
): Promise<Answer> {
  const id = ACTIONS.find((known) => known === action?.action_id);
  const value = decodeValue(action?.value ?? undefined);
  if (id === undefined || value === undefined) return stale(click);
  const migration = await house.service.read(value.m);
  if (migration === undefined || !(await house.home.sees(caller, migration))) return stale(click);
  const { teamId, channelId, enterpriseId } = migration.facts.place;
  return CLICKS[id]({ ...click, value, place: placeFrom(teamId, channelId, enterpriseId) });
}

async function chooseLanguage(
  house: House,
  caller: Parameters<House['home']['choose']>[0],
  chosen: string | undefined,
): Promise<Answer> {
  const language = chosen === 'en' || chosen === 'ja' ? chosen : undefined;
  await house.home.choose(caller, language);
  const reader = await house.people.reader(caller.user, caller.team.teamId);
  const words = wordsOf({ reader, teamTimeZone: house.teamTimeZone });
  return say(words.t(language === undefined ? 'home:language-set-auto' : 'home:language-set'));
}

/** What was picked of their hours; undefined: another thing, or nothing that can be picked. */
function pickOf(action: string | undefined, value: string | undefined): HoursPick | undefined {
  if (value === undefined) return undefined;
  if (action === HOME_WEEKENDS) return { kind: 'weekends', weekends: value === 'auto' ? undefined : value === 'on' };
  const hour = Number(value);
  if (action === HOME_FROM && HOURS.includes(hour)) return { kind: 'from', hour };
  return action === HOME_TO && HOURS.includes(hour - 1) ? { kind: 'to', hour } : undefined;
}
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

async function pickHours(
  house: House,
  caller: Parameters<House['home']['choose']>[0],
  pick: HoursPick,
  visit: Visit,
): Promise<Answer> {
  const { fromHour, toHour, weekends } = await house.home.pickHours(caller, pick);
  const shown = { from: clockHour(fromHour), to: clockHour(toHour) };
  const words = wordsOf(visit);
  if (weekends === undefined) return say(words.t('home:hours-set', shown));
  return say(words.t(weekends ? 'home:hours-set-weekends' : 'home:hours-set-workdays', shown));
}
