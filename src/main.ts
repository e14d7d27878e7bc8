import { enableCompileCache } from 'node:module';

// Before anything else is loaded: the second start then finds its modules compiled.
enableCompileCache();

const { readEnvironment, loadConfig, ConfigError } = await import('./config.ts');
const { run } = await import('./run.ts');

try {
  const bot = await run(loadConfig(readEnvironment(process.env)));
  let stopping = false;
  const LIMIT_MS = 20_000;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // Whoever asks twice is in a hurry: what was acknowledged is on the disk, and done at the next start.
      if (stopping) process.exit(1);
      stopping = true;
      setTimeout(() => process.exit(1), LIMIT_MS).unref();
      void bot.stop().then(() => process.exit(0));
    });
  }
} catch (error) {
  const { wordsFor } = await import('./words/words.ts');
  const { isAppError } = await import('./errors.ts');
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else if (isAppError(error))
    process.stderr.write(`${wordsFor('en', { style: 'plain', timeZone: 'UTC' }).error(error.code, error.details)}\n`);
  else throw error;
  process.exitCode = 1;
}
