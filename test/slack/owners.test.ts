import { beforeEach, describe, expect, test } from 'vitest';
import type { Message, Person } from '../../rehearsal/slack/workspace.ts';
import { DAY_MS, HOUR_MS } from '../../src/migration/time.ts';
import { zoneReport } from './cut-over.ts';
import { hasButton, openHouse, refusal, saidIn, started, type TestHouse } from './house.ts';

let house: TestHouse;
let id: string;
/** English, in New York and in Berlin. */
let dana: Person;
let jonas: Person;

const facts = async () => {
  const migration = await house.service.read(id);
  if (migration === undefined) throw new Error('the migration is gone');
  return migration.facts;
};
const clientOf = async (name: string) => (await facts()).clients.find((client) => client.name === name);
const messages = (person: Person): readonly Message[] =>
  house.workspace.directMessages(person).filter(({ onlyFor }) => onlyFor === undefined);
const last = (person: Person): Message => {
  const found = messages(person).at(-1);
  if (found === undefined) throw new Error(`nothing was written to ${person.name}`);
  return found;
};
const channel = () => house.workspace.messages().filter(({ onlyFor }) => onlyFor === undefined);
const type = (person: Person, line: string) => house.ask(person, `/migration ${line}`);
/** A press on what stands behind the line of that client. */
async function press(person: Person, action: string, message: Message, client = ''): Promise<string> {
  const from = message.blocks.findIndex((block) => JSON.stringify(block).includes(client));
  const said = await house.press(person, action, { ...message, blocks: message.blocks.slice(from) });
  await house.deliver();
  return said;
}

beforeEach(async () => {
  house = await openHouse();
  dana = house.dana;
  jonas = house.workspace.person('jonas');
  ({ id } = await started(house));
  await house.service.change(id, zoneReport(house.clock.at));
  const lines = [
    'mailboxes add aoi@kitano.example attested',
    `clients add "Dana’s laptop" <@${dana.id}|dana> imap,smtp outlook dana@kitano.example; "Scanner 2F" <@${dana.id}|dana> smtp scanner`,
    `clients add "Jonas’ phone" <@${jonas.id}|jonas> imap,smtp phone; Fax smtp`,
    'step inventory done',
    'step prepare done',
  ];
  for (const line of lines) {
    const said = await type(house.ken, line);
    if (!said.startsWith('✓')) throw new Error(`${line}: ${said}`);
  }
  await house.deliver();
});

