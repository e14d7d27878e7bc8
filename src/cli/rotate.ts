import { loadStorageConfig } from '../config.ts';
import { readArguments } from './arguments.ts';
import { ExitCode, type Io } from './io.ts';
import { rotateTexts } from './rotate-texts.ts';
import { openSession } from './session.ts';

/** `vault rotate [--drop-old --yes]`: a new key for the vault, or the older ones off the ring. */
export async function rotateKeys(argv: readonly string[], io: Io): Promise<ExitCode> {
  const given = readArguments(argv, { 'drop-old': 'flag', yes: 'flag' });
  const session = await openSession(loadStorageConfig(io.environment));
  const texts = rotateTexts(io.lang);
  try {
    if (given.flag('drop-old')) {
      if (!given.flag('yes')) {
        io.err(texts.dropNeedsYes);
        return ExitCode.Refused;
      }
      const gone = await session.operations.dropOldKeys();
      if (gone.outcome === 'by-variables') return refused(texts.variablesDrop, io);
      for (const line of texts.dropped(gone)) io.out(line);
      return leftOver(gone, io);
    }
    const done = await session.operations.rotateKeys();
    if (done.outcome === 'by-variables' && done.older === 0) return refused(texts.byVariables(done), io);
    const lines = done.outcome === 'rotated' ? texts.rotated(done) : texts.byVariables(done);
    for (const line of lines) io.out(line);
    return leftOver(done, io);
  } finally {
    await session.close();
  }
}

function refused(lines: readonly string[], io: Io): ExitCode {
  for (const line of lines) io.err(line);
  return ExitCode.Refused;
}

function leftOver(
  { unopened, scrubbed }: { readonly unopened: readonly string[]; readonly scrubbed: boolean },
  io: Io,
): ExitCode {
  const texts = rotateTexts(io.lang);
  if (unopened.length > 0) io.err(texts.unopened(unopened));
  if (!scrubbed) io.err(texts.notScrubbed);
  return unopened.length > 0 || !scrubbed ? ExitCode.Refused : ExitCode.Done;
}
