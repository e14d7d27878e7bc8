import { describe, expect, test } from 'vitest';
import { elementsOf } from '../../rehearsal/slack/fields.ts';
import { objectsAt } from '../../rehearsal/slack/json.ts';
import { HELPER_MARKER } from '../../src/mail/acceptance-helper.ts';
import { CLIENT_KINDS } from '../../src/migration/client-facts.ts';
import type { DomainSeen } from '../../src/migration/preview.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/migration/time.ts';
import * as ids from '../../src/slack/actions/ids.ts';
import { overLimits } from '../../src/slack/views/limits.ts';
import { wordsFor } from '../../src/words/words.ts';
import { ALL_NEW, surveyReport, T0, type Timed } from '../migration/a-migration.ts';
import { temporaryFile } from '../store/temporary.ts';
import { complaints } from './complaints.ts';
import { readyForCutOver, zoneReport } from './cut-over.ts';
import { openHouse, started } from './house.ts';
import { type Driven, handOf } from './pressing.ts';
import { rewritten } from './rewritten.ts';

/** What these tests pressed and sent; in the end, all that there is. */
const driven: Driven = { pressed: new Set(), sent: new Set() };
const STARTS = { new: '198.51.100.20', old: 'mail.old.example 192.0.2.10' };

const japanese = wordsFor('ja', { style: 'slack', timeZone: 'Asia/Tokyo' });
const DIG = [
  ';; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1',
  ';; QUESTION SECTION:',
  ';mail.kitano.example. IN A',
  ';; ANSWER SECTION:',
  'mail.kitano.example. 120 IN A 192.0.2.10',
].join('\n');

/** A house whose bot can be started again, and that complains of nothing. */
async function houseOf() {
  const { log, errors } = complaints();
  const house = await openHouse({ log, file: temporaryFile(), isBlank: true });
  return { house, hand: handOf(house, driven), errors };
}

describe('pressed and sent, and once more when the bot was started again', { timeout: 60_000 }, () => {
  test('from the start form to the first clients', async () => {
    const { house, hand, errors } = await houseOf();
    const { aoi, ken, dana, workspace } = house;
    const hold = Promise.withResolvers<void>();
    const seen = async (domain: string): Promise<DomainSeen> => {
      const mx = { outcome: 'answer', at: 1, values: ['10 mx1.mimecast.com'], ttlSeconds: 300 } as const;
      return { domain, mx, exchangers: [{ name: 'mx1.mimecast.com', addresses: mx }], usual: [] };
    };
    house.override.parts = { preview: (domain) => hold.promise.then(() => seen(domain)) };
    const empty = await hand.asks(aoi, 'start', 'start');
    const domain = 'kitano.example';
    await hand.inForm(aoi, empty, 'start-look-up', undefined, { domain });
    await hand.formWith(empty, japanese.t('starting:still-looking', { domain }));
    hold.resolve();
    const offered = await hand.formWith(empty, 'start-fill-in');
    const filled = await hand.inForm(aoi, offered, 'start-fill-in', undefined, { domain });
    await hand.inForm(aoi, filled, 'domain', domain);
    const asked = await hand.formWith(filled, '"old"');
    await hand.send(aoi, asked, { domain: 'kitano.example', ...STARTS, approvers: [ken.id, dana.id] });

    let form = await hand.asks(dana, 'clients add', 'clients');
    for (const kind of CLIENT_KINDS) form = await hand.inForm(dana, form, ids.templateAction(kind));
    form = await hand.inForm(dana, form, 'template-out');
    await hand.send(dana, form, {});
    const list = await hand.asks(dana, 'mailboxes import', 'import');
    await hand.send(dana, list, { list: 'address\naoi@kitano.example\nken@kitano.example' });
    expect((await house.service.inChannel(house.place))?.facts).toMatchObject({ domain: 'kitano.example' });
    await hand.again(await house.restart());
    expect(workspace.views().length).toBeGreaterThan(0);
    expect(errors()).toEqual([]);
  });

  test('what a team does before the rewrite', async () => {
    const { house, hand, errors } = await houseOf();
    const { aoi, ken, dana, workspace } = house;
    const mika = workspace.person('mika');
    const { id } = await started(house, { language: 'en' });
    await house.service.change(id, zoneReport(house.clock.at));
    await house.ask(dana, '/migration mailboxes add aoi@kitano.example attested');
    const owned = (names: string, owner: string) =>
      house.ask(dana, `/migration clients add ${names.replaceAll('@', `<@${owner}|who>`)}`);
    await owned('Laptop @ imap,smtp; Phone @ imap', mika.id);
    await owned('Scanner @ smtp; Desk @ imap; Fax @ smtp; Till @ smtp', aoi.id);
    await house.deliver();

    await hand.press(ken, 'bring-status');
    await house.ask(dana, '/migration timeline');
    await hand.press(dana, 'post-timeline');
    await house.ask(dana, '/migration resolvers globalping JP');
    await hand.press(dana, 'leave-globalping');
    await house.ask(dana, '/migration resolvers globalping JP');
    await hand.press(dana, 'ask-globalping');
    await house.ask(dana, '/migration resolvers office Tokyo');
    await hand.send(dana, await hand.opens(dana, 'paste-office', 'office'), { answer: DIG });
    await house.ask(dana, '/migration accept helper new');
    const answer = `${HELPER_MARKER},${Math.floor(house.clock.at / 1_000)},new;\nto,address,aoi@kitano.example,250,2.1.5+OK;`;
    await hand.send(dana, await hand.opens(dana, 'paste-helper', 'helper'), { answer });
    await house.ask(dana, '/migration window');
    await hand.send(dana, await hand.opens(dana, 'choose-window', 'window'), { executor: aoi.id });
    await house.ask(dana, '/migration gate cut-over');
    const waiver = await hand.opens(dana, 'waive', 'waive');
    const [item = ''] = /"value":"([\w-]{32})"/.exec(JSON.stringify(waiver.blocks))?.slice(1) ?? [];
    await hand.send(dana, waiver, { item, reason: 'seen by hand' });

    await house.ask(aoi, '/migration step inventory done');
    await house.deliver();
    await hand.press(dana, 'step-done');
    await hand.press(mika, 'client-done');
    await hand.press(mika, 'client-not-mine');
    await hand.send(aoi, await hand.opens(aoi, 'client-help', 'client-help'), { question: 'Which port?' });
    await hand.press(aoi, 'client-all-done');
    await hand.again(await house.restart());
    expect(errors()).toEqual([]);
  });

  test('the gate, the moment of the rewrite, and the way back', async () => {
    const { house, hand, errors } = await houseOf();
    const { aoi, ken, dana } = house;
    const { id } = await readyForCutOver(house);
    await hand.press(ken, 'ask-approval');
    await hand.send(dana, await hand.opens(dana, 'decline', 'decline'), { reason: 'not yet' });
    await hand.press(ken, 'ask-approval');
    await hand.press(dana, 'approve');
    house.reports.zone = zoneReport(house.clock.at);
    await hand.press(aoi, 'begin-rewrite');
    house.clock.at += MINUTE_MS;
    await house.service.change(id, zoneReport(house.clock.at, '198.51.100.20'));
    await house.deliver();
    // Opened, and left lying until it is too late to decide alone.
    const back = await hand.opens(dana, 'rollback', 'rollback');
    await hand.press(aoi, 'keep-rewrite');
    house.clock.at += 5 * HOUR_MS;
    await hand.send(aoi, back, { reason: 'mail is refused' });
    await hand.press(dana, 'approve-rollback');
    await hand.again(await house.restart());
    expect(errors()).toEqual([]);
  });

  test('what may be spam', async () => {
    const { house, hand, errors } = await houseOf();
    const { ken, dana } = house;
    const found = (hours: number, ...uids: readonly number[]): Timed => ({
      at: ALL_NEW + hours * HOUR_MS,
      command: surveyReport(
        T0 + ALL_NEW + hours * HOUR_MS,
        uids.map((uid) => ({ side: 'old', uid, at: T0 + ALL_NEW + MINUTE_MS, suspect: 'junk' })),
      ),
    });
    const id = await rewritten(house, ALL_NEW + HOUR_MS, [found(1, 300, 301)]);
    const next = async ({ at, command }: Timed): Promise<void> => {
      house.clock.at = T0 + at;
      await house.service.change(id, command);
      await house.deliver();
    };
    await house.deliver();
    await hand.send(ken, await hand.opens(ken, 'look-suspects', 'suspects'), {});
    await next(found(26, 302));
    await hand.pressOld(dana, 'judge-spam', 'judge-real');
    await next(found(51, 303));
    await hand.press(dana, 'judge-spam');
    const judged = (await house.service.read(id))?.facts.stragglers.map((one) => one.judged);
    expect(judged).toEqual(['spam', 'spam', 'real', 'spam']);
    await hand.again(await house.restart());
    expect(errors()).toEqual([]);
  });
});

