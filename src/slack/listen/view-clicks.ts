import { z } from 'zod';
import { addTemplate, takeTemplateOut } from '../actions/clients-form.ts';
import { isTemplateAction, VIEW_ACTIONS, type ViewActionId } from '../actions/ids.ts';
import { startFillIn, startLookUp } from '../actions/start-look-up.ts';
import type { ViewClickHandler } from '../view-click.ts';
import { type House, placeFrom, visitBy } from './house.ts';

const viewBody = z.object({
  user: z.object({ id: z.string(), team_id: z.string().nullish() }),
  team: z.object({ id: z.string() }).nullish(),
  enterprise: z.object({ id: z.string() }).nullish(),
  trigger_id: z.string(),
  view: z.object({
    id: z.string(),
    hash: z.string(),
    private_metadata: z.string(),
    state: z.object({ values: z.unknown() }),
  }),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().nullish() })).min(1),
});

const VIEW_CLICKS: Readonly<Record<ViewActionId, ViewClickHandler>> = {
  domain: startLookUp,
  'start-look-up': startLookUp,
  'start-fill-in': startFillIn,
  'template-out': takeTemplateOut,
};

/** Whether a click came from a modal rather than from a message. */
export function isViewClick(body: unknown): boolean {
  return z.looseObject({ view: z.looseObject({}) }).safeParse(body).success;
}

/** What is pressed in a modal: acknowledged at once, then carried out. One of an older version does nothing. */
export async function viewClicked(house: House, body: unknown, ack: () => Promise<void>): Promise<void> {
  const { user, team, enterprise, trigger_id: triggerId, view, actions } = viewBody.parse(body);
  await ack();
  const [first] = actions;
  const handle = handlerOf(first?.action_id);
  if (handle === undefined) return;
  const place = placeFrom(team?.id ?? user.team_id ?? '', '', enterprise?.id);
  const visit = await visitBy(house, { user: user.id, place, triggerId });
  const click = {
    value: first?.value ?? '',
    viewId: view.id,
    hash: view.hash,
    metadata: view.private_metadata,
    values: view.state.values,
  };
  try {
    await handle(visit, click, house);
  } catch (error) {
    house.log.error({ err: error, action: first?.action_id }, 'what was pressed in a modal could not be done');
  }
}

function handlerOf(pressed: string | undefined): ViewClickHandler | undefined {
  if (isTemplateAction(pressed)) return addTemplate;
  const action = VIEW_ACTIONS.find((known) => known === pressed);
  return action === undefined ? undefined : VIEW_CLICKS[action];
}
