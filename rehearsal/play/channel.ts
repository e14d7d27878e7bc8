import { objectAt, textAt } from '../slack/json.ts';
import type { Message } from '../slack/workspace.ts';

/** What a message of the bot is, by the metadata it carries: "gate-opened", "approval" …; one with files carries none. */
export function kindOf(message: Message): string | undefined {
  if (message.files?.some((name) => name.startsWith('migration-report-')) === true) return 'report';
  return textAt(objectAt(message.metadata, 'event_payload'), 'kind');
}

/** The gate that a message of the bot is about. */
export function gateOf(message: Message): string | undefined {
  return textAt(objectAt(message.metadata, 'event_payload'), 'gate');
}

/** Whether the message has a button of that action now. */
export function hasButton(message: Message, action: string): boolean {
  return message.blocks.some(
    (block) =>
      Array.isArray(block.elements) &&
      block.elements.some(
        (element) => typeof element === 'object' && element !== null && Reflect.get(element, 'action_id') === action,
      ),
  );
}

/** The lines of a message that the bot marks as wrong: the mark is the same in either language. */
export function wrongIn(message: Message): readonly string[] {
  const lines = saidIn(message).split(/\n|\\n|"/);
  return lines.map((line) => line.trim()).filter((line) => line.startsWith('✗'));
}

/** Everything that a message says: its text, and the texts in its blocks. */
export function saidIn(message: Message): string {
  return `${message.text}\n${JSON.stringify(message.blocks)}`;
}
