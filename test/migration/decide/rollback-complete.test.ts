import { describe, expect, test } from 'vitest';
import { agenda } from '../../../src/migration/agenda.ts';
import { announce } from '../../../src/migration/announce.ts';
import type { Command } from '../../../src/migration/commands.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/migration/time.ts';
import { wordsFor } from '../../../src/words/words.ts';
import { ALL_NEW, BEGIN, MAILBOXES, NS, SPF_BOTH, surveyReport, zoneReport } from '../a-migration.ts';
import { at, CANCEL_OPEN, did, kindsOf, upTo } from '../stages.ts';

const rollback: Command = { kind: 'rollback', by: 'UAOI', reason: 'mail bounces' };
const TYPED = ALL_NEW + MINUTE_MS;
const BACK = TYPED + MINUTE_MS;
const zone = (when: number, host: 'old' | 'new', ttl = 300, servers = NS) =>
  zoneReport(at(when), host, SPF_BOTH, ttl, servers);
const en = wordsFor('en', { style: 'plain', timeZone: 'UTC' });

/** Rolled back, and every server seen with the old data a minute later. */
const typed = did(upTo(ALL_NEW + 1), TYPED, rollback).record;
const back = did(typed, BACK, zone(BACK, 'old'));
const GONE = BACK + 300 * SECOND_MS;

const backOf = ({ events }: ReturnType<typeof did>) => events.filter(({ kind }) => kind === 'rollback-back');

/** What the channel hears of these, in words. */
function said(before: Migration, { record, events }: ReturnType<typeof did>) {
  return announce(before.facts, events, record.sightings).map((one) =>
    en.announcement(one, record.facts, at(GONE), record.sightings),
  );
}

describe('DNS is back', () => {
  test('only once every server has said so since the rollback', () => {
    const half = did(typed, BACK, zone(BACK, 'old', 300, NS.slice(1)));
    expect(kindsOf(half.events)).toEqual([]);
    expect(kindsOf(did(half.record, BACK + 1, zone(BACK + 1, 'old')).events)).toEqual(['rollback-back']);
  });

  test('caches may hold the new data for as long as it was served with, from then on', () => {
    expect(backOf(back)).toMatchObject([{ watermark: at(GONE) }]);
    const long = did(upTo(ALL_NEW + 1), ALL_NEW + 2, zone(ALL_NEW + 2, 'new', 7_200)).record;
    const late = did(did(long, TYPED, rollback).record, BACK, zone(BACK, 'old'));
    expect(backOf(late)).toMatchObject([{ watermark: at(BACK + 2 * HOUR_MS) }]);
  });

  test('with a TTL that nobody saw, for as long as is reckoned with', () => {
    const { newTtls: _lost, ...sightings } = typed.sightings;
    const blind = did({ ...typed, sightings }, BACK, zone(BACK, 'old'));
    expect(backOf(blind)).toMatchObject([{ watermark: at(BACK + 24 * HOUR_MS) }]);
  });

  test('is said with what is to be carried back, and where nobody knows', () => {
    const [message] = said(typed, back);
    expect(message?.text).toContain('every authoritative server serves the old data again');
    expect(message?.lines.join()).toContain('Caches may hold the new data until');
    expect(message?.lines.join()).toContain('not looked through 2 mailboxes');
    const looked = did(typed, BACK - 1, surveyReport(at(BACK - 1), [{ side: 'new', uid: 300, at: at(TYPED) }])).record;
    const lines = said(looked, did(looked, BACK, zone(BACK, 'old')))[0]?.lines.join();
    expect(lines).toContain('Open: 1 message');
    expect(lines).not.toContain('not looked through');
  });

  test('and is taken back when a server gives other data again', () => {
    const again = did(back.record, BACK + 1, zone(BACK + 1, 'new', 300, NS.slice(1)));
    expect(again.events).toMatchObject([{ kind: 'rollback-again', record: 'mail.kitano.example/A' }]);
    expect(again.record.facts.rollbackBack).toBeUndefined();
    expect(said(back.record, again)[0]?.text).toContain('DNS is not back any more');
    const more = did(again.record, BACK + 2, zone(BACK + 2, 'old'));
    expect(backOf(more)).toMatchObject([{ watermark: at(BACK + 2 + 300 * SECOND_MS) }]);
  });
});

