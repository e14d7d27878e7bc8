import type { Hands } from '../../rehearsal/slack/hands.ts';
import type { Ack } from '../../rehearsal/slack/requests.ts';
import type { Message, Person, View, Workspace } from '../../rehearsal/slack/workspace.ts';

/** One thing that a person does, and how long until it was acknowledged and until they saw something of it. */
export type Done = { readonly ackMs: number; readonly seenMs: number };
export type Doing = (hands: Hands, person: Person, channel: string) => Promise<Ack | undefined>;

/** Lines of every kind: shown, computed, written, looked at, mistaken. */
const LINES = [
  'status',
  'gate',
  'clients',
  'mailboxes',
  'plan',
  'plan as bind',
  'plan diff',
  'step',
  'checklist',
  'approvers',
  'window',
  'contract',
  'resolvers',
  'timeline',
  'history 50',
  'settings',
  'help',
  'addresses',
  'senders',
  'accept',
  'stragglers',
  'rescue',
  'copy',
  'probes',
  'ledger',
  'archive',
  'report',
  'gate cut-over CUT-PLAN',
  'gate cut-over ask',
  'help waive',
  'stauts',
  'clients sheet all',
  'settings quorum-cancel 2',
  'contract old 2027-03-31',
  'check zone',
  'step prepare done',
  'accept helper new',
  'waive cut-over unchecked looked at by hand',
  'resolvers office Tokyo',
  'clients pinned c1',
  'clients undo pinned c1',
  'checklist done aliases',
  'checklist undo aliases',
  'start',
  'clients import',
] as const;

const hasButton = (message: Message, actionId: string): boolean =>
  JSON.stringify(message.blocks).includes(`"action_id":"${actionId}"`);

/** Commands, buttons, forms and homes, the next in turn each time. */
export function everything(slack: Workspace): readonly Doing[] {
  const commands = LINES.map(
    (line): Doing =>
      (hands, person, channel) =>
        hands.slash(person, `/migration ${line}`, channel),
  );
  const press =
    (actionId: string): Doing =>
    async (hands, person, channel) => {
      const message = slack.messages(channel).findLast((one) => one.onlyFor === undefined && hasButton(one, actionId));
      return message === undefined ? undefined : hands.click(person, message, actionId);
    };
  const openView = (person: Person, callbackId: string): View | undefined =>
    slack.views().findLast((view) => view.user === person.id && view.callbackId === callbackId);
  const submit: Doing = async (hands, person) => {
    const view = openView(person, 'import');
    if (view === undefined) return undefined;
    const { ack } = await hands.submitView(person, view, { list: `name,protocols\nFax ${Date.now()},smtp` });
    return ack;
  };
  const home: Doing = (hands, person) => hands.openHome(person);
  const buttons = [press('bring-status'), press('step-done'), press('ask-approval'), press('judge-spam')];
  // One in three is a line, as people are who press more than they type.
  return commands.flatMap((command, index) => {
    const button = buttons[index % 2 === 0 ? 0 : 1 + (index % (buttons.length - 1))] ?? home;
    return [command, button, index % 3 === 0 ? submit : home];
  });
}
