import { MailError } from './mail-error.ts';

/**
 * Whether the server answered, and said no (or, to a command that it does not know, BAD): of one folder or one question
 * nothing was learnt, and the session goes on. A session that broke, or a server that asks for patience, is no refusal.
 */
export function isRefusal(error: unknown): boolean {
  if (error instanceof MailError) return error.code === 'server-no';
  if (!(error instanceof Error)) return false;
  const code: unknown = Reflect.get(error, 'code');
  if (code === 'NotFound') return true;
  const status: unknown = Reflect.get(error, 'responseStatus');
  return code !== 'ETHROTTLE' && (status === 'NO' || status === 'BAD');
}
