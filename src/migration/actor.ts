/** Who says it: a Slack user id, or 'bot'. */
export type Actor = string;
export const BOT: Actor = 'bot';