describe('the rollback is complete', () => {
  const surveyed = (record: Migration, when: number, arrivals: Parameters<typeof surveyReport>[1] = []) =>
    did(record, when, surveyReport(at(when), arrivals));

  test('when caches have dropped the new data, and a look since then found the old', () => {
    const early = surveyed(back.record, GONE - 1);
    expect(kindsOf(did(early.record, GONE, { kind: 'tick' }).events)).toEqual([]);
    const looked = did(early.record, GONE, zone(GONE, 'old'));
    expect(kindsOf(looked.events)).toEqual([]);
    // Mail may have come until the last moment.
    const over = surveyed(looked.record, GONE + 1);
    expect(kindsOf(over.events)).toEqual(['rollback-over']);
    const [message] = said(looked.record, over);
    expect(message?.text).toContain('The rollback is complete');
    expect(message?.lines.join()).toContain('Nothing is left to carry back');
    expect(kindsOf(surveyed(over.record, GONE + 2).events)).toEqual([]);
  });

  test('a mailbox that cannot be looked through is waited for an hour, and told of as unknown', () => {
    const looked = did(surveyed(back.record, BACK + 1).record, GONE, zone(GONE, 'old')).record;
    const last = did(looked, GONE + HOUR_MS, { kind: 'tick' });
    expect(kindsOf(last.events)).toEqual(['rollback-over']);
    const lines = said(looked, last)[0]?.lines.join() ?? '';
    for (const mailbox of MAILBOXES) expect(lines).toContain(mailbox);
    expect(lines).not.toContain('Nothing is left');
  });

  test('looks fall due as soon as the rollback is typed, and at the watermark', () => {
    const due = (record: Migration, when: number) =>
      agenda(record, at(when)).filter(({ what, dueAt }) => dueAt <= at(when) && ['zone', 'survey'].includes(what));
    expect(
      due(typed, TYPED)
        .map(({ what }) => what)
        .sort(),
    ).toEqual(['survey', 'zone']);
    const looked = surveyed(back.record, BACK).record;
    expect(due(looked, GONE - 1)).toEqual([]);
    expect(
      due(looked, GONE)
        .map(({ what }) => what)
        .sort(),
    ).toEqual(['survey', 'zone']);
  });

  test('what is left to do follows: set DNS back, wait, carry back, go on or give up', () => {
    const todo = (record: Migration) => en.rolledBackTodo(record).join('\n');
    expect(todo(typed)).toContain('Set DNS back');
    expect(todo(back.record)).not.toContain('Set DNS back');
    expect(todo(back.record)).toContain('wait for that');
    const looked = did(back.record, GONE, zone(GONE, 'old')).record;
    const over = surveyed(looked, GONE + 1, [{ side: 'new', uid: 300, at: at(BACK) }]).record;
    expect(todo(over)).not.toContain('wait for that');
    expect(todo(over)).toContain('Open: 1 message');
    expect(todo(over)).toContain('/migration resume');
    expect(todo(over)).toContain('/migration abandon kitano.example');
  });
});

describe('DNS set back first, and told of second', () => {
  const LATE = BEGIN + 6 * HOUR_MS;

  test('needs no approval however late, for mail goes the other way already', () => {
    const undone = did(upTo(ALL_NEW + 1), LATE, zone(LATE, 'old')).record;
    const { record, events } = did(undone, LATE + 1, rollback);
    expect(record.facts.state.kind).toBe('rolled-back');
    const lines = announce(undone.facts, events, record.sightings).flatMap(
      (one) => en.announcement(one, record.facts, at(LATE), record.sightings).lines,
    );
    expect(lines.join()).toContain('nothing is to be set back');
    expect(lines.join()).not.toContain('CHANGE');
    // What was seen before it was typed is looked at once more.
    expect(kindsOf(did(record, LATE + 2, zone(LATE + 2, 'old')).events)).toEqual(['rollback-back']);
  });

  test('one server that still serves the new data makes it the request that it is else', () => {
    const half = did(upTo(ALL_NEW + 1), LATE, zone(LATE, 'old', 300, NS.slice(1))).record;
    expect(did(half, LATE + 1, rollback).record.facts.rollbackRequest).toBeDefined();
  });

  test('while a request waits for an approver it is no incident', () => {
    const asked = did(upTo(ALL_NEW + 1), LATE, rollback).record;
    expect(kindsOf(did(asked, LATE + 1, zone(LATE + 1, 'old')).events)).not.toContain('incident');
    const unasked = upTo(ALL_NEW + 1);
    expect(kindsOf(did(unasked, LATE + 1, zone(LATE + 1, 'old')).events)).toContain('incident');
  });

  test('after the old server was closed, too', () => {
    const undone = did(upTo(CANCEL_OPEN), CANCEL_OPEN, zone(CANCEL_OPEN, 'old')).record;
    expect(did(undone, CANCEL_OPEN + 1, rollback).record.facts.state.kind).toBe('rolled-back');
  });
});

