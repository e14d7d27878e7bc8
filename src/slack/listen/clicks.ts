import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { Asked } from '../../service/ports.ts';
import type { Words } from '../../words/words.ts';
import { stale } from '../actions/click.ts';
import { ACTIONS } from '../actions/ids.ts';
import { decodeValue } from '../actions/value.ts';
import { CLICKS } from '../actions.ts';
import { answer, inTime } from '../answering.ts';
import type { Reader } from '../people.ts';
import { ASKING, context } from '../views/blocks.ts';
import { wordsOf } from '../visit.ts';
import type { Hold } from './holding.ts';
import { homeClicked, isHomeClick } from './home-clicks.ts';
import { type Caller, type House, opener, placeFrom, visitBy } from './house.ts';
import { keeping } from './kept.ts';
import { isViewClick, viewClicked } from './view-clicks.ts';
import { type Respond, whisper } from './whisper.ts';

const blocks = z.array(z.looseObject({ type: z.string(), block_id: z.string().optional() }));
const clickBody = z.object({
  user: z.object({ id: z.string(), team_id: z.string().nullish() }),
  team: z.object({ id: z.string() }).nullish(),
  enterprise: z.object({ id: z.string() }).nullish(),
  channel: z.object({ id: z.string() }),
  trigger_id: z.string(),
  message: z.object({ ts: z.string().nullish(), text: z.string().nullish(), blocks: blocks.nullish() }).nullish(),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().nullish() })).min(1),
});
type ClickBody = z.infer<typeof clickBody>;
type Shown = { readonly text: string; readonly blocks: z.infer<typeof blocks> };

/**
 * Every button, ours or an older version's: acknowledged after the commit, answered to the one who pressed it. A
 * button that is not known any more is answered too. While work goes on behind the acknowledgement, the message that
 * everybody sees has no buttons.
 */
export function listenToClicks(app: App, house: House): void {
  app.action({ type: 'block_actions', action_id: /./ }, async ({ body, ack, respond }) => {
    if (isHomeClick(body)) return homeClicked(house, body, ack);
    if (isViewClick(body)) return viewClicked(house, body, ack);
    return takeClick(house, body, ack, respond);
  });
}

/** One press on a message. `resumed`: an earlier process acknowledged it, and did not come to it. */
export async function takeClick(
  house: House,
  payload: object,
  ack: () => Promise<void>,
  respond: Respond,
  resumed?: Asked,
): Promise<void> {
  const click = clickBody.parse(payload);
  const caller = callerOf(click);
  const kept = keeping(house, 'click', payload, resumed);
  let reader: Reader = {};
  const words = () => wordsOf({ reader, teamTimeZone: house.teamTimeZone });
  const held = holdOf(house, click, respond, words);
  await answer(
    async () => {
      const visit = await visitBy(house, caller, kept);
      reader = visit.reader;
      const [action] = click.actions;
      const id = ACTIONS.find((known) => known === action?.action_id);
      const value = decodeValue(action?.value ?? undefined);
      const pressed = { ...visit, value: value ?? { m: '' }, settle: settler(house, click, respond, held) };
      return id === undefined || value === undefined ? stale(pressed) : CLICKS[id](pressed);
    },
    {
      acknowledge: async (view, goesOn) => {
        await ack();
        await Promise.all([
          view === undefined ? undefined : whisper(house, caller, respond, view, false),
          goesOn ? held?.hold() : undefined,
        ]);
      },
      // `replace_original` would replace the message that everybody sees.
      follow: (view) => whisper(house, caller, respond, view, false),
      open: opener(house, caller.triggerId),
    },
    words,
    house.log,
    kept,
  );
  await held?.release();
}

function callerOf(click: ClickBody): Caller {
  return {
    user: click.user.id,
    place: placeFrom(click.team?.id ?? click.user.team_id ?? '', click.channel.id, click.enterprise?.id),
    triggerId: click.trigger_id,
  };
}

/** The message without its buttons, and without the line that goes with them. */
function withoutButtons({ message }: ClickBody, note: string): Shown | undefined {
  const shown = message?.blocks ?? [];
  if (shown.length === 0) return undefined;
  const left = shown.filter((block) => block.type !== 'actions' && block.block_id !== ASKING);
  return { text: message?.text ?? note, blocks: [...left, ...(note === '' ? [] : [{ ...context(note) }])] };
}

/** Puts this in the clicked message's place. What was carried out stands, whether or not the message can be changed. */
async function replace(house: House, respond: Respond, shown: Shown): Promise<void> {
  try {
    await respond({ ...shown, replace_original: true });
  } catch (error) {
    house.log.warn({ err: error }, 'a clicked message could not be changed');
  }
}

/** Takes the buttons off the clicked message for good, and notes under it what came of them. */
function settler(
  house: House,
  click: ClickBody,
  respond: Respond,
  held: Hold | undefined,
): (note: string) => Promise<void> {
  return async (note) => {
    const settled = withoutButtons(click, note);
    if (settled !== undefined) await held?.settle(() => replace(house, respond, settled));
  };
}

/** None for an ephemeral message, which a click does not carry along: only who pressed sees it, and is told. */
function holdOf(house: House, click: ClickBody, respond: Respond, words: () => Words): Hold | undefined {
  const ts = click.message?.ts;
  const blocks = click.message?.blocks;
  if (!ts || !blocks || blocks.length === 0) return undefined;
  const value = decodeValue(click.actions[0]?.value ?? undefined);
  const everybodys = async (): Promise<Words> => {
    const found = await inTime(house.service.read(value?.m ?? ''));
    const facts = found === 'late' ? undefined : found?.facts;
    return facts === undefined ? words() : wordsOf({ reader: {}, teamTimeZone: house.teamTimeZone }, facts);
  };
  return house.holding.begin({
    channel: click.channel.id,
    ts,
    hide: async () => {
      const note = (await everybodys()).t('slack:working-on-it', { people: [click.user.id] });
      const shown = withoutButtons(click, note);
      if (shown !== undefined) await replace(house, respond, shown);
    },
    show: () => replace(house, respond, { text: click.message?.text ?? '', blocks }),
  });
}