describe('an owner', () => {
  test('gets one message that says what to type into each of theirs, in their language', async () => {
    expect(messages(dana)).toHaveLength(1);
    const said = saidIn(last(dana));
    for (const part of ['`c1` Dana’s laptop', '`c2` Scanner 2F', '`dana@kitano.example`', 'port 993, TLS', 'scanner'])
      expect(said).toContain(part);
    expect(said).toContain(`<#${house.workspace.channel.id}>`);
    expect(said).not.toContain('Jonas');
    expect(saidIn(last(jonas))).toContain('Jonas’ phone');
    expect(messages(house.aoi)).toEqual([]);
  });

  test('marks them one by one; the message follows, the channel hears nothing, and at last there is nothing to press', async () => {
    const heard = channel().length;
    expect(await press(dana, 'client-done', last(dana), 'c2')).toContain('✓');
    expect((await clientOf('Scanner 2F'))?.pinned?.by).toBe(dana.id);
    expect(saidIn(last(dana))).toContain('Set already: c2 Scanner 2F');
    expect(await press(dana, 'client-done', last(dana))).toContain('✓');
    expect(messages(dana)).toHaveLength(1);
    expect(hasButton(last(dana), 'client-done')).toBe(false);
    expect(saidIn(last(dana))).toContain('Thank you');
    expect(channel()).toHaveLength(heard);
  });

  test('who presses twice is told that it is so already', async () => {
    const before = last(dana);
    await press(dana, 'client-done', before);
    expect(await press(dana, 'client-done', before)).toMatch(
      /^✗ “Dana’s laptop” is marked already: pinned \(since .*, <@\w+>\)\. Nothing has changed\.$/,
    );
  });

  test('is not answered for by anybody else who gets hold of the buttons', async () => {
    expect(await press(jonas, 'client-done', last(dana))).toContain(`<@${dana.id}>`);
    for (const action of ['client-not-mine', 'client-help'])
      expect(await press(jonas, action, last(dana))).toContain(`<@${dana.id}>`);
    expect((await clientOf('Dana’s laptop'))?.pinned).toBeUndefined();
  });

  test('may say that it is not theirs: the channel is asked once, and another may be named', async () => {
    const old = last(dana);
    expect(await press(dana, 'client-not-mine', old)).toContain('✓');
    await press(dana, 'client-not-mine', last(dana));
    const asking = channel().filter((message) => saidIn(message).includes('担当者はだれですか'));
    expect(asking).toHaveLength(1);
    expect(asking.map(saidIn).join()).toMatch(/c1 Dana’s laptop[\s\S]*c2 Scanner 2F/);
    expect(saidIn(last(dana))).toContain('nothing of yours is on the list');
    expect(await press(dana, 'client-done', old)).toContain('not on your list any more');
    expect(await type(house.ken, `clients owner c1 c2 <@${jonas.id}|jonas>`)).toContain('✓');
    await house.deliver();
    expect(messages(jonas)).toHaveLength(1);
    expect(saidIn(last(jonas))).toContain('Scanner 2F');
  });

  test('who is stuck reads what it is about, and asks the team', async () => {
    const { workspace } = house;
    await workspace.click(dana, last(dana), 'client-help');
    const form = await workspace.waitFor('the help', () =>
      workspace.views().find((one) => one.callbackId === 'client-help'),
    );
    const text = JSON.stringify(form.blocks);
    for (const part of ['port 993', 'Outlook for Windows', 'so that no mail is lost'.slice(3)])
      expect(text).toContain(part);
    const heard = channel().length;
    const { ack, errors } = await workspace.submitView(dana, form, { question: 'Which <password>?' });
    expect([ack.outcome, errors]).toEqual(['acknowledged', {}]);
    await house.deliver();
    const told = channel().slice(heard).map(saidIn);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('Which &lt;password&gt;?');
    expect(saidIn(last(dana))).toContain('The team has been asked for help.');
  });

  test('whose message is of a phase that is over is told so, and nothing is noted', async () => {
    const old = last(dana);
    await house.service.change(id, { kind: 'set-setting', by: house.aoi.id, key: 'reminders', value: 0 });
    house.override.parts = {
      read: async (one) => {
        const found = await house.service.read(one);
        return found && { ...found, facts: { ...found.facts, rewriteSeenAt: house.clock.at } };
      },
    };
    expect(await press(dana, 'client-done', old)).toContain('Nothing was noted');
    house.override.parts = {};
    expect((await clientOf('Dana’s laptop'))?.pinned).toBeUndefined();
  });

  test('whose migration has ended is told so', async () => {
    const old = last(dana);
    await house.service.change(id, { kind: 'abandon', by: house.aoi.id, reason: 'we stay' });
    expect(await press(dana, 'client-done', old)).toContain('has ended');
    expect(saidIn(last(dana))).toContain('given up');
    expect(hasButton(last(dana), 'client-done')).toBe(false);
  });

  test('who presses while it is paused is told why nothing was noted', async () => {
    await house.service.change(id, { kind: 'pause', by: house.aoi.id });
    expect(await press(dana, 'client-done', last(dana))).toBe(refusal('en', 'paused'));
  });

  test('is reminded in the morning of their own clock, by a message in place of the first', async () => {
    expect((await facts()).personZones).toEqual({ [dana.id]: 'America/New_York', [jonas.id]: 'Europe/Berlin' });
    // In Tokyo it is ten in the morning of Tuesday: in Berlin two at night, in New York the evening of Monday.
    house.clock.at += DAY_MS - 2 * HOUR_MS;
    await house.service.change(id, { kind: 'tick' });
    await house.deliver();
    expect(messages(dana)).toHaveLength(1);
    // Nine in the morning of Tuesday in New York; Berlin’s message came on that Tuesday.
    house.clock.at = Date.parse('2026-12-01T14:00:00Z');
    await house.service.change(id, { kind: 'tick' });
    await house.deliver();
    expect(messages(dana)).toHaveLength(2);
    expect(messages(jonas)).toHaveLength(1);
    const [first] = messages(dana);
    expect(first && hasButton(first, 'client-done')).toBe(false);
    expect(saidIn(last(dana))).toContain('Reminder 1 of 3');
    expect(await press(dana, 'client-done', last(dana))).toContain('✓');
  });
});

