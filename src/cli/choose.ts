import type { Arguments } from './arguments.ts';
import { type Texts, textsIn } from './choose-texts.ts';
import { ExitCode, type Io } from './io.ts';
import type { Running, Target } from './operations.ts';
import { CommandRefused } from './refusal.ts';
import type { Session } from './session.ts';

/**
 * The migration that `--migration ID` or `--channel C` names; undefined when neither is there. Throws CommandRefused
 * for both at once, and for a channel given by its name: an id is what never changes.
 */
export function targetOf(given: Arguments): Target | undefined {
  const migration = given.text('migration');
  const channel = given.text('channel');
  if (migration !== undefined && channel !== undefined)
    throw new CommandRefused((lang) => [textsIn(lang).oneOfTwo], ExitCode.Usage);
  if (channel !== undefined && !/^[CG][A-Z0-9]+$/.test(channel))
    throw new CommandRefused((lang) => [textsIn(lang).channelId(channel)], ExitCode.Usage);
  if (migration !== undefined) return { migration };
  return channel === undefined ? undefined : { channel };
}

/** The same where a migration must be named, since what is done to it is not undone. */
export function namedTargetOf(given: Arguments): Target {
  const target = targetOf(given);
  if (target !== undefined) return target;
  throw new CommandRefused((lang) => [textsIn(lang).missing('--migration ID | --channel C')], ExitCode.Usage);
}

/**
 * The migration's id: as named, else the only one that is going on, which is said. Throws CommandRefused, with the
 * options to copy, when there are several or none; and what `resolve` throws.
 */
export async function chooseMigration(session: Session, target: Target | undefined, io: Io): Promise<string> {
  if (target !== undefined) return session.operations.resolve(target);
  const all = await session.operations.listMigrations();
  const [only, ...others] = all.filter(({ ended }) => !ended);
  if (only === undefined) throw new CommandRefused((lang) => nobody(textsIn(lang), session, all), ExitCode.Refused);
  if (others.length > 0)
    throw new CommandRefused(
      (lang) => [textsIn(lang).several, ...[only, ...others].map((one) => lineOf(one))],
      ExitCode.Refused,
    );
  // Beside what was asked for, which may be a file on standard output.
  io.err(textsIn(io.lang).taken(only.domain ?? only.id, only.channelId));
  return only.id;
}

function nobody(texts: Texts, { through, where }: Session, ended: readonly Running[]): readonly string[] {
  const looked = texts.none(through, where);
  return ended.length === 0 ? [looked] : [looked, texts.ended, ...ended.map(lineOf)];
}

function lineOf({ id, domain, channelId }: Running): string {
  return `  --migration ${id}    ${domain ?? '?'}  (${channelId})`;
}
