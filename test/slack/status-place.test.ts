import { expect, test } from 'vitest';
import type { Message } from '../../rehearsal/slack/workspace.ts';
import { hasButton, openHouse, saidIn, started, type TestHouse } from './house.ts';

const statuses = (house: TestHouse): readonly Message[] =>
  house.workspace
    .messages()
    .filter((message) => message.onlyFor === undefined && JSON.stringify(message).includes('"kind":"status"'));
const living = (house: TestHouse) => statuses(house).filter((message) => hasButton(message, 'bring-status'));

test('"bring it to the bottom" posts the status anew, pinned; the former one is unpinned and leads there', async () => {
  const house = await openHouse();
  await started(house);
  await house.deliver();
  const former = house.withButton('bring-status');
  await house.workspace.say(house.dana, 'much is said here');
  await Promise.all([house.press(house.dana, 'bring-status'), house.press(house.ken, 'bring-status')]);
  expect(await house.press(house.dana, 'bring-status')).toBe('The status has been brought to the bottom just now.');
  await house.deliver();
  expect(statuses(house)).toHaveLength(2);
  expect(living(house)).toHaveLength(1);
  expect(living(house)[0]).toMatchObject({ pinned: true });
  expect(living(house)[0]?.ts).not.toBe(former.ts);
  const left = house.workspace.messages().find(({ ts }) => ts === former.ts);
  expect(left).toMatchObject({ pinned: false });
  expect(left?.blocks).toHaveLength(1);
  expect(left === undefined ? '' : saidIn(left)).toContain('下に出し直しました');
  // Whoever still has the button on the screen is answered too.
  expect(await house.press(house.ken, 'bring-status', former)).toBe('状況は、たったいま一番下に出し直したところです。');
});

test('`status here` does the same; a wrong word is met with the right line', async () => {
  const house = await openHouse();
  await started(house);
  await house.deliver();
  const [former] = statuses(house);
  expect(await house.ask(house.dana, '/migration status here')).toBe('The status comes to the bottom of the channel.');
  await house.deliver();
  expect(statuses(house)).toHaveLength(2);
  expect(living(house).map(({ ts }) => ts)).not.toContain(former?.ts);
  expect(await house.ask(house.dana, '/migration status her')).toContain('/migration status here');
});

test('a status that was deleted is posted anew once, also when the answer to that was lost', async () => {
  const house = await openHouse();
  const { id } = await started(house);
  await house.deliver();
  const [gone] = statuses(house);
  const deleted = { kind: 'refused', error: 'message_not_found' } as const;
  house.workspace.fail('chat.update', deleted, 2);
  house.workspace.fail('chat.postMessage', { kind: 'lost-answer' });
  await house.service.change(id, { kind: 'pause', by: house.dana.id });
  const migration = await house.service.read(id);
  if (migration === undefined || gone === undefined) throw new Error('no status to speak of');
  const announcement = { kind: 'status' } as const;
  const job = { outboxId: `${id}.900`, migration, announcement, messageTs: gone.ts, repeat: false };
  await expect(house.slack.delivery.deliver(job)).rejects.toMatchObject({ code: 'delivery-retry' });
  const { messageTs } = await house.slack.delivery.deliver(job);
  expect(statuses(house).map(({ ts }) => ts)).toEqual([gone.ts, messageTs]);
});
