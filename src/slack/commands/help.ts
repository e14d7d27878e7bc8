import type { Request } from '../parse/request.ts';
import { helpView } from '../views/reference.ts';
import { type Answer, reply, type Visit, wordsOf } from '../visit.ts';

/** `help [SUBCOMMAND]`: works without a migration. */
export async function help(visit: Visit, request: Extract<Request, { kind: 'help' }>): Promise<Answer> {
  return reply(helpView(wordsOf(visit), request.subcommand));
}
