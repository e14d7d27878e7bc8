import { describe, expect, test } from 'vitest';
import { TEAM } from '../../rehearsal/slack/people.ts';
import type { Message, Person, View } from '../../rehearsal/slack/workspace.ts';
import type { Language } from '../../src/migration/facts.ts';
import type { RefusalCode } from '../../src/migration/refusals.ts';
import { MINUTE_MS } from '../../src/migration/time.ts';
import { wordsFor } from '../../src/words/words.ts';
import { readyForCutOver } from './cut-over.ts';
import { hasButton, openHouse, refusal, saidIn, started, type TestHouse } from './house.ts';

const english = wordsFor('en', { style: 'slack', timeZone: 'Asia/Tokyo' });
const japanese = wordsFor('ja', { style: 'slack', timeZone: 'Asia/Tokyo' });
const ADMINS = 'mail-admins';
const GROUP = '<!subteam^S0GROUP0|@mail-admins>';
const GUEST = { name: 'gil', realName: 'Gil Guest', timeZone: 'Europe/Paris', locale: 'en-GB', isGuest: true };
const CONNECT = {
  name: 'cora',
  realName: 'Cora Client',
  timeZone: 'America/Lima',
  locale: 'en-US',
  teamId: 'T0CLIENT',
};

/** A house with a user group of Mika and Jonas, in which a gate waits for approval. */
async function grouped(
  quorum = 1,
): Promise<TestHouse & { readonly id: string; readonly mika: Person; readonly jonas: Person }> {
  const house = await openHouse({
    people: [...TEAM, GUEST, CONNECT],
    groups: [{ handle: ADMINS, name: 'Mail admins', people: ['mika', 'jonas'] }],
  });
  const { id } = await readyForCutOver(house);
  const set = await house.ask(house.aoi, `/migration approvers set <@${house.ken.id}> ${GROUP}`);
  expect(set).toContain('✓');
  if (quorum > 1) await house.ask(house.aoi, `/migration settings quorum-cut-over ${quorum}`);
  await house.deliver();
  return { ...house, id, mika: house.workspace.person('mika'), jonas: house.workspace.person('jonas') };
}

async function asked(quorum = 1) {
  const house = await grouped(quorum);
  await house.press(house.aoi, 'ask-approval');
  await house.deliver();
  const gate = async () => (await house.service.read(house.id))?.facts.gates['cut-over'];
  return { house, gate };
}

const refused = (lang: Language, code: RefusalCode, figures = {}) =>
  `✗ ${(lang === 'en' ? english : japanese).refusal({ code, figures })}`;
const now = (house: TestHouse, { ts }: Message): Message => {
  const found = house.workspace.messages().find((each) => each.ts === ts);
  if (found === undefined) throw new Error('the message is gone');
  return found;
};

