import type { App, ViewResponseAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Words } from '../../words/words.ts';
import { clientHelpSubmitted } from '../actions/client-help-submitted.ts';
import { clientsSubmitted } from '../actions/clients-submitted.ts';
import { declineSubmitted } from '../actions/decline-submitted.ts';
import { helperSubmitted } from '../actions/helper-submitted.ts';
import type { ViewId } from '../actions/ids.ts';
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
  for (const [id, handle] of Object.entries(FORMS)) {
    app.view({ type: 'view_submission', callback_id: id }, async ({ body, view, ack }) => {
      let reader: Reader = {};
      const words = (): Words => wordsOf({ reader, teamTimeZone: house.teamTimeZone });
      const work = async (): Promise<FormAnswer> => {
        // A form carries no channel of its own: its metadata says where it belongs.
        const place = placeFrom(body.team?.id ?? body.user.team_id ?? '', '', body.enterprise?.id);
        const visit = await visitBy(house, { user: body.user.id, place, triggerId: '' });
        reader = visit.reader;
        return handle(visit, { metadata: view.private_metadata, values: view.state.values }, house);
      };
      const firstField = view.blocks.find((block) => block.type === 'input')?.block_id ?? '';
      const done = work().catch((error: unknown) => {
        return { ok: false, errors: { [firstField]: failedView(error, words(), house.log).text } } as const;
      });
      const show = async (next: ModalView): Promise<void> => {
        await house.client.views.update({ view_id: view.id, view: next });
      };
      await answerForm(done, (response) => (response === undefined ? ack() : ack(response)), {
        show,
        again: (errors) => refilledForm({ ...view, values: view.state.values }, errors, words()),
        words,
      });
    });
  }
}

type Screen = {
  readonly show: (view: ModalView) => Promise<void>;
  /** The form as it was sent, with what is wrong in it. */
  readonly again: (errors: Readonly<Record<string, string>>) => ModalView;
  readonly words: () => Words;
};

async function answerForm(
  done: Promise<FormAnswer>,
  ack: (response?: ViewResponseAction) => Promise<void>,
  { show, again, words }: Screen,
): Promise<void> {
  const first = await inTime(done);
  if (first !== 'late') {
    if (!first.ok) await ack({ response_action: 'errors', errors: { ...first.errors } });
    else await ack(first.view === undefined ? undefined : { response_action: 'update', view: first.view });
    return;
  }
  await ack({ response_action: 'update', view: noteModal(words(), words().t('slack:working')) });
  const last = await done;
  await show(last.ok ? (last.view ?? noteModal(words(), last.note)) : again(last.errors));
}
