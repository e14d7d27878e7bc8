import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { passed, type WorldFacts } from './play/judge.ts';
import { rehearse } from './play/rehearse.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    lang: { type: 'string', default: 'en' },
    json: { type: 'string' },
  },
});
const facts: WorldFacts = await rehearse({
  seed: Number(values.seed),
  lang: values.lang === 'ja' ? 'ja' : 'en',
  print: (line) => console.log(line),
});
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(facts, null, 2)}\n`);
console.log(JSON.stringify(facts, null, 2));
process.exit(passed(facts) ? 0 : 1);
