import { describe, expect, test } from 'vitest';
import type { Message } from '../../rehearsal/slack/workspace.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/migration/time.ts';
import { readyForCutOver, zoneReport } from './cut-over.ts';
import { hasButton, openHouse, saidIn, started, type TestHouse } from './house.ts';

/** The newest message for this person alone. */
const whispered = (house: TestHouse, person: TestHouse['aoi']): Message => {
  const found = house.workspace.messages().findLast((message) => message.onlyFor === person.id);
  if (found === undefined) throw new Error('nothing was said');
  return found;
};
const channel = (house: TestHouse): readonly string[] =>
  house.workspace
    .messages()
    .filter(({ onlyFor }) => onlyFor === undefined)
    .map(saidIn);
const form = async (house: TestHouse, callbackId: string) =>
  house.workspace.waitFor(`the form ${callbackId}`, () =>
    house.workspace.views().findLast((view) => view.callbackId === callbackId),
  );

describe('a window is chosen', () => {
  test('from a short list, in a form that is filled in; said once in the channel', async () => {
    const house = await openHouse();
    const { id } = await started(house);
    const said = await house.ask(house.dana, '/migration window');
    expect(said).toContain('Nobody is named yet');
    expect(said).toContain('nothing speaks against it');
    const list = whispered(house, house.dana);
    expect(list.blocks.filter((block) => JSON.stringify(block).includes('choose-window'))).toHaveLength(4);

    await house.workspace.click(house.dana, list, 'choose-window');
    const view = await form(house, 'window');
    const sent = await house.workspace.submitView(house.dana, view, { executor: house.ken.id });
    expect(sent).toMatchObject({ ack: { outcome: 'acknowledged' }, errors: {} });
    const facts = (await house.service.read(id))?.facts;
    expect(facts?.executor).toBe(house.ken.id);
    // Tuesday morning the first of December: the first good one is Wednesday at nine in Tokyo.
    expect(facts?.window).toEqual({
      from: Date.parse('2026-12-02T00:00:00Z'),
      to: Date.parse('2026-12-02T02:00:00Z'),
    });
    const before = channel(house).length;
    await house.deliver();
    const heard = channel(house).slice(before);
    expect(heard.filter((text) => text.includes(`<@${house.ken.id}>`) && text.includes('DNS'))).toHaveLength(1);
  });

  test('what is wrong is said at its field, and a form of long ago is answered too', async () => {
    const house = await openHouse();
    const { id } = await started(house);
    await house.ask(house.dana, '/migration window');
    await house.workspace.click(house.dana, whispered(house, house.dana), 'choose-window');
    const view = await form(house, 'window');
    const errors = async (values: Readonly<Record<string, string>>) =>
      Object.keys((await house.workspace.submitView(house.dana, view, values)).errors);
    expect(await errors({ date: '2026-11-30' })).toEqual(['date']);
    expect(await errors({ from: '11:00', to: '11:00' })).toEqual(['to']);
    // Over midnight.
    expect(await errors({ from: '23:00', to: '01:00' })).toEqual([]);
    expect((await house.service.read(id))?.facts.window?.to).toBe(Date.parse('2026-12-02T16:00:00Z'));
    expect(await errors({ from: '23:00', to: '01:00' })).toEqual(['from']);
  });

  test('a bad one is taken, and warned of: in the form’s place, in the answer, and in the channel', async () => {
    const house = await openHouse();
    await started(house, { language: 'en' });
    await house.ask(house.dana, '/migration window');
    await house.workspace.click(house.dana, whispered(house, house.dana), 'choose-window');
    const view = await form(house, 'window');
    const sent = await house.workspace.submitView(house.dana, view, { date: '2026-12-05' });
    expect(sent.errors).toEqual({});
    expect(JSON.stringify(sent.ack)).toContain('It is a weekend');
    const typed = await house.ask(house.dana, `/migration window <@${house.ken.id}|ken> 2026-12-31 09:00 11:00`);
    expect(typed).toContain('✓');
    expect(typed).toContain('The month ends');
    await house.deliver();
    expect(channel(house).join('\n')).toContain('The month ends');
  });
});

describe('contracts', () => {
  test('are noted in several forms of a date, shown, and warned of early, once', async () => {
    const house = await openHouse();
    const { id } = await started(house, { language: 'en' });
    expect(await house.ask(house.dana, '/migration contract')).toContain('no end is noted');
    const said = await house.ask(house.dana, '/migration 契約 旧 2026年12月10日 予告 3日');
    expect(said).toContain('✓');
    expect(said).toContain('10 Dec 2026');
    expect(said).toContain('7 Dec 2026');
    expect(await house.ask(house.dana, '/migration contract new 2026/12/1')).toContain('✓');
    expect((await house.service.read(id))?.facts.contracts).toEqual({
      old: { endsOn: '2026-12-10', noticeDays: 3 },
      new: { startsOn: '2026-12-01' },
    });
    await house.deliver();
    const warnings = () => channel(house).filter((text) => text.includes('contract ends 10 Dec 2026'));
    // One message, and the line of the status.
    expect(warnings().filter((text) => text.includes('contract old DATE'))).toHaveLength(1);
    house.clock.at += HOUR_MS;
    await house.service.change(id, { kind: 'tick' });
    await house.deliver();
    expect(warnings().filter((text) => text.includes('contract old DATE'))).toHaveLength(1);

    expect(await house.ask(house.dana, '/migration contract old none')).toContain('✓');
    expect(await house.ask(house.dana, '/migration contract old 2026-02-30')).toContain('2026-02-30');
    expect(await house.ask(house.dana, '/migration contract old 2026-12-10 notice soon')).toContain('soon');
    expect(await house.ask(house.dana, '/migration contract old')).toContain('DATE');
  });

  test('the country is guessed from the starter’s time zone, and can be set', async () => {
    const house = await openHouse();
    const { id } = await started(house);
    expect((await house.service.read(id))?.facts.country).toBe('JP');
    expect(await house.ask(house.dana, '/migration settings country us')).toContain('✓');
    expect((await house.service.read(id))?.facts.country).toBe('US');
    expect(await house.ask(house.dana, '/migration settings')).toContain('United States');
    expect(await house.ask(house.dana, '/migration settings country Narnia')).toContain('✗');
  });
});

