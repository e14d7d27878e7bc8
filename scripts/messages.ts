/**
 * `npm run messages -- [--language en|ja] [--only NAME] [--large]`: prints every message, direct message and form as a reader
 * sees it, with the text that notifications and screen readers say. `--large`: with as much in it as it may hold.
 */
import { parseArgs } from 'node:util';
import { asRead, viewAsRead } from '../rehearsal/slack/as-read.ts';
import { isObject, objectsAt, parseJson, textAt } from '../rehearsal/slack/json.ts';
import { everyView, historyOf, huge, largestAnnouncements, underWay } from '../test/slack/every-view.ts';

const { values } = parseArgs({
  options: {
    language: { type: 'string', default: 'en' },
    only: { type: 'string', default: '' },
    large: { type: 'boolean', default: false },
  },
});
const lang = values.language === 'ja' ? 'ja' : 'en';
const reading = {
  names: new Map([
    ['U1AAA', '@aoi'],
    ['U2BBB', '@ken'],
    ['U3CCC', '@mika'],
    ['U5OWNER', '@ritu'],
  ]),
  channel: { id: 'C1', name: 'mail-move' },
  dates: new Intl.DateTimeFormat(lang === 'ja' ? 'ja' : 'en-GB', {
    timeZone: 'Asia/Tokyo',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }),
};
const views = values.large
  ? new Map([...everyView(huge, lang, historyOf(4)), ...largestAnnouncements(lang)])
  : everyView(underWay, lang, historyOf(1));
for (const [name, view] of views) {
  if (!name.includes(values.only)) continue;
  const shown = parseJson(JSON.stringify(view));
  if (!isObject(shown)) throw new Error(`${name} is no view`);
  const text = textAt(shown, 'text');
  const blocks = objectsAt(shown, 'blocks');
  const lines = text === undefined ? viewAsRead(shown, reading) : asRead({ text, blocks }, reading);
  const said = text === undefined ? [] : asRead({ text, blocks: [] }, reading);
  // What a notification says is told only where it is not the first line.
  const fallback = said[0] === lines[0] ? [] : [`  (read out: ${said.join(' / ')})`];
  console.log([`### ${name}`, ...lines.map((line) => `  ${line}`), ...fallback, ''].join('\n'));
}
