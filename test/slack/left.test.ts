import { expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../src/migration/time.ts';
import { readyForCutOver, zoneReport } from './cut-over.ts';
import { openHouse, refusal, saidIn, started, type TestHouse } from './house.ts';

const heard = (house: TestHouse): readonly string[] =>
  house.workspace
    .messages()
    .filter(({ onlyFor }) => onlyFor === undefined)
    .map(saidIn);
const mention = ({ id, name }: { readonly id: string; readonly name: string }): string => `<@${id}|${name}>`;

test('an owner who has left: the team is told once, and names another, who gets the message; nobody waits for ever', async () => {
  const house = await openHouse();
  const { dana, ken, workspace } = house;
  const [jonas, mika] = [workspace.person('jonas'), workspace.person('mika')];
  const { id } = await started(house, { language: 'en' });
  await house.service.change(id, zoneReport(house.clock.at));
  workspace.deactivate(jonas);
  await house.ask(dana, '/migration mailboxes add aoi@kitano.example attested');
  await house.ask(dana, `/migration clients add Scanner ${mention(jonas)} smtp; Laptop ${mention(jonas)} imap`);
  await house.ask(dana, '/migration step inventory done');
  await house.ask(dana, '/migration step prepare done');
  await house.deliver();
  await house.deliver();
  const about = () => heard(house).filter((text) => text.includes(`<@${jonas.id}>`) && text.includes('deactivated'));
  expect(about()).toHaveLength(1);
  expect(workspace.directMessages(jonas)).toEqual([]);
  for (let hour = 0; hour < 30; hour += 1) {
    house.clock.at += HOUR_MS;
    await house.service.change(id, { kind: 'tick' });
    await house.deliver();
  }
  expect(about()).toHaveLength(1);
  expect(await house.ask(dana, '/migration clients')).toContain(`<@${jonas.id}>`);
  // Done on their behalf, or by somebody else from now on.
  expect(await house.ask(dana, '/migration clients pinned c1')).toContain('on behalf of');
  expect(await house.ask(ken, `/migration clients owner c2 ${mention(mika)}`)).toContain('✓');
  await house.deliver();
  expect(workspace.directMessages(mika).map(saidIn).join('\n')).toContain('Laptop');
  expect(await house.press(mika, 'client-done', workspace.directMessages(mika).at(-1))).toContain('✓');
});

test('an approver who has left holds nothing up for ever: the others name another, and what was approved stands', async () => {
  const house = await openHouse({ isBlank: true });
  const { aoi, ken, dana, workspace } = house;
  const mika = workspace.person('mika');
  const { id } = await readyForCutOver(house);
  await house.ask(ken, '/migration settings quorum-cut-over 2');
  await house.press(aoi, 'ask-approval');
  await house.deliver();
  const request = house.withButton('approve');
  expect(await house.press(ken, 'approve')).toContain('✓');
  workspace.deactivate(dana);
  expect((await house.service.read(id))?.facts.gates['cut-over'].state).toBe('ready');
  expect(await house.press(mika, 'approve', request)).toBe(refusal('ja', 'not-approver'));
  expect(await house.ask(ken, `/migration approvers set ${mention(ken)} ${mention(mika)}`)).toContain('✓');
  await house.deliver();
  const gate = (await house.service.read(id))?.facts.gates['cut-over'];
  expect(gate?.round).toMatchObject({ state: 'open', approvals: [{ by: ken.id }] });
  expect(await house.press(mika, 'approve')).toContain('✓');
  expect((await house.service.read(id))?.facts.gates['cut-over'].state).toBe('open');
  // Whoever was taken off the list is told so, from wherever a button is still on their screen.
  expect(await house.press(dana, 'approve', request)).toContain('✗');
});

test('somebody named to rewrite who has left: another is named, and only that one may begin', async () => {
  const house = await openHouse({ isBlank: true });
  const { aoi, ken, dana, workspace } = house;
  const { id } = await readyForCutOver(house);
  await house.press(ken, 'ask-approval');
  await house.deliver();
  await house.press(dana, 'approve');
  await house.deliver();
  workspace.deactivate(aoi);
  const opened = house.withButton('begin-rewrite');
  expect(await house.press(ken, 'begin-rewrite', opened)).toContain(`<@${aoi.id}>`);
  expect(await house.ask(ken, `/migration window ${mention(ken)} now 2h`)).toContain('✓');
  await house.deliver();
  // What was approved of is another thing now.
  expect((await house.service.read(id))?.facts.gates['cut-over'].state).not.toBe('open');
  await house.press(ken, 'ask-approval');
  await house.deliver();
  expect(await house.press(dana, 'approve')).toContain('✓');
  house.clock.at += MINUTE_MS;
  house.reports.zone = zoneReport(house.clock.at);
  await house.service.change(id, house.reports.zone);
  await house.deliver();
  expect((await house.service.read(id))?.facts.executor).toBe(ken.id);
  expect(await house.press(ken, 'begin-rewrite', opened)).toContain('調べています');
  await expect.poll(async () => (await house.service.read(id))?.facts.rewriteBegunAt).toBe(house.clock.at);
});
