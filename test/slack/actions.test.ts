import { expect, test } from 'vitest';
import { readyForCutOver } from './cut-over.ts';
import { openHouse } from './house.ts';

test('x', async () => {
  const house = await openHouse();
  await readyForCutOver(house);
  console.log(await house.ask(house.dana, '/migration gate cut-over'));
  for (const m of house.workspace.messages()) console.log(m.onlyFor ?? '*', m.text);
  expect(1).toBe(1);
});
