import { describe, expect, test } from 'vitest';
import { announce } from '../../../src/migration/announce.ts';
import type { Command } from '../../../src/migration/commands.ts';
import type { MissingMessage } from '../../../src/migration/mail-observations.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { contentReport, MAILBOXES } from '../a-migration.ts';
import { at, CUT_OVER_READY, did, kindsOf, upTo, withFacts, withSightings } from '../stages.ts';

const [AOI] = MAILBOXES;
const NOW = CUT_OVER_READY;
const ready = upTo(NOW);
const blank = withSightings(withFacts(ready, { content: {} }), { content: {}, looks: {} });
const part = (command: Command, progress?: { mailboxesDone: number; copied: number }, done = false): Command =>
  command.kind === 'report-content'
    ? { ...command, done, ...(progress && { progress: { mailboxes: 2, messages: 80, ...progress } }) }
    : command;

describe('what a comparison says', () => {
  test('whole for the first time becomes a fact, once', () => {
    const first = did(blank, NOW, contentReport(at(NOW)));
    expect(first.events[0]).toMatchObject({
      kind: 'content-verified',
      mailboxes: MAILBOXES.map((mailbox) => ({ mailbox, messages: 40 })),
    });
    expect(first.record.facts.content?.[AOI]).toEqual({ verifiedAt: at(NOW), messages: 40 });
    const again = did(first.record, NOW + 1, contentReport(at(NOW + 1)));
    expect(kindsOf(again.events)).not.toContain('content-verified');
    expect(again.record.facts.content?.[AOI]?.verifiedAt).toBe(at(NOW));
  });
  test('with something missing it does not', () => {
    const { record, events } = did(blank, NOW, contentReport(at(NOW), { missingTotal: 1 }));
    expect(kindsOf(events)).not.toContain('content-verified');
    expect(record.sightings.content?.[AOI]?.ok?.missingTotal).toBe(1);
  });
  test.each<
    readonly [string, { ageMs: number; reason?: 'too-big'; messages?: number; missingTotal?: number }, boolean]
  >([
    ['it came in within a day before, as mail does', { ageMs: 20 * HOUR_MS }, true],
    ['it is older', { ageMs: 30 * HOUR_MS }, false],
    ['the new server refused it', { ageMs: HOUR_MS, reason: 'too-big' }, false],
    ['its date lies in the future', { ageMs: -2 * HOUR_MS }, false],
    ['it is the better part of the mailbox', { ageMs: HOUR_MS, messages: 1 }, false],
    ['more is missing than is named', { ageMs: HOUR_MS, missingTotal: 2 }, false],
  ])(
    'with a message missing: whole or not, when %s',
    (_, { ageMs, reason, messages = 40, missingTotal = 1 }, whole) => {
      const missing: MissingMessage = {
        key: `${AOI}|INBOX|1|9`,
        folder: 'INBOX',
        at: at(NOW) - ageMs,
        sizeBytes: 900,
        reason: reason ?? 'missing',
      };
      const result = { messages, verified: messages - missingTotal, missingTotal, missing: [missing] };
      const { events } = did(blank, NOW, contentReport(at(NOW), result));
      expect(kindsOf(events).includes('content-verified')).toBe(whole);
    },
  );
  test('a look that failed leaves what was seen, to age', () => {
    const failed: Command = {
      kind: 'report-content',
      observations: [
        {
          mailbox: AOI,
          credentialsVersions: { old: 1, new: 1 },
          result: { outcome: 'failed', at: at(NOW), code: 'server-bye', detail: 'bye' },
        },
      ],
      done: true,
    };
    const seen = did(ready, NOW, failed).record.sightings.content?.[AOI];
    expect(seen).toMatchObject({
      ok: { at: ready.sightings.content?.[AOI]?.ok?.at },
      failed: { at: at(NOW), code: 'server-bye', detail: 'bye' },
    });
  });
  test('with other credentials than the mailbox has now it says nothing, nor of a mailbox that is not listed', () => {
    const report = contentReport(at(NOW));
    if (report.kind !== 'report-content') throw new Error('another report');
    for (const credentialsVersions of [
      { old: 2, new: 1 },
      { old: 1, new: 2 },
    ]) {
      const other = report.observations.map((one) => ({ ...one, credentialsVersions }));
      const { record } = did(blank, NOW, { ...report, observations: other });
      expect(record.facts.content).toEqual({});
      expect(record.sightings.content).toEqual({});
    }
    const { record } = did(blank, NOW, contentReport(at(NOW), {}, ['x@kitano.example']));
    expect(record.sightings.content).toEqual({});
  });
  test('the look counts as taken when it is done, from when it began', () => {
    const going = did(blank, NOW, part(contentReport(at(NOW)))).record;
    expect(going.sightings.looks.content).toBeUndefined();
    const report = contentReport(at(NOW - MINUTE_MS));
    expect(did(going, NOW, report).record.sightings.looks.content?.at).toBe(at(NOW - MINUTE_MS));
    const ahead = contentReport(at(NOW + MINUTE_MS));
    expect(did(going, NOW, ahead).record.sightings.looks.content?.at).toBe(at(NOW));
  });
  test('at most two hundred missing messages are kept by name', () => {
    const missing = Array.from({ length: 250 }, (_, index) => ({
      key: `k${index}`,
      folder: 'INBOX',
      at: at(0),
      sizeBytes: 1,
      reason: 'missing' as const,
    }));
    const seen = did(blank, NOW, contentReport(at(NOW), { missingTotal: 250, missing })).record;
    expect(seen.sightings.content?.[AOI]?.ok).toMatchObject({ missingTotal: 250 });
    expect(seen.sightings.content?.[AOI]?.ok?.missing).toHaveLength(200);
  });
});

