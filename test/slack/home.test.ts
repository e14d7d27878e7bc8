import { describe, expect, test } from 'vitest';
import { EVERY_SCOPE } from '../../rehearsal/slack/seed.ts';
import type { Person, View } from '../../rehearsal/slack/workspace.ts';
import type { StartInput } from '../../src/migration/commands.ts';
import type { Server } from '../../src/migration/facts.ts';
import { nextReminderTo } from '../../src/migration/reminders.ts';
import { DEFAULT_SETTINGS } from '../../src/migration/settings.ts';
import { DAY_MS, MINUTE_MS } from '../../src/migration/time.ts';
import { wallTimeOf } from '../../src/migration/wall-time.ts';
import { wordsFor } from '../../src/words/words.ts';
import { readyForCutOver, zoneReport } from './cut-over.ts';
import { openHouse, refusal, type TestHouse } from './house.ts';

const server = (host: string, address: string): Server => ({
  host,
  addresses: [address],
  imap: { port: 993, security: 'tls' },
  smtp: { port: 465, security: 'tls' },
});

/** A migration that nobody of the workspace takes part in, unless named. */
async function begun(house: TestHouse, domain: string, place: StartInput['place'], by = 'U0ELSEWHERE', approver = by) {
  const result = await house.service.start(
    {
      place,
      domain,
      scope: 'mail-only',
      profile: 'hoster',
      lang: 'en',
      timeZone: 'Asia/Tokyo',
      approvers: [approver],
      solo: true,
      servers: { old: server('mail.old.example', '192.0.2.10'), new: server('mail.new.example', '198.51.100.20') },
      settings: DEFAULT_SETTINGS,
    },
    by,
  );
  if (!result.ok) throw new Error(`not started: ${result.refusal.code}`);
  return result.migration;
}

/** A channel with these people in it, and the bot. */
async function channel(house: TestHouse, name: string, isPrivate: boolean, people: readonly Person[]) {
  const { workspace } = house;
  const made = await workspace.api('conversations.create', { name, is_private: isPrivate });
  const id = String(Object(made.channel).id);
  if (people.length > 0) {
    const invited = await workspace.api('conversations.invite', {
      channel: id,
      users: people.map((one) => one.id).join(','),
    });
    if (invited.ok !== true) throw new Error(JSON.stringify(invited));
  }
  return { teamId: house.place.teamId, channelId: id };
}

const published = (house: TestHouse, person: Person): readonly View[] =>
  house.workspace
    .happenings()
    .flatMap((each) => (each.kind === 'home-published' && each.view.user === person.id ? [each.view] : []));

async function shown(house: TestHouse, person: Person, by: () => Promise<unknown>): Promise<View> {
  const before = published(house, person).length;
  await by();
  return await house.workspace.waitFor('the home', () => published(house, person).slice(before).at(-1));
}
const opened = (house: TestHouse, person: Person): Promise<View> =>
  shown(house, person, () => house.workspace.openHome(person));
const textOf = (view: View): string => JSON.stringify(view.blocks);
const has = (view: View, action: string): boolean => textOf(view).includes(`"action_id":"${action}"`);
const hoursBlocksWith = (action: string, value: string): View['blocks'] => [
  {
    type: 'actions',
    elements: [
      { type: 'static_select', action_id: action, options: [{ text: { type: 'plain_text', text: value }, value }] },
    ],
  },
];
const english = wordsFor('en', { style: 'slack', timeZone: 'Asia/Tokyo' });
const japanese = wordsFor('ja', { style: 'slack', timeZone: 'Asia/Tokyo' });

