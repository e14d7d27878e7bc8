/** A secret that came in through Slack by mistake. */
export const secrets = {
  password: 'a password',
  'private-key': 'a private key',
  token: 'an access token',
  url: 'an address with a password in it',
  list: 'a list with passwords',
  refused:
    'This looks like {{what, ready}}. It was not carried out and not kept, and no log of the bot has it. But it has passed through Slack: if it stands in a message, delete that; and have it changed.\nPasswords are entered on a page of their own (`/migration passwords`), or on the bot’s machine (`npm run vault -- import FILE`).\nIf it is no secret, say it in other words.',
} as const;
