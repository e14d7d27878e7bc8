import { z } from 'zod';
import { MINUTE_MS, SECOND_MS } from '../../migration/time.ts';
import type { Asked } from '../../service/ports.ts';
import { takeClick } from './clicks.ts';
import { takeCommand } from './commands.ts';
import { takeForm } from './forms.ts';
import { homeClicked } from './home-clicks.ts';
import type { House } from './house.ts';
import { ASKED_KINDS, type AskedKind } from './kept.ts';
import type { Respond } from './whisper.ts';

const askedSchema = z.object({ kind: z.enum(ASKED_KINDS), body: z.looseObject({}) });

/** Slack takes answers to a request for so long. */
const OPEN_MS = 30 * MINUTE_MS;
const RESPOND_LIMIT_MS = 10 * SECOND_MS;

/** At the start: carries out what an earlier process acknowledged and never came to. Never rejects. */
export async function resumeAsked(house: House): Promise<void> {
  try {
    for (const asked of await house.asked.list()) {
      const { success, data } = askedSchema.safeParse(asked.request);
      if (!success || house.now() - asked.at > OPEN_MS) {
        house.log.warn({ at: asked.at }, 'a request of before the start is too old to be carried out');
        await house.asked.forget(asked.key);
        continue;
      }
      house.log.info({ kind: data.kind }, 'a request that was under way when the bot ended is carried out now');
      await again(house, data.kind, data.body, asked);
    }
  } catch (error) {
    house.log.error(
      { err: error },
      'what was asked for before the start could not be carried out; the next start tries',
    );
  }
}

const NOTHING = async (): Promise<void> => {};

async function again(house: House, kind: AskedKind, body: object, asked: Asked): Promise<void> {
  try {
    const respond = responder(body);
    switch (kind) {
      case 'command':
        return await takeCommand(house, body, NOTHING, respond, asked);
      case 'click':
        return await takeClick(house, body, NOTHING, respond, asked);
      case 'home':
        return await homeClicked(house, body, NOTHING, asked);
      case 'form':
        return await takeForm(house, body, NOTHING, undefined, asked);
    }
  } catch (error) {
    // A payload that cannot be read any more is none that can be carried out.
    house.log.error({ err: error, kind }, 'a request of before the start could not be carried out');
    await house.asked.forget(asked.key);
  }
}

/** Answers by the response_url of the request, which Slack signed; without one, `whisper` has its own way. */
function responder(body: object): Respond {
  const { response_url: url } = z.looseObject({ response_url: z.string().optional() }).parse(body);
  return async (message) => {
    if (url === undefined) throw new Error('the request has no response_url');
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
      signal: AbortSignal.timeout(RESPOND_LIMIT_MS),
    });
    if (!response.ok) throw new Error(`the response_url answered ${response.status}`);
  };
}