describe('who sees which migration', () => {
  test('members of the channel, and whoever takes part; a stranger nothing, another workspace’s nobody', async () => {
    const house = await openHouse();
    const { aoi, ken, dana } = house;
    await begun(house, 'open.example', await channel(house, 'open', false, [ken]));
    await begun(house, 'secret.example', await channel(house, 'secret', true, [ken]));
    await begun(house, 'mine.example', await channel(house, 'hers', true, []), aoi.id);
    await begun(house, 'elsewhere.example', { teamId: 'T9OTHER', channelId: house.place.channelId }, ken.id);

    const kens = textOf(await opened(house, ken));
    expect(kens).toContain('open.example');
    expect(kens).toContain('secret.example');
    expect(kens).not.toContain('mine.example');
    expect(kens).not.toContain('elsewhere.example');

    const aois = textOf(await opened(house, aoi));
    expect(aois).toContain('mine.example');
    expect(aois).not.toContain('secret.example');
    expect(aois).not.toContain('open.example');

    const danas = await opened(house, dana);
    expect(textOf(danas)).not.toMatch(/(open|secret|mine|elsewhere)\.example/);
    expect(textOf(danas)).toContain(english.t('home:none'));
    expect(textOf(danas)).not.toContain(english.t('home:only-own'));
  });

  test('without the optional scopes only what one takes part in, and the home says so', async () => {
    const needed = EVERY_SCOPE.filter((scope) => scope !== 'groups:read');
    const house = await openHouse({ botScopes: needed, strictScopes: true });
    const { ken, dana } = house;
    house.workspace.fail('users.conversations', { kind: 'refused', error: 'missing_scope' }, 2);
    await begun(house, 'open.example', house.place);
    await begun(house, 'kens.example', { teamId: house.place.teamId, channelId: 'C0OTHER' }, ken.id);
    const first = textOf(await opened(house, ken));
    expect(first).toContain('kens.example');
    expect(first).not.toContain('open.example');
    expect(first).toContain(japanese.t('home:only-own'));
    // With channels:read alone: the public channels, and the note still.
    const danas = textOf(await opened(house, dana));
    expect(danas).toContain('open.example');
    expect(danas).toContain(english.t('home:only-own'));
  });

  test('channels are remembered for minutes, a failure for one; whoever left sees no more afterwards', async () => {
    const house = await openHouse();
    const { ken } = house;
    const asked = () => house.workspace.calls().filter(({ method }) => method === 'users.conversations').length;
    const place = await channel(house, 'secret', true, [ken]);
    await begun(house, 'secret.example', place);
    house.workspace.fail('users.conversations', { kind: 'rate-limited', retryAfterSeconds: 30 });
    expect(textOf(await opened(house, ken))).not.toContain('secret.example');
    house.clock.at += MINUTE_MS + 1;
    expect(textOf(await opened(house, ken))).toContain('secret.example');
    await opened(house, ken);
    expect(asked()).toBe(1);
    await house.workspace.api('conversations.kick', { channel: place.channelId, user: ken.id });
    house.clock.at += 5 * MINUTE_MS + 1;
    expect(textOf(await opened(house, ken))).not.toContain('secret.example');
  });
});

describe('buttons of the home', () => {
  test('asked for and approved there with the channel’s own checks; the second click is answered and harmless', async () => {
    const house = await openHouse();
    const { ken, dana, workspace } = house;
    const { id } = await readyForCutOver(house);
    const gate = async () => (await house.service.read(id))?.facts.gates['cut-over'];

    const kens = await opened(house, ken);
    expect(has(kens, 'ask-approval')).toBe(true);
    expect(has(kens, 'approve')).toBe(false);
    const asked = await shown(house, ken, () => workspace.clickInView(ken, kens, 'ask-approval'));
    expect(textOf(asked)).toContain('✓');
    expect(has(asked, 'ask-approval')).toBe(false);
    expect(has(asked, 'approve')).toBe(false);

    const danas = await opened(house, dana);
    expect(textOf(danas)).toContain(english.t('home:waits', { n: 1 }));
    // Whoever asked has no such button; a forged press is refused as in the channel.
    const forged = await shown(house, ken, () => workspace.clickInView(ken, { ...danas, user: ken.id }, 'approve'));
    expect(textOf(forged)).toContain(refusal('ja', 'own-request'));

    const acks = await Promise.all([
      workspace.clickInView(dana, danas, 'approve'),
      workspace.clickInView(dana, danas, 'approve'),
    ]);
    expect(acks.map(({ outcome }) => outcome)).toEqual(['acknowledged', 'acknowledged']);
    await workspace.waitFor('the home', () => published(house, dana).slice(1).at(-1));
    expect((await gate())?.state).toBe('open');
    expect((await gate())?.round?.approvals).toHaveLength(1);
    const again = await shown(house, dana, () => workspace.clickInView(dana, danas, 'approve'));
    expect(textOf(again)).toContain(refusal('en', 'already-approved'));
    expect(has(again, 'approve')).toBe(false);
  });

  test('whoever may not see the migration cannot press its buttons, from wherever they have them', async () => {
    const house = await openHouse();
    const { ken, dana, workspace } = house;
    const { id } = await readyForCutOver(house);
    await house.service.change(id, { kind: 'request-approval', by: ken.id, gate: 'cut-over' });
    const danas = await opened(house, dana);
    const mika = workspace.person('mika');
    await workspace.api('conversations.kick', { channel: house.place.channelId, user: mika.id });
    const before = await house.service.read(id);
    const told = await shown(house, mika, () => workspace.clickInView(mika, danas, 'approve'));
    expect(textOf(told)).toContain(japanese.t('slack:stale-button'));
    expect(await house.service.read(id)).toEqual(before);
  });

  test('an owner who is in no channel of it confirms a client there', async () => {
    const house = await openHouse();
    const { workspace } = house;
    const mika = workspace.person('mika');
    const place = await channel(house, 'ours', true, []);
    const { id } = await begun(house, 'kitano.example', place, house.aoi.id);
    await house.service.change(id, {
      kind: 'add-clients',
      by: house.aoi.id,
      clients: [{ name: 'Scanner', owner: mika.id, protocols: ['smtp'] }],
    });
    await house.service.change(id, zoneReport(house.clock.at));
    const mailboxes = [{ address: 'aoi@kitano.example', watch: 'attested' } as const];
    await house.service.change(id, { kind: 'add-mailboxes', by: house.aoi.id, mailboxes });
    for (const step of ['inventory', 'prepare'] as const)
      await house.service.change(id, { kind: 'mark-step', by: house.aoi.id, step, done: true });
    const view = await opened(house, mika);
    expect(textOf(view)).toContain(japanese.t('home:waits', { n: 1 }));
    const after = await shown(house, mika, () => workspace.clickInView(mika, view, 'client-done'));
    expect((await house.service.read(id))?.facts.clients[0]?.pinned?.by).toBe(mika.id);
    expect(textOf(after)).toContain('✓');
    expect(textOf(after)).not.toContain(japanese.t('home:waits', { n: 1 }));
  });

  test('a reason for declining is asked for in a modal', async () => {
    const house = await openHouse();
    const { ken, dana, workspace } = house;
    const { id } = await readyForCutOver(house);
    await house.service.change(id, { kind: 'request-approval', by: ken.id, gate: 'cut-over' });
    await workspace.clickInView(dana, await opened(house, dana), 'decline');
    const form = await workspace.waitFor('the reason form', () =>
      workspace.views().find(({ callbackId }) => callbackId === 'decline'),
    );
    await workspace.submitView(dana, form, { reason: 'the fax still sends' });
    expect((await house.service.read(id))?.facts.gates['cut-over'].round?.state).toBe('declined');
  });
});

