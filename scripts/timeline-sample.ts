/**
 * `node scripts/timeline-sample.ts DIRECTORY`: draws sample pictures of the timeline, in both languages, to look at.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createPainter } from '../src/slack/pictures/painter.ts';
import { wordsFor } from '../src/words/words.ts';
import { beforehand, inTheNight, nineDaysOn } from '../test/words/timeline-sample.ts';

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('node scripts/timeline-sample.ts DIRECTORY');
await mkdir(directory, { recursive: true });
const paint = createPainter();
for (const [name, { migration, now }] of Object.entries({
  before: beforehand(),
  night: inTheNight(),
  later: nineDaysOn(),
})) {
  for (const lang of ['en', 'ja'] as const) {
    const words = wordsFor(lang, { style: 'plain', timeZone: migration.facts.timeZone });
    const { svg, alt } = words.picture(migration, now);
    const file = path.join(directory, `${name}.${lang}`);
    const begun = performance.now();
    await writeFile(`${file}.png`, await paint(svg));
    await writeFile(`${file}.svg`, svg);
    console.log(`${file}.png (${Math.round(performance.now() - begun)} ms)\n${alt}\n`);
  }
}