test('many at once are confirmed in one go, and only as many as fit are shown', async () => {
  const many = Array.from({ length: 100 }, (_, n) => ({
    name: `${n} ${'端<&>`*'.repeat(30)}`.slice(0, 200),
    owner: jonas.id,
    protocols: ['imap', 'smtp', 'pop3'] as const,
  }));
  await house.service.change(id, { kind: 'add-clients', by: house.ken.id, clients: many });
  await house.deliver();
  expect(last(jonas).blocks.length).toBeLessThanOrEqual(50);
  expect(saidIn(last(jonas))).toMatch(/And 9\d clients more/);
  expect(await press(jonas, 'client-all-done', last(jonas))).toContain('101 clients');
  expect((await facts()).clients.filter(({ owner, pinned }) => owner === jonas.id && pinned === undefined)).toEqual([]);
  expect(hasButton(last(jonas), 'client-all-done')).toBe(false);
});

test('what came onto the list after the button was shown is not confirmed with the rest', async () => {
  const phones = (from: number, count: number) =>
    Array.from({ length: count }, (_, n) => ({
      name: `Phone ${from + n}`,
      owner: jonas.id,
      protocols: ['imap'] as const,
    }));
  await house.service.change(id, { kind: 'add-clients', by: house.ken.id, clients: phones(1, 3) });
  await house.deliver();
  const shown = last(jonas);
  await house.service.change(id, { kind: 'add-clients', by: house.ken.id, clients: phones(4, 1) });
  expect(await press(jonas, 'client-all-done', shown)).toContain('4 clients');
  const open = async () =>
    (await facts()).clients.flatMap(({ name, owner, pinned }) =>
      owner === jonas.id && pinned === undefined ? [name] : [],
    );
  expect(await open()).toEqual(['Phone 4']);
  // Nothing of what it was shown for is left: the press is answered, and notes nothing.
  expect(await press(jonas, 'client-all-done', shown)).toContain('your list has changed since');
  expect(await open()).toEqual(['Phone 4']);
  expect(await press(jonas, 'client-done', last(jonas))).toContain('✓');
  expect(await press(jonas, 'client-all-done', shown)).toBe('✗ All of yours are marked already. Nothing has changed.');
});

describe('the team', () => {
  test('sees who is still missing, and marks whole lots on behalf of others', async () => {
    const list = await type(house.aoi, 'clients');
    expect(list).toContain(`<@${dana.id}> 2`);
    expect(await type(dana, 'clients pinned all')).toContain('✓');
    expect((await clientOf('Jonas’ phone'))?.pinned?.by).toBe(dana.id);
    expect(await type(dana, 'clients')).toContain(`marked by <@${dana.id}> on behalf of the owner`);
    expect(await type(dana, 'history 30')).toContain(`<@${dana.id}>, on behalf of <@${jonas.id}>: client c3 pinned.`);
    await house.deliver();
    expect(saidIn(last(jonas))).toContain('Thank you');
  });

  test.each([
    ['@', 2],
    ['c1-c3', 3],
    ['c1-2, c4', 3],
    ['mine', 2],
    ['all', 4],
  ] as const)('picks %s', async (pick, count) => {
    const line = pick === '@' ? `<@${dana.id}|dana>` : pick;
    const said = await type(pick === 'mine' ? dana : house.ken, `clients pinned ${line}`);
    expect(said.startsWith('✓')).toBe(true);
    expect((await facts()).clients.filter(({ pinned }) => pinned !== undefined)).toHaveLength(count);
  });

  test('but not whoever has no say, for others', async () => {
    expect(await type(jonas, 'clients pinned all')).toBe(refusal('en', 'not-approver'));
    expect(await type(jonas, 'clients pinned mine')).toContain('✓');
    expect(await type(jonas, 'clients pinned c70-c80')).toContain('No client fits');
  });

  test('does not hear that sending was switched before the rewrite', async () => {
    expect(await type(dana, 'clients sending c1')).toBe(refusal('en', 'sending-too-early'));
  });

  test('prints sheets for those who are not in Slack, in either language', async () => {
    await type(house.ken, 'clients owner c4 "Mr Sato"');
    const sheet = await type(dana, 'clients sheet en');
    expect(sheet).toContain('For: Mr Sato');
    expect(sheet).toContain('Client c4: Fax');
    expect(sheet).not.toContain('Dana’s laptop');
    expect(await type(dana, 'clients sheet c1')).toContain('端末 c1: Dana’s laptop');
    expect(await type(dana, 'clients sheet all page 9 en')).toContain('Client c');
  });
});
