import { runCommandLine } from './run.ts';

/** `npm run vault`, `npm run mail`, `npm run journal`, `npm run doctor`. */
process.exitCode = await runCommandLine(process.argv.slice(2), {
  environment: process.env,
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
});
