import { describe, expect, test } from 'vitest';
import { announce } from '../../../src/migration/announce.ts';
import type { Command } from '../../../src/migration/commands.ts';
import { type Migration, parseMigration } from '../../../src/migration/record.ts';
import type { Look } from '../../../src/migration/settings.ts';
import { DAY_MS, HOUR_MS } from '../../../src/migration/time.ts';
import { loginReport, T0 } from '../a-migration.ts';
import { CUT_OVER_READY, did, kindsOf, upTo } from '../stages.ts';

const late = (...looks: Look[]): Command => ({ kind: 'report-late', looks });

describe('looks that are late by overload', () => {
  const before = upTo(CUT_OVER_READY);
  const lastLogins = (before.sightings.looks.logins?.at ?? 0) - T0;
  const fresh = lastLogins + 48 * HOUR_MS;
  const said = (record: Migration, at: number, command: Command) => {
    const after = did(record, at, command);
    return {
      ...after,
      told: announce(record.facts, after.events).filter((one) => one.kind === 'looks-late'),
    };
  };

  test('nothing is said while what they saw is fresh, nor of looks that the gate does not rest on', () => {
    expect(said(before, fresh, late('logins')).told).toEqual([]);
    const after = said(before, fresh + DAY_MS, late('rescue', 'survey', 'vantages'));
    expect(kindsOf(after.events)).not.toContain('looks-late');
  });

  test('told once when the evidence has grown stale, and the same message says when it is over', () => {
    const first = said(before, fresh + 1, late('logins'));
    expect(first.events).toContainEqual(
      expect.objectContaining({ kind: 'looks-late', gate: 'cut-over', looks: ['logins'] }),
    );
    const slot = `looks-late:${T0 + fresh + 1}`;
    expect(first.told).toEqual([{ kind: 'looks-late', slot, gate: 'cut-over', isOver: false }]);
    // Again and again late: nothing more to say.
    expect(said(first.record, fresh + HOUR_MS, late('logins')).told).toEqual([]);
    expect(said(first.record, fresh + HOUR_MS, { kind: 'tick' }).told).toEqual([]);

    const over = said(first.record, fresh + 2 * HOUR_MS, loginReport(T0 + fresh + 2 * HOUR_MS));
    expect(over.told).toEqual([{ kind: 'looks-late', slot, gate: 'cut-over', isOver: true }]);
    expect(over.record.facts.looksLate).toBeUndefined();
    // Another time is another message.
    const again = fresh + 20 * DAY_MS;
    expect(said(over.record, again, late('logins')).told).toMatchObject([{ slot: `looks-late:${T0 + again}` }]);
  });

  test('one that comes to be late beside another edits the message, and it is over when both were taken', () => {
    const first = said(before, fresh + 1, late('logins'));
    const both = said(first.record, fresh + 5 * DAY_MS, late('logins', 'zone'));
    expect(both.record.facts.looksLate).toMatchObject({ looks: ['logins', 'zone'], from: T0 + fresh + 1 });
    expect(both.told.map((one) => 'slot' in one && one.slot)).toEqual([`looks-late:${T0 + fresh + 1}`]);
    const one = said(both.record, fresh + 6 * DAY_MS, loginReport(T0 + fresh + 6 * DAY_MS));
    expect(one.told).toEqual([]);
  });

  test('in a pause nothing rests on them, and a record that knows nothing of lateness loads', () => {
    const paused = did(before, fresh, { kind: 'pause', by: 'UAOI' }).record;
    expect(said(paused, fresh + DAY_MS, late('logins', 'zone')).told).toEqual([]);
    const stored = JSON.parse(JSON.stringify(before));
    expect('looksLate' in stored.facts).toBe(false);
    expect(parseMigration(stored).facts).toEqual(before.facts);
    const known = said(before, fresh + 1, late('logins')).record;
    expect(parseMigration(JSON.parse(JSON.stringify(known))).facts.looksLate).toEqual(known.facts.looksLate);
  });

  test('the gate stays as shut as its evidence: being told changes no verdict', () => {
    const told = said(before, fresh + 1, late('logins')).record;
    const plain = did(before, fresh + 1, { kind: 'tick' }).record;
    expect(told.facts.gates).toEqual(plain.facts.gates);
  });
});
