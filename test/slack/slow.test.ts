import { describe, expect, test } from 'vitest';
import type { Message } from '../../rehearsal/slack/workspace.ts';
import type { StartInput } from '../../src/migration/commands.ts';
import { DEFAULT_SETTINGS } from '../../src/migration/settings.ts';
import { createHolding } from '../../src/slack/listen/holding.ts';
import { readyForCutOver } from './cut-over.ts';
import { hasButton, openHouse, refusal, saidIn, started, type TestHouse } from './house.ts';

/** What a person may wait without a word, and what a slow processor adds. */
const WORD_WITHIN_MS = 1_000;

/** The store answers `what` when it is told to, and not before. */
function slow<What extends 'change' | 'inChannel' | 'inTeam' | 'read'>(house: TestHouse, what: What) {
  const gate = Promise.withResolvers<void>();
  house.override.parts = {
    [what]: async (...args: never[]) => {
      await gate.promise;
      return Reflect.apply(house.service[what], undefined, args);
    },
  };
  return {
    go: () => {
      house.override.parts = {};
      gate.resolve();
    },
  };
}

function now(house: TestHouse, { ts }: Message): Message {
  const found = house.workspace.messages().find((each) => each.ts === ts);
  if (found === undefined) throw new Error('the message is gone');
  return found;
}

const told = (house: TestHouse, text: string, channel?: string) =>
  house.workspace.waitFor(text, () =>
    house.workspace.messages(channel).find((one) => one.onlyFor !== undefined && saidIn(one).includes(text)),
  );

describe('work that takes long', () => {
  test('a command says within a second that it is at work, and then what came of it in the same place', async () => {
    const house = await openHouse();
    await started(house, { language: 'en' });
    const store = slow(house, 'inChannel');
    const ack = await house.workspace.slash(house.dana, '/migration status');
    expect(ack).toMatchObject({ outcome: 'acknowledged', body: { text: 'Working…' } });
    expect(ack.tookMs).toBeLessThan(WORD_WITHIN_MS);
    store.go();
    await told(house, 'step 1 of 8');
  });

  test('a click: no buttons for anybody while it runs; refused, they come back', async () => {
    const house = await openHouse();
    await readyForCutOver(house);
    await house.press(house.ken, 'ask-approval');
    await house.deliver();
    const request = house.withButton('approve');
    const before = now(house, request).blocks;
    const store = slow(house, 'change');
    // Whoever asks does not count.
    const ack = await house.workspace.click(house.ken, request, 'approve');
    expect(ack.tookMs).toBeLessThan(WORD_WITHIN_MS);
    await told(house, '処理しています…');
    await house.workspace.waitFor('the buttons to go', () => !hasButton(now(house, request), 'approve') || undefined);
    expect(saidIn(now(house, request))).toContain(`<@${house.ken.id}>`);
    store.go();
    await told(house, refusal('ja', 'own-request'));
    await house.workspace.waitFor('the buttons', () => hasButton(now(house, request), 'approve') || undefined);
    expect(now(house, request).blocks).toEqual(before);
  });

  test('a click that is carried out: what it asked for is settled, and no button comes back over that', async () => {
    const house = await openHouse();
    await readyForCutOver(house);
    const ready = house.withButton('ask-approval');
    const store = slow(house, 'change');
    await house.workspace.click(house.ken, ready, 'ask-approval');
    await house.workspace.waitFor(
      'the buttons to go',
      () => !hasButton(now(house, ready), 'ask-approval') || undefined,
    );
    store.go();
    await house.workspace.waitFor(
      'the note',
      () => !saidIn(now(house, ready)).includes('処理しています…') || undefined,
    );
    await house.deliver();
    expect(hasButton(now(house, ready), 'ask-approval')).toBe(false);
  });

  test('a form: working, then what is wrong, with all that was typed', async () => {
    const house = await openHouse();
    await house.workspace.slash(house.dana, '/migration start');
    const view = await house.workspace.waitFor('the form', () => house.workspace.views()[0]);
    const hold = Promise.withResolvers<void>();
    house.override.parts = {
      start: async (...args) => {
        await hold.promise;
        return house.service.start(...args);
      },
    };
    const values = {
      domain: 'kitano.example',
      scope: 'whole-contract',
      old: '192.0.2.10',
      new: '198.51.100.20',
      approvers: [house.ken.id, house.aoi.id],
    };
    const sent = await house.workspace.submitView(house.dana, view, values);
    expect(sent.ack.tookMs).toBeLessThan(WORD_WITHIN_MS);
    expect(JSON.stringify(sent.next?.blocks)).toContain('Working…');
    // Somebody else began one in the meantime.
    await house.service.start({ ...inputOf(house), domain: 'other.example' }, house.ken.id);
    hold.resolve();
    const again = await house.workspace.waitFor('the form once more', () =>
      house.workspace.views().find((each) => JSON.stringify(each.blocks).includes('Nothing was taken yet')),
    );
    expect(again.callbackId).toBe('start');
    house.override.parts = {};
    // All that was typed is still there: nothing more is put in, and it is complete.
    const second = await house.workspace.submitView(house.dana, again, {});
    expect(Object.keys(second.errors)).toEqual(['domain']);
    expect(JSON.stringify(again.blocks)).toContain('198.51.100.20');
  });

  test('the App Home: a line at once where the store is slow, then all of it', async () => {
    const house = await openHouse();
    await started(house);
    const store = slow(house, 'inTeam');
    const ack = await house.workspace.openHome(house.dana);
    expect(ack.tookMs).toBeLessThan(WORD_WITHIN_MS);
    const home = () =>
      JSON.stringify(
        house.workspace
          .views()
          .filter(({ type }) => type === 'home')
          .at(-1)?.blocks ?? [],
      );
    await house.workspace.waitFor('a first home', () => home().includes('Looking…') || undefined);
    store.go();
    await house.workspace.waitFor('the home', () => home().includes('kitano.example') || undefined);
  });

  test('a form that Slack is slow to open does not hold the acknowledgement up', async () => {
    const house = await openHouse();
    house.workspace.fail('views.open', { kind: 'slow', delayMs: 1_500 });
    const ack = await house.workspace.slash(house.dana, '/migration start');
    expect(ack.tookMs).toBeLessThan(WORD_WITHIN_MS);
    await house.workspace.waitFor('the form', () => house.workspace.views()[0]);
  });

  test('a form that came too late for Slack is asked for again in words', async () => {
    const house = await openHouse();
    house.workspace.fail('views.open', { kind: 'refused', error: 'expired_trigger_id' });
    await house.workspace.slash(house.dana, '/migration start');
    await told(house, 'once more');
  });
});

