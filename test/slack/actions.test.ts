import { describe, expect, test } from 'vitest';
import type { Message } from '../../rehearsal/slack/workspace.ts';
import { AppError, ErrorCode } from '../../src/errors.ts';
import { HOUR_MS } from '../../src/migration/time.ts';
import { wordsFor } from '../../src/words/words.ts';
import { readyForCutOver, zoneReport } from './cut-over.ts';
import { hasButton, openHouse, refusal, saidIn, started, type TestHouse } from './house.ts';

/** The message with this ts as it stands now. */
function now(house: TestHouse, message: Message): Message {
  const found = house.workspace.messages().find((each) => each.ts === message.ts);
  if (found === undefined) throw new Error('the message is gone');
  return found;
}

describe('approval', () => {
  test('asked for, approved, and the gate opens; every other click is answered and harmless', async () => {
    const house = await openHouse();
    const { id } = await readyForCutOver(house);
    const gate = async () => (await house.service.read(id))?.facts.gates['cut-over'];

    const ready = house.withButton('ask-approval');
    expect(await house.press(house.ken, 'ask-approval')).toContain('✓');
    await house.deliver();
    expect(hasButton(now(house, ready), 'ask-approval')).toBe(false);
    // A button that another person still had on the screen.
    expect(await house.press(house.dana, 'ask-approval', ready)).toBe(refusal('en', 'request-open'));
    await house.deliver();

    const request = house.withButton('approve');
    expect(saidIn(request)).toContain(`<@${house.ken.id}>`);
    expect(await house.press(house.ken, 'approve')).toBe(refusal('ja', 'own-request'));
    expect(await house.press(house.aoi, 'approve')).toBe(refusal('ja', 'not-approver'));
    expect((await gate())?.state).toBe('ready');

    const twice = await Promise.all([house.press(house.dana, 'approve'), house.press(house.dana, 'approve')]);
    expect(twice.join('\n')).toContain('✓');
    expect((await gate())?.round?.approvals).toHaveLength(1);
    expect((await gate())?.state).toBe('open');
    await house.deliver();

    const settled = now(house, request);
    expect(hasButton(settled, 'approve') || hasButton(settled, 'decline')).toBe(false);
    expect(await house.press(house.dana, 'approve', request)).toBe(refusal('en', 'already-approved'));
    const heard = house.workspace.messages().filter((message) => message.onlyFor === undefined);
    expect(heard.map(saidIn).join('\n')).toContain(
      wordsFor('ja', { style: 'slack', timeZone: 'Asia/Tokyo' }).gateSays('cut-over'),
    );
  });

  test('declined with a reason; whoever may not is told before writing one', async () => {
    const house = await openHouse();
    const { id } = await readyForCutOver(house);
    await house.press(house.ken, 'ask-approval');
    await house.deliver();
    const request = house.withButton('decline');

    expect(await house.press(house.aoi, 'decline')).toBe(refusal('ja', 'not-approver'));
    expect(house.workspace.views().some((view) => view.callbackId === 'decline')).toBe(false);

    await house.workspace.click(house.dana, request, 'decline');
    const view = await house.workspace.waitFor('the reason form', () =>
      house.workspace.views().find((each) => each.callbackId === 'decline'),
    );
    await expect(house.workspace.submitView(house.dana, view, {})).rejects.toThrow('must be filled in');
    const sent = await house.workspace.submitView(house.dana, view, { reason: 'the *fax* <still> sends' });
    expect(sent).toMatchObject({ ack: { outcome: 'acknowledged' }, errors: {} });
    const again = await house.workspace.submitView(house.dana, view, { reason: 'once more' });
    expect(Object.keys(again.errors)).toEqual(['reason']);
    await house.deliver();

    const declined = now(house, request);
    expect(hasButton(declined, 'approve')).toBe(false);
    expect(saidIn(declined)).toContain('&lt;still&gt;');
    expect((await house.service.read(id))?.facts.gates['cut-over'].round?.state).toBe('declined');
  });

  test('a button in another channel, of another round, or of an older version is stale', async () => {
    const house = await openHouse();
    const { id } = await readyForCutOver(house);
    await house.press(house.ken, 'ask-approval');
    await house.deliver();
    const request = house.withButton('approve');
    const other = await house.workspace.createChannel('elsewhere');
    expect(await house.press(house.dana, 'approve', { ...request, channel: other.id })).toContain(
      'another time or place',
    );

    const relabelled = (value: string, actionId = 'approve'): Message => ({
      ...request,
      blocks: [
        {
          type: 'actions',
          elements: [{ type: 'button', action_id: actionId, value, text: { type: 'plain_text', text: 'x' } }],
        },
      ],
    });
    expect(await house.press(house.dana, 'approve', relabelled('not json'))).toContain('another time or place');
    expect(await house.press(house.dana, 'approve', relabelled('{"m":"01J0000000000000000000000"}'))).toContain(
      'another time or place',
    );
    expect(await house.press(house.dana, 'old-button', relabelled('{}', 'old-button'))).toContain(
      'another time or place',
    );
    const next = JSON.stringify({ m: id, gate: 'cut-over', round: 7 });
    expect(await house.press(house.dana, 'approve', relabelled(next))).toBe(refusal('en', 'stale-request'));
  });
});

