import type { ResponsePost } from './front.ts';
import { type JsonObject, textAt } from './json.ts';
import { type Message, newMessage, rewritten, type Seen } from './seen.ts';

/** To whom, and about which message, a response_url was given out. */
export type ResponseContext = {
  readonly channel: string;
  readonly user: string;
  readonly message?: Message;
  /** The slash command that it was given out for. */
  readonly line?: string;
};

/** A response_url takes five posts within 30 minutes. */
const MAX_POSTS = 5;

/**
 * What stands behind a response_url: an ephemeral reply, a message for all (`in_channel`), or the replacement or
 * deletion of the message that the click was on.
 */
export const responsePosts = (
  seen: Seen,
  botUserId: string,
  api: (method: string, args: JsonObject) => Promise<JsonObject>,
): {
  readonly open: (context: ResponseContext) => string;
  readonly take: (post: ResponsePost) => Promise<JsonObject>;
} => {
  const contexts = new Map<string, { readonly context: ResponseContext; posts: number }>();
  let seq = 0;

  const take = async ({ id, body }: ResponsePost): Promise<JsonObject> => {
    const entry = contexts.get(id);
    if (entry === undefined) return { ok: false, error: 'expired_url' };
    entry.posts += 1;
    if (entry.posts > MAX_POSTS) return { ok: false, error: 'used_url' };
    const { channel, user, message, line } = entry.context;
    const at = Date.now();
    if (message !== undefined && (body.replace_original === true || body.delete_original === true)) {
      if (message.onlyFor === undefined) {
        const method = body.delete_original === true ? 'chat.delete' : 'chat.update';
        return api(method, { ...body, channel, ts: message.ts });
      }
      seen.addMessage(body.delete_original === true ? { ...message, deleted: true } : rewritten(message, body, at), at);
      return { ok: true };
    }
    if (body.response_type === 'in_channel') return api('chat.postMessage', { ...body, channel });
    seq += 1;
    const ts = `${Math.floor(at / 1_000)}.9${String(seq).padStart(5, '0')}`;
    const threadTs = textAt(body, 'thread_ts');
    seen.addMessage(
      {
        ...newMessage(channel, ts, botUserId, body),
        onlyFor: user,
        ...(line === undefined ? {} : { answers: line }),
        ...(threadTs === undefined ? {} : { threadTs }),
      },
      at,
    );
    return { ok: true };
  };

  return {
    open: (context) => {
      seq += 1;
      const id = `r${seq}`;
      contexts.set(id, { context, posts: 0 });
      return id;
    },
    take,
  };
};