describe('user groups as approvers', () => {
  test('named, listed and mentioned; a member approves, and the history says through which group', async () => {
    const { house, gate } = await asked();
    const { mika } = house;
    expect(saidIn(house.withButton('approve'))).toContain('<!subteam^S0GROUP0>');
    expect(await house.ask(house.dana, '/migration approvers')).toContain('<!subteam^S0GROUP0>');
    expect(await house.press(mika, 'approve')).toContain('✓');
    expect((await gate())?.state).toBe('open');
    expect((await gate())?.round?.approvals).toMatchObject([{ by: mika.id, via: { id: 'S0GROUP0', name: ADMINS } }]);
    await house.deliver();
    expect(await house.ask(house.dana, '/migration history 5')).toContain('<!subteam^S0GROUP0>');
  });

  test('who is in it is asked at the click: whoever left it, or was never in it, may not', async () => {
    const { house, gate } = await asked();
    house.workspace.setMember(ADMINS, house.mika, false);
    expect(await house.press(house.mika, 'approve')).toBe(refusal('ja', 'not-approver'));
    expect(await house.press(house.dana, 'approve')).toBe(refusal('en', 'not-approver'));
    house.workspace.setMember(ADMINS, house.dana, true);
    expect(await house.press(house.dana, 'approve')).toContain('✓');
    expect((await gate())?.state).toBe('open');
  });

  test('one named and one in the group within a millisecond: both count, each once', async () => {
    const { house, gate } = await asked(2);
    const { ken, mika } = house;
    await Promise.all([house.press(ken, 'approve'), house.press(mika, 'approve'), house.press(mika, 'approve')]);
    const approvals = (await gate())?.round?.approvals ?? [];
    expect(approvals.map(({ by }) => by).toSorted()).toEqual([ken.id, mika.id].toSorted());
    expect((await gate())?.state).toBe('open');
  });

  test('named and in the group, a person counts once; who asked does not count through it', async () => {
    const { house, gate } = await asked(2);
    house.workspace.setMember(ADMINS, house.ken, true);
    house.workspace.setMember(ADMINS, house.aoi, true);
    expect(await house.press(house.ken, 'approve')).toContain('✓');
    expect(await house.press(house.ken, 'approve')).toBe(refusal('ja', 'already-approved'));
    expect(await house.press(house.aoi, 'approve')).toBe(refusal('ja', 'own-request'));
    expect((await gate())?.state).toBe('ready');
  });

  test.each([
    ['Slack is silent', { kind: 'server-error' }, 'group-silent'],
    ['too many questions', { kind: 'rate-limited', retryAfterSeconds: 30 }, 'group-silent'],
    ['the scope is missing', { kind: 'refused', error: 'missing_scope' }, 'group-unreadable'],
    ['the group is gone', { kind: 'refused', error: 'no_such_subteam' }, 'group-unreadable'],
  ] as const)('%s: nothing is approved, and what to do is said in the reader’s language', async (_, fault, code) => {
    const { house, gate } = await asked();
    const figures = { groups: `@${ADMINS}` };
    house.workspace.fail('usergroups.users.list', fault, 2);
    expect(await house.press(house.mika, 'approve')).toBe(refused('ja', code, figures));
    expect(await house.press(house.jonas, 'approve')).toBe(refused('en', code, figures));
    expect((await gate())?.round?.approvals).toEqual([]);
    // Whoever is named needs no answer from Slack.
    house.workspace.fail('usergroups.users.list', fault, 1);
    expect(await house.press(house.ken, 'approve')).toContain('✓');
    expect((await gate())?.state).toBe('open');
  });

  test('a group that cannot be read is not taken as an approver, and the approvers stay', async () => {
    const house = await grouped();
    house.workspace.fail('usergroups.users.list', { kind: 'refused', error: 'missing_scope' });
    const said = await house.ask(house.dana, `/migration approvers set <@${house.ken.id}> ${GROUP}`);
    expect(said).toContain('usergroups:read');
    expect(await house.ask(house.dana, '/migration approvers set <!subteam^S0NOBODY|@nobody>')).toContain('@nobody');
    expect((await house.service.read(house.id))?.facts.approverGroups).toMatchObject([{ id: 'S0GROUP0', people: 2 }]);
  });

  test('what waits for a member stands in their home; where Slack is silent, the home says so', async () => {
    const { house } = await asked();
    const home = async (person: Person): Promise<string> => {
      const published = () =>
        house.workspace
          .calls()
          .filter(({ method, args }) => method === 'views.publish' && args.user_id === person.id)
          .map(({ args }) => JSON.stringify(args.view));
      const before = published().length;
      await house.workspace.openHome(person);
      return house.workspace.waitFor('the home', () => published().slice(before).at(-1));
    };
    expect(await home(house.jonas)).toContain('"approve"');
    house.workspace.setMember(ADMINS, house.jonas, false);
    house.clock.at += 2 * MINUTE_MS;
    expect(await home(house.jonas)).not.toContain('"approve"');
    house.clock.at += 2 * MINUTE_MS;
    house.workspace.fail('usergroups.users.list', { kind: 'server-error' });
    expect(await home(house.jonas)).toContain(english.t('home:groups-unknown'));
  });

  test('in the start form, by name; a wrong name and a missing scope are said at the field', async () => {
    const house = await openHouse({ groups: [{ handle: ADMINS, name: 'Mail admins', people: ['mika', 'jonas'] }] });
    const { aoi, workspace } = house;
    await workspace.slash(aoi, '/migration start');
    const view = await workspace.waitFor('the form', () =>
      workspace.views().find((each) => each.callbackId === 'start'),
    );
    const values = {
      domain: 'kitano.example',
      old: 'mail.old.example 192.0.2.10',
      new: 'mail.new.example 198.51.100.20',
    };
    const wrong = await workspace.submitView(aoi, view, { ...values, groups: '@mail-admin' });
    expect(wrong.errors).toEqual({ groups: japanese.t('approving:groups-unknown', { names: ['@mail-admin'] }) });
    workspace.fail('usergroups.list', { kind: 'refused', error: 'missing_scope' });
    const unread = await workspace.submitView(aoi, view, { ...values, groups: '@mail-admins' });
    expect(unread.errors.groups).toContain('usergroups:read');
    const solo = await workspace.submitView(aoi, view, { ...values, groups: 'mail-admins', solo: ['yes'] });
    expect(solo.errors).toEqual({ groups: japanese.t('approving:groups-solo') });
    const sent = await workspace.submitView(aoi, view, { ...values, groups: '＠Mail-Admins' });
    expect(sent.errors).toEqual({});
    expect((await house.service.inChannel(house.place))?.facts).toMatchObject({
      approvers: [],
      approverGroups: [{ id: 'S0GROUP0', name: ADMINS, people: 2 }],
    });
  });
});

