import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { createLogger } from '../../src/log.ts';
import { DEFAULT_SETTINGS } from '../../src/migration/settings.ts';
import { VIEWS } from '../../src/slack/actions/ids.ts';
import { listenToClicks } from '../../src/slack/listen/clicks.ts';
import { listenToCommands } from '../../src/slack/listen/commands.ts';
import { listenToForms } from '../../src/slack/listen/forms.ts';
import { listenToHome } from '../../src/slack/listen/home.ts';
import type { House } from '../../src/slack/listen/house.ts';
import { SUBCOMMANDS } from '../../src/slack/parse/grammar.ts';
import { openHouse, started } from './house.ts';

const ROOT = path.join(import.meta.dirname, '../..');

const manifest = z
  .object({
    display_information: z.object({
      name: z.string().max(35),
      description: z.string().max(140),
      long_description: z.string().min(174).max(4_000),
    }),
    features: z.object({
      slash_commands: z.array(
        z.object({
          command: z.string(),
          description: z.string().max(2_000),
          usage_hint: z.string().max(1_000),
          should_escape: z.boolean(),
        }),
      ),
    }),
    oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()), bot_optional: z.array(z.string()) }) }),
    settings: z.looseObject({
      interactivity: z.object({ is_enabled: z.boolean() }),
      event_subscriptions: z.object({ bot_events: z.array(z.string()) }).optional(),
      socket_mode_enabled: z.boolean(),
    }),
  })
  .parse(parseYaml(readFileSync(path.join(ROOT, 'manifest.yml'), 'utf8')));

/** What the listeners register with the library, by its own method names. */
function registered(): readonly { readonly method: string; readonly what: unknown }[] {
  const calls: { method: string; what: unknown }[] = [];
  const app = new App({
    receiver: new HTTPReceiver({ signingSecret: 'unused-unused-unused', logLevel: LogLevel.ERROR }),
    authorize: async () => ({}),
    convoStore: false,
    logLevel: LogLevel.ERROR,
  });
  const recorder = new Proxy(app, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        calls.push({ method: String(name), what: args[0] });
        return Reflect.apply(value, target, args);
      };
    },
  });
  const refuse = () => Promise.reject(new Error('nobody calls'));
  const house: House = {
    service: {
      start: refuse,
      change: refuse,
      read: refuse,
      inChannel: refuse,
      inTeam: refuse,
      history: refuse,
      journal: refuse,
      lookNow: refuse,
      lookSoon: refuse,
      preview: refuse,
    },
    asked: { key: () => '', keep: async () => {}, forget: async () => {}, list: async () => [] },
    now: Date.now,
    teamTimeZone: 'UTC',
    log: createLogger({ level: 'silent' }),
    stopping: new AbortController().signal,
    client: app.client,
    people: { reader: async () => ({}), outsider: async () => undefined },
    who: { outsider: async () => undefined, inGroups: refuse, sized: refuse, all: refuse },
    home: { show: refuse, sees: refuse, choose: refuse, pickHours: refuse },
    files: { read: refuse, mayRead: refuse },
    holding: { begin: () => ({ hold: refuse, settle: refuse, release: refuse }), edited: () => {} },
    settings: DEFAULT_SETTINGS,
    closed: { reasonFor: () => undefined, watching: (delivery) => delivery },
    knocked: refuse,
  };
  for (const listen of [listenToCommands, listenToClicks, listenToForms, listenToHome]) listen(recorder, house);
  return calls;
}

test('the manifest’s command is the one that the code answers, and its hint names real subcommands', () => {
  const commands = registered().filter(({ method }) => method === 'command');
  expect(manifest.features.slash_commands.map(({ command }) => command)).toEqual(commands.map(({ what }) => what));
  const [command] = manifest.features.slash_commands;
  // Without it a mention would arrive as a name that anybody may bear.
  expect(command?.should_escape).toBe(true);
  const hinted = command?.usage_hint.split('|').map((word) => word.trim()) ?? [];
  expect(hinted.length).toBeGreaterThan(3);
  expect(hinted.filter((word) => !SUBCOMMANDS.some((name) => name === word))).toEqual([]);
});

test('buttons and forms need interactivity; events are subscribed to as far as the code listens to them', () => {
  const calls = registered();
  expect(calls.filter(({ method }) => method === 'action')).toHaveLength(1);
  const forms = calls.filter(({ method }) => method === 'view').map(({ what }) => what);
  expect(forms).toEqual(VIEWS.map((callback_id) => ({ type: 'view_submission', callback_id })));
  expect(manifest.settings.interactivity.is_enabled).toBe(true);
  const events = calls.filter(({ method }) => method === 'event' || method === 'message').map(({ what }) => what);
  expect(manifest.settings.event_subscriptions?.bot_events ?? []).toEqual(events);
});

/** Which scopes each method of the Web API needs; those of comforts are optional. */
const SCOPES: Readonly<Record<string, { readonly needed?: readonly string[]; readonly optional?: readonly string[] }>> =
  {
    'auth.test': {},
    'chat.getPermalink': {},
    'chat.postEphemeral': { needed: ['chat:write'] },
    'chat.postMessage': { needed: ['chat:write'] },
    'chat.update': { needed: ['chat:write'] },
    'conversations.history': { optional: ['channels:history', 'groups:history', 'im:history'] },
    'conversations.replies': { optional: ['channels:history', 'groups:history'] },
    'conversations.open': { needed: ['im:write'] },
    'files.completeUploadExternal': { optional: ['files:write'] },
    'files.getUploadURLExternal': { optional: ['files:write'] },
    'files.info': { optional: ['files:read'] },
    'pins.add': { optional: ['pins:write'] },
    'pins.remove': { optional: ['pins:write'] },
    // And usergroups.users.list.
    'usergroups.list': { optional: ['usergroups:read'] },
    'users.conversations': { optional: ['channels:read', 'groups:read'] },
    'users.info': { needed: ['users:read'] },
    'views.open': {},
    'views.publish': {},
    'views.push': {},
    'views.update': {},
  };

test('the scopes are those of the methods that the code calls, and no others', () => {
  const sources = readdirSync(path.join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(path.join(ROOT, 'src', file), 'utf8'));
  const called = new Set(
    sources.flatMap((text) => [...text.matchAll(/\bclient\.([a-z]+\.[a-zA-Z]+)\(/g)].map((match) => match[1] ?? '')),
  );
  const methods = [...called].filter((method) =>
    /^(?:auth|chat|conversations|files|pins|bookmarks|usergroups|users|views)\./.test(method),
  );
  expect(methods.sort()).toEqual(Object.keys(SCOPES).sort());
  const of = (kind: 'needed' | 'optional') =>
    [...new Set(Object.values(SCOPES).flatMap((each) => each[kind] ?? []))].sort();
  expect([...manifest.oauth_config.scopes.bot].sort()).toEqual(['commands', ...of('needed')].sort());
  expect([...manifest.oauth_config.scopes.bot_optional].sort()).toEqual(of('optional'));
});

test('with the needed scopes alone everything works but the comforts', async () => {
  // The workspace sets its channel up with the bot's own token.
  const setUp = ['channels:read', 'channels:join', 'channels:manage'];
  const house = await openHouse({ botScopes: [...manifest.oauth_config.scopes.bot, ...setUp], strictScopes: true });
  const { facts } = await started(house);
  expect(facts.timeZone).toBe('Asia/Tokyo');
  const status = house.workspace.messages().find((message) => message.text.includes('手順 1/8'));
  expect(status).toMatchObject({ pinned: false });
  expect(await house.ask(house.dana, '/migration status')).toContain('step 1 of 8');
});
