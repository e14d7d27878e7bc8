import { beforeEach, describe, expect, test } from 'vitest';
import { ALL_NEW } from '../migration/a-migration.ts';
import { CANCEL_OPEN, CUT_OVER_OPEN, CUT_OVER_READY, SWITCH_BACK_OPEN } from '../migration/stages.ts';
import { hasButton, openHouse, saidIn, type TestHouse } from './house.ts';
import { rewritten } from './rewritten.ts';

const READS = [
  'status',
  'step',
  'step rewrite',
  'gate',
  'gate cut-over',
  'gate cut-over CUT-TTL',
  'clients',
  'stragglers',
  'timeline',
  'history',
] as const;

/** What asks somebody for a deed in a migration that goes on. */
const ASKS =
  /\/migration (step \w|gate [\w-]+ ask|waive|clients (pinned|sending|restored)|resume|check|window)|Earliest|open since/;

describe.each(['given up', 'given up after a rollback', 'finished'] as const)(
  'a migration that was %s',
  { timeout: 60_000 },
  (how) => {
    let house: TestHouse;
    const read = async (line: string) => {
      await house.ask(house.dana, `/migration ${line}`);
      const message = house.workspace.messages().findLast(({ onlyFor }) => onlyFor === house.dana.id);
      return { said: message === undefined ? '' : saidIn(message), blocks: JSON.stringify(message?.blocks ?? []) };
    };

    beforeEach(async () => {
      house = await openHouse({ isBlank: true });
      const id = await rewritten(house, how === 'finished' ? Number.POSITIVE_INFINITY : SWITCH_BACK_OPEN);
      const by = house.aoi.id;
      if (how === 'given up after a rollback') {
        await house.service.change(id, { kind: 'rollback', by, reason: 'mail bounced' });
        await house.service.change(id, { kind: 'approve-rollback', by: house.ken.id });
      }
      if (how !== 'finished') await house.service.change(id, { kind: 'abandon', by, reason: 'we stay' });
      await house.deliver();
    }, 60_000);

    test('nothing that is read asks for what is no longer to be done, or has anything to press', async () => {
      for (const line of READS) {
        const { said, blocks } = await read(line);
        expect(said, line).not.toMatch(ASKS);
        expect(blocks, line).not.toContain('action_id');
      }
    });

    test('steps, gates and the status say by whom and when it ended, what is left, and how to begin anew', async () => {
      for (const line of ['status', 'step', 'step rewrite', 'gate', 'gate cut-over'] as const) {
        const { said } = await read(line);
        expect(said, line).toContain(how === 'finished' ? 'finished at' : `abandoned by <@${house.aoi.id}> at`);
        expect(said, line).toContain('/migration start');
        const left = {
          'given up': 'decide which of them shall have the mail',
          'given up after a rollback': 'Set DNS back to what it was',
          finished: 'Remove the old account from every client',
        }[how];
        expect(said, line).toContain(left);
      }
    });

    test('what it looked like at the end is what the timeline shows a year later', async () => {
      const then = await read('timeline');
      house.clock.at += 365 * 86_400_000;
      expect(await read('timeline')).toEqual(then);
    });
  },
);

test('given up before anything was rewritten: mail stays where it is, and so does the old server', async () => {
  const house = await openHouse({ isBlank: true });
  const id = await rewritten(house, 0);
  await house.service.change(id, { kind: 'abandon', by: house.aoi.id, reason: 'we stay' });
  const said = await house.ask(house.dana, '/migration step');
  const message = house.workspace.messages().findLast(({ onlyFor }) => onlyFor === house.dana.id);
  expect(said).toContain('abandoned by');
  expect(message === undefined ? '' : saidIn(message)).toContain('keep it, and its contract');
});

describe('what stands in the channel with something to press', { timeout: 60_000 }, () => {
  const STAGES = { CUT_OVER_READY, CUT_OVER_OPEN, REWRITTEN: ALL_NEW + 1, SWITCH_BACK_OPEN, CANCEL_OPEN };
  const pressable = (house: TestHouse) =>
    house.workspace
      .messages()
      .filter(({ onlyFor, blocks }) => onlyFor === undefined && JSON.stringify(blocks ?? []).includes('action_id'));

  test.each(Object.entries(STAGES))('has nothing once the migration has been given up (%s)', async (_, stage) => {
    const house = await openHouse({ isBlank: true });
    const id = await rewritten(house, stage);
    await house.deliver();
    expect(pressable(house)).not.toEqual([]);
    const posted = house.workspace.messages().length;
    await house.service.change(id, { kind: 'abandon', by: house.aoi.id, reason: 'we stay' });
    await house.deliver();
    expect(pressable(house).map(saidIn)).toEqual([]);
    // Edited in place: the two that are new say that it was given up, with the report.
    const fresh = house.workspace.messages().slice(posted).map(saidIn);
    expect(fresh.filter((text) => /^\*?(No longer|Step \d)/.test(text))).toEqual([]);
  });

  test('says after a rollback that it is past: only the status can be brought to the bottom', async () => {
    const house = await openHouse({ isBlank: true });
    const id = await rewritten(house, SWITCH_BACK_OPEN);
    await house.deliver();
    await house.service.change(id, { kind: 'rollback', by: house.aoi.id, reason: 'mail bounced' });
    await house.deliver();
    await house.service.change(id, { kind: 'approve-rollback', by: house.ken.id });
    await house.deliver();
    const left = pressable(house).filter((message) => !hasButton(message, 'bring-status'));
    expect(left.filter(({ channel }) => channel === house.place.channelId).map(saidIn)).toEqual([]);
    const all = house.workspace.messages().map(saidIn).join('\n');
    expect(all).toContain('No longer: Clients may go back to hostnames');
    expect(all).toContain(`Rolled back, as <@${house.aoi.id}> had asked: mail bounced`);
  });
});

test('an owner is told at once, in words that say exactly what to type, and the sheet and the channel follow', async () => {
  const house = await openHouse({ isBlank: true });
  const id = await rewritten(house, SWITCH_BACK_OPEN);
  const mika = house.workspace.person('mika');
  await house.service.change(id, {
    kind: 'add-clients',
    by: house.aoi.id,
    clients: [{ name: 'Fax', owner: 'Mr Sato', protocols: ['smtp'] }],
  });
  await house.service.change(id, { kind: 'own-clients', by: house.aoi.id, clients: ['c1'], owner: mika.id });
  await house.service.change(id, { kind: 'mark-client', by: mika.id, client: 'c1', mark: 'restored', done: true });
  await house.deliver();
  await house.service.change(id, { kind: 'rollback', by: house.aoi.id, reason: 'mail bounced' });
  await house.service.change(id, { kind: 'approve-rollback', by: house.ken.id });
  await house.deliver();
  // In her own language, and edited messages aside this alone.
  const [told, ...more] = house.workspace
    .directMessages(mika)
    .filter((one) => /goes back to the old server: please|旧サーバーに戻します。あなたの/.test(saidIn(one)));
  expect(more).toEqual([]);
  expect(told === undefined ? '' : saidIn(told)).toMatch(/port 993|ポート 993/);
  expect(told !== undefined && hasButton(told, 'client-help')).toBe(true);
  const channel = house.workspace.messages().map(saidIn).join('\n');
  expect(channel).toContain('Told by a direct message what to set back');
  const sheet = await house.ask(house.dana, '/migration clients sheet');
  expect(sheet).toContain('1 client');
  const shown = house.workspace.messages().findLast(({ onlyFor }) => onlyFor === house.dana.id);
  expect(shown === undefined ? '' : JSON.stringify(shown.blocks)).toContain('sending goes through it again');
});
