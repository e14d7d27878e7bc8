import { expect, test } from 'vitest';
import { rewriteNow } from '../../src/migration/announce-rewrite.ts';
import { decide } from '../../src/migration/decide.ts';
import type { Migration } from '../../src/migration/record.ts';
import { announcementView } from '../../src/slack/views/announcement.ts';
import { wordsFor } from '../../src/words/words.ts';
import { BEGIN } from '../migration/a-migration.ts';
import { at, CUT_OVER_OPEN, did, having, upTo, withFacts } from '../migration/stages.ts';
import { openHouse } from './house.ts';

const words = wordsFor('en', { style: 'slack', timeZone: 'Asia/Tokyo' });

test('behind a gateway nobody sees the rewrite in DNS: the lines say what to do, and its executor says when it is done', async () => {
  const house = await openHouse();
  const gate = withFacts(upTo(CUT_OVER_OPEN), { profile: 'gateway', plan: [], executor: house.dana.id, lang: 'en' });
  const held: { record: Migration; hour: number } = { record: gate, hour: BEGIN };
  // The real door and the real core, on a record whose gate is open.
  house.override.parts = {
    inChannel: async () => held.record,
    read: async () => held.record,
    lookNow: async () => held.record,
    change: async (_, command) => {
      const decided = decide(held.record, command, at(held.hour));
      if (!decided.ok) return { ok: false, refusal: decided.refusal, migration: held.record };
      const { record, events } = did(held.record, held.hour, command);
      held.record = record;
      return { ok: true, migration: record, events };
    },
  };
  const dana = (line: string) => house.ask(house.dana, `/migration ${line}`);
  const channel = () =>
    rewriteNow(held.record.facts, held.record.sightings)
      .map((one) => JSON.stringify(announcementView(held.record, one, words, at(held.hour))))
      .join('\n');

  expect(await dana('step rewrite done')).toMatch(/^✗/);
  const todo = await dana('step rewrite');
  expect(todo).toContain('/migration step rewrite begin');
  expect(todo).toContain('in the gateway, change the route of');
  expect(todo).toContain('/migration step rewrite done');
  expect(todo).not.toContain('authoritative servers');

  // Begun; what lets it begin are the gate's own rules.
  held.record = having(gate, BEGIN, { kind: 'rewrite-begun' });
  expect(channel()).toContain('is changing the route in the gateway now.');
  expect(channel()).toContain('When it leads to the new server: `/migration step rewrite done`');

  held.hour = BEGIN + 1;
  expect(await house.ask(house.aoi, '/migration step rewrite done')).toMatch(/^✗/);
  expect(await dana('step rewrite done')).toMatch(/^✓/);
  expect(channel()).toContain('The gateway delivers to the new server since');
  expect(channel()).not.toContain('authoritative server');
  expect(held.record.facts.rewriteDoneAt).toBe(at(BEGIN + 1));
  expect(await dana('step rewrite done')).toMatch(/^✗/);
});
