import { asRead } from '../slack/as-read.ts';
import type { Happening, Person, Workspace } from '../slack/workspace.ts';
import { kindOf } from './channel.ts';
import { narration } from './narration.ts';

export type Transcript = {
  /** Prints what a reader of the channel would see happen. */
  readonly show: (happening: Happening) => void;
  /** What a person typed or pressed. */
  readonly did: (person: Person, what: string) => void;
  /** What happens outside the channel. */
  readonly aside: (text: string) => void;
};

export type TranscriptOptions = {
  readonly people: readonly Person[];
  /** Epoch milliseconds: lines are stamped with the time since then. */
  readonly startedAt: number;
  readonly lang: 'en' | 'ja';
  readonly print: (line: string) => void;
  readonly slack: Pick<Workspace, 'channel' | 'readerOf'>;
  /** How much of an answer that one person alone sees is told, after its first line. */
  readonly privateLines: number | 'all';
};

/** The time zone of whoever starts the migration, as Slack tells it: the migration's own. */
export function zoneOf(people: readonly Person[]): string {
  return people.find((person) => person.name === 'aoi')?.timeZone ?? 'UTC';
}

/** The channel as it unfolds, as lines of text. Edits of the status message, and of what owners are asked for, are not
 * repeated: the one is shown when it is asked for, the others grow shorter with each "done". */
export function createTranscript({
  people,
  startedAt,
  lang,
  print,
  slack,
  privateLines,
}: TranscriptOptions): Transcript {
  const names = new Map(people.map((person) => [person.id, `@${person.name}`]));
  const reader = { names, channel: slack.channel, dates: datesIn(lang, zoneOf(people)) };
  const stamp = (at: number) => {
    const seconds = Math.max(0, (at - startedAt) / 1_000);
    return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${(seconds % 60).toFixed(1).padStart(4, '0')}`;
  };
  const lines = (head: string, body: readonly string[]) => {
    print(head);
    for (const line of body) print(`         ${line}`);
  };
  return {
    show(happening) {
      if (happening.kind !== 'posted' && happening.kind !== 'edited') return;
      const { message } = happening;
      const kind = kindOf(message);
      if (happening.kind === 'edited' && (kind === 'status' || kind === 'owner-tasks')) return;
      const [first = '', ...rest] = asRead(message, reader);
      const author = names.get(message.user) ?? 'Mail Migration Bot';
      const alone = slack.readerOf(message.channel);
      const to = message.onlyFor === undefined ? '' : ` → ${names.get(message.onlyFor) ?? ''} only`;
      const who = `${author}${alone === undefined ? to : ` → @${alone.name}`}`;
      const note = happening.kind === 'edited' ? ' (edited)' : '';
      const shown = message.onlyFor === undefined ? rest : shortened(rest, privateLines, lang);
      lines(`[${stamp(happening.at)}] ${who}${note}: ${first}`, shown);
    },
    did: (person, what) => print(`[${stamp(Date.now())}] @${person.name}: ${what}`),
    aside: (text) => print(`[${stamp(Date.now())}]   (${text})`),
  };
}

/** Day and time to the second: a rehearsal's days last seconds. */
function datesIn(lang: 'en' | 'ja', timeZone: string): Intl.DateTimeFormat {
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat(lang === 'ja' ? 'ja' : 'en-GB', { timeZone, day: 'numeric', month: 'short', ...time });
}

function shortened(lines: readonly string[], most: number | 'all', lang: 'en' | 'ja'): readonly string[] {
  if (most === 'all' || lines.length <= most) return lines;
  return [...lines.slice(0, most), narration(lang).more(lines.length - most)];
}
