import { createEmulator } from 'emulate';
import { z } from 'zod';
import type { Fault } from './faults.ts';
import type { FieldValue } from './fields.ts';
import { type ApiCall, openFront } from './front.ts';
import { type Hands, hands } from './hands.ts';
import type { HeldFile } from './held-files.ts';
import { isObject, type JsonObject, parseJson } from './json.ts';
import { type Person, type PersonSeed, TEAM } from './people.ts';
import { responsePosts } from './responses.ts';
import { BOT, EVERY_SCOPE, SIGNING_SECRET, seedOf, tokenOf } from './seed.ts';
import { type Happening, type Message, startSeeing, type View } from './seen.ts';
import type { UserGroup } from './stand-ins.ts';
import { waitFor } from './wait.ts';

export type { ApiCall, FieldValue, Happening, Message, Person, View };

export type WorkspaceOptions = {
  readonly people?: readonly PersonSeed[];
  readonly channel?: string;
  /** Scopes of the bot's token; with `strictScopes` a missing one is refused as Slack refuses it. */
  readonly botScopes?: readonly string[];
  readonly strictScopes?: boolean;
  /** Kinds of blocks that this workspace does not take in messages, so far. */
  readonly refusedBlocks?: Set<string>;
  readonly groups?: readonly { readonly handle: string; readonly name: string; readonly people: readonly string[] }[];
};

/**
 * A Slack workspace on loopback: Web API, people, one channel that the bot is a member of, and hands for the people.
 * Close it when done.
 */
export type Workspace = Hands & {
  /** For `clientOptions.slackApiUrl`. */
  readonly apiUrl: string;
  readonly botToken: string;
  readonly signingSecret: string;
  readonly appToken: string;
  readonly teamId: string;
  readonly botUserId: string;
  readonly appId: string;
  readonly channel: { readonly id: string; readonly name: string };
  readonly people: readonly Person[];
  /** A person by name; throws when there is none. */
  person(name: string): Person;
  /** Takes somebody out of a user group, or into it. */
  setMember(handle: string, person: Person, isMember: boolean): void;
  /** Their account is deactivated: nobody can write to them any more. */
  deactivate(person: Person): void;
  /** The bot is out of a channel, or it is archived: what Slack says of it from now on, nothing when it is open again. */
  setClosed(channelId: string, error: string | undefined): void;
  /** Slack itself is away, or back. People's own hands still reach the bot. */
  setDown(isDown: boolean): void;
  /** Where the bot takes slash commands, interactions and events, e.g. `http://127.0.0.1:3000/slack/events`. */
  connectBot(url: string): void;
  /** A person writes into the channel (or a thread of it). */
  say(person: Person, text: string, threadTs?: string): Promise<void>;
  /** Another channel, with everyone and the bot in it. */
  createChannel(name: string): Promise<{ readonly id: string; readonly name: string }>;
  /** Messages of a channel in order of posting: replies in threads and what only one person sees included. */
  messages(channelId?: string): readonly Message[];
  /** What the bot wrote to a person directly. */
  directMessages(person: Person): readonly Message[];
  /** Whom the bot writes to in this conversation; undefined: it is a channel. */
  readerOf(channelId: string): Person | undefined;
  /** Open modals and homes, newest last. */
  views(): readonly View[];
  /** Everything that happened before readers' eyes, in order. */
  happenings(): readonly Happening[];
  /** Told of each happening at once; returns how to stop. */
  onHappening(listener: (happening: Happening) => void): () => void;
  /** Every Web API call that Slack acted upon. */
  calls(): readonly ApiCall[];
  /** Waits until `find` returns something, looking after each happening; rejects after `timeoutMs`. */
  waitFor<T>(what: string, find: () => T | undefined, timeoutMs?: number): Promise<T>;
  /** The next `times` calls of a Web API method go wrong in this way. */
  fail(method: string, fault: Fault, times?: number): void;
  /** Calls the Web API as the bot (default) or with another token, through the front. */
  api(method: string, args: JsonObject, token?: string): Promise<JsonObject>;
  /** A file that a person chooses in a form: the value of its field. */
  hold(file: HeldFile): FieldValue;
  close(): Promise<void>;
};

