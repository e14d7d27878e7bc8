import type { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { z } from 'zod';
import { AppError, ErrorCode, isErrorCode } from '../errors.ts';

/** One JSON object a line, one answer to each question, in order: `{method, params}` and `{ok, result | error}`. */
const requestSchema = z.object({ method: z.string(), params: z.unknown() });
export type Request = { readonly method: string; readonly params?: unknown };

const answerSchema = z.union([
  z.object({ ok: z.literal(true), result: z.unknown() }),
  z.object({
    ok: z.literal(false),
    error: z.object({
      code: z.string(),
      details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    }),
  }),
]);
export type Answer = z.infer<typeof answerSchema>;

/** Enough for the accounts of 50,000 mailboxes; a peer that sends more in one line is cut off. */
const MAX_LINE_CHARS = 16 * 1024 * 1024;

export function parseRequest(line: string): Request {
  return requestSchema.parse(JSON.parse(line));
}

/** What an answer brought: its result, or the error of the catalogue that it carries, thrown. */
export function resultOf(line: string): unknown {
  const answer = parseAnswer(line);
  if (answer.ok) return answer.result;
  const { code, details } = answer.error;
  throw isErrorCode(code) ? new AppError(code, details) : new AppError(ErrorCode.SocketProtocol);
}

function parseAnswer(line: string): Answer {
  try {
    return answerSchema.parse(JSON.parse(line));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError)
      throw new AppError(ErrorCode.SocketProtocol, {}, { cause: error });
    throw error;
  }
}

export function toLine(message: Request | Answer): string {
  return `${JSON.stringify(message)}\n`;
}

/** The lines that come in on a connection, until it ends; one that is too long ends it with an error. */
export async function* linesOf(socket: Socket): AsyncGenerator<string, void> {
  const decoder = new StringDecoder('utf8');
  let parts: string[] = [];
  let length = 0;
  for await (const chunk of socket) {
    const text = decoder.write(chunk);
    const [first = '', ...others] = text.split('\n');
    parts.push(first);
    length += first.length;
    for (const next of others) {
      yield parts.join('');
      parts = [next];
      length = next.length;
    }
    if (length > MAX_LINE_CHARS) throw new AppError(ErrorCode.SocketProtocol);
  }
}
