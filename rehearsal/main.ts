import { writeFileSync } from 'node:fs';
import { interact } from './play/interactive.ts';
import { closingFacts } from './play/narration.ts';
import { readOptions, USAGE } from './play/options.ts';
import { rehearse } from './play/rehearse.ts';
import { rehearseMany } from './play/side-by-side.ts';
import { passed, type WorldFacts } from './play/world-facts.ts';

const options = readOptions(process.argv.slice(2));
if (typeof options === 'string') {
  process.stderr.write(`${options}\n\n${USAGE}\n`);
  process.exit(2);
}
if (options.help) {
  process.stdout.write(`${USAGE}\n`);
  process.exit(0);
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const { seeds, lang, json } = options;
const [only = 1] = seeds;
if (options.interactive) {
  await interact({ seed: only, lang, print });
  process.exit(0);
}

const all: readonly WorldFacts[] =
  seeds.length === 1
    ? [await rehearse({ seed: only, lang, print: options.quiet ? () => {} : print })]
    : await rehearseMany(seeds, options, options.quiet ? () => {} : print);
if (!options.quiet && seeds.length === 1) for (const facts of all) for (const line of closingFacts(facts)) print(line);
if (json !== undefined) writeFileSync(json, `${JSON.stringify(all.length === 1 ? all[0] : all, null, 2)}\n`);
process.exit(all.every(passed) ? 0 : 1);
