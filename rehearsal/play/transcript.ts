import type { JsonObject } from '../slack/json.ts';
import { objectsAt, textAt } from '../slack/json.ts';
import type { Happening, Message, Person } from '../slack/workspace.ts';
import { kindOf } from './channel.ts';

export type Transcript = {
  /** Prints what a reader of the channel would see happen. */
  readonly show: (happening: Happening) => void;
  /** What a person typed or pressed. */
  readonly did: (person: Person, what: string) => void;
  /** What happens outside the channel. */
  readonly aside: (text: string) => void;
};

/** The channel as it unfolds, as lines of text. Edits of the status message are not repeated: it is shown when it is asked for. */
export function createTranscript(
  people: readonly Person[],
  startedAt: number,
  print: (line: string) => void,
): Transcript {
  const names = new Map(people.map((person) => [person.id, `@${person.name}`]));
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
      if (happening.kind === 'edited' && kind === 'status') return;
      const [first = '', ...rest] = linesOf(message, names);
      const who =
        message.onlyFor === undefined
          ? 'Mail Migration Bot'
          : `Mail Migration Bot → ${names.get(message.onlyFor) ?? ''} only`;
      const note = happening.kind === 'edited' ? ' (edited)' : '';
      // What only one person sees is told in its first lines.
      const shown = message.onlyFor === undefined ? rest : rest.slice(0, 4);
      lines(`[${stamp(happening.at)}] ${who}${note}: ${first}`, shown);
    },
    did: (person, what) => print(`[${stamp(Date.now())}] @${person.name}: ${what}`),
    aside: (text) => print(`[${stamp(Date.now())}]   (${text})`),
  };
}

/** A message as lines: its blocks where it has some, else its text. */
function linesOf(message: Message, names: ReadonlyMap<string, string>): readonly string[] {
  const blocks = message.blocks.flatMap((block) => blockLines(block));
  const text = blocks.length > 0 ? blocks : message.text.split('\n');
  return text.map((line) => plain(line, names)).filter((line) => line.trim() !== '');
}

function blockLines(block: JsonObject): readonly string[] {
  const own = textAt((block.text as JsonObject | undefined) ?? {}, 'text');
  const buttons = objectsAt(block, 'elements').flatMap((element) => {
    const label = textAt((element.text as JsonObject | undefined) ?? {}, 'text');
    if (element.type === 'button') return [`[${label ?? ''}]`];
    return [typeof element.text === 'string' ? element.text : (label ?? '')];
  });
  return [...(own?.split('\n') ?? []), ...(buttons.length > 0 ? [buttons.join('  ')] : [])];
}

function plain(line: string, names: ReadonlyMap<string, string>): string {
  return line
    .replace(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, (_, id: string) => names.get(id) ?? `@${id}`)
    .replace(/<!date\^(\d+)\^[^|>]*\|[^>]*>/g, (_, epoch: string) =>
      new Date(Number(epoch) * 1_000).toISOString().slice(11, 19),
    )
    .replace(/<!(here|channel)>/g, '@$1')
    .replace(/<(?:mailto:)?[^|>]+\|([^>]+)>/g, '$1')
    .replace(/\*([^*]+)\*/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
