import type { BotProcess } from '../../rehearsal/play/bot-process.ts';
import { accountsCsv } from '../../rehearsal/play/team-list.ts';
import type { World } from '../../rehearsal/world/world.ts';
import { accepted } from './load.ts';

/** Brings a migration under watch: started, its mailboxes and clients listed, its accounts imported, its plan known. */
export async function watchMigration(world: World, bot: BotProcess): Promise<void> {
  const { slack, plan } = world;
  const aoi = slack.person('aoi');
  const say = async (line: string) => accepted(await slack.slash(aoi, `/migration ${line}`));
  await say('start');
  const form = await slack.waitFor('the start form', () =>
    slack.views().find(({ callbackId }) => callbackId === 'start'),
  );
  const { errors } = await slack.submitView(aoi, form, {
    domain: plan.domain,
    scope: 'mail-only',
    profile: 'hoster',
    old: `${plan.old.name} ${plan.old.address}`,
    new: plan.new.name,
    approvers: ['ken', 'mika', 'jonas'].map((name) => slack.person(name).id),
    language: 'en',
  });
  if (Object.keys(errors).length > 0) throw new Error(`the start form was refused: ${JSON.stringify(errors)}`);
  await slack.waitFor('the migration to start', () => slack.messages().find(({ onlyFor }) => onlyFor === undefined));
  await say(`mailboxes add ${plan.mailboxes.map(({ address }) => address).join(' ')}`);
  await say(
    `clients add ${plan.clients.map(({ device, protocols }) => `${device} ${protocols.join(',')}`).join('; ')}`,
  );
  world.team.correctPassword();
  await bot.importAccounts(accountsCsv(world));
}