/** Approved, with a window in two hours, and looks that see it fresh at its eve. */
async function onTheEve(house: TestHouse): Promise<string> {
  const { id } = await readyForCutOver(house);
  const from = house.clock.at + 2 * HOUR_MS;
  const window = { executor: house.aoi.id, from, to: from + 2 * HOUR_MS };
  await house.service.change(id, { kind: 'set-window', by: house.aoi.id, ...window });
  await house.service.change(id, { kind: 'request-approval', by: house.aoi.id, gate: 'cut-over' });
  const round = (await house.service.read(id))?.facts.gates['cut-over'].round?.round ?? 0;
  await house.service.change(id, { kind: 'approve', by: house.ken.id, gate: 'cut-over', round });
  await house.deliver();
  house.clock.at = from - 10 * MINUTE_MS;
  house.reports.zone = zoneReport(house.clock.at);
  await house.service.change(id, house.reports.zone);
  await house.service.change(id, { kind: 'report-logins', observations: [] });
  await house.deliver();
  return id;
}

describe('the moment of the rewrite', () => {
  test('go, the button for the one who rewrites, what is seen, and keep', async () => {
    const house = await openHouse();
    const id = await onTheEve(house);
    const eve = house.withButton('begin-rewrite');
    expect(saidIn(eve)).toContain(`<@${house.aoi.id}>`);
    expect(await house.press(house.ken, 'begin-rewrite')).toContain('✗');
    expect(await house.press(house.aoi, 'begin-rewrite')).toContain('✗');
    expect((await house.service.read(id))?.facts.rewriteBegunAt).toBeUndefined();

    house.clock.at += 11 * MINUTE_MS;
    house.reports.zone = zoneReport(house.clock.at);
    const done = () =>
      house.workspace.messages().filter(({ onlyFor, text }) => onlyFor === house.aoi.id && text.startsWith('✓')).length;
    const before = done();
    expect(await house.press(house.aoi, 'begin-rewrite')).toContain('調べています');
    await house.workspace.waitFor('the beginning', () => (done() > before ? true : undefined));
    expect((await house.service.read(id))?.facts.rewriteBegunAt).toBe(house.clock.at);
    await house.deliver();
    const now = house.workspace.messages().find(({ ts }) => ts === eve.ts);
    expect(now !== undefined && hasButton(now, 'begin-rewrite')).toBe(false);
    expect(() => house.withButton('rollback')).toThrow('no message');

    house.clock.at += MINUTE_MS;
    await house.service.change(id, zoneReport(house.clock.at, '198.51.100.20'));
    await house.deliver();
    const message = house.withButton('keep-rewrite');
    expect(hasButton(message, 'rollback')).toBe(true);
    expect(await house.press(house.aoi, 'keep-rewrite')).toContain('✓');
    await house.deliver();
    const kept = house.workspace.messages().find(({ ts }) => ts === message.ts);
    expect(kept !== undefined && (hasButton(kept, 'keep-rewrite') || hasButton(kept, 'rollback'))).toBe(false);
    expect(await house.press(house.dana, 'keep-rewrite', message)).toContain('✗');
  });

  test('or roll back, with a reason; a second one is told at its field', async () => {
    const house = await openHouse();
    const id = await onTheEve(house);
    house.clock.at += 11 * MINUTE_MS;
    await house.service.change(id, zoneReport(house.clock.at));
    await house.service.change(id, { kind: 'begin-rewrite', by: house.aoi.id });
    house.clock.at += MINUTE_MS;
    await house.service.change(id, zoneReport(house.clock.at, '198.51.100.20'));
    await house.deliver();
    const message = house.withButton('rollback');
    await house.workspace.click(house.dana, message, 'rollback');
    const view = await form(house, 'rollback');
    await expect(house.workspace.submitView(house.dana, view, {})).rejects.toThrow('must be filled in');
    const sent = await house.workspace.submitView(house.dana, view, { reason: 'mail is refused' });
    expect(sent).toMatchObject({ ack: { outcome: 'acknowledged' }, errors: {} });
    expect((await house.service.read(id))?.facts.state.kind).toBe('rolled-back');
    const again = await house.workspace.submitView(house.dana, view, { reason: 'once more' });
    expect(Object.keys(again.errors)).toEqual(['reason']);
    await house.deliver();
    const now = house.workspace.messages().find(({ ts }) => ts === message.ts);
    expect(now !== undefined && hasButton(now, 'rollback')).toBe(false);
    expect(await house.press(house.dana, 'rollback', message)).toContain('✗');
  });

  test('its message is edited minute by minute, and no other is posted', async () => {
    const house = await openHouse();
    const id = await onTheEve(house);
    house.clock.at += 11 * MINUTE_MS;
    await house.service.change(id, zoneReport(house.clock.at));
    await house.service.change(id, { kind: 'begin-rewrite', by: house.aoi.id });
    await house.deliver();
    const before = channel(house).length;
    for (let minute = 0; minute < 5; minute += 1) {
      house.clock.at += MINUTE_MS;
      await house.service.change(id, zoneReport(house.clock.at));
      await house.deliver();
    }
    expect(channel(house)).toHaveLength(before);
  });
});
