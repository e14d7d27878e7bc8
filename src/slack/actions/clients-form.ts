import { CLIENT_KINDS } from '../../migration/client-facts.ts';
import type { Facts } from '../../migration/facts.ts';
import { slackCode } from '../delivery/errors.ts';
import { decodeTemplates, encodeTemplates, type Templates, withoutRow, withRow } from '../templates.ts';
import type { ViewClickHandler } from '../view-click.ts';
import { clientsModal } from '../views/clients-modal.ts';
import { wordsOf } from '../visit.ts';

/** The form was closed, sent, or changed by a press before this one: then that one's form is on the screen. */
const GONE = new Set(['hash_conflict', 'not_found', 'view_not_found', 'view_closed']);

/** "Outlook", "Scanner", …: one more entry, filled in. What has been typed into the others stays there. */
export const addTemplate: ViewClickHandler = (visit, click, house) =>
  changed(visit, click, house, (before, facts) => {
    const kind = CLIENT_KINDS.find((one) => one === click.value);
    return kind === undefined ? before : withRow(before, kind, facts);
  });

/** "Take out": the entry goes, with what has been typed into it. */
export const takeTemplateOut: ViewClickHandler = (visit, click, house) =>
  changed(visit, click, house, (before) => withoutRow(before, Number(click.value)));

async function changed(
  ...[visit, click, house, change]: [...Parameters<ViewClickHandler>, (before: Templates, facts: Facts) => Templates]
): Promise<void> {
  const before = decodeTemplates(click.metadata);
  const migration = await visit.service.read(before.m);
  if (migration === undefined) throw new Error('a form for clients of no migration');
  const after = change(before, migration.facts);
  const view = clientsModal(wordsOf(visit, migration.facts), after, encodeTemplates(after));
  try {
    await house.client.views.update({ view_id: click.viewId, hash: click.hash, view });
  } catch (error) {
    if (!GONE.has(slackCode(error) ?? '')) throw error;
  }
}
