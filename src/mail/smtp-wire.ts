import type { Socket } from 'node:net';
import { MailError } from './mail-error.ts';
import { Pop3Wire } from './pop3-wire.ts';

/** One whole reply (RFC 5321 section 4.2). */
export type SmtpReply = {
  readonly code: number;
  /** Enhanced status code (RFC 2034), such as 5.1.1, where the server gives one. */
  readonly status?: string;
  /** The text of its lines without codes. */
  readonly lines: readonly string[];
};

/** A session that has said EHLO, and logged in where that was wanted. */
export type SmtpSession = {
  /** EHLO keywords, upper case, each with its words. Empty where the server knows HELO only. */
  readonly extensions: ReadonlyMap<string, readonly string[]>;
  /** Sends one command. Rejects with `server-bye` on 421. */
  readonly ask: (line: string) => Promise<SmtpReply>;
};

/** Some servers greet with a page of conditions; a reply that goes on past this is none. */
const MOST_REPLY_BYTES = 8 * 1024;

/** Commands and replies of one socket, one at a time: an answer is never taken for that of another command. */
export class SmtpWire {
  readonly #lines: Pop3Wire;

  constructor(socket: Socket, silenceMs: number) {
    this.#lines = new Pop3Wire(socket, silenceMs);
  }

  /** True when the server has sent more than it was asked for. */
  get hasMore(): boolean {
    return this.#lines.hasMore;
  }

  /** Sends a command (or the lines of a message) and waits for the reply. Rejects with MailError, or as the socket ended. */
  async ask(line: string): Promise<SmtpReply> {
    // What comes unasked would be read as the answer to the next question. Only a farewell may (RFC 5321 section 3.8).
    if (this.hasMore) {
      const unasked = await this.reply();
      throw unasked.code === 421 ? goneWith(unasked) : new MailError('protocol', 'a reply to nothing');
    }
    this.#lines.write(line);
    return await this.reply();
  }

  async reply(waitMs?: number): Promise<SmtpReply> {
    const lines: string[] = [];
    let first: string | undefined;
    let size = 0;
    for (;;) {
      const line = await this.#lines.line(waitMs);
      size += line.length;
      const [, code, sign, text = ''] = /^(\d{3})(?:([ -])(.*))?$/s.exec(line) ?? [];
      if (code === undefined || size > MOST_REPLY_BYTES || (first !== undefined && code !== first)) {
        throw new MailError('protocol', 'not a reply of a mail server');
      }
      first = code;
      lines.push(text);
      if (sign !== '-') return replyOf(Number(code), lines);
    }
  }
}

/** Its lines with their status codes on them. */
export function replyOf(code: number, texts: readonly string[]): SmtpReply {
  const status = texts.flatMap((text) => /^([245]\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1] ?? []).at(0);
  const lines = texts.map((text) => (status === undefined ? text : text.replace(/^[245]\.\d{1,3}\.\d{1,3}\b\s*/, '')));
  // qmail's patches write it at the end: (#5.1.1).
  const trailing = status ?? /\(#([245]\.\d{1,3}\.\d{1,3})\b/.exec(texts.join(' '))?.[1];
  return { code, ...(trailing !== undefined && { status: trailing }), lines: lines.map((line) => line.trim()) };
}

/** Code, status and words on one line. */
export function wordsOf({ code, status, lines }: SmtpReply): string {
  const text = lines.filter(Boolean).join(' ');
  return [String(code), ...(status === undefined || text.includes(status) ? [] : [status]), text].join(' ').trim();
}

function goneWith(reply: SmtpReply): MailError {
  return new MailError('server-bye', wordsOf(reply).slice(0, 200));
}
