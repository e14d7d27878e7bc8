import type { App, ViewResponseAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { Asked } from '../../service/ports.ts';
import type { Words } from '../../words/words.ts';
import { clientHelpSubmitted } from '../actions/client-help-submitted.ts';
import { clientsSubmitted } from '../actions/clients-submitted.ts';
import { declineSubmitted } from '../actions/decline-submitted.ts';
import { helperSubmitted } from '../actions/helper-submitted.ts';
import { VIEWS, type ViewId } from '../actions/ids.ts';
import { importSubmitted } from '../actions/import-submitted.ts';
import { officeSubmitted } from '../actions/office-submitted.ts';
import { rollbackSubmitted } from '../actions/rollback-submitted.ts';
import { startSubmitted } from '../actions/start-submitted.ts';
import { suspectsSubmitted } from '../actions/suspects-submitted.ts';
import { waiveSubmitted } from '../actions/waive-submitted.ts';
import { windowSubmitted } from '../actions/window-submitted.ts';
import { failedView, inTime } from '../answering.ts';
import type { FormAnswer, FormHandler } from '../form.ts';
import type { Reader } from '../people.ts';
import { refilledForm } from '../views/refilled.ts';
import { noteModal } from '../views/start-modal.ts';
import { wordsOf } from '../visit.ts';
import { type House, placeFrom, visitBy } from './house.ts';
import { keeping } from './kept.ts';

const FORMS: Readonly<Record<ViewId, FormHandler>> = {
  start: startSubmitted,
  decline: declineSubmitted,
  office: officeSubmitted,
  helper: helperSubmitted,
  window: windowSubmitted,
  rollback: rollbackSubmitted,
  'client-help': clientHelpSubmitted,
  import: importSubmitted,
  suspects: suspectsSubmitted,
  clients: clientsSubmitted,
  waive: waiveSubmitted,
};

/**
 * Submitted modals: closed after the commit. A form that takes long shows that it works, then what came of it; where that
 * is an error, the form once more, with all that was typed.
 */
export function listenToForms(app: App, house: House): void {
  for (const id of VIEWS) {
    app.view({ type: 'view_submission', callback_id: id }, ({ body, view, ack }) =>
      takeForm(house, body, async (response) => (response === undefined ? ack() : ack(response)), {
        firstField: view.blocks.find((block) => block.type === 'input')?.block_id ?? '',
        again: (errors, words) => refilledForm({ ...view, values: view.state.values }, errors, words),
      }),
    );
  }
}

const formBody = z.object({
  user: z.object({ id: z.string(), team_id: z.string().nullish() }),
  team: z.object({ id: z.string() }).nullish(),
  enterprise: z.object({ id: z.string() }).nullish(),
  view: z.object({
    id: z.string(),
    callback_id: z.enum(VIEWS),
    private_metadata: z.string(),
    state: z.object({ values: z.unknown() }),
  }),
});

type Errors = Readonly<Record<string, string>>;
type Acknowledge = (response?: ViewResponseAction) => Promise<void>;
/** The form as it stands on somebody's screen. */
type OnScreen = {
  /** Where an error stands that is of no field. */
  readonly firstField: string;
  /** The form as it was sent, with what is wrong in it. */
  readonly again: (errors: Errors, words: Words) => ModalView;
};
/** After a restart the form itself is not known any more: what is wrong is said, and it is filled in anew. */
const GONE: OnScreen = {
  firstField: '',
  again: (errors, words) => noteModal(words, Object.values(errors).join('\n')),
};

/** One form that a person sent off. `resumed`: an earlier process acknowledged it, and did not come to it. */
export async function takeForm(
  house: House,
  payload: object,
  ack: Acknowledge,
  { firstField, again }: OnScreen = GONE,
  resumed?: Asked,
): Promise<void> {
  const { user, team, enterprise, view } = formBody.parse(payload);
  const kept = keeping(house, 'form', payload, resumed);
  let reader: Reader = {};
  const words = (): Words => wordsOf({ reader, teamTimeZone: house.teamTimeZone });
  const work = async (): Promise<FormAnswer> => {
    // A form carries no channel of its own: its metadata says where it belongs.
    const place = placeFrom(team?.id ?? user.team_id ?? '', '', enterprise?.id);
    const visit = await visitBy(house, { user: user.id, place, triggerId: '' }, kept);
    reader = visit.reader;
    return FORMS[view.callback_id](visit, { metadata: view.private_metadata, values: view.state.values }, house);
  };
  let isLeft = false;
  const done = work().catch((error: unknown): FormAnswer => {
    isLeft = kept.isLeft();
    if (isLeft) return { ok: true, note: words().t('slack:restarting') };
    return { ok: false, errors: { [firstField]: failedView(error, words(), house.log).text } };
  });
  const show = async (next: ModalView): Promise<void> => {
    await house.client.views.update({ view_id: view.id, view: next });
  };
  try {
    await answerForm(done, resumed === undefined ? ack : undefined, {
      show,
      again: (errors) => again(errors, words()),
      words,
      keep: kept.keep,
    });
  } finally {
    if (!isLeft) await kept.forget();
  }
}

type Screen = {
  readonly show: (view: ModalView) => Promise<void>;
  /** The form as it was sent, with what is wrong in it. */
  readonly again: (errors: Readonly<Record<string, string>>) => ModalView;
  readonly words: () => Words;
  readonly keep: () => Promise<void>;
};

/** Without `ack` nobody waits for one any more: what came of it is shown. */
async function answerForm(
  done: Promise<FormAnswer>,
  ack: Acknowledge | undefined,
  { show, again, words, keep }: Screen,
): Promise<void> {
  const first = ack === undefined ? 'late' : await inTime(done);
  if (first !== 'late') {
    if (!first.ok) await ack?.({ response_action: 'errors', errors: { ...first.errors } });
    else await ack?.(first.view === undefined ? undefined : { response_action: 'update', view: first.view });
    return;
  }
  await keep();
  await ack?.({ response_action: 'update', view: noteModal(words(), words().t('slack:working')) });
  const last = await done;
  await show(last.ok ? (last.view ?? noteModal(words(), last.note)) : again(last.errors));
}
