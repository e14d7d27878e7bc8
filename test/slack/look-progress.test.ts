import { expect, test } from 'vitest';
import { SECOND_MS } from '../../src/migration/time.ts';
import { openHouse, saidIn, started } from './house.ts';

test('a look that takes long says how far it is, a few times, where "looking…" stood; then what it saw', async () => {
  const house = await openHouse();
  const { id } = await started(house, { language: 'en' });
  // Slack puts each in the place of the one before; the emulated one shows answers to a command one after the other.
  const told = () => house.workspace.messages().filter(({ answers }) => answers === '/migration check survey');
  house.override.parts = {
    lookNow: async (_id, _looks, _signal, onProgress) => {
      // One mailbox after the other, ten seconds each.
      for (let done = 1; done <= 40; done += 1) {
        house.clock.at += 10 * SECOND_MS;
        onProgress?.(done, 40);
        if ([1, 4, 15].includes(done))
          await house.workspace.waitFor('how far it is', () =>
            told().find(({ text }) => text.includes(`${done} of 40`)),
          );
      }
      const migration = await house.service.read(id);
      if (migration === undefined) throw new Error('gone');
      return migration;
    },
  };
  await house.workspace.slash(house.dana, '/migration check survey');
  await house.workspace.waitFor('what it saw', () => told().find((message) => saidIn(message).includes('step 1 of 8')));
  const said = told().map(({ text }) => text);
  expect(said).toEqual([
    'Looking…',
    'Looking. `░░░░░░░░░░░░░░░░░░░░` 2%, 1 of 40 mailboxes on both servers looked into.',
    'Looking. `██░░░░░░░░░░░░░░░░░░` 10%, 4 of 40 mailboxes on both servers looked into.',
    'Looking. `███████░░░░░░░░░░░░░` 37%, 15 of 40 mailboxes on both servers looked into.',
    expect.stringContaining('step 1 of 8'),
  ]);
});
