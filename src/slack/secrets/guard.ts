import type { AllMiddlewareArgs, App } from '@slack/bolt';
import { z } from 'zod';
import type { ViewId } from '../actions/ids.ts';
import { type House, placeFrom, visitBy } from '../listen/house.ts';
import { ephemeral } from '../listen/whisper.ts';
import { COMMAND } from '../parse/grammar.ts';
import { plainView } from '../views/lists.ts';
import { noteModal } from '../views/start-modal.ts';
import { wordsOf } from '../visit.ts';
import { type Secret, secretIn, secretInLine } from './recognise.ts';

const person = {
  user: z.object({ id: z.string(), team_id: z.string().nullish() }),
  team: z.object({ id: z.string() }).nullish(),
  enterprise: z.object({ id: z.string() }).nullish(),
};
const values = z.record(z.string(), z.record(z.string(), z.looseObject({ value: z.string().nullish() })));
const commandBody = z.object({
  command: z.literal(COMMAND),
  text: z.string().optional(),
  user_id: z.string(),
  team_id: z.string(),
  channel_id: z.string(),
  enterprise_id: z.string().optional(),
});
const formBody = z.object({
  type: z.literal('view_submission'),
  ...person,
  view: z.object({ callback_id: z.string(), state: z.object({ values }) }),
});
/** Something pressed in a form, with all that is typed in it. */
const pressedBody = z.object({
  type: z.literal('block_actions'),
  ...person,
  trigger_id: z.string(),
  view: z.object({ type: z.literal('modal'), state: z.object({ values }) }),
});

/**
 * Stands before every door: a line, or a field of a form, that holds a secret goes no further. It is not carried out, not
 * kept for after a restart and not repeated, in an answer or in the log; who sent it is told what it looks like, and where
 * passwords go.
 */
export function keepSecretsOut(app: App, house: House): void {
  app.use(async (given) => {
    const { body, next } = given;
    const line = commandBody.safeParse(body).data;
    const form = formBody.safeParse(body).data;
    const pressed = pressedBody.safeParse(body).data;
    const found =
      line !== undefined
        ? secretInLine(line.text ?? '')
        : fieldWithSecret((form ?? pressed)?.view.state.values ?? {})?.secret;
    if (found === undefined) return next();
    house.log.info(
      { looksLike: found, by: line?.user_id ?? (form ?? pressed)?.user.id },
      'something that looks like a secret was sent in Slack, and was not taken',
    );
    if (line !== undefined) {
      const place = placeFrom(line.team_id, line.channel_id, line.enterprise_id);
      const text = await said(house, line.user_id, place.teamId, found);
      return acknowledge(given, ephemeral(plainView(text)));
    }
    if (form !== undefined) {
      const { field, secret } = fieldWithSecret(form.view.state.values) ?? { field: '', secret: found };
      const text = await said(house, form.user.id, teamOf(form), secret, form.view.callback_id);
      return acknowledge(given, { response_action: 'errors', errors: { [field]: text } });
    }
    await acknowledge(given);
    if (pressed === undefined) return;
    const text = await said(house, pressed.user.id, teamOf(pressed), found);
    const words = wordsOf(await readerOf(house, pressed.user.id, teamOf(pressed)));
    // On top of the form, which stands there as it was when this is closed.
    await house.client.views.push({ trigger_id: pressed.trigger_id, view: noteModal(words, text) });
  });
}

/** Listeners of all three kinds have an `ack`, of different types; what is given here fits the one that was recognised. */
async function acknowledge(given: AllMiddlewareArgs & object, answer?: object): Promise<void> {
  if ('ack' in given && typeof given.ack === 'function') await given.ack(answer);
}

const teamOf = ({ team, user }: z.infer<typeof formBody> | z.infer<typeof pressedBody>): string =>
  team?.id ?? user.team_id ?? '';

function fieldWithSecret(all: z.infer<typeof values>): { readonly field: string; readonly secret: Secret } | undefined {
  for (const [field, inputs] of Object.entries(all)) {
    for (const { value } of Object.values(inputs)) {
      const secret = value == null ? undefined : secretIn(value);
      if (secret !== undefined) return { field, secret };
    }
  }
  return undefined;
}

const readerOf = (house: House, user: string, teamId: string) =>
  visitBy(house, { user, place: { teamId, channelId: '' }, triggerId: '' });

const IMPORT: ViewId = 'import';

async function said(house: House, user: string, teamId: string, secret: Secret, form?: string): Promise<string> {
  const words = wordsOf(await readerOf(house, user, teamId));
  if (form === IMPORT && secret === 'list') return words.t('importing:password-column');
  return words.t('secrets:refused', { what: words.t(`secrets:${secret}`) });
}
