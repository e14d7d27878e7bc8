import type { Language } from '../../src/migration/facts.ts';
import { type Instant, MINUTE_MS } from '../../src/migration/time.ts';
import { jobView } from '../../src/slack/views/announcement.ts';
import { livingStatusView } from '../../src/slack/views/status.ts';
import { wordsFor } from '../../src/words/words.ts';
import { drawMessage } from './bubble.ts';
import type { Played, Said } from './played.ts';
import { CHANNEL, PEOPLE } from './story.ts';
import { day, TIMES } from './world.ts';

const ZONE = 'Asia/Tokyo';

export type Picture = { readonly name: string; readonly svg: string; readonly text: string };

/** The pictures of the team's guide, from a migration that was played through. */
export function scenes(played: Played, lang: Language): readonly Picture[] {
  const message = (name: string, find: (said: Said) => boolean): Picture => {
    const said = played.said.find(find);
    if (said === undefined) throw new Error(`the story holds no message for the picture ${name}`);
    return { name, ...shown(said, lang) };
  };
  const kind = (wanted: Said['announcement']['kind'], from: Instant) => (said: Said) =>
    said.announcement.kind === wanted && said.at >= from;
  const words = wordsFor(lang, { style: 'slack', timeZone: ZONE });
  const ninth = day(8, 1);
  const status = livingStatusView(played.standing(ninth), words, ninth);
  const timelineAt = day(10, 1, 21);
  const timeline = wordsFor(lang, { style: 'plain', timeZone: ZONE }).picture(played.standing(timelineAt), timelineAt);
  // As it stands when people choose: before they have.
  const choice = played.said.findLast(
    ({ announcement, at }) => announcement.kind === 'rewrite' && at < TIMES.allServers + MINUTE_MS,
  );
  // The message of a straggler is edited when it is on the new server.
  const carried = played.said.findLast(({ announcement }) => announcement.kind === 'stragglers');
  return [
    message('owner-pin', (said) => kind('owner-tasks', day(0))(said) && said.to === 'UREN'),
    message('approval', kind('approval', day(0))),
    message('rewrite', (said) => said === choice),
    { name: 'status', svg: svgOf(status.blocks, ninth, lang), text: status.text },
    message('rescued', (said) => said === carried),
    message('cancel', (said) => kind('gate-opened', day(20))(said)),
    { name: 'timeline', svg: timeline.svg, text: timeline.alt },
  ];
}

/** A message as its reader finds it. */
function shown(
  { migration, announcement, at, to }: Said,
  lang: Language,
): { readonly svg: string; readonly text: string } {
  const view = jobView({ outboxId: '', migration, announcement, repeat: false }, at, { lang });
  return { svg: svgOf(view.blocks, at, lang, to), text: view.text };
}

function svgOf(blocks: readonly unknown[], at: Instant, lang: Language, to?: string): string {
  const direct = { en: 'Direct message to', ja: 'ダイレクトメッセージ →' }[lang];
  const date = new Intl.DateTimeFormat(lang === 'ja' ? 'ja' : 'en-GB', {
    timeZone: ZONE,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return drawMessage({
    blocks,
    author: 'mail-migration',
    time: date.format(at),
    place: to === undefined ? `#${CHANNEL}` : `${direct} @${namesOf()[to] ?? to}`,
    names: namesOf(),
  });
}

const namesOf = (): Readonly<Record<string, string>> => ({ ...PEOPLE, C1: CHANNEL });
