import type { App } from '@slack/bolt';
import { answer } from '../answering.ts';
import { command } from '../commands.ts';
import { COMMAND } from '../parse/grammar.ts';
import type { Reader } from '../people.ts';
import { wordsOf } from '../visit.ts';
import { type House, opener, placeFrom, visitBy } from './house.ts';
import { ephemeral, whisper } from './whisper.ts';

/** `/migration …`: the answer comes with the acknowledgement, so a line that was answered has been committed. */
export function listenToCommands(app: App, house: House): void {
  app.command(COMMAND, async ({ body, ack, respond }) => {
    const caller = {
      user: body.user_id,
      place: placeFrom(body.team_id, body.channel_id, body.enterprise_id),
      triggerId: body.trigger_id,
    };
    let reader: Reader = {};
    await answer(
      async () => {
        const visit = await visitBy(house, caller);
        reader = visit.reader;
        return command(visit, body.text ?? '');
      },
      {
        acknowledge: (view) => (view === undefined ? ack() : ack(ephemeral(view))),
        open: opener(house, caller.triggerId),
        follow: (view, instead) => whisper(house, caller, respond, view, instead),
      },
      () => wordsOf({ reader, teamTimeZone: house.teamTimeZone }),
      house.log,
    );
  });
}
