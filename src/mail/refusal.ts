import type { FailureCode } from '../migration/observations.ts';
import type { MailAccount } from './account.ts';

/** A server that is full, and says so; it may name our address while it does. */
const FULL = /too many|maximum number|exceed|temporar|try (?:again )?later/i;
/** Words of a server that is troubled rather than unwilling. */
const TROUBLED = /limit|unavailable|internal (?:server )?error/i;

/**
 * Words by which servers refuse logins for the place they come from. "Authentication failed, your address was noted"
 * must not be among them: a wrong password that is taken for this one is tried until the account is locked. So a
 * place alone is not enough, there must be a refusal of it.
 */
const FROM_HERE: readonly RegExp[] = [
  // Japanese hosters, "国外IPアドレスからのアクセス制限" and its kin.
  /(?:国外|海外)[^。]{0,40}(?:制限|禁止|拒否|許可|できません|不可|アクセス|ログイン)/,
  /(?:access|login|logins|log-?in|connection|connections|sign-?in|use) (?:\w+ ){0,3}from (?:outside|abroad|overseas|foreign|(?:other|this|your|that) (?:country|countries|region|location|network|ip|host|address))/i,
  /(?:your|this|client|source|remote) (?:\w+ )?(?:ip|ip address|country|region|location|network)\b[^.;]{0,60}?(?:(?:is|are|was|has been) )?(?:not (?:allowed|permitted|authori[sz]ed|accepted)|blocked|denied|restricted|rejected|banned|blacklisted|block ?listed)/i,
  /(?:not (?:allowed|permitted)|denied|blocked|restricted|forbidden|prohibited) (?:\w+ ){0,3}(?:from|for|in|by) (?:\w+ ){0,2}(?:ip|ip address|country|countries|region|location|network|geo\w*)\b/i,
  /geo-?(?:ip|block|fenc|restrict)/i,
  // Google, of a place it does not know the user from.
  /log in (?:via|with) your web browser|web ?login required/i,
  /conditional access/i,
];

/** The way in is shut for this mailbox, whatever its password: somebody switched a protocol or passwords off. */
const SWITCHED_OFF =
  /(?:imap4?|pop3?|smtp|smtp ?client ?authentication|basic ?auth(?:entication)?|protocol)\b.{0,40}\b(?:disabled|not enabled|blocked|turned off|switched off)|basicauthblocked|(?:not enabled|disabled) for (?:imap|pop|smtp)/i;

/**
 * What a refused login means, by the server's own words where no code of its says it. Only `login-refused` speaks
 * against the password, and keeps it from being tried again. A token is nobody's guess: refusing one locks no account.
 */
export function refusalByWords(said: string, account: MailAccount): FailureCode {
  if (FULL.test(said)) return 'login-limit';
  return exculpatedByWords(said) ?? (TROUBLED.test(said) ? 'login-limit' : refusedOutright(account));
}

/** The same where a code did say that the login failed: its words may still tell that the place or a switch was meant. */
export function exculpatedByWords(said: string): FailureCode | undefined {
  if (FROM_HERE.some((words) => words.test(said))) return 'login-from-here';
  return SWITCHED_OFF.test(said) ? 'server-no' : undefined;
}

/** The server has judged what it was given, and will not have it. */
export function refusedOutright({ accessToken }: MailAccount): FailureCode {
  return accessToken === undefined ? 'login-refused' : 'token-refused';
}