/** Opens a workspace on free loopback ports. */
export const openWorkspace = async (options: WorkspaceOptions = {}): Promise<Workspace> => {
  const seeds = options.people ?? TEAM;
  const botScopes = options.botScopes ?? EVERY_SCOPE;
  const channelName = options.channel ?? 'mail-move';
  const emulator = await createEmulator({
    service: 'slack',
    port: 0,
    hostname: '127.0.0.1',
    seed: seedOf(seeds, channelName, botScopes, options.strictScopes ?? false),
  });
  const people: Person[] = [];
  const groups: UserGroup[] = [];
  const deactivated = new Set<string>();
  const closed = new Map<string, string>();
  let down = false;
  const seen = startSeeing((token) =>
    token === BOT.token ? BOT.userId : (people.find((person) => person.token === token)?.id ?? ''),
  );
  const responses = responsePosts(seen, BOT.userId, (method, args) => api(method, args));
  const front = await openFront({
    emulatorUrl: emulator.url,
    people: () => people,
    isDeactivated: (id) => deactivated.has(id),
    closed,
    isDown: () => down,
    groups,
    botScopes,
    botToken: BOT.token,
    refusedBlocks: options.refusedBlocks ?? new Set(),
    onCall: seen.note,
    onResponsePost: (post) => responses.take(post),
  });
  const api = async (method: string, args: JsonObject, token = BOT.token): Promise<JsonObject> => {
    const response = await fetch(`${front.url}/api/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(args),
    });
    const parsed = parseJson(await response.text());
    return isObject(parsed) ? parsed : { ok: false, error: 'not_json' };
  };

  const directory = userList.parse(await api('users.list', { limit: 1_000 }));
  for (const seed of seeds) {
    const member = directory.members.find((candidate) => candidate.name === seed.name);
    if (member === undefined) throw new Error(`the emulator did not take ${seed.name}`);
    people.push({ ...seed, id: member.id, token: tokenOf(seed.name) });
  }
  const person = (name: string): Person => {
    const found = people.find((candidate) => candidate.name === name);
    if (found === undefined) throw new Error(`nobody here is called ${name}`);
    return found;
  };
  for (const [index, group] of (options.groups ?? []).entries())
    groups.push({
      id: `S0GROUP${index}`,
      handle: group.handle,
      name: group.name,
      users: group.people.map((name) => person(name).id),
    });

  const channels = channelList.parse(await api('conversations.list', { limit: 1_000 }));
  const channel = channels.channels.find((candidate) => candidate.name === channelName);
  if (channel === undefined) throw new Error(`the emulator did not make #${channelName}`);
  await api('conversations.join', { channel: channel.id });
  const { teamId, teamDomain } = await whoAmI(api);

  const names = new Map([[channel.id, channel.name]]);
  let botUrl: string | undefined;
  const door = () => {
    if (botUrl === undefined) throw new Error('no bot is connected: call connectBot(url) first');
    return { url: botUrl, signingSecret: SIGNING_SECRET };
  };
  const workspace: Workspace = {
    ...hands({
      door,
      team: { id: teamId, domain: teamDomain },
      appId: BOT.appId,
      botUserId: BOT.userId,
      channelName: (id) => names.get(id) ?? 'directmessage',
      defaultChannel: channel.id,
      responseUrl: (context) => `${front.url}/response/${responses.open(context)}`,
      api,
      seen,
    }),
    apiUrl: `${front.url}/api/`,
    botToken: BOT.token,
    appToken: 'xapp-rehearsal',
    signingSecret: SIGNING_SECRET,
    teamId,
    botUserId: BOT.userId,
    appId: BOT.appId,
    channel,
    people,
    person,
    setMember: (handle, { id }, isMember) => {
      const index = groups.findIndex((group) => group.handle === handle);
      const group = groups[index];
      if (group === undefined) throw new Error(`no group is called ${handle}`);
      const others = group.users.filter((user) => user !== id);
      groups[index] = { ...group, users: isMember ? [...others, id] : others };
    },
    deactivate: ({ id }) => void deactivated.add(id),
    setClosed: (id, error) => void (error === undefined ? closed.delete(id) : closed.set(id, error)),
    setDown: (isDown) => {
      down = isDown;
    },
    connectBot: (url) => {
      botUrl = url;
    },
    say: async (by, text, threadTs) => {
      await api(
        'chat.postMessage',
        { channel: channel.id, text, ...(threadTs === undefined ? {} : { thread_ts: threadTs }) },
        by.token,
      );
    },
    createChannel: async (name) => {
      const made = createdChannel.parse(await api('conversations.create', { name }));
      await api('conversations.invite', { channel: made.channel.id, users: people.map((each) => each.id).join(',') });
      names.set(made.channel.id, made.channel.name);
      return made.channel;
    },
    messages: (channelId = channel.id) => seen.messages().filter((message) => message.channel === channelId),
    directMessages: (to) => {
      const direct = seen.directChannel(to.id);
      return seen.messages().filter((message) => message.channel === direct);
    },
    readerOf: (channelId) => people.find(({ id }) => seen.directChannel(id) === channelId),
    views: seen.views,
    happenings: seen.happenings,
    onHappening: seen.onHappening,
    calls: seen.calls,
    waitFor: (what, find, timeoutMs = 5_000) => waitFor(seen.onHappening, what, find, timeoutMs),
    fail: (method, fault, times = 1) => front.fail(method, fault, times),
    api,
    hold: (file) => ({ files: [front.hold(file)] }),
    close: async () => {
      await front.close();
      await emulator.close();
    },
  };
  return workspace;
};

const userList = z.object({ members: z.array(z.object({ id: z.string(), name: z.string() })) });
const channelList = z.object({ channels: z.array(z.object({ id: z.string(), name: z.string() })) });
const createdChannel = z.object({ channel: z.object({ id: z.string(), name: z.string() }) });
const authTest = z.object({ team_id: z.string() });

const whoAmI = async (
  api: (method: string, args: JsonObject) => Promise<JsonObject>,
): Promise<{ teamId: string; teamDomain: string }> => ({
  teamId: authTest.parse(await api('auth.test', {})).team_id,
  teamDomain: 'kitano',
});