test('a language of one’s own goes before Slack’s, in the home and in what is answered; and is forgotten again', async () => {
  const house = await openHouse();
  const { dana, workspace } = house;
  await begun(house, 'open.example', house.place);
  const choose = async (language: string) => {
    const view = await opened(house, dana);
    return textOf(await shown(house, dana, () => workspace.clickInView(dana, view, 'home-language', language)));
  };
  const inJapanese = await choose('ja');
  expect(inJapanese).toContain(japanese.t('home:language-set'));
  expect(inJapanese).toContain(japanese.t('home:going', { n: 1 }));
  expect(await house.ask(dana, '/migration status')).toContain('手順 1/8');
  expect(await choose('auto')).toContain(english.t('home:language-set-auto'));
  expect(await house.ask(dana, '/migration status')).toContain('step 1 of 8');
});

describe('hours of one’s own', () => {
  const hoursOf = async (house: TestHouse, id: string, person: Person) =>
    (await house.service.read(id))?.facts.personHours?.[person.id];
  const pick = async (house: TestHouse, person: Person, action: string, value: string) => {
    const view = await opened(house, person);
    return textOf(await shown(house, person, () => house.workspace.clickInView(person, view, action, value)));
  };
  /** A migration with a scanner of this person's, which waits for them. */
  const owning = async (house: TestHouse, owner: Person) => {
    const { id } = await begun(house, 'kitano.example', house.place, house.aoi.id);
    const clients = [{ name: 'Scanner', owner: owner.id, protocols: ['smtp'] as const }];
    await house.service.change(id, { kind: 'add-clients', by: house.aoi.id, clients });
    await house.service.change(id, zoneReport(house.clock.at));
    const mailboxes = [{ address: 'aoi@kitano.example', watch: 'attested' } as const];
    await house.service.change(id, { kind: 'add-mailboxes', by: house.aoi.id, mailboxes });
    for (const step of ['inventory', 'prepare'] as const)
      await house.service.change(id, { kind: 'mark-step', by: house.aoi.id, step, done: true });
    return id;
  };

  test('reach each migration in which something waits for them, at once; in their own language', async () => {
    const house = await openHouse();
    const { dana, ken } = house;
    const id = await owning(house, dana);
    const other = await begun(house, 'other.example', { teamId: house.place.teamId, channelId: 'C0OTHER' }, ken.id);

    const moved = await pick(house, dana, 'home-from', '20');
    expect(moved).toContain(english.t('home:hours-set', { from: '20:00', to: '24:00' }));
    expect(moved).toContain('"initial_option":{"text":{"type":"plain_text","text":"from 20:00"');
    expect(await hoursOf(house, id, dana)).toEqual({ fromHour: 20, toHour: 24 });
    expect(await hoursOf(house, other.id, dana)).toBeUndefined();

    expect(await pick(house, dana, 'home-to', '22')).toContain('to 22:00');
    await pick(house, dana, 'home-language', 'ja');
    const inJapanese = await pick(house, dana, 'home-weekends', 'off');
    expect(inJapanese).toContain(japanese.t('home:hours-set-workdays', { from: '20:00', to: '22:00' }));
    expect(await hoursOf(house, id, dana)).toEqual({ fromHour: 20, toHour: 22, weekends: false });
    expect(await pick(house, dana, 'home-weekends', 'auto')).toContain(
      japanese.t('home:hours-set', { from: '20:00', to: '22:00' }),
    );
    expect(await hoursOf(house, id, dana)).toEqual({ fromHour: 20, toHour: 22 });
    // Nobody else's hours changed, and none is asked for that is no hour.
    const forged = { ...(await opened(house, ken)), blocks: hoursBlocksWith('home-from', '31') };
    await house.workspace.clickInView(ken, forged, 'home-from', '31');
    expect(await hoursOf(house, id, ken)).toBeUndefined();
  });

  test('chosen before anything is theirs: a migration learns them with its first message, and the home says when', async () => {
    const house = await openHouse();
    const { dana } = house;
    await pick(house, dana, 'home-from', '13');
    await pick(house, dana, 'home-to', '15');
    const id = await owning(house, dana);
    expect(await hoursOf(house, id, dana)).toBeUndefined();
    await house.deliver();
    expect(await hoursOf(house, id, dana)).toEqual({ fromHour: 13, toHour: 15 });
    const facts = (await house.service.read(id))?.facts;
    const at = facts === undefined ? undefined : nextReminderTo(facts, dana.id, house.clock.at);
    expect(at === undefined ? undefined : wallTimeOf(at, dana.timeZone).time).toBe('13:00');
  });
});

