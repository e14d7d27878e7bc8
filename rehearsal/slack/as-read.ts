import { type JsonObject, objectAt, objectsAt, textAt } from './json.ts';

/** How names, channels and moments look to whoever reads. */
export type Reading = {
  /** By the ids of people, `@` included. */
  readonly names: ReadonlyMap<string, string>;
  readonly channel: { readonly id: string; readonly name: string };
  readonly dates: Intl.DateTimeFormat;
};

/** A message as lines, as Slack shows them: its blocks where it has some, else its text. */
export function asRead(
  {
    text,
    blocks,
    files = [],
  }: { readonly text: string; readonly blocks: readonly JsonObject[]; readonly files?: readonly string[] },
  reading: Reading,
): readonly string[] {
  const lines = blocks.flatMap((block) => blockLines(block));
  const shown = files.map((name) => `(file: ${name})`);
  return unmarked([...(lines.length > 0 ? lines : text.split('\n')), ...shown], reading);
}

/** A modal or an App Home as lines: its title, its blocks, and the buttons at its foot. */
export function viewAsRead(view: JsonObject, reading: Reading): readonly string[] {
  const title = shownText(view.title);
  const foot = [view.submit, view.close].flatMap((one) => shownText(one) ?? []).map((label) => `[${label}]`);
  return [
    ...(title === undefined ? [] : [`== ${title} ==`]),
    ...unmarked(objectsAt(view, 'blocks').flatMap(blockLines), reading),
    ...(foot.length === 0 ? [] : [foot.join('  ')]),
  ];
}

/** Slack's marks taken off, mentions and dates written out; what stands in code keeps its asterisks. */
function unmarked(lines: readonly string[], reading: Reading): readonly string[] {
  let isCode = false;
  return lines
    .map((line) => {
      const wasCode = isCode;
      if (line.split('```').length % 2 === 0) isCode = !isCode;
      return wasCode || isCode ? plain(line, reading) : plain(line, reading).replace(/\*([^*]+)\*/g, '$1');
    })
    .filter((line) => line.trim() !== '');
}

function blockLines(block: JsonObject): readonly string[] {
  switch (block.type) {
    case 'divider':
      return ['----'];
    case 'image':
      return [`(picture: ${textAt(block, 'alt_text') ?? ''})`];
    case 'input':
      return inputLines(block);
    case 'plan':
      return [
        textAt(block, 'title') ?? '',
        ...objectsAt(block, 'tasks').map(
          (task) => `  (${textAt(task, 'status') ?? ''}) ${textAt(task, 'title') ?? ''}`,
        ),
      ];
    default: {
      const fields = objectsAt(block, 'fields').flatMap((field) => textAt(field, 'text') ?? []);
      const elements = objectsAt(block, 'elements').map(elementShown);
      const { accessory } = block;
      const beside = accessory === undefined ? [] : [elementShown(objectAt(block, 'accessory'))];
      return [
        ...(shownText(block.text)?.split('\n') ?? []),
        ...fields.flatMap((field) => field.split('\n')),
        ...(elements.length > 0 ? [elements.join('  ')] : []),
        ...beside,
      ];
    }
  }
}

function inputLines(block: JsonObject): readonly string[] {
  const optional = block.optional === true ? ' (optional)' : '';
  const hint = shownText(block.hint);
  return [
    `${shownText(block.label) ?? ''}${optional}:`,
    ...elementShown(objectAt(block, 'element'))
      .split('\n')
      .map((line) => `  ${line}`),
    ...(hint === undefined ? [] : [`  (${hint})`]),
  ];
}

/** What a person sees of a button, a choice, a field to type into. */
function elementShown(element: JsonObject): string {
  const { type } = element;
  const asked = shownText(element.placeholder) ?? '';
  if (type === 'button') return `[${shownText(element.text) ?? ''}]`;
  if (type === 'image') return `(picture: ${textAt(element, 'alt_text') ?? ''})`;
  if (type === 'plain_text_input') return `<${textAt(element, 'initial_value') ?? asked}>`;
  const options = objectsAt(element, 'options');
  if (type === 'checkboxes' || type === 'radio_buttons') {
    const chosen = new Set(
      [...objectsAt(element, 'initial_options'), objectAt(element, 'initial_option')].map(({ value }) => value),
    );
    return options
      .map((option) => {
        const [mark, under] = [chosen.has(option.value) ? 'x' : ' ', shownText(option.description)];
        return [`[${mark}] ${shownText(option.text) ?? ''}`, ...(under === undefined ? [] : [`    ${under}`])].join(
          '\n',
        );
      })
      .join('\n');
  }
  if (type === 'static_select') {
    const chosen = shownText(objectAt(element, 'initial_option').text) ?? asked;
    const others = options.map((option) => shownText(option.text) ?? '').join(' | ');
    return `<${chosen} ▾: ${others}>`;
  }
  const initial = ['initial_date', 'initial_time', 'initial_user', 'initial_users']
    .flatMap((name) => element[name] ?? [])
    .map(String);
  if (typeof type === 'string' && /select|picker|file_input/.test(type))
    return `<${initial.join(', ') || asked || type}>`;
  return shownText(element) ?? '';
}

/** Of a text object, or of an element that bears its text itself. */
function shownText(value: unknown): string | undefined {
  return textAt(value, 'text');
}

function plain(line: string, { names, channel, dates }: Reading): string {
  return line
    .replace(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, (_, id: string) => names.get(id) ?? `@${id}`)
    .replace(/<!date\^(\d+)\^[^|>]*\|[^>]*>/g, (_, epoch: string) => dates.format(Number(epoch) * 1_000))
    .replace(/<!(here|channel)>/g, '@$1')
    .replace(/<#([A-Z0-9]+)(?:\|[^>]*)?>/g, (_, id: string) => `#${id === channel.id ? channel.name : id}`)
    .replace(/<(?:mailto:)?[^|> ]+\|([^>]+)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
