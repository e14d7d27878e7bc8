import { describe, expect, it } from 'vitest';
import { readRecipientAnswer } from '../../src/mail/smtp-verdict.ts';
import { replyOf, wordsOf } from '../../src/mail/smtp-wire.ts';

/** As servers of these makes write it. */
const read = (line: string) => {
  const answer = readRecipientAnswer(replyOf(Number(line.slice(0, 3)), line.slice(4).split(' | ')));
  return answer.about === 'address' ? answer.verdict : answer.about;
};

describe('an answer to RCPT TO', () => {
  it.each([
    '250 2.1.5 Ok',
    '251 User not local; will forward to <x@example.net>',
    '252 2.5.2 Cannot VRFY user, but will accept message',
  ])('accepts: %s', (line) => expect(read(line)).toBe('accepted'));

  it.each([
    '550 5.1.1 <x@example.jp>: Recipient address rejected: User unknown in virtual mailbox table',
    '554 5.7.1 <x@example.jp>: Relay access denied',
    '554 5.7.1 <x@example.jp>: Recipient address rejected: Access denied',
    '550 No Such User Here',
    '550 Unrouteable address',
    '550 relay not permitted',
    '550-Please turn on SMTP Authentication in your mail client. | host.example [192.0.2.1]:9 is not permitted to relay through this server without authentication.',
    "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
    '511 sorry, no mailbox here by that name (#5.1.1 - chkuser)',
    '550 5.4.1 Recipient address rejected: Access denied. [PSFXXX.apcprd01.prod.outlook.com]',
    '550 5.7.64 TenantAttribution; Relay Access Denied',
    '550 5.7.1 Client was not authenticated',
    '550 5.1.1 The email account that you tried to reach does not exist. | 5.1.1 https://support.example',
    '552 5.2.2 mailbox full',
    '554 no valid recipients',
    '550 Requested action not taken: mailbox unavailable',
  ])('refuses the address: %s', (line) => expect(read(line)).toBe('refused'));

  it.each([
    '451 4.7.1 Greylisting in action, please come back later',
    '450 4.7.25 Client host rejected: cannot find your hostname',
    '452 4.2.2 Mailbox full',
    '450 4.1.1 unverified address',
  ])('puts off: %s', (line) => expect(read(line)).toBe('deferred'));

  it.each([
    '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org',
    '550 5.7.606 Access denied, banned sending IP [192.0.2.1]',
    '554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied',
    '504 5.5.2 <x>: Helo command rejected: need fully-qualified hostname',
    '550 5.7.1 Unfortunately, messages from [192.0.2.1] were not sent. Your network is on our block list (S3150).',
    '550 JunkMail rejected - host [192.0.2.1] is in an RBL',
    '550-5.7.1 [192.0.2.1] The IP you are using to send mail is not authorized to send directly',
    '550 5.7.25 The IP address sending this message does not have a PTR record setup',
    '530 5.7.0 Must issue a STARTTLS command first',
    '550 5.7.1 not today',
    '503 5.5.1 bad sequence of commands',
    '500 what?',
    '354 go on',
  ])('is about us: %s', (line) => expect(read(line)).toBe('us'));

  it.each([
    '550 5.1.8 <postmaster@example.jp>: Sender address rejected: Domain not found',
    '550 5.7.23 SPF validation failed',
    '550 Sender verify failed',
    '550 5.7.1 Null sender not accepted',
  ])('is about the sender: %s', (line) => expect(read(line)).toBe('sender'));

  it.each([
    '452 4.5.3 Too many recipients',
    '552 too many recipients',
    '550 5.5.3 Bounces may have one recipient',
    '452-4.5.3 Multiple destination domains per transaction is unsupported',
  ])('is about the number: %s', (line) => expect(read(line)).toBe('number'));
});

it('keeps code, status and words of every line', () => {
  expect(wordsOf(replyOf(550, ['5.1.1 no such', '5.1.1 user']))).toBe('550 5.1.1 no such user');
  expect(wordsOf(replyOf(511, ['no mailbox (#5.1.1)']))).toBe('511 no mailbox (#5.1.1)');
  expect(wordsOf(replyOf(250, ['']))).toBe('250');
});
