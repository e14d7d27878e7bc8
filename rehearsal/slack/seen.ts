import type { ApiCall } from './front.ts';
import { isObject, type JsonObject, objectAt, objectsAt, textAt } from './json.ts';

/** A message as a reader of the channel sees it now, with what it said before. */
export type Message = {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs?: string;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly JsonObject[];
  readonly metadata?: JsonObject;
  /** The names of the files that are shared by it. */
  readonly files?: readonly string[];
  readonly pinned: boolean;
  readonly deleted: boolean;
  /** Only this person sees it. */
  readonly onlyFor?: string;
  /** The slash command that it answers, as it was typed. */
  readonly answers?: string;
  /** Every earlier wording, oldest first: an edit in place leaves its trace here. */
  readonly earlier: readonly { readonly at: number; readonly text: string; readonly blocks: readonly JsonObject[] }[];
};

/** A modal or an App Home as one person sees it. */
export type View = {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly user: string;
  readonly hash: string;
  readonly callbackId: string;
  readonly privateMetadata: string;
  readonly blocks: readonly JsonObject[];
  /** The whole view as Slack hands it back in payloads. */
  readonly raw: JsonObject;
};

type MessageHappening = 'posted' | 'edited' | 'deleted' | 'pinned' | 'unpinned';
type ViewHappening = 'view-opened' | 'view-updated' | 'home-published';
/** What happened before a reader's eyes, in order. */
export type Happening =
  | { readonly kind: MessageHappening; readonly at: number; readonly message: Message }
  | { readonly kind: ViewHappening; readonly at: number; readonly view: View };

export type Seen = {
  /** Notes a call that Slack acted upon. */
  note(call: ApiCall): void;
  /** A message that did not come through the Web API: an ephemeral reply to a response_url. */
  addMessage(message: Message, at: number): void;
  calls(): readonly ApiCall[];
  happenings(): readonly Happening[];
  /** Messages in order of posting, deleted ones left out. */
  messages(): readonly Message[];
  views(): readonly View[];
  /** The direct-message channel of a person, once the bot has written there. */
  directChannel(user: string): string | undefined;
  onHappening(listener: (happening: Happening) => void): () => void;
};

