import { describe, expect, test } from 'vitest';
import type { Message } from '../../rehearsal/slack/workspace.ts';
import { DAY_MS } from '../../src/migration/time.ts';
import { openHouse, saidIn, started, type TestHouse } from './house.ts';

const REFUSED = { kind: 'refused', error: 'invalid_blocks' } as const;

/** Messages of the status, the newest last. */
const statuses = ({ workspace }: TestHouse): readonly Message[] =>
  workspace.messages().filter(({ metadata }) => JSON.stringify(metadata ?? {}).includes('"kind":"status"'));

const hasPlan = (message: Message | undefined): boolean => message?.blocks.some(({ type }) => type === 'plan') === true;

/** The living status after this change of the record. */
async function changed(house: TestHouse, id: string, kind: 'pause' | 'resume'): Promise<Message | undefined> {
  await house.service.change(id, { kind, by: house.dana.id });
  await house.deliver();
  return statuses(house).at(-1);
}

describe('the status as a plan', () => {
  test('says where we are in its title, and each step with its state in words', async () => {
    const house = await openHouse();
    const { id } = await started(house, { language: 'en' });
    const [status] = statuses(house);
    expect(status?.blocks[0]).toMatchObject({
      type: 'plan',
      title: expect.stringContaining('kitano.example: step 1 of 8, Inventory.'),
    });
    expect(status === undefined ? '' : saidIn(status)).toContain('1. Inventory: now\n2. Prepare the new server\n');
    expect(status?.text).toContain('kitano.example: step 1 of 8, Inventory.');
    const paused = await changed(house, id, 'pause');
    // Who paused it is a mention, which a plan cannot show.
    expect(paused?.blocks.map(({ type }) => type).slice(0, 2)).toEqual(['section', 'plan']);
    expect(paused === undefined ? '' : saidIn(paused)).toMatch(
      /paused by <@.*\nStep 1 of 8: Inventory\n1\. Inventory: paused/,
    );
  });

  test('a workspace that refuses it gets the same message at once without: posted once, pinned, edited in place', async () => {
    const refusedBlocks = new Set(['plan']);
    const house = await openHouse({ refusedBlocks });
    const { id } = await started(house, { language: 'en' });
    const [first] = statuses(house);
    expect(first).toMatchObject({ pinned: true });
    expect(first === undefined ? '' : saidIn(first)).toContain('kitano.example: step 1 of 8, Inventory.');
    const paused = await changed(house, id, 'pause');
    expect(hasPlan(paused)).toBe(false);
    expect(paused?.ts).toBe(first?.ts);
    expect(paused === undefined ? '' : saidIn(paused)).toContain('paused by');
    // Slack takes it by now: it is not tried again at each edit,
    refusedBlocks.clear();
    expect(hasPlan(await changed(house, id, 'resume'))).toBe(false);
    // and not given up for good.
    house.clock.at += 8 * DAY_MS;
    const again = await changed(house, id, 'pause');
    expect(hasPlan(again)).toBe(true);
    expect(again?.ts).toBe(first?.ts);
    expect(statuses(house)).toHaveLength(1);
  });

  test('one that takes it no longer: the edit is made at once, without', async () => {
    const house = await openHouse();
    const { id } = await started(house, { language: 'en' });
    house.workspace.fail('chat.update', REFUSED);
    const paused = await changed(house, id, 'pause');
    expect(hasPlan(paused)).toBe(false);
    expect(paused === undefined ? '' : saidIn(paused)).toContain('paused by');
    expect(statuses(house)).toHaveLength(1);
  });

  test('refused for another reason, it goes out as text, and the plan is not blamed for it', async () => {
    const house = await openHouse();
    const { id } = await started(house, { language: 'en' });
    house.workspace.fail('chat.update', REFUSED, 2);
    const paused = await changed(house, id, 'pause');
    expect(paused?.blocks).toEqual([]);
    expect(paused?.text).toContain('paused by');
    expect(hasPlan(await changed(house, id, 'resume'))).toBe(true);
  });

  test('a broken connection between the two is no second message', async () => {
    const house = await openHouse();
    const { id } = await started(house, { language: 'en' });
    house.workspace.fail('chat.update', REFUSED);
    house.workspace.fail('chat.update', { kind: 'lost-answer' });
    await house.service.change(id, { kind: 'pause', by: house.dana.id });
    await house.deliver();
    house.clock.at += DAY_MS;
    await house.deliver();
    expect(statuses(house)).toHaveLength(1);
    const [only] = statuses(house);
    expect(only === undefined ? '' : saidIn(only)).toContain('paused by');
  });
});