function inputOf(house: TestHouse): StartInput {
  const server = {
    addresses: ['192.0.2.1'],
    imap: { port: 993, security: 'tls' as const },
    smtp: { port: 465, security: 'tls' as const },
  };
  return {
    place: house.place,
    domain: 'other.example',
    scope: 'mail-only',
    profile: 'hoster',
    lang: 'en',
    timeZone: 'UTC',
    approvers: [house.aoi.id],
    solo: false,
    servers: { old: server, new: server },
    settings: DEFAULT_SETTINGS,
  };
}

describe('whose buttons come back', () => {
  const at = (shows: string[]) => ({
    channel: 'C1',
    ts: '1.1',
    hide: async () => void shows.push('busy'),
    show: async () => void shows.push('as it was'),
  });
  const holding = () => createHolding({ run: async (_, work) => work() });

  test('two at work on one message: not before both have ended', async () => {
    const shows: string[] = [];
    const all = holding();
    const [one, other] = [all.begin(at(shows)), all.begin(at(shows))];
    await one.hold();
    await other.hold();
    await one.release();
    expect(shows).toEqual(['busy', 'busy']);
    await other.release();
    expect(shows).toEqual(['busy', 'busy', 'as it was']);
  });

  test('a message that was edited meanwhile keeps the edit', async () => {
    const shows: string[] = [];
    const all = holding();
    const click = all.begin(at(shows));
    await click.hold();
    all.edited('C1', '1.1');
    await click.release();
    expect(shows).toEqual(['busy']);
  });

  test('one that was edited before the work proved long is not covered', async () => {
    const shows: string[] = [];
    const all = holding();
    const click = all.begin(at(shows));
    all.edited('C1', '1.1');
    await click.hold();
    await click.release();
    expect(shows).toEqual([]);
  });

  test('quick work never touches the message', async () => {
    const shows: string[] = [];
    await holding().begin(at(shows)).release();
    expect(shows).toEqual([]);
  });
});