/** Reads the calls as a person at the screen would: which messages stand in the channel, which views are open. */
export const startSeeing = (userOfToken: (token: string) => string): Seen => {
  const calls: ApiCall[] = [];
  const happenings: Happening[] = [];
  const messages = new Map<string, Message>();
  const views = new Map<string, View>();
  const direct = new Map<string, string>();
  const triggers = new Map<string, string>();
  const fileNames = new Map<string, string>();
  const listeners = new Set<(happening: Happening) => void>();

  const happen = (happening: Happening): void => {
    happenings.push(happening);
    for (const listener of listeners) listener(happening);
  };
  const put = (kind: MessageHappening, at: number, message: Message): void => {
    messages.set(key(message.channel, message.ts), message);
    happen({ kind, at, message });
  };
  const change = (
    kind: 'edited' | 'deleted' | 'pinned' | 'unpinned',
    call: ApiCall,
    ts: string | undefined,
    patch: (message: Message) => Message,
  ): void => {
    const message = messages.get(key(textAt(call.args, 'channel') ?? '', ts ?? ''));
    if (message !== undefined) put(kind, call.at, patch(message));
  };
  const addView = (raw: JsonObject, user: string, kind: ViewHappening, at: number): void => {
    const view = readView(raw, user);
    views.set(view.id, view);
    happen({ kind, at, view });
  };

  const shownView =
    (kind: 'view-opened' | 'view-updated') =>
    ({ args, reply, at }: ApiCall): void => {
      const raw = objectAt(reply, 'view');
      // Slack does not name the person in the view itself: it is whoever the trigger came from.
      const user = triggers.get(textAt(args, 'trigger_id') ?? '') ?? views.get(textAt(raw, 'id') ?? '')?.user;
      addView(raw, user ?? '', kind, at);
    };
  const readers: Readonly<Record<string, (call: ApiCall) => void>> = {
    'conversations.open': ({ args, reply }) => {
      const channel = textAt(reply.channel, 'id');
      const user = textAt(args, 'users');
      if (channel !== undefined && user !== undefined) direct.set(user, channel);
    },
    'chat.postMessage': ({ args, reply, at, token }) => {
      const asked = textAt(args, 'channel') ?? '';
      const channel = textAt(reply, 'channel') ?? asked;
      if (asked.startsWith('U')) direct.set(asked, channel);
      put('posted', at, newMessage(channel, textAt(reply, 'ts') ?? '', userOfToken(token), args));
    },
    'chat.postEphemeral': ({ args, reply, at, token }) => {
      const ts = textAt(reply, 'message_ts') ?? '';
      const message = newMessage(textAt(args, 'channel') ?? '', ts, userOfToken(token), args);
      put('posted', at, { ...message, onlyFor: textAt(args, 'user') ?? '' });
    },
    'chat.update': (call) =>
      change('edited', call, textAt(call.args, 'ts'), (message) => rewritten(message, call.args, call.at)),
    'chat.delete': (call) =>
      change('deleted', call, textAt(call.args, 'ts'), (message) => ({ ...message, deleted: true })),
    'pins.add': (call) =>
      change('pinned', call, textAt(call.args, 'timestamp'), (message) => ({ ...message, pinned: true })),
    'pins.remove': (call) =>
      change('unpinned', call, textAt(call.args, 'timestamp'), (message) => ({ ...message, pinned: false })),
    'files.getUploadURLExternal': ({ args, reply }) => {
      fileNames.set(textAt(reply, 'file_id') ?? '', textAt(args, 'filename') ?? '');
    },
    'files.completeUploadExternal': ({ args, at, token }) => {
      const channel = textAt(args, 'channel_id');
      const ids = objectsAt(args, 'files').flatMap((file) => textAt(file, 'id') ?? []);
      if (channel === undefined) return;
      const said = { ...args, text: textAt(args, 'initial_comment') ?? '', blocks: [] };
      const files = ids.map((id) => fileNames.get(id) ?? id);
      put('posted', at, { ...newMessage(channel, ids.join(' '), userOfToken(token), said), files });
    },
    'views.open': shownView('view-opened'),
    'views.push': shownView('view-opened'),
    'views.update': shownView('view-updated'),
    'views.publish': ({ args, reply, at }) => {
      addView(objectAt(reply, 'view'), textAt(args, 'user_id') ?? '', 'home-published', at);
    },
  };
  const note = (call: ApiCall): void => {
    if (call.method === 'views.generateTriggerId') {
      triggers.set(textAt(call.reply, 'trigger_id') ?? '', textAt(call.args, 'user_id') ?? '');
      return;
    }
    calls.push(call);
    if (call.reply.ok === true) readers[call.method]?.(call);
  };

  return {
    note,
    addMessage: (message, at) => put(messages.has(key(message.channel, message.ts)) ? 'edited' : 'posted', at, message),
    calls: () => calls,
    happenings: () => happenings,
    messages: () => [...messages.values()].filter((message) => !message.deleted),
    views: () => [...views.values()],
    directChannel: (user) => direct.get(user),
    onHappening: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};

const key = (channel: string, ts: string): string => `${channel} ${ts}`;

export const newMessage = (channel: string, ts: string, user: string, args: JsonObject): Message => {
  const threadTs = textAt(args, 'thread_ts');
  return {
    channel,
    ts,
    user,
    text: textAt(args, 'text') ?? '',
    blocks: objectsAt(args, 'blocks'),
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(isObject(args.metadata) ? { metadata: args.metadata } : {}),
    pinned: false,
    deleted: false,
    earlier: [],
  };
};

/** chat.update with text and no blocks drops the blocks, as Slack does. */
export const rewritten = (message: Message, args: JsonObject, at: number): Message => ({
  ...message,
  text: textAt(args, 'text') ?? message.text,
  blocks: args.blocks === undefined && args.text === undefined ? message.blocks : objectsAt(args, 'blocks'),
  ...(isObject(args.metadata) ? { metadata: args.metadata } : {}),
  earlier: [...message.earlier, { at, text: message.text, blocks: message.blocks }],
});

const readView = (raw: JsonObject, user: string): View => ({
  id: textAt(raw, 'id') ?? '',
  type: raw.type === 'home' ? 'home' : 'modal',
  user,
  hash: textAt(raw, 'hash') ?? '',
  callbackId: textAt(raw, 'callback_id') ?? '',
  privateMetadata: textAt(raw, 'private_metadata') ?? '',
  blocks: objectsAt(raw, 'blocks'),
  raw,
});