describe('guests, and people of other organisations', () => {
  test.each([
    ['gil', 'en', 'guest-reads'],
    // Slack tells no locale of her: she reads the channel's language.
    ['cora', 'ja', 'elsewhere-reads'],
  ] as const)('%s reads, changes nothing, and approves once named', async (name, lang, code) => {
    const { house, gate } = await asked();
    const person = house.workspace.person(name);
    expect(await house.press(person, 'approve')).toBe(refused(lang, code));
    if (code === 'guest-reads') {
      for (const line of ['pause', 'check', 'rescue now', 'checklist undo filters'])
        expect(await house.ask(person, `/migration ${line}`)).toBe(refused('en', code));
      expect(await house.ask(person, '/migration gate')).not.toContain(refused('en', code));
    }
    await house.ask(house.aoi, `/migration approvers set <@${house.ken.id}> <@${person.id}>`);
    expect(await house.press(person, 'approve')).toContain('✓');
    expect((await gate())?.state).toBe('open');
  });

  test('through a group as well; nobody of them starts a migration', async () => {
    const { house, gate } = await asked();
    const gil = house.workspace.person('gil');
    house.workspace.setMember(ADMINS, gil, true);
    expect(await house.press(gil, 'approve')).toContain('✓');
    expect((await gate())?.round?.approvals).toMatchObject([{ by: gil.id, via: { name: ADMINS } }]);
    const fresh = await openHouse({ people: [...TEAM, GUEST] });
    expect(await fresh.ask(fresh.workspace.person('gil'), '/migration start')).toBe(refused('en', 'guest-reads'));
  });
});

