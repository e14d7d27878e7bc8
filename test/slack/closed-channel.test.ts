import { describe, expect, test } from 'vitest';
import type { Message } from '../../rehearsal/slack/workspace.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/migration/time.ts';
import { overLimits } from '../../src/slack/views/limits.ts';
import { wordsFor } from '../../src/words/words.ts';
import { complaints } from './complaints.ts';
import { zoneReport } from './cut-over.ts';
import { openHouse, saidIn, started, type TestHouse } from './house.ts';

const english = wordsFor('en', { style: 'slack', timeZone: 'Asia/Tokyo' });
const japanese = wordsFor('ja', { style: 'slack', timeZone: 'Asia/Tokyo' });

const heard = (house: TestHouse): readonly Message[] =>
  house.workspace.messages().filter(({ onlyFor }) => onlyFor === undefined);
const states = (house: TestHouse): readonly string[] =>
  heard(house)
    .filter((message) => JSON.stringify(message.metadata).includes('"kind":"state"'))
    .map(saidIn);

/** A channel that Slack refuses the bot from here on; in it, everything that comes up within five hours is kept. */
async function closed(reason: string) {
  const { log, errors } = complaints();
  const house = await openHouse({ log });
  const { id } = await started(house, { language: 'en' });
  const before = heard(house);
  house.workspace.setClosed(house.place.channelId, reason);
  for (let hour = 0; hour < 5; hour += 1) {
    await house.service.change(id, { kind: 'pause', by: house.ken.id });
    await house.service.change(id, { kind: 'resume', by: house.ken.id });
    house.clock.at += HOUR_MS;
    await house.deliver();
  }
  expect(heard(house)).toEqual(before);
  return { house, id, errors, before };
}

function expectAll(house: TestHouse, before: readonly Message[]): void {
  expect(states(house)).toHaveLength(10);
  expect(states(house).every((text, n) => n < 2 || text === states(house)[n - 2])).toBe(true);
  expect(states(house)[0]).toContain('paused');
  expect(JSON.stringify(heard(house))).not.toContain('Said again');
  const statuses = heard(house).filter((message) => JSON.stringify(message.metadata).includes('"kind":"status"'));
  expect(statuses.map(({ ts }) => ts)).toEqual(
    before.filter((message) => JSON.stringify(message.metadata).includes('"kind":"status"')).map(({ ts }) => ts),
  );
}

describe.each(['not_in_channel', 'channel_not_found'])(
  'a private channel that the bot was removed from (%s)',
  (reason) => {
    test('whoever types is answered, and told what to do; invited again, all that was kept comes, in order, once', async () => {
      const { house, errors, before } = await closed(reason);
      const said = await house.ask(house.dana, '/migration status');
      expect(said).toContain(english.t('slack:channel-left'));
      expect(said).toContain('step 1 of 8');
      expect(await house.ask(house.ken, '/migration pause')).toContain(japanese.t('slack:channel-left'));
      expect(await house.ask(house.ken, '/migration resume')).toContain('✓');
      expect(await house.ask(house.dana, '/migration check')).toContain(english.t('slack:looking'));
      for (const message of house.workspace.messages()) expect(overLimits(message), message.text).toEqual([]);

      house.workspace.setClosed(house.place.channelId, undefined);
      // Tried at once, so that what is said is true.
      expect(await house.ask(house.dana, '/migration status')).not.toContain(english.t('slack:channel-left'));
      await house.workspace.waitFor('what was kept', () => (states(house).length >= 12 ? true : undefined));
      await house.deliver();
      expect(
        states(house)
          .slice(0, 10)
          .every((text, n) => n < 2 || text === states(house)[n - 2]),
      ).toBe(true);
      expect(JSON.stringify(heard(house))).not.toContain('Said again');
      expect(heard(house).length).toBe(before.length + 12);
      expect(errors()).toEqual([]);
    });

    test('nobody types: within an hour of the invitation it comes by itself', async () => {
      const { house, errors, before } = await closed(reason);
      house.workspace.setClosed(house.place.channelId, undefined);
      house.clock.at += HOUR_MS + MINUTE_MS;
      await house.deliver();
      expectAll(house, before);
      expect(errors()).toEqual([]);
    });
  },
);

test('an archived channel: nothing is lost; taken out of the archive, it is told all, in order, once', async () => {
  const { house, before } = await closed('is_archived');
  // Nobody can type there; a request that was under way is answered all the same.
  expect(await house.ask(house.dana, '/migration status')).toContain('is_archived');
  house.workspace.setClosed(house.place.channelId, undefined);
  house.clock.at += HOUR_MS + MINUTE_MS;
  await house.deliver();
  expectAll(house, before);
});

test('a channel that is closed while a click is at work: whoever pressed hears what came of it', async () => {
  const house = await openHouse();
  const { id } = await started(house, { language: 'en' });
  const status = house.withButton('bring-status');
  house.workspace.setClosed(house.place.channelId, 'not_in_channel');
  expect(await house.press(house.dana, 'bring-status', status)).toContain('bottom');
  await house.deliver();
  expect(heard(house).map(({ ts }) => ts)).toContain(status.ts);
  house.workspace.setClosed(house.place.channelId, undefined);
  house.clock.at += HOUR_MS + MINUTE_MS;
  await house.deliver();
  const living = heard(house).filter((message) => JSON.stringify(message.blocks).includes('bring-status'));
  expect(living).toHaveLength(1);
  expect(living[0]?.ts).not.toBe(status.ts);
  expect((await house.service.read(id))?.facts.state.kind).toBe('active');
});

test('direct messages go on while the channel is closed', async () => {
  const house = await openHouse();
  const { id } = await started(house, { language: 'en' });
  house.workspace.setClosed(house.place.channelId, 'channel_not_found');
  const jonas = house.workspace.person('jonas');
  await house.service.change(id, zoneReport(house.clock.at));
  const clients = [{ name: 'Scanner', owner: jonas.id, protocols: ['smtp'] as const }];
  await house.service.change(id, { kind: 'add-clients', by: house.dana.id, clients });
  await house.service.change(id, {
    kind: 'add-mailboxes',
    by: house.dana.id,
    mailboxes: [{ address: 'aoi@kitano.example', watch: 'attested' }],
  });
  for (const step of ['inventory', 'prepare'] as const)
    await house.service.change(id, { kind: 'mark-step', by: house.dana.id, step, done: true });
  await house.deliver();
  expect(house.workspace.directMessages(jonas).map(saidIn).join('\n')).toContain('Scanner');
});