describe('a copy', () => {
  const copying = (when: number, copied: number, done = false) =>
    part(contentReport(at(when), { copied }), { mailboxesDone: done ? 2 : 1, copied }, done);
  const told = (kinds: readonly string[]) => kinds.filter((kind) => kind === 'copy-progress').length;

  test('is told of once a minute, and at its end, in one message', () => {
    const first = did(blank, NOW, copying(NOW, 10));
    expect(told(kindsOf(first.events))).toBe(1);
    const soon = did(first.record, NOW + MINUTE_MS - 1, copying(NOW, 20));
    expect(told(kindsOf(soon.events))).toBe(0);
    const later = did(soon.record, NOW + MINUTE_MS, copying(NOW, 30));
    expect(told(kindsOf(later.events))).toBe(1);
    const end = did(later.record, NOW + MINUTE_MS + 1, copying(NOW, 31, true));
    const [said] = announce(later.record.facts, end.events).filter(({ kind }) => kind === 'copy');
    expect(said).toMatchObject({ slot: 'copy', copied: 31, missing: 0, done: true });
  });
  test('that finds nothing to copy is not told of, unless something cannot be', () => {
    expect(told(kindsOf(did(blank, NOW, copying(NOW, 0, true)).events))).toBe(0);
    const short = part(contentReport(at(NOW), { missingTotal: 2 }), { mailboxesDone: 2, copied: 0 }, true);
    expect(did(blank, NOW, short).events).toContainEqual(
      expect.objectContaining({ kind: 'copy-progress', missing: 4, done: true }),
    );
  });
  test('is told of sooner where it is further, whatever it had copied before', () => {
    const further = (share: number): Command => {
      const progress = { mailboxes: 2, mailboxesDone: 1, messages: 80, copied: 40, share };
      return { kind: 'report-content', observations: [], done: false, progress };
    };
    const first = did(blank, NOW, further(0.5));
    expect(told(kindsOf(did(first.record, NOW + 2 * MINUTE_MS, further(0.54)).events))).toBe(0);
    expect(told(kindsOf(did(first.record, NOW + 2 * MINUTE_MS, further(0.55)).events))).toBe(1);
  });
  test('that breaks off is said to, in the same message, and goes on no longer', () => {
    const first = did(blank, NOW, copying(NOW, 10));
    const nothing: Command = { kind: 'report-content', observations: [], done: true };
    const broken = did(first.record, NOW + MINUTE_MS, nothing);
    const said = announce(first.record.facts, broken.events).filter(({ kind }) => kind === 'copy');
    expect(said).toMatchObject([{ slot: 'copy', copied: 10, mailboxesDone: 1, done: true, isBroken: true }]);
    expect(broken.record.sightings.copying).toBeUndefined();
    expect(told(kindsOf(did(broken.record, NOW + HOUR_MS, nothing).events))).toBe(0);
  });
  test('stands in the journal, mailbox by mailbox', () => {
    const { events } = did(blank, NOW, contentReport(at(NOW), { copied: 3, missingTotal: 1 }, [AOI]));
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'content-copied', mailboxes: [{ mailbox: AOI, copied: 3, missing: 1 }] }),
    );
  });
});

describe('a comparison', () => {
  const comparing = (done: boolean, isQuiet = false): Command => ({
    kind: 'report-content',
    observations: [],
    done,
    progress: {
      mailboxes: 2,
      mailboxesDone: done ? 2 : 1,
      messages: 80,
      copied: 0,
      share: done ? 1 : 0.5,
      isCompare: true,
    },
    ...(isQuiet ? { isQuiet } : {}),
  });
  const nothing: Command = { kind: 'report-content', observations: [], done: true };

  test('that a person asked for is told of as it goes on, and at its end, in one message', () => {
    const first = did(blank, NOW, comparing(false));
    const end = did(first.record, NOW + MINUTE_MS, comparing(true));
    const said = [first, end]
      .flatMap(({ events }) => announce(blank.facts, events))
      .filter(({ kind }) => kind === 'copy');
    expect(said).toMatchObject([
      { slot: 'copy', isCompare: true, share: 0.5, done: false },
      { slot: 'copy', isCompare: true, share: 1, done: true },
    ]);
    expect(kindsOf(did(first.record, NOW + MINUTE_MS, nothing).events)).toContain('copy-progress');
  });
  test('of the night says nothing, however it ends; who asks sees how far it is', () => {
    const first = did(blank, NOW, comparing(false, true));
    expect(first.record.sightings.copying).toMatchObject({ mailboxesDone: 1, share: 0.5 });
    for (const last of [comparing(true, true), nothing]) {
      const { events } = did(first.record, NOW + MINUTE_MS, last);
      expect(kindsOf([...first.events, ...events])).not.toContain('copy-progress');
    }
  });
});
