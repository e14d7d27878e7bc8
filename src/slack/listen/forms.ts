import type { App, ViewResponseAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Words } from '../../words/words.ts';
import { clientHelpSubmitted } from '../actions/client-help-submitted.ts';
import { declineSubmitted } from '../actions/decline-submitted.ts';
import { helperSubmitted } from '../actions/helper-submitted.ts';
import type { ViewId } from '../actions/ids.ts';
import { importSubmitted } from '../actions/import-submitted.ts';
import { officeSubmitted } from '../actions/office-submitted.ts';
import { rollbackSubmitted } from '../actions/rollback-submitted.ts';
import { startSubmitted } from '../actions/start-submitted.ts';
import { windowSubmitted } from '../actions/window-submitted.ts';
import { failedView, PATIENCE_MS } from '../answering.ts';
import type { FormAnswer, FormHandler } from '../form.ts';
import type { Reader } from '../people.ts';
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
};

/** Submitted modals: closed after the commit; a form that takes long shows that it works, then what came of it. */
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
      await answerForm(done, (response) => (response === undefined ? ack() : ack(response)), show, words);
    });
  }
}

async function answerForm(
  done: Promise<FormAnswer>,
  ack: (response?: ViewResponseAction) => Promise<void>,
  show: (view: ModalView) => Promise<void>,
  words: () => Words,
): Promise<void> {
  const late = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => late.resolve('late'), PATIENCE_MS);
  const first = await Promise.race([done, late.promise]);
  clearTimeout(timer);
  if (first !== 'late') {
    if (!first.ok) await ack({ response_action: 'errors', errors: { ...first.errors } });
    else await ack(first.view === undefined ? undefined : { response_action: 'update', view: first.view });
    return;
  }
  await ack({ response_action: 'update', view: noteModal(words(), words().t('slack:working')) });
  const last = await done;
  const note = last.ok ? last.note : Object.values(last.errors).join('\n');
  await show((last.ok ? last.view : undefined) ?? noteModal(words(), note));
}
