import type { Actor } from './actor.ts';

const SLACK_USER = /^[UW][A-Z0-9]{2,}$/;

/** A member of the Slack workspace, who can be mentioned and written to: not the bot, nor a name that somebody typed. */
export function isPerson(actor: Actor): boolean {
  return SLACK_USER.test(actor);
}
