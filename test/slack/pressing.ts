import { expect } from 'vitest';
import type { FieldValue, Happening, Message, Person, View } from '../../rehearsal/slack/workspace.ts';
import { overLimits } from '../../src/slack/views/limits.ts';
import { wordsFor } from '../../src/words/words.ts';
import { hasButton, saidIn, type TestHouse } from './house.ts';

/** What was done with a hand, so that it can be done again on the very same message or form. */
type Done =
  | { readonly kind: 'pressed'; readonly person: Person; readonly on: Message; readonly action: string }
  | {
      readonly kind: 'sent';
      readonly person: Person;
      readonly view: View;
      readonly values: Readonly<Record<string, FieldValue>>;
    };

/** Presses and sends as people do, holds each answer against what every answer must be, and remembers it. */
export type Hand = {
  /** Presses the newest such button that this person can see, and gives what they are told. */
  readonly press: (person: Person, action: string) => Promise<string>;
  /** The same, on a message of before the button was called otherwise. */
  readonly pressOld: (person: Person, action: string, former: string) => Promise<string>;
  /** The same, where it opens a form. */
  readonly opens: (person: Person, action: string, form: string) => Promise<View>;
  /** Types a line that opens a form. */
  readonly asks: (person: Person, line: string, form: string) => Promise<View>;
  /** Presses inside a form; gives it as it is then. */
  readonly inForm: (
    person: Person,
    view: View,
    action: string,
    choice?: string,
    values?: Readonly<Record<string, FieldValue>>,
  ) => Promise<View>;
  /** The form once this is in it. */
  readonly formWith: (view: View, text: string) => Promise<View>;
  readonly send: (person: Person, view: View, values: Readonly<Record<string, FieldValue>>) => Promise<void>;
  /** Everything that was pressed and sent, once more, before this house: no answer is missing, none is a defect. */
  readonly again: (house: TestHouse) => Promise<void>;
};

/** What was pressed (action_id) and sent (callback_id) in a file of tests. */
export type Driven = { readonly pressed: Set<string>; readonly sent: Set<string> };

export function handOf(house: TestHouse, driven: Driven): Hand {
  const done: Done[] = [];
  const { workspace } = house;

  const pressOn = async (person: Person, on: Message, action: string): Promise<string> => {
    done.push({ kind: 'pressed', person, on, action });
    driven.pressed.add(action);
    const shown = await pressed(house, person, on, action);
    await house.deliver();
    return 'view' in shown ? `form: ${shown.view.callbackId}` : saidIn(shown.message);
  };
  const press = (person: Person, action: string) => pressOn(person, newest(house, person, action), action);
  const formNow = (view: View): View => workspace.views().find(({ id }) => id === view.id) ?? view;
  return {
    press,
    pressOld: (person, action, former) => {
      const { blocks, ...message } = newest(house, person, action);
      const renamed = JSON.stringify(blocks).replaceAll(`"action_id":"${action}"`, `"action_id":"${former}"`);
      return pressOn(person, { ...message, blocks: JSON.parse(renamed) }, former);
    },
    formWith: (view, text) =>
      workspace.waitFor(
        text,
        () => {
          const now = formNow(view);
          return JSON.stringify(now.blocks).includes(text) ? now : undefined;
        },
        10_000,
      ),
    opens: async (person, action, form) => {
      expect(await press(person, action)).toBe(`form: ${form}`);
      return lastForm(house, form);
    },
    asks: async (person, line, form) => {
      const before = workspace.views().length;
      await workspace.slash(person, `/migration ${line}`);
      await workspace.waitFor(`the form ${form}`, () => workspace.views()[before]);
      return lastForm(house, form);
    },
    inForm: async (person, view, action, choice, values = {}) => {
      driven.pressed.add(action);
      const ack = await workspace.clickInView(person, view, action, choice, values);
      expect(ack, action).toMatchObject({ outcome: 'acknowledged' });
      const busy = JSON.stringify(view.blocks);
      await workspace.waitFor(`what comes of ${action}`, () =>
        JSON.stringify(formNow(view).blocks) === busy ? undefined : true,
      );
      expect(overLimits(formNow(view).raw), action).toEqual([]);
      return formNow(view);
    },
    send: async (person, view, values) => {
      done.push({ kind: 'sent', person, view, values });
      driven.sent.add(view.callbackId);
      const { ack, errors } = await workspace.submitView(person, view, values);
      expect([ack.outcome, errors], view.callbackId).toEqual(['acknowledged', {}]);
      await house.deliver();
    },
    again: async (later) => {
      for (const one of done) {
        if (one.kind === 'pressed') await pressed(later, one.person, one.on, one.action);
        else {
          const { ack, errors } = await workspace.submitView(one.person, one.view, one.values);
          expect(ack, one.view.callbackId).toMatchObject({ outcome: 'acknowledged' });
          for (const text of Object.values(errors)) expectGood(text, one.view.callbackId);
        }
      }
    },
  };
}

const lastForm = ({ workspace }: TestHouse, form: string): View => {
  const found = workspace.views().findLast(({ callbackId }) => callbackId === form);
  if (found === undefined) throw new Error(`the form ${form} is not open`);
  return found;
};

/** In the channel, whispered, or in their direct messages. */
function newest({ workspace }: TestHouse, person: Person, action: string): Message {
  const seen = [...workspace.messages(), ...workspace.directMessages(person)].filter(
    ({ onlyFor }) => onlyFor === undefined || onlyFor === person.id,
  );
  const found = seen.findLast((message) => hasButton(message, action));
  if (found === undefined) throw new Error(`${person.name} sees no button ${action}`);
  return found;
}

const GENERAL = (['en', 'ja'] as const).map((lang) => wordsFor(lang, { style: 'slack', timeZone: 'UTC' }));
/** A machine that is busy with other tests takes seconds. */
const PATIENCE_MS = 15_000;
const BUSY = GENERAL.flatMap((words) => [words.t('slack:looking'), words.t('slack:working')]);

function expectGood(said: string, about: string): void {
  expect(said.trim(), about).not.toBe('');
  for (const words of GENERAL) expect(said, about).not.toContain(words.t('slack:failed'));
}

/** What this person is shown for the press in the end: something, within the limits, and no defect. */
async function pressed({ workspace }: TestHouse, person: Person, on: Message, action: string): Promise<Happening> {
  const before = workspace.happenings().length;
  const ack = await workspace.click(person, on, action);
  expect(ack, action).toMatchObject({ outcome: 'acknowledged' });
  const shown = await workspace.waitFor(
    `what comes of ${action}`,
    () => {
      const last = workspace
        .happenings()
        .slice(before)
        .findLast((each) => isFor(person, each));
      return last !== undefined && 'message' in last && BUSY.includes(last.message.text) ? undefined : last;
    },
    PATIENCE_MS,
  );
  expect(overLimits('view' in shown ? shown.view.raw : shown.message), action).toEqual([]);
  if ('message' in shown) expectGood(saidIn(shown.message), action);
  return shown;
}

const isFor = (person: Person, happening: Happening): boolean =>
  'view' in happening ? happening.view.user === person.id : happening.message.onlyFor === person.id;
