import type { Workspace } from '../../rehearsal/slack/workspace.ts';

/** Fills the start form in and submits it, as aoi. */
export async function startMigration(workspace: Workspace): Promise<void> {
  const known = new Set(workspace.views().map(({ id }) => id));
  await workspace.slash(workspace.person('aoi'), '/migration start');
  const view = await workspace.waitFor('the form', () =>
    workspace.views().find((each) => each.callbackId === 'start' && !known.has(each.id)),
  );
  const { ack, errors } = await workspace.submitView(workspace.person('aoi'), view, {
    domain: 'kitano.example',
    old: 'mail.old.example 192.0.2.10',
    new: 'mail.new.example 198.51.100.20',
    approvers: [workspace.person('ken').id, workspace.person('dana').id],
  });
  if (ack.outcome !== 'acknowledged' || Object.keys(errors).length > 0)
    throw new Error(JSON.stringify({ ack, errors }));
}

/** A line typed; true when the bot said in its acknowledgement that it was done. */
export async function isDone(workspace: Workspace, person: string, line: string): Promise<boolean> {
  const ack = await workspace.slash(workspace.person(person), line);
  return ack.outcome === 'acknowledged' && JSON.stringify(ack.body).includes('✓');
}
