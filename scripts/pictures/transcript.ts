import type { Language } from '../../src/migration/facts.ts';
import { jobView } from '../../src/slack/views/announcement.ts';
import { readMrkdwn, UNBROKEN } from './mrkdwn.ts';
import type { Played } from './played.ts';
import { CHANNEL, PEOPLE } from './story.ts';

/** Every message of a migration that was played through, line by line, as a reader sees it. */
export function transcriptOf({ said }: Played, lang: Language): readonly string[] {
  const date = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Asia/Tokyo',
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  return said.flatMap(({ migration, announcement, at, to }) => {
    const { blocks } = jobView({ outboxId: '', migration, announcement, repeat: false }, at, { lang });
    const head = `[${date.format(at)}] ${announcement.kind}${to === undefined ? '' : ` → @${PEOPLE[to] ?? to}`}`;
    return [head, ...blocks.flatMap(linesOf)];
  });
}

function linesOf(block: ReturnType<typeof jobView>['blocks'][number]): readonly string[] {
  switch (block.type) {
    case 'header':
    case 'section':
      return block.text === undefined ? [] : plain(block.text.text);
    case 'context':
      return block.elements.flatMap((element) => ('text' in element ? plain(element.text) : []));
    case 'plan':
      return [
        block.title,
        ...(block.tasks ?? []).flatMap((task) => ('title' in task ? [`  ${String(task.title)}`] : [])),
      ];
    case 'actions':
      return [block.elements.map((element) => (element.type === 'button' ? `[${element.text.text}]` : '')).join('  ')];
  }
}

const plain = (text: string): readonly string[] =>
  readMrkdwn(text, { ...PEOPLE, C1: CHANNEL }).map(({ spans }) =>
    spans.map((span) => span.text.replaceAll(UNBROKEN, ' ')).join(''),
  );
