import type { AcceptanceVerdict } from '../migration/mail-observations.ts';
import { type SmtpReply, wordsOf } from './smtp-wire.ts';

/**
 * Whom an answer to RCPT TO is about: the address itself; us, who asked; the sender's address that we gave; or the
 * number of recipients. Only the first says whether mail for the address is taken.
 */
export type RecipientAnswer =
  | { readonly about: 'address'; readonly verdict: AcceptanceVerdict }
  | { readonly about: 'us' | 'sender' | 'number' };

/** The words of servers that count recipients, or want bounces to have one only. */
const NUMBER =
  /too many (?:recipients|rcpt)|\b(?:one|single) recipient|(?<![\d.])1 recipient|multiple (?:destination|recipient)/i;

/** No login is asked of servers that bring mail from outside: who wants one takes none from there. */
const RELAY =
  /relay(?:ing)?\b.{0,40}(?:den|not|prohibit|disallow|restrict|access)|(?:den|not|no|cannot|can't|unable to|won't)\w*.{0,20}\brelay|rcpthosts|not (?:a )?local|non-?local|no such domain|domain (?:isn't|is not|not)|do(?:es)?n't (?:accept|handle|host|serve)/i;
const LOGIN_WANTED = /authenticat|auth required|log ?in (?:first|required)|smtp auth/i;
const RECIPIENT =
  /recipient (?:address )?(?:rejected|denied|refused|unknown|not found|invalid)|(?:invalid|unknown|bad|no such|nonexistent|unrouteable|undeliverable) (?:recipient|user|address|mailbox|account|local)|(?:user|mailbox|account|recipient|address)\b.{0,40}(?:unknown|not (?:found|known|exist|available|here)|doesn't exist|does not exist|unavailable|disabled|full|inactive|suspended)|no mailbox/i;
const SENDER =
  /sender (?:address )?(?:rejected|denied|refused|verif|invalid|not|domain)|(?:null|empty|blank) (?:sender|return|envelope|reverse)|bounces? (?:are|is|not|rejected|refused|denied)|(?:reverse|return)[ -]?path|\bSPF\b|\bDMARC\b/i;
/** Words of no other meaning; then such as also stand beside others. */
const SURELY_US =
  /client host|\bhelo\b|\b(?:rbl|dnsbl|spamhaus|spamcop|barracuda|sorbs)\b|blocked using|b(?:lock|lack)[ -]?list|\bptr\b|reverse dns|\brdns\b|reverse (?:host ?name|lookup|name)|reputation|banned sending/i;
const PERHAPS_US =
  /blocked|banned|dynamic|residential|\b(?:ip|client|country|network)\b|access denied|service unavailable|spam/i;

/** What an answer to RCPT TO says. 421 is a farewell, and never comes here. */
export function readRecipientAnswer(reply: SmtpReply): RecipientAnswer {
  const { code, status = '' } = reply;
  const said = wordsOf(reply);
  if (code >= 200 && code < 300) return { about: 'address', verdict: 'accepted' };
  // 552 is how RFC 821 said it (RFC 5321 section 4.5.3.1.10), and also what a full mailbox answers.
  const isFull = /full|quota|storage/i.test(said) || status.startsWith('5.2.');
  if (!isFull && (/^[45]\.5\.3$/.test(status) || NUMBER.test(said) || code === 552)) return { about: 'number' };
  if (code >= 400 && code < 500) return { about: 'address', verdict: 'deferred' };
  return code >= 500 && code < 600 ? readRefusal(code, status, said) : { about: 'us' };
}

function readRefusal(code: number, status: string, said: string): RecipientAnswer {
  const refused = { about: 'address', verdict: 'refused' } as const;
  if (status === '5.1.7' || status === '5.1.8') return { about: 'sender' };
  if (/^5\.[12]\./.test(status)) return refused;
  // A server that insists on TLS, which could not be had.
  if (code === 530 && /starttls|\btls\b|encrypt/i.test(said)) return { about: 'us' };
  if (SURELY_US.test(said)) return { about: 'us' };
  if (SENDER.test(said)) return { about: 'sender' };
  if (RELAY.test(said) || LOGIN_WANTED.test(said) || RECIPIENT.test(said)) return refused;
  // 5.7: a policy that nobody put into words may as well be one against us.
  if (PERHAPS_US.test(said) || status.startsWith('5.7.')) return { about: 'us' };
  // A command that was not understood is no answer (500 to 504).
  return code < 510 || status.startsWith('5.5.') ? { about: 'us' } : refused;
}
