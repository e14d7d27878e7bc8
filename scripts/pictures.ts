/**
 * `npm run pictures`: draws the pictures of the team's guide anew into docs/pictures/, in both languages, from a migration
 * that is played through in the core. `npm run pictures -- --text` prints every message of it instead, as a reader sees it.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createPainter } from '../src/slack/pictures/painter.ts';
import { play } from './pictures/played.ts';
import { fewerColours } from './pictures/png.ts';
import { scenes } from './pictures/scenes.ts';
import { transcriptOf } from './pictures/transcript.ts';

const DIRECTORY = path.join(import.meta.dirname, '..', 'docs', 'pictures');
const isText = process.argv.includes('--text');

if (!isText) await mkdir(DIRECTORY, { recursive: true });
const paint = createPainter();
for (const lang of ['en', 'ja'] as const) {
  const played = play(lang);
  if (isText) console.log(transcriptOf(played, lang).join('\n'));
  else
    for (const { name, svg, text } of scenes(played, lang)) {
      const png = fewerColours(await paint(svg), svg);
      const file = `${name}.${lang}.png`;
      await writeFile(path.join(DIRECTORY, file), png);
      console.log(`${file} (${Math.ceil(png.length / 1_024)} KB): ${text.replaceAll('\n', ' ')}`);
    }
}
