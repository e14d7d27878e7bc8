import type { RespondArguments } from '@slack/bolt';
import type { Rendered } from '../views/blocks.ts';
import type { Caller, House } from './house.ts';

/** Posts to the response_url of a request. */
export type Respond = (message: RespondArguments) => Promise<unknown>;

/** An ephemeral message as a response_url or an acknowledgement takes it. */
export function ephemeral(view: Rendered): RespondArguments & { readonly response_type: 'ephemeral' } {
  return {
    response_type: 'ephemeral',
    // No link of ours is for a machine that shows what is behind it.
    unfurl_links: false,
    text: view.text,
    ...(view.blocks.length === 0 ? {} : { blocks: [...view.blocks] }),
  };
}

/**
 * Tells one person something by the response_url, or, when that fails, by an ephemeral message of the bot's own: an
 * answer that is ready must not be lost on the way. What fails after that is logged, and nothing else.
 */
export async function whisper(
  house: House,
  caller: Caller,
  respond: Respond,
  view: Rendered,
  instead: boolean,
): Promise<void> {
  try {
    await respond({ ...ephemeral(view), replace_original: instead });
  } catch (error) {
    house.log.warn({ err: error }, 'a response_url did not take an answer');
    await postPrivately(house, caller, view);
  }
}

async function postPrivately(house: House, caller: Caller, view: Rendered): Promise<void> {
  try {
    await house.client.chat.postEphemeral({
      channel: caller.place.channelId,
      user: caller.user,
      text: view.text,
      blocks: [...view.blocks],
    });
  } catch (error) {
    house.log.error({ err: error }, 'an answer reached nobody');
  }
}
