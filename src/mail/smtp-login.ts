import type { MailAccount } from './account.ts';
import { isSendable, saslAnswer } from './auth.ts';
import { MailError } from './mail-error.ts';
import { type SmtpReply, type SmtpSession, wordsOf } from './smtp-wire.ts';
import { codeOfReply } from './submission.ts';

/** Logs in to a submission server (RFC 4954). Rejects with MailError; whoever catches it takes the secrets out of it. */
export async function logInBySmtp(session: SmtpSession, account: MailAccount): Promise<void> {
  if (!isSendable(account)) throw new MailError('protocol', 'a login, password or token holds a control character');
  const offered = session.extensions.get('AUTH');
  if (offered === undefined) throw new MailError('protocol', 'the server offers no login');
  const reply = await exchange(session, account, new Set(offered));
  if (reply.code !== 235) {
    throw new MailError(codeOfReply(reply.code, 'EAUTH', wordsOf(reply), account) ?? 'protocol', wordsOf(reply));
  }
}

async function exchange(session: SmtpSession, account: MailAccount, offered: ReadonlySet<string>): Promise<SmtpReply> {
  const sasl = saslAnswer(account, offered);
  if (sasl !== undefined) {
    const reply = await session.ask(`AUTH ${sasl.mechanism} ${sasl.response}`);
    // The reason of a refusal comes first, and the refusal only after an answer to it (RFC 7628 section 3.2.3).
    return reply.code === 334 ? await session.ask(sasl.breaker) : reply;
  }
  const mayTypeIn = account.accessToken === undefined && account.authzid === undefined && offered.has('LOGIN');
  if (!mayTypeIn) throw new MailError('protocol', 'the server offers no way to log in with what there is');
  let reply = await session.ask('AUTH LOGIN');
  for (const text of [account.user, account.password]) {
    if (reply.code !== 334) return reply;
    reply = await session.ask(Buffer.from(text, 'utf8').toString('base64'));
  }
  return reply;
}
