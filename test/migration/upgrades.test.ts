import { expect, test } from 'vitest';
import { agenda } from '../../src/migration/agenda.ts';
import { decide } from '../../src/migration/decide.ts';
import { replay } from '../../src/migration/evolve.ts';
import { assess } from '../../src/migration/gates/assess.ts';
import { parseMigration } from '../../src/migration/record.ts';
import { DEFAULT_SETTINGS } from '../../src/migration/settings.ts';
import { aStart, T0 } from './a-migration.ts';
import { at, CANCEL_OPEN, CUT_OVER_READY, having, upTo, withFacts } from './stages.ts';

/** What came with the checks of the mail itself, taken out of a record as it was stored before. */
const MAIL_FACTS = ['addresses', 'senders', 'content', 'relays', 'probes', 'archive', 'oldRefusals', 'forwardedSeenAt'];
const MAIL_SIGHTINGS = ['acceptance', 'trials', 'scan', 'content', 'copying', 'tidied', 'logs'];
const MAIL_LOOKS = ['scan', 'acceptance', 'content', 'rescue', 'probes'];
const MAIL_SETTINGS = ['rescue', 'copy', 'subjects', 'lastingMs', 'greylistMs', 'probeLostMs'];

const without = (value: object, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
const formerSettings = () => ({
  ...without(DEFAULT_SETTINGS, MAIL_SETTINGS),
  everyMs: without(DEFAULT_SETTINGS.everyMs, MAIL_LOOKS),
});

test('a record from before the mail itself was checked is read, and its gates rest on no check that nobody made', () => {
  const record = upTo(CANCEL_OPEN);
  const criteria = ['CUT-ACCEPT', 'CUT-CONTENT', 'CAN-SENDERS', 'CAN-CLOSE', 'CAN-LEDGER', 'SWB-ACCEPT-OLD'];
  const waivers = (['cut-over', 'switch-back', 'cancel'] as const).flatMap((gate) =>
    criteria.map((criterion) => ({ gate, criterion, item: '*', by: 'UMIKA', at: T0, reason: 'not checked' })),
  );
  const stored = {
    ...record,
    facts: { ...without(withFacts(record, { waivers }).facts, MAIL_FACTS), settings: formerSettings() },
    sightings: { ...without(record.sightings, MAIL_SIGHTINGS), looks: without(record.sightings.looks, MAIL_LOOKS) },
  };
  const read = parseMigration(JSON.parse(JSON.stringify(stored)));
  const now = at(CANCEL_OPEN);
  const verdict = assess(read, now).cancel;
  for (const id of ['CAN-SENDERS', 'CAN-CLOSE', 'CAN-LEDGER']) {
    const found = verdict.criteria.find((one) => one.id === id);
    expect(found?.outcome, id).not.toBe('pass');
    // What cannot be looked at can be waived, item by item, and by no star.
    expect(
      found?.items.some(({ waivable }) => waivable),
      id,
    ).toBe(true);
    expect(
      found?.items.every(({ waived }) => waived === undefined),
      id,
    ).toBe(true);
  }
  const ticked = decide(read, { kind: 'tick' }, now);
  expect(ticked.ok && ticked.migration.facts.gates.cancel.state).toBe('closed');
  expect(agenda(read, now).map(({ what }) => what)).toEqual(expect.arrayContaining(['acceptance', 'content']));
});

test('a journal from before a setting came about rebuilds to it', () => {
  const input = { ...aStart(), settings: formerSettings() };
  const facts = replay(JSON.parse(JSON.stringify([{ kind: 'started', input, at: T0, by: 'UAOI' }])));
  expect(facts?.settings).toEqual(DEFAULT_SETTINGS);
});

test('a star that stands in an old record waives nothing of an earlier gate either', () => {
  const star = having(upTo(CUT_OVER_READY), CUT_OVER_READY, {
    kind: 'waived',
    gate: 'cut-over',
    criteria: ['CUT-CONTENT', 'CUT-ACCEPT'],
    item: '*',
    reason: 'not checked',
  });
  const { sightings, facts } = star;
  const blind = { ...star, facts: { ...facts, content: {} }, sightings: { ...sightings, content: {}, acceptance: {} } };
  const open = assess(blind, at(CUT_OVER_READY))['cut-over'].criteria.filter(({ outcome }) => outcome !== 'pass');
  expect(open.map(({ id }) => id)).toEqual(expect.arrayContaining(['CUT-CONTENT', 'CUT-ACCEPT']));
});
