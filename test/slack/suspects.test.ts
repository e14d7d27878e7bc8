import { expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../src/migration/time.ts';
import { suspectId } from '../../src/slack/views/suspects-modal.ts';
import { ALL_NEW, aStart, surveyReport, T0, type Timed, wholeScript } from '../migration/a-migration.ts';
import { hasButton, openHouse, saidIn, type TestHouse } from './house.ts';

/** Where the survey finds the first messages after the rewrite. */
const FOUND = ALL_NEW + HOUR_MS;

/** A migration in this workspace that has been rewritten, with two messages on the old server that look like spam. */
async function withSuspects(house: TestHouse): Promise<string> {
  const { aoi, ken, dana } = house;
  const people = { UAOI: aoi.id, UMIKA: dana.id, UKEN: ken.id, UREN: house.workspace.person('mika').id };
  const input = aStart({ place: house.place, approvers: [ken.id, dana.id] });
  house.clock.at = T0;
  const { migration } = await house.service.start(input, aoi.id);
  const suspects = surveyReport(T0 + FOUND, [
    { side: 'old', uid: 300, at: T0 + ALL_NEW + MINUTE_MS, suspect: 'junk' },
    { side: 'old', uid: 301, at: T0 + ALL_NEW + MINUTE_MS, suspect: 'junk' },
  ]);
  const script: readonly Timed[] = [...wholeScript().filter(({ at }) => at < FOUND), { at: FOUND, command: suspects }];
  for (const { at, command } of script) {
    house.clock.at = T0 + at;
    const by = 'by' in command ? Object.entries(people).find(([name]) => name === command.by)?.[1] : undefined;
    await house.service.change(migration.id, by === undefined || !('by' in command) ? command : { ...command, by });
  }
  await house.deliver();
  return migration.id;
}

test('one click judges what may be spam: just those messages, once, and the buttons leave', async () => {
  const house = await openHouse();
  const id = await withSuspects(house);
  const list = house.withButton('judge-spam');
  expect(saidIn(list)).toContain('clear the list if all of it is spam');

  expect(await house.press(house.dana, 'judge-spam')).toContain('✓');
  const judged = (await house.service.read(id))?.facts.stragglers ?? [];
  expect(judged.map(({ judged: verdict }) => verdict)).toEqual(['spam', 'spam']);
  const settled = house.workspace.messages().find((message) => message.ts === list.ts);
  if (settled === undefined) throw new Error('the list is gone');
  expect(hasButton(settled, 'judge-spam') || hasButton(settled, 'look-suspects')).toBe(false);
  expect(saidIn(settled)).not.toContain('clear the list');
  expect(saidIn(settled)).toContain(`<@${house.dana.id}>`);
  expect(await house.press(house.ken, 'judge-spam', list)).toContain('✗');
});

test('the list that a person asked for has the buttons too', async () => {
  const house = await openHouse();
  const id = await withSuspects(house);
  await house.ask(house.dana, '/migration stragglers');
  const list = house.workspace.messages().findLast((message) => message.onlyFor === house.dana.id);
  if (list === undefined) throw new Error('no list');
  expect(await house.press(house.dana, 'judge-spam', list)).toContain('✓');
  expect((await house.service.read(id))?.facts.stragglers.map(({ judged }) => judged)).toEqual(['spam', 'spam']);
});

test('looking closer: what is ticked is spam, the rest is mail; whoever comes late is told', async () => {
  const house = await openHouse();
  const id = await withSuspects(house);
  const list = house.withButton('look-suspects');
  const form = () => house.workspace.views().findLast((view) => view.callbackId === 'suspects');

  await house.workspace.click(house.dana, list, 'look-suspects');
  const view = await house.workspace.waitFor('the list', form);
  const [first, second] = (await house.service.read(id))?.facts.stragglers ?? [];
  if (first === undefined || second === undefined) throw new Error('two are to be judged');
  const said = JSON.stringify(view.blocks);
  expect(said).toContain(first.mailbox);
  expect(said).not.toMatch(/<!date|\^/);
  const sent = await house.workspace.submitView(house.dana, view, { 'suspects-0': [suspectId(second.key)] });
  expect(sent.errors).toEqual({});
  const judged = (await house.service.read(id))?.facts.stragglers.map(({ judged: verdict }) => verdict);
  expect(judged).toEqual(['real', 'spam']);

  await house.deliver();
  const settled = house.workspace.messages().find((message) => message.ts === list.ts);
  if (settled === undefined) throw new Error('the list is gone');
  expect(hasButton(settled, 'judge-spam') || hasButton(settled, 'look-suspects')).toBe(false);
  expect(saidIn(settled)).toContain('Spam: 1; real mail: 1.');

  const again = await house.workspace.submitView(house.dana, view, {});
  expect(Object.keys(again.errors)).toEqual(['suspects-0']);
  expect(await house.press(house.ken, 'look-suspects', list)).toContain('/migration stragglers');
});

test('while rolled back, step and gate say what to do instead, and nothing is pressed as done', async () => {
  const house = await openHouse();
  await withSuspects(house);
  await house.ask(house.dana, '/migration rollback the new server refuses mail');
  for (const line of ['step', 'gate', 'step parallel', 'gate switch-back', 'gate switch-back SWB-QUIET']) {
    const said = await house.ask(house.dana, `/migration ${line}`);
    expect(said, line).toContain('rolled back');
    expect(said, line).toContain('Set DNS back');
    expect(said, line).toContain('`/migration resume`');
    expect(said, line).not.toMatch(/Step 5|criteria|Old server quiet/);
  }
});
