import type { App } from '@slack/bolt';
import { z } from 'zod';
import type { Asked, Place } from '../../service/ports.ts';
import { answer, inTime } from '../answering.ts';
import { withClosedNote } from '../closed-channels.ts';
import { command } from '../commands.ts';
import { COMMAND } from '../parse/grammar.ts';
import type { Reader } from '../people.ts';
import type { Rendered } from '../views/blocks.ts';
import { wordsOf } from '../visit.ts';
import { type House, opener, placeFrom, visitBy } from './house.ts';
import { keeping } from './kept.ts';
import { ephemeral, type Respond, whisper } from './whisper.ts';

/** `/migration …`: the answer comes with the acknowledgement, so a line that was answered has been committed. */
export function listenToCommands(app: App, house: House): void {
  app.command(COMMAND, ({ body, ack, respond }) => takeCommand(house, body, ack, respond));
}

const commandBody = z.object({
  user_id: z.string(),
  team_id: z.string(),
  channel_id: z.string(),
  enterprise_id: z.string().optional(),
  trigger_id: z.string(),
  text: z.string().optional(),
});
type Acknowledge = (answer?: ReturnType<typeof ephemeral>) => Promise<void>;

/** One line of a person. `resumed`: an earlier process acknowledged it, and did not come to it. */
export async function takeCommand(
  house: House,
  payload: object,
  ack: Acknowledge,
  respond: Respond,
  resumed?: Asked,
): Promise<void> {
  const body = commandBody.parse(payload);
  const caller = {
    user: body.user_id,
    place: placeFrom(body.team_id, body.channel_id, body.enterprise_id),
    triggerId: body.trigger_id,
  };
  const kept = keeping(house, 'command', payload, resumed);
  let reader: Reader = {};
  const words = () => wordsOf({ reader, teamTimeZone: house.teamTimeZone });
  const noted = (view: Rendered): Rendered => {
    const reason = house.closed.reasonFor(caller.place);
    return reason === undefined ? view : withClosedNote(view, reason, words());
  };
  await answer(
    async () => {
      const visit = await visitBy(house, caller, kept);
      reader = visit.reader;
      if (house.closed.reasonFor(caller.place) !== undefined) await inTime(knock(house, caller.place));
      return command(visit, body.text ?? '');
    },
    {
      acknowledge: async (view) => {
        if (resumed === undefined) return view === undefined ? ack() : ack(ephemeral(noted(view)));
        // Nobody waits for an acknowledgement any more: what it would say is said behind it.
        if (view !== undefined) await whisper(house, caller, respond, noted(view), false);
      },
      open: opener(house, caller.triggerId),
      follow: (view, instead) => whisper(house, caller, respond, noted(view), instead),
    },
    words,
    house.log,
    kept,
  );
}

/** Whoever has invited the bot again sees what it kept, without waiting for the next try. Never rejects. */
async function knock({ service, knocked, log }: House, place: Place): Promise<void> {
  try {
    const migration = await service.inChannel(place);
    if (migration !== undefined) await knocked(migration.id);
  } catch (error) {
    log.warn({ err: error }, 'what waits for a channel is tried at its hour');
  }
}
