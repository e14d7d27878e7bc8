import { setTimeout as delay } from 'node:timers/promises';
import type { BotProcess } from '../rehearsal/play/bot-process.ts';
import type { Ack } from '../rehearsal/slack/requests.ts';
import type { Workspace } from '../rehearsal/slack/workspace.ts';

const AGAIN_MS = 400;
const GIVE_UP_MS = 40_000;

/** As people are: what Slack says it could not deliver they press or type again, until the bot is back. */
export function persistentHands(slack: Workspace): Workspace {
  const until = async <Result>(work: () => Promise<Result>, ackOf: (result: Result) => Ack): Promise<Result> => {
    for (const startedAt = Date.now(); ; ) {
      const isLast = Date.now() - startedAt > GIVE_UP_MS;
      try {
        const result = await work();
        const { outcome } = ackOf(result);
        if (outcome === 'acknowledged' || outcome === 'refused' || isLast) return result;
      } catch (error) {
        // Slack itself is away.
        if (isLast || !(error instanceof TypeError)) throw error;
      }
      await delay(AGAIN_MS);
    }
  };
  const self = (ack: Ack): Ack => ack;
  return {
    ...slack,
    slash: (...args) => until(() => slack.slash(...args), self),
    click: (...args) => until(() => slack.click(...args), self),
    clickInView: (...args) => until(() => slack.clickInView(...args), self),
    submitView: (...args) =>
      until(
        () => slack.submitView(...args),
        ({ ack }) => ack,
      ),
    openHome: (...args) => until(() => slack.openHome(...args), self),
  };
}

/** The person at the machine: a command that failed because the bot went away under it is typed again. */
export function persistentMachine(bot: BotProcess): BotProcess {
  const again = async (work: () => Promise<void>): Promise<void> => {
    for (const startedAt = Date.now(); ; ) {
      try {
        return await work();
      } catch (error) {
        if (Date.now() - startedAt > GIVE_UP_MS) throw error;
        await delay(AGAIN_MS);
      }
    }
  };
  return {
    ...bot,
    importAccounts: (csv) => again(() => bot.importAccounts(csv)),
    addRelay: (host) => again(() => bot.addRelay(host)),
    keepArchive: () => again(() => bot.keepArchive()),
  };
}
