import type { App, RespondFn } from '@slack/bolt';
import { z } from 'zod';
import { stale } from '../actions/click.ts';
import { ACTIONS } from '../actions/ids.ts';
import { decodeValue } from '../actions/value.ts';
import { CLICKS } from '../actions.ts';
import { answer } from '../answering.ts';
import type { Reader } from '../people.ts';
import { ASKING, context } from '../views/blocks.ts';
import { wordsOf } from '../visit.ts';
import { homeClicked, isHomeClick } from './home-clicks.ts';
import { type Caller, type House, placeFrom, visitBy } from './house.ts';
import { isViewClick, viewClicked } from './view-clicks.ts';
import { whisper } from './whisper.ts';

const blocks = z.array(z.looseObject({ type: z.string(), block_id: z.string().optional() }));
const clickBody = z.object({
  user: z.object({ id: z.string(), team_id: z.string().nullish() }),
  team: z.object({ id: z.string() }).nullish(),
  enterprise: z.object({ id: z.string() }).nullish(),
  channel: z.object({ id: z.string() }),
  trigger_id: z.string(),
  message: z.object({ text: z.string().nullish(), blocks: blocks.nullish() }).nullish(),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().nullish() })).min(1),
});
type ClickBody = z.infer<typeof clickBody>;

/**
 * Every button, ours or an older version's: acknowledged after the commit, answered to the one who pressed it. A
 * button that is not known any more is answered too.
 */
export function listenToClicks(app: App, house: House): void {
  app.action({ type: 'block_actions', action_id: /./ }, async ({ body, ack, respond }) => {
    if (isHomeClick(body)) return homeClicked(house, body, ack);
    if (isViewClick(body)) return viewClicked(house, body, ack);
    const click = clickBody.parse(body);
    const caller = callerOf(click);
    let reader: Reader = {};
    await answer(
      async () => {
        const visit = await visitBy(house, caller);
        reader = visit.reader;
        const [action] = click.actions;
        const id = ACTIONS.find((known) => known === action?.action_id);
        const value = decodeValue(action?.value ?? undefined);
        const pressed = { ...visit, value: value ?? { m: '' }, settle: settler(house, click, respond) };
        return id === undefined || value === undefined ? stale(pressed) : CLICKS[id](pressed);
      },
      {
        acknowledge: async (view) => {
          await ack();
          if (view !== undefined) await whisper(house, caller, respond, view, false);
        },
        // `replace_original` would replace the message that everybody sees.
        follow: (view) => whisper(house, caller, respond, view, false),
      },
      () => wordsOf({ reader, teamTimeZone: house.teamTimeZone }),
      house.log,
    );
  });
}

function callerOf(click: ClickBody): Caller {
  return {
    user: click.user.id,
    place: placeFrom(click.team?.id ?? click.user.team_id ?? '', click.channel.id, click.enterprise?.id),
    triggerId: click.trigger_id,
  };
}

/** Takes the buttons, and the line that goes with them, off the clicked message. What was carried out stands, whether or not the message can be changed. */
function settler(house: House, click: ClickBody, respond: RespondFn): (note: string) => Promise<void> {
  return async (note) => {
    const shown = click.message?.blocks ?? [];
    if (shown.length === 0) return;
    const left = shown.filter((block) => block.type !== 'actions' && block.block_id !== ASKING);
    const message = { text: click.message?.text ?? note, blocks: [...left, ...(note === '' ? [] : [context(note)])] };
    try {
      await respond({ ...message, replace_original: true });
    } catch (error) {
      house.log.warn({ err: error }, 'the buttons of a settled message stay');
    }
  };
}
