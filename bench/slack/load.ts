import type { Ack } from '../../rehearsal/slack/requests.ts';
import type { Person } from '../../rehearsal/slack/workspace.ts';
import type { World } from '../../rehearsal/world/world.ts';

export type Looking = {
  /** How many ended since it began. */
  readonly ended: () => number;
  /** Resolves with the last look. */
  readonly stop: () => Promise<void>;
};

const CHECK_LIMIT_MS = 20_000;

/** A person who asks for these looks again as soon as they have ended, so that one is always under way. */
export function keepLooking({ slack }: World, person: Person, looks: string): Looking {
  let isStopped = false;
  let ended = 0;
  const answers = () => slack.messages().filter((message) => message.onlyFor === person.id).length;
  const loop = (async () => {
    while (!isStopped) {
      const before = answers();
      accepted(await slack.slash(person, `/migration check ${looks}`));
      // "Looking…" comes with the acknowledgement, and the status when the looks have ended.
      await slack.waitFor(`check ${looks}`, () => (answers() >= before + 2 ? true : undefined), CHECK_LIMIT_MS);
      ended += 1;
    }
  })();
  // Told at the stop; until then it must not end the process.
  loop.catch(() => undefined);
  return {
    ended: () => ended,
    stop: async () => {
      isStopped = true;
      await loop;
    },
  };
}

/** Throws where Slack would have shown the person an error. */
export function accepted(ack: Ack): Ack {
  if (ack.outcome !== 'acknowledged') throw new Error(`a command was ${ack.outcome}: ${JSON.stringify(ack.body)}`);
  return ack;
}
