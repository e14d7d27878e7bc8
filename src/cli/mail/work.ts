import type { Arguments } from '../arguments.ts';
import type { ExitCode, Io } from '../io.ts';
import type { KeepingOperations } from '../keeping-operations.ts';
import type { MailOperations } from '../mail-operations.ts';
import type { Operations } from '../operations.ts';

/** What a command of `npm run mail` works on: one migration of the running bot. */
export type MailWork = {
  readonly io: Io;
  readonly given: Arguments;
  readonly migrationId: string;
  readonly mail: MailOperations & KeepingOperations;
  readonly operations: Operations;
  /** As the journal names whoever sits at this machine. */
  readonly by: string;
};

/**
 * A command of `npm run mail`: reads its words, and then answers what carries it out. Throws CommandRefused for words
 * that are wrong or wanting, before anybody looks for the bot.
 */
export type MailCommand = (given: Arguments) => (work: MailWork) => Promise<ExitCode>;
