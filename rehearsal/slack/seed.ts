import type { PersonSeed } from './people.ts';

/** The app as it stands installed in the workspace. */
export const BOT = {
  token: 'xoxb-rehearsal-bot',
  userId: 'U0MIGRATOR',
  botId: 'B0MIGRATOR',
  appId: 'A0MIGRATOR',
  name: 'migration',
};
/** Shared by the workspace and the bot's door. */
export const SIGNING_SECRET = 'rehearsal-signing-secret';
/** More than the bot asks for: tests narrow it. */
export const EVERY_SCOPE = [
  'commands chat:write users:read usergroups:read pins:write pins:read bookmarks:write bookmarks:read files:write files:read',
  'channels:read channels:history channels:join channels:manage groups:read groups:history im:read im:write im:history',
]
  .join(' ')
  .split(' ');

/** The token that acts for a person. */
export const tokenOf = (name: string): string => `xoxp-rehearsal-${name}`;

/** What the emulator starts from: the team, one channel, the installed app and a token for everyone. */
export const seedOf = (
  people: readonly PersonSeed[],
  channel: string,
  scopes: readonly string[],
  strictScopes: boolean,
) => ({
  slack: {
    team: { name: 'Kitano Works', domain: 'kitano' },
    users: people.map((person) => ({
      name: person.name,
      real_name: person.realName,
      email: `${person.name}@kitano.example`,
    })),
    channels: [{ name: channel, topic: 'Moving our mail' }],
    oauth_apps: [
      {
        app_id: BOT.appId,
        client_id: 'rehearsal',
        client_secret: 'rehearsal',
        name: 'Mail migration',
        redirect_uris: [],
        scopes: [...scopes],
        bot_id: BOT.botId,
        bot_user_id: BOT.userId,
        bot_name: BOT.name,
      },
    ],
    tokens: [
      {
        token: BOT.token,
        type: 'bot',
        user_id: BOT.userId,
        scopes: [...scopes],
        app_id: BOT.appId,
        bot_id: BOT.botId,
        bot_user_id: BOT.userId,
      },
      ...people.map((person) => ({
        token: tokenOf(person.name),
        type: 'user',
        user: person.name,
        scopes: ['chat:write'],
      })),
    ],
    strict_scopes: strictScopes,
  },
});