describe('a waiver in a form', () => {
  const press = (house: TestHouse, person: Person): Promise<View> => {
    const message = house.workspace.messages().findLast((one) => one.onlyFor === person.id && hasButton(one, 'waive'));
    if (message === undefined) throw new Error('no button to waive');
    return house.workspace
      .click(person, message, 'waive')
      .then(() =>
        house.workspace.waitFor('the form', () =>
          house.workspace.views().findLast((each) => each.callbackId === 'waive'),
        ),
      );
  };
  const choices = (view: View): readonly { readonly value: string; readonly text: string }[] =>
    [...JSON.stringify(view.blocks).matchAll(/"text":"([^"]*)"[^}]*\},"value":"([\w-]{32})"/g)].map(
      ([, text = '', value = '']) => ({ text, value }),
    );

  test('one item, chosen of those that may be, with a reason kept to the word; the second submit is answered', async () => {
    const house = await openHouse();
    const { id } = await started(house);
    await house.ask(house.aoi, '/migration mailboxes add aoi@kitano.example attested');
    await house.ask(house.dana, '/migration gate cut-over');
    const view = await press(house, house.dana);
    const [first] = choices(view).filter(({ text }) => text.includes('aoi@kitano.example'));
    if (first === undefined) throw new Error('the mailbox cannot be chosen');
    await expect(house.workspace.submitView(house.dana, view, { item: first.value })).rejects.toThrow(
      'must be filled in',
    );
    const blank = await house.workspace.submitView(house.dana, view, { item: first.value, reason: ' ' });
    expect(blank.errors).toEqual({ reason: english.refusal({ code: 'reason-missing', figures: {} }) });
    const reason = 'Aoi *showed* it to <me>';
    const sent = await house.workspace.submitView(house.dana, view, { item: first.value, reason });
    expect(sent).toMatchObject({ ack: { outcome: 'acknowledged' }, errors: {} });
    expect((await house.service.read(id))?.facts.waivers).toMatchObject([
      { gate: 'cut-over', item: 'mailbox:aoi@kitano.example', reason, by: house.dana.id },
    ]);
    const again = await house.workspace.submitView(house.dana, view, { item: first.value, reason });
    expect(Object.keys(again.errors)).toEqual(['item']);
    await house.ask(house.aoi, '/migration mailboxes remove aoi@kitano.example');
    const gone = await house.workspace.submitView(house.dana, view, { item: first.value, reason });
    expect(gone.errors).toEqual({ item: english.t('approving:waive-gone', { gate: 'cut-over' }) });
    expect((await house.service.read(id))?.facts.waivers).toHaveLength(1);
  });

  test('whoever is no approver is told before they write; what has come right meanwhile is not waived', async () => {
    const house = await openHouse();
    const { id } = await started(house);
    await house.ask(house.aoi, '/migration gate cut-over');
    const button = house.workspace
      .messages()
      .findLast((one) => one.onlyFor === house.aoi.id && hasButton(one, 'waive'));
    if (button === undefined) throw new Error('no button to waive');
    expect(await house.press(house.aoi, 'waive', button)).toBe(refusal('ja', 'not-approver'));
    expect(house.workspace.views().some((each) => each.callbackId === 'waive')).toBe(false);

    await house.ask(house.dana, '/migration gate cut-over');
    const view = await press(house, house.dana);
    const item = choices(view).find(({ text }) => text.includes(english.t('checklist:filters')));
    if (item === undefined) throw new Error('the checklist cannot be chosen');
    await house.ask(house.aoi, '/migration checklist done all');
    const sent = await house.workspace.submitView(house.dana, view, { item: item.value, reason: 'x' });
    expect(sent.errors).toEqual({ item: english.t('approving:waive-passes', { gate: 'cut-over' }) });
    expect((await house.service.read(id))?.facts.waivers).toEqual([]);
  });
});

test('the button to ask goes from the ready message wherever somebody asked, and comes back with a decline', {
  timeout: 60_000,
}, async () => {
  const house = await openHouse();
  await readyForCutOver(house);
  const ready = house.withButton('ask-approval');
  await house.ask(house.ken, '/migration gate cut-over ask');
  await house.deliver();
  expect(hasButton(now(house, ready), 'ask-approval')).toBe(false);
  expect(saidIn(now(house, ready))).toContain(`<@${house.ken.id}>`);

  await house.workspace.click(house.dana, house.withButton('decline'), 'decline');
  const view = await house.workspace.waitFor('the reason form', () =>
    house.workspace.views().find((each) => each.callbackId === 'decline'),
  );
  await house.workspace.submitView(house.dana, view, { reason: 'not today' });
  await house.deliver();
  expect(hasButton(now(house, ready), 'ask-approval')).toBe(true);

  await house.press(house.ken, 'ask-approval', now(house, ready));
  await house.deliver();
  expect(hasButton(now(house, ready), 'ask-approval')).toBe(false);
  await house.press(house.dana, 'approve');
  await house.deliver();
  expect(hasButton(now(house, ready), 'ask-approval')).toBe(false);
  expect(saidIn(now(house, ready))).toContain(japanese.t('announcements:gate-ready-opened', { gate: 'cut-over' }));
});
