import type { AcceptanceVia } from '../migration/mail-observations.ts';
import type { FailureCode } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { Question, QuestionResult } from './acceptance-questions.ts';
import type { MailAccount } from './account.ts';
import { MailError, safeDetail } from './mail-error.ts';
import type { SmtpPath } from './smtp-path.ts';
import { readRecipientAnswer } from './smtp-verdict.ts';
import { type SmtpReply, type SmtpSession, wordsOf } from './smtp-wire.ts';

/** Far below the 100 recipients that every server must take (RFC 5321 section 4.5.3.1.8). */
const MOST_A_TRANSACTION = 50;

/**
 * What is still to be asked, through however many sessions it takes. Only MAIL, RCPT and RSET are ever said here, so
 * there is nothing that could send.
 */
export class AcceptanceDialogue {
  readonly answers = new Map<Question, QuestionResult>();
  readonly #pending: Question[];
  /** Senders still to be tried, the one in use first. */
  readonly #senders: string[];
  readonly #account: MailAccount;
  readonly #via: AcceptanceVia;
  readonly #now: () => Instant;
  #mostATransaction = MOST_A_TRANSACTION;

  constructor(
    questions: readonly Question[],
    senders: readonly string[],
    options: { readonly account: MailAccount; readonly via: AcceptanceVia; readonly now: () => Instant },
  ) {
    this.#pending = [...questions];
    this.#senders = [...senders];
    this.#account = options.account;
    this.#via = options.via;
    this.#now = options.now;
  }

  get left(): number {
    return this.#pending.length;
  }

  /** Asks until nothing is left. Rejects where the session breaks: what was answered before stands. */
  async talk(session: SmtpSession): Promise<void> {
    for (let next = this.#pending[0]; next !== undefined; next = this.#pending[0]) {
      if (next.path === undefined) {
        this.#fail(next, 'protocol', 'not an address');
        continue;
      }
      if (next.path.isUtf8 && !session.extensions.has('SMTPUTF8')) {
        this.#fail(next, 'server-no', 'the server takes no address that is not ASCII (SMTPUTF8)');
        continue;
      }
      if (!(await this.#begin(session, next.path))) continue;
      await this.#askRecipients(session, next, next.path.isUtf8);
      if (this.#pending.length === 0) return;
      await this.#reset(session);
    }
  }

  /** The first of what is left cannot be asked. */
  failFirst(code: FailureCode, detail: string | undefined): void {
    const [first] = this.#pending;
    if (first !== undefined) this.#fail(first, code, detail);
  }

  failRest(code: FailureCode, detail: string | undefined): void {
    while (this.#pending.length > 0) this.failFirst(code, detail);
  }

  /** MAIL FROM. False: this sender is not taken, and the next one is to be tried, or nothing is left to be asked. */
  async #begin(session: SmtpSession, { isUtf8 }: SmtpPath): Promise<boolean> {
    const reply = await session.ask(`MAIL FROM:<${this.#senders[0] ?? ''}>${isUtf8 ? ' SMTPUTF8' : ''}`);
    if (isTaken(reply)) return true;
    const said = this.#said(reply);
    if (reply.code < 500) {
      for (const question of [...this.#pending]) this.#answer(question, 'deferred', reply);
    } else if (!this.#dropSender()) this.failRest('server-no', said);
    return false;
  }

  async #askRecipients(session: SmtpSession, first: Question, isUtf8: boolean): Promise<void> {
    let asked = 0;
    for (let next: Question | undefined = first; next?.path !== undefined; next = this.#pending[0]) {
      // What is made up stands alone: no other recipient shall have a part in its answer.
      const isApart = asked > 0 && (next.kind !== 'address' || next.path.isUtf8 !== isUtf8);
      if (isApart || asked >= this.#mostATransaction) return;
      const reply = await session.ask(`RCPT TO:<${next.path.text}>`);
      const answer = readRecipientAnswer(reply);
      switch (answer.about) {
        case 'address':
          this.#answer(next, answer.verdict, reply);
          break;
        case 'number':
          // Not this recipient, but so many of them: it is asked for again, first of a transaction of its own.
          if (asked > 0) {
            this.#mostATransaction = asked;
            return;
          }
          if (reply.code < 500) this.#answer(next, 'deferred', reply);
          else this.#fail(next, 'server-no', this.#said(reply));
          break;
        case 'sender':
          if (this.#dropSender()) return;
          this.#fail(next, 'server-no', this.#said(reply));
          break;
        case 'us':
          this.#fail(next, 'server-no', this.#said(reply));
          break;
        default:
          answer satisfies never;
      }
      asked += 1;
    }
  }

  async #reset(session: SmtpSession): Promise<void> {
    const reply = await session.ask('RSET');
    if (!isTaken(reply)) throw new MailError('server-bye', this.#said(reply));
  }

  #dropSender(): boolean {
    if (this.#senders.length < 2) return false;
    this.#senders.shift();
    return true;
  }

  #answer(question: Question, verdict: 'accepted' | 'refused' | 'deferred', reply: SmtpReply): void {
    const said = this.#said(reply) ?? String(reply.code);
    this.#settle(question, { outcome: 'answered', at: this.#now(), verdict, reply: said, via: this.#via });
  }

  #fail(question: Question, code: FailureCode, detail: string | undefined): void {
    this.#settle(question, { outcome: 'failed', at: this.#now(), code, ...(detail !== undefined && { detail }) });
  }

  #settle(question: Question, result: QuestionResult): void {
    this.answers.set(question, result);
    this.#pending.splice(this.#pending.indexOf(question), 1);
  }

  #said(reply: SmtpReply): string | undefined {
    return safeDetail(wordsOf(reply), this.#account);
  }
}

function isTaken({ code }: SmtpReply): boolean {
  return code >= 200 && code < 300;
}
