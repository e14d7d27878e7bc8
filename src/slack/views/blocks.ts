import type { ActionsBlock, Button, ContextBlock, HeaderBlock, PlanBlock, SectionBlock } from '@slack/types';
import { LIMITS } from './limits.ts';

export type Block = ActionsBlock | ContextBlock | HeaderBlock | PlanBlock | SectionBlock;

/** The block_id of the line that goes with a message's buttons, and leaves with them. */
export const ASKING = 'asking';

/**
 * A message as it goes to Slack: `text` is what notifications and screen readers say. `olderBlocks`: the same without
 * blocks that not every workspace takes.
 */
export type Rendered = {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly olderBlocks?: readonly Block[];
};

/** The first `most` characters, marked where something is missing; never half of a surrogate pair. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = most - 1;
  const whole = text.slice(0, end);
  const last = whole.charCodeAt(end - 1);
  return `${last >= 0xd800 && last <= 0xdbff ? whole.slice(0, -1) : whole}…`;
}

/** Plain text as large print; marks do not work in it. */
export function header(text: string): HeaderBlock {
  return { type: 'header', text: { type: 'plain_text', text: cut(text, LIMITS.headerText), emoji: true } };
}

/** Paragraph with marks. Lines that do not fit are cut at a line's end, so that no mark or link is torn. */
export function section(text: string): SectionBlock {
  return { type: 'section', text: marked(text) };
}

export function context(text: string): ContextBlock {
  return { type: 'context', elements: [marked(text)] };
}

/** `verbatim`: Slack reads our marks and mentions, and makes no links of host names, which people are to copy. */
function marked(text: string): { type: 'mrkdwn'; text: string; verbatim: true } {
  return { type: 'mrkdwn', text: cutLines(text, LIMITS.sectionText), verbatim: true };
}

export function actions(elements: readonly Button[]): ActionsBlock {
  return { type: 'actions', elements: elements.slice(0, LIMITS.actionElements) };
}

export type Task = {
  readonly id: string;
  readonly title: string;
  readonly state: 'pending' | 'in_progress' | 'complete' | 'error';
};

/** Steps with their marks; plain text alone, and no buttons. Not every workspace takes it. */
export function plan(title: string, tasks: readonly Task[]): PlanBlock {
  return {
    type: 'plan',
    title: cut(title, LIMITS.planTitle),
    tasks: tasks.map(({ id, title: said, state }) => ({
      type: 'task_card',
      task_id: id,
      title: cut(said, LIMITS.planTitle),
      status: state,
    })),
  };
}

export type ButtonSpec = {
  readonly action: string;
  readonly text: string;
  readonly value: string;
  readonly style?: 'primary' | 'danger';
  readonly confirm?: { readonly title: string; readonly text: string; readonly yes: string; readonly no: string };
};

export function button(spec: ButtonSpec): Button {
  const { confirm } = spec;
  return {
    type: 'button',
    action_id: spec.action,
    text: plainText(spec.text, LIMITS.buttonText),
    value: spec.value,
    ...(spec.style === undefined ? {} : { style: spec.style }),
    ...(confirm === undefined
      ? {}
      : {
          confirm: {
            title: plainText(confirm.title, LIMITS.confirmTitle),
            text: plainText(confirm.text, LIMITS.confirmText),
            confirm: plainText(confirm.yes, LIMITS.confirmButton),
            deny: plainText(confirm.no, LIMITS.confirmButton),
          },
        }),
  };
}

export function plainText(text: string, most: number): { type: 'plain_text'; text: string; emoji: boolean } {
  return { type: 'plain_text', text: cut(text, most), emoji: true };
}

/** As many whole lines as fit; a single line that is too long is cut. */
function cutLines(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = text.lastIndexOf('\n', most - 2);
  return end > 0 ? `${text.slice(0, end)}\n…` : cut(text, most);
}

/**
 * A long list in as few sections as it takes, at most `sections` of them; when lines are left over, `more(n)` is the
 * last line and says how many and where the rest can be read.
 */
export function listed(
  lines: readonly string[],
  more: (left: number) => string,
  sections = 3,
  room = LIMITS.sectionText - 300,
): readonly SectionBlock[] {
  const blocks: string[] = [];
  let current: string[] = [];
  let length = 0;
  let taken = 0;
  for (const line of lines) {
    const shown = cut(line, room);
    // A line that fills all the room by itself begins no empty section before it.
    if (current.length > 0 && length + shown.length + 1 > room) {
      if (blocks.length + 1 === sections) break;
      blocks.push(current.join('\n'));
      current = [];
      length = 0;
    }
    current.push(shown);
    length += shown.length + 1;
    taken += 1;
  }
  if (taken < lines.length) current.push(more(lines.length - taken));
  if (current.length > 0) blocks.push(current.join('\n'));
  return blocks.map(section);
}

/** A message of these blocks; the text is cut to what Slack takes. */
export function rendered(text: string, blocks: readonly Block[]): Rendered {
  return { text: cut(text, LIMITS.messageText), blocks: blocks.slice(0, LIMITS.messageBlocks) };
}