/** What stands in the App Home beside the channel's own buttons, and something to choose of each. */
const HOME = Object.entries(ids).flatMap(([name, action]) => (name.startsWith('HOME_') ? [String(action)] : []));

test('whatever can be chosen in the App Home', async () => {
  const { house, errors } = await houseOf();
  const { dana, workspace } = house;
  const homes = () => workspace.views().filter(({ type, user }) => type === 'home' && user === dana.id);
  await workspace.openHome(dana);
  for (const action of HOME) {
    // While it is being found out what there is to show, there is nothing to choose.
    const home = await workspace.waitFor(action, () =>
      homes().find(({ blocks }) => JSON.stringify(blocks).includes(action)),
    );
    const options = elementsOf(home.blocks).find(({ element }) => element.action_id === action)?.element.options;
    const last = objectsAt({ options }, 'options').at(-1)?.value;
    driven.pressed.add(action);
    expect(await workspace.clickInView(dana, home, action, String(last))).toMatchObject({ outcome: 'acknowledged' });
    const after = await workspace.waitFor(action, () => homes().find(({ hash }) => hash !== home.hash));
    expect(overLimits(after.raw), action).toEqual([]);
    const stale = (['en', 'ja'] as const).map((lang) => wordsFor(lang, { style: 'slack', timeZone: 'UTC' }));
    for (const words of stale) expect(JSON.stringify(after.blocks)).not.toContain(words.t('slack:stale-button'));
  }
  expect(errors()).toEqual([]);
});

test('nothing that can be pressed or sent is left out of the above', () => {
  const pressable = [...ids.ACTIONS, ...ids.VIEW_ACTIONS, ...CLIENT_KINDS.map(ids.templateAction), ...HOME];
  expect(HOME.length).toBeGreaterThan(0);
  expect(pressable.filter((action) => !driven.pressed.has(action))).toEqual([]);
  expect(ids.VIEWS.filter((form) => !driven.sent.has(form))).toEqual([]);
});
