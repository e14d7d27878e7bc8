import { expect, test } from 'vitest';
import type { Announcement } from '../../src/migration/announcements.ts';
import type { Language } from '../../src/migration/facts.ts';
import type { DeliveryJob } from '../../src/service/ports.ts';
import { overLimits } from '../../src/slack/views/limits.ts';
import { ANNOUNCEMENTS, aMigration } from '../words/sample.ts';
import { complaints } from './complaints.ts';
import { openHouse, saidIn, started } from './house.ts';

/** One sample at least of every kind there is, which the compiler sees to. */
const ALL: readonly Announcement[] = Object.values(ANNOUNCEMENTS).flat();

test.each(['en', 'ja'] as const)(
  'everything that is ever said, brought to Slack, in the channel or to one person (%s)',
  { timeout: 60_000 },
  async (lang: Language) => {
    const { log, errors } = complaints();
    const house = await openHouse({ log, isBlank: true });
    // With a journal of its own, which the report goes through.
    const { id } = await started(house, { language: lang });
    const migration = { ...aMigration({ place: house.place, lang }), id };
    const jonas = house.workspace.person('jonas');
    const job = (announcement: DeliveryJob['announcement'], n: number): DeliveryJob => ({
      outboxId: `out-${n}`,
      migration,
      announcement,
      repeat: false,
    });
    house.clock.at = migration.facts.startedAt;
    const { messageTs: threadTs } = await house.slack.delivery.deliver(job({ kind: 'status' }, 0));
    for (const [n, announcement] of ALL.entries()) {
      const isDirect = 'recipient' in announcement && announcement.recipient !== undefined;
      const direct = isDirect ? { to: jonas.id, conversation: await house.slack.delivery.open(jonas.id) } : undefined;
      const calls = house.workspace.calls().length;
      const { messageTs } = await house.slack.delivery.deliver({
        ...job(announcement, n + 1),
        ...(direct === undefined ? {} : { direct }),
        ...(announcement.kind === 'timeline' ? { threadTs } : {}),
      });
      const standing = house.workspace.messages(direct?.conversation).find(({ ts }) => ts === messageTs);
      // Pictures and reports go as files, which Slack shows in a message of its own making.
      const asFile = house.workspace
        .calls()
        .slice(calls)
        .some(({ method }) => method.startsWith('files.'));
      if (standing === undefined || asFile) {
        expect([announcement.kind, asFile]).toEqual([announcement.kind, true]);
        continue;
      }
      expect(overLimits(standing), announcement.kind).toEqual([]);
      expect(saidIn(standing).trim(), announcement.kind).not.toBe('');
      expect(standing.blocks.length, announcement.kind).toBeGreaterThan(0);
      expect(saidIn(standing), announcement.kind).not.toMatch(/undefined|NaN|\[object|\{\{/);
    }
    expect(ALL.length).toBeGreaterThan(40);
    expect(errors()).toEqual([]);
  },
);