test('nothing of it is left when the move goes on', () => {
  const going = did(back.record, BACK + 1, { kind: 'resume', by: 'UAOI' }).record;
  expect(going.facts.rollbackBack).toBeUndefined();
  expect(going.sightings.newTtls).toBeUndefined();
});

test('a baseline that is taken after the rollback hides nothing: the mailbox is unknown until it is read from the start', () => {
  const { baselines } = typed.facts;
  const key = `${MAILBOXES[0]}|new`;
  const { [key]: _never, ...others } = baselines;
  const late = { ...typed, facts: { ...typed.facts, baselines: others } };
  const { record } = did(late, BACK, surveyReport(at(BACK)));
  expect(record.facts.baselines[key]).toBeDefined();
  expect(record.sightings.survey[key]).toBeUndefined();
  expect(record.sightings.survey[`${MAILBOXES[1]}|new`]).toBeDefined();
  expect(en.rolledBackTodo(record).join()).toContain(`to be carried back: ${MAILBOXES[0]}`);
});

test('a mailbox read in parts: what stood there before the rewrite is no delivery with a slow clock', () => {
  const part = surveyReport(at(BACK), [{ side: 'new', uid: 300, at: at(TYPED) }]);
  if (part.kind !== 'report-survey') throw new Error('no survey');
  const more = part.observations.map((one) =>
    one.result.outcome === 'ok' ? { ...one, result: { ...one.result, more: true as const } } : one,
  );
  const first = did(typed, BACK, { ...part, observations: more }).record;
  const rest = surveyReport(at(BACK + 1), [{ side: 'new', uid: 301, at: at(0) }]);
  expect(did(first, BACK + 1, rest).record.facts.stragglers.map(({ fingerprint }) => fingerprint)).toEqual([
    '<300@sender.example>',
  ]);
});

describe('what reached the old server just before', () => {
  const late = surveyReport(at(TYPED - 1), [
    { side: 'old', uid: 400, at: at(ALL_NEW + 2) },
    { side: 'old', uid: 401, at: at(ALL_NEW + 2), suspect: 'junk' },
  ]);
  const found = did(upTo(ALL_NEW + 1), TYPED - 1, late);
  const rolled = did(found.record, TYPED, rollback);
  const words = (before: Migration, { record, events }: ReturnType<typeof did>) =>
    announce(before.facts, events, record.sightings)
      .filter(({ kind }) => ['stragglers', 'suspects'].includes(kind))
      .map((one) => en.announcement(one, record.facts, at(TYPED), record.sightings))
      .flatMap(({ text, lines }) => [text, ...lines])
      .join('\n');

  test('was told in the words of the move, and is edited as it is rolled back', () => {
    expect(words(upTo(ALL_NEW + 1), found)).toContain('the bot carries it over');
    const said = words(found.record, rolled);
    expect(said).toContain('nothing is to be carried over');
    expect(said).not.toContain('carries it over');
    expect(said).not.toContain('keeps the gate shut');
  });

  test('told after it, neither is to be carried over nor keeps a gate shut', () => {
    // Told of spam once a day: this one waits, and meanwhile it is rolled back.
    const waiting = {
      ...found.record.facts,
      stragglers: found.record.facts.stragglers.map(({ toldAt: _, ...one }) => one),
    };
    const facts = {
      ...waiting,
      state: { kind: 'rolled-back' as const, at: at(TYPED), by: 'UAOI' },
      toldAt: 0,
      suspectsToldAt: 0,
    };
    const record = { ...rolled.record, facts };
    const told = did(record, TYPED + 48 * HOUR_MS, { kind: 'tick' });
    expect(kindsOf(told.events)).toContain('arrivals-told');
    const said = words(record, told);
    expect(said).toContain('nothing is to be carried over');
    expect(said).toContain('holds nothing up');
    expect(said).not.toContain('keeps the gate shut');
  });
});
