import { setTimeout as delay } from 'node:timers/promises';
import type { Message } from '../slack/workspace.ts';
import { type Acting, carry, type TeamParts } from './acting.ts';
import { gateOf, hasButton, kindOf } from './channel.ts';
import { narration } from './narration.ts';
import { accountsCsv } from './team-list.ts';
import { namesAddress } from './told-mail.ts';

/** What the team does whenever the channel asks for it, until stopped. */
export function react(parts: TeamParts, acting: Acting): { readonly stop: () => Promise<void> } {
  const { world } = parts;
  const done = new Set<string>();
  let stopped = false;
  const once = async (key: string, work: () => Promise<void>): Promise<void> => {
    if (done.has(key)) return;
    done.add(key);
    await work();
  };
  const loop = (async () => {
    while (!stopped) {
      for (const message of world.slack.messages()) await answer(parts, acting, message, once);
      await delay(100);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await loop;
    },
  };
}

async function answer(
  parts: TeamParts,
  { say, press, explainPuzzles, people }: Acting,
  message: Message,
  once: (key: string, work: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const { world, bot, transcript, lang } = parts;
  const kind = kindOf(message);
  switch (kind) {
    case 'gate-ready':
      if (hasButton(message, 'ask-approval'))
        await once(`ask ${message.ts}`, () => press(people.aoi, message, 'ask-approval'));
      return;
    case 'approvals-lapsed':
      await once(`lapsed ${message.ts}`, () => say(people.aoi, `/migration gate ${gateOf(message) ?? ''}`));
      return;
    case 'approval':
      if (!hasButton(message, 'approve')) return;
      await once(`ken ${message.ts}`, () => press(people.ken, message, 'approve'));
      if (gateOf(message) === 'cancel') await once(`mika ${message.ts}`, () => press(people.mika, message, 'approve'));
      return;
    case 'suspects':
      if (hasButton(message, 'judge-spam'))
        await once(`spam ${message.ts}`, () => press(people.mika, message, 'judge-spam'));
      return;
    case 'stragglers':
      // Mail on the new server after a rollback is brought back by whoever rolled back.
      if (world.zone.stage() === 'prepared') return;
      await once(`stragglers ${message.ts}`, async () => {
        await carry(parts);
        askReader(parts, message);
        for (const sender of world.senders.all().filter((each) => each.isStubborn())) sender.writeToPostmaster();
        transcript.aside(narration(lang).postmasters);
      });
      return;
    case 'rescued':
      await once(`rescued ${message.ts}`, async () => askReader(parts, message));
      return;
    case 'addresses': {
      const { alias } = world.plan;
      if (alias === undefined || !namesAddress(message, alias.address)) return;
      await once(`alias ${alias.address}`, async () => {
        world.new.alias(alias.address, alias.mailbox);
        transcript.aside(narration(lang).aliasMade);
        await say(people.aoi, `/migration addresses alias ${alias.address}`);
      });
      return;
    }
    case 'puzzles':
      await once(`puzzles ${message.ts}`, async () => {
        leaveOnServer(parts);
        await explainPuzzles('switch-back');
      });
      return;
    case 'credentials-refused':
      await once(`refused ${message.ts}`, async () => {
        world.team.correctPassword();
        await bot.importAccounts(accountsCsv(world));
        transcript.aside(narration(lang).corrected);
      });
      return;
    default:
      return;
  }
}

/** A straggler that whoever carries it over does not find in the old mailbox: its reader is asked. */
function askReader(parts: TeamParts, message: Message): void {
  const { plan, habits } = parts.world;
  if (plan.downloader !== undefined && namesAddress(message, plan.downloader) && habits.atReaders().size > 0)
    leaveOnServer(parts);
}

function leaveOnServer({ world, transcript, lang }: TeamParts): void {
  world.habits.leaveOnServer();
  transcript.aside(narration(lang).leftOnServer);
}
