import { describe, expect, test } from 'vitest';
import type { Message } from '../../rehearsal/slack/workspace.ts';
import { AppError, ErrorCode } from '../../src/errors.ts';
import { ACTIONS, type ActionId } from '../../src/slack/actions/ids.ts';
import { type ButtonValue, encodeValue } from '../../src/slack/actions/value.ts';
import { wordsFor } from '../../src/words/words.ts';
import { complaints } from './complaints.ts';
import { openHouse, started, type TestHouse } from './house.ts';

const english = wordsFor('en', { style: 'slack', timeZone: 'Asia/Tokyo' });
const STALE = english.t('slack:stale-button');
const FAILED = english.t('slack:failed');

/** All that any button may carry. */
const carriedOf = (m: string, person: string): ButtonValue => ({
  m,
  gate: 'cut-over',
  round: 1,
  step: 'prepare',
  keys: [],
  countries: ['JP'],
  side: 'new',
  office: 'Tokyo',
  client: 'c1',
  person,
  phase: 'pin',
  list: 'clients',
  from: 1,
  to: 2,
  read: [],
});

/** A message of long ago with this button, as it lies in the channel still. */
const lying = (house: TestHouse, action: string, value: string, channel = house.place.channelId): Message => ({
  ...house.withButton('bring-status'),
  channel,
  blocks: [
    {
      type: 'actions',
      elements: [{ type: 'button', action_id: action, value, text: { type: 'plain_text', text: 'x' } }],
    },
  ],
});

async function house() {
  const { log, errors } = complaints();
  const open = await openHouse({ log, isBlank: true });
  const { id } = await started(open, { language: 'en' });
  return { open, id, errors, value: encodeValue(carriedOf(id, open.dana.id)) };
}

describe('every button there is, on a message that is not of now', { timeout: 60_000 }, () => {
  test('carried elsewhere, of no migration, or of another version: told so, and nothing is done', async () => {
    const { open, id, errors, value } = await house();
    const other = await open.workspace.createChannel('elsewhere');
    const before = await open.service.read(id);
    const told = (action: ActionId, text: string, channel?: string) =>
      open.press(open.dana, action, lying(open, action, text, channel));
    for (const action of ACTIONS) {
      const elsewhere = await told(action, value, other.id);
      // An owner's own are in their direct messages, wherever those are.
      if (action.startsWith('client-')) expect(elsewhere, action).not.toContain(FAILED);
      else expect(elsewhere, action).toBe(STALE);
      expect(await told(action, encodeValue(carriedOf('01J0000000000000000000000', open.dana.id))), action).toBe(STALE);
      expect(await told(action, 'not of this version'), action).toBe(STALE);
    }
    expect(await open.press(open.dana, 'of-old', lying(open, 'of-old', value))).toBe(STALE);
    expect(await open.service.read(id)).toEqual(before);
    expect(errors()).toEqual([]);
  });

  test('of a migration that has ended: answered in words, and nothing is done', async () => {
    const { open, id, errors, value } = await house();
    await open.service.change(id, { kind: 'abandon', by: open.dana.id, reason: 'we stay' });
    const before = (await open.service.read(id))?.facts;
    for (const action of ACTIONS) {
      const message = lying(open, action, value);
      const views = open.workspace.views().length;
      await open.workspace.click(open.dana, message, action);
      await open.workspace.waitFor(action, () =>
        open.workspace.views().length > views ? true : (last(open) ?? undefined),
      );
      expect(last(open) ?? '', action).not.toContain(FAILED);
    }
    expect((await open.service.read(id))?.facts).toEqual(before);
    expect(errors()).toEqual([]);
  });

  test('while the store is away: each is told what to do, none is left without an answer', async () => {
    const { open, value } = await house();
    const away = () => Promise.reject(new AppError(ErrorCode.StoreBusy, { path: '/data/bot.sqlite' }));
    open.override.parts = { change: away, read: away, inChannel: away };
    for (const action of ACTIONS) {
      expect(await open.press(open.dana, action, lying(open, action, value)), action).toContain('locked');
    }
  });
});

const last = (house: TestHouse): string | undefined =>
  house.workspace.messages().findLast(({ onlyFor }) => onlyFor === house.dana.id)?.text;