test('a home that Slack does not take is no loop: acknowledged, logged, and shown at the next opening', async () => {
  const house = await openHouse();
  const { dana, workspace } = house;
  workspace.fail('views.publish', { kind: 'server-error' });
  expect(await workspace.openHome(dana)).toMatchObject({ outcome: 'acknowledged' });
  const away = () => Promise.reject(new Error('the store is away'));
  house.override.parts = { inTeam: away };
  expect(await workspace.openHome(dana)).toMatchObject({ outcome: 'acknowledged' });
  expect(
    await workspace.event({ type: 'app_home_opened', user: dana.id, channel: 'D0', tab: 'messages' }),
  ).toMatchObject({
    outcome: 'acknowledged',
  });
  house.override.parts = {};
  expect(textOf(await opened(house, dana))).toContain(english.t('home:none'));
  expect(published(house, dana)).toHaveLength(1);
});

test('200 migrations: the home stands within the limits and the door answers meanwhile', async () => {
  const house = await openHouse();
  const { dana } = house;
  const { teamId } = house.place;
  for (let n = 0; n < 200; n += 1) await begun(house, `d${n}.example`, { teamId, channelId: `C0MANY${n}` }, dana.id);
  const first = await house.service.inChannel({ teamId, channelId: 'C0MANY7' });
  const last = await house.service.inChannel({ teamId, channelId: 'C0MANY199' });
  if (first === undefined || last === undefined) throw new Error('not started');
  for (let n = 8; n < 15; n += 1) {
    const one = await house.service.inChannel({ teamId, channelId: `C0MANY${n}` });
    await house.service.change(one?.id ?? '', { kind: 'abandon', by: dana.id, reason: 'no more' });
  }
  const endsOn = new Date(house.clock.at + 10 * DAY_MS).toISOString().slice(0, 10);
  await house.service.change(first.id, { kind: 'set-contract', by: dana.id, side: 'old', contract: { endsOn } });
  const opening = opened(house, dana);
  expect(await house.ask(house.aoi, '/migration status')).toContain('/migration start');
  const view = await opening;
  const text = textOf(view);
  expect(view.blocks.length).toBeLessThanOrEqual(100);
  expect(text).toContain(english.t('home:more', { n: 163, waiting: 0 }));
  expect(text).toContain(english.t('home:ended', { n: 5 }));
  // The nearest date first, then the latest.
  expect(text).toContain('d7.example');
  expect(text.indexOf('d7.example')).toBeLessThan(text.indexOf('d199.example'));
  expect(text.indexOf('d199.example')).toBeGreaterThan(0);
  expect(text).not.toContain('d0.example');
});