test('a step is marked by its button, once', async () => {
  const house = await openHouse();
  const { id } = await started(house);
  await house.ask(house.aoi, '/migration mailboxes add aoi@kitano.example');
  await house.ask(house.aoi, '/migration step inventory done');
  await house.deliver();
  const prompt = house.withButton('step-done');
  const answer = await house.press(house.ken, 'step-done');
  expect(answer).toContain('✓');
  // The word is taken, and what the bot does not see is named, with the gate that waits for it.
  const ja = wordsFor('ja', { style: 'slack', timeZone: 'Asia/Tokyo' });
  expect(answer).toContain(ja.t('slack:step-open', { gate: 'cut-over' }));
  expect(answer).toContain(ja.criterion('CUT-LOGIN-NEW'));
  expect((await house.service.read(id))?.facts.steps.prepare?.by).toBe(house.ken.id);
  expect(hasButton(now(house, prompt), 'step-done')).toBe(false);
  expect(await house.press(house.ken, 'step-done', prompt)).toMatch(
    /^✗ 手順「新サーバーの準備」はすでに完了です（<!date\^.*から、<@\w+>）。何も変えていません。$/,
  );
});

test('when the store is away a click and a line are answered, and nothing is lost or half done', async () => {
  const house = await openHouse();
  const { id } = await readyForCutOver(house);
  const before = await house.service.read(id);
  const away = async () => {
    throw new AppError(ErrorCode.StoreBusy, { path: '/data/bot.sqlite' });
  };
  house.override.parts = { change: away };
  expect(await house.press(house.ken, 'ask-approval')).toContain('ロック');
  house.override.parts = { read: away, inChannel: away };
  expect(await house.press(house.ken, 'ask-approval')).toContain('ロック');
  expect(await house.ask(house.dana, '/migration status')).toContain('locked');
  house.override.parts = {
    inChannel: async () => {
      throw new TypeError('a defect');
    },
  };
  expect(await house.ask(house.dana, '/migration status')).toContain('Something went wrong');
  house.override.parts = {};
  expect(await house.service.read(id)).toEqual(before);
  expect(hasButton(house.withButton('ask-approval'), 'ask-approval')).toBe(true);
  expect(await house.press(house.ken, 'ask-approval')).toContain('✓');
});

test('work that takes longer than Slack waits is acknowledged, shown as under way, and answered when it ends', async () => {
  const house = await openHouse();
  const { id } = await readyForCutOver(house);
  const gateOpens = Promise.withResolvers<void>();
  house.override.parts = {
    change: async (...args) => {
      await gateOpens.promise;
      return house.service.change(...args);
    },
  };
  const first = await house.press(house.ken, 'ask-approval');
  expect(first).toBe('処理しています…');
  gateOpens.resolve();
  const last = await house.workspace.waitFor('the answer', () => {
    const newest = house.workspace.messages().findLast((message) => message.onlyFor === house.ken.id);
    return newest?.text === first ? undefined : newest;
  });
  expect(last.text).toContain('✓');
  expect((await house.service.read(id))?.facts.gates['cut-over'].round?.requestedBy).toBe(house.ken.id);
});

test('rolling back long after the rewrite asks an approver, by a button', async () => {
  const house = await openHouse();
  const { id } = await readyForCutOver(house);
  await house.press(house.ken, 'ask-approval');
  await house.deliver();
  await house.press(house.dana, 'approve');
  expect(await house.ask(house.aoi, '/migration step rewrite begin')).toContain('調べています');
  await house.workspace.waitFor('the beginning', () =>
    house.workspace.messages().find((message) => message.onlyFor === house.aoi.id && message.text.startsWith('✓')),
  );
  // Unseen, it would be back already, and ask nobody.
  await house.service.change(id, zoneReport(house.clock.at, '198.51.100.20'));
  house.clock.at += 5 * HOUR_MS;
  expect(await house.ask(house.aoi, '/migration rollback mail is refused')).toContain('mail is refused');
  await house.deliver();
  const request = house.withButton('approve-rollback');
  expect(await house.press(house.aoi, 'approve-rollback')).toBe(refusal('ja', 'not-approver'));
  expect(await house.press(house.dana, 'approve-rollback')).toContain('✓');
  expect((await house.service.read(id))?.facts.state.kind).toBe('rolled-back');
  expect(hasButton(now(house, request), 'approve-rollback')).toBe(false);
});
