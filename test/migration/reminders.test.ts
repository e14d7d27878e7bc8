import { describe, expect, test } from 'vitest';
import { agenda } from '../../src/migration/agenda.ts';
import { ownerKey } from '../../src/migration/owner-tasks.ts';
import { MOST_REMINDERS, nextReminderTo, reminderTurns } from '../../src/migration/reminders.ts';
import { HOUR_MS, type Instant, MINUTE_MS } from '../../src/migration/time.ts';
import { instantOf, wallTimeOf } from '../../src/migration/wall-time.ts';
import { asked, client, pinning, type Story } from './owners.ts';

const TOKYO = 'Asia/Tokyo';
const tokyo = (date: string, time = '10:00'): Instant => instantOf(date, time, TOKYO);
/** A Tuesday. */
const TUESDAY = tokyo('2026-09-01');
const SCANNER = client('Scanner', 'UREN');
const remindedAt = ({ events }: Story, person = 'UREN', zone = TOKYO): readonly string[] =>
  events.flatMap((event) => {
    if (event.kind !== 'owners-reminded' || !event.owners.includes(person)) return [];
    const { date, time } = wallTimeOf(event.at, zone);
    return [`${date} ${time}`];
  });

/** Follows the agenda's ticks until then, as the clock of the bot does. */
function follow(team: Story, until: Instant): Story {
  for (let left = 200; left > 0; left -= 1) {
    const turn = agenda(team.record, team.now).find(({ what }) => what === 'tick')?.dueAt;
    if (turn === undefined || turn > until) break;
    team.at(Math.max(turn, team.now));
  }
  team.now = until;
  return team;
}

describe('an owner is reminded', () => {
  test('at nine, a working day after the message, then two and three later, and no more', () => {
    const team = follow(pinning([SCANNER], TUESDAY), tokyo('2026-10-01'));
    expect(remindedAt(team)).toEqual(['2026-09-02 09:00', '2026-09-04 09:00', '2026-09-09 09:00']);
    expect(remindedAt(team)).toHaveLength(MOST_REMINDERS);
  });

  test('by one new message each, in place of the last', () => {
    const team = pinning([SCANNER], TUESDAY);
    team.told.length = 0;
    team.at(tokyo('2026-09-02', '09:00'));
    expect(team.told.map((one) => 'slot' in one && one.slot)).toEqual(['owner:UREN:pin', 'owner:UREN:pin:2']);
    expect(team.record.facts.ownersTold?.[ownerKey('UREN', 'pin')]).toMatchObject({ n: 2, reminders: 1 });
  });

  test('after a Friday evening on Monday morning', () => {
    const team = pinning([SCANNER], tokyo('2026-09-04', '18:30'));
    expect(remindedAt(follow(team, tokyo('2026-09-07', '08:59')))).toEqual([]);
    expect(remindedAt(follow(team, tokyo('2026-09-07', '12:00')))).toEqual(['2026-09-07 09:00']);
  });

  test('never on a public holiday of the team’s country', () => {
    const team = pinning([SCANNER], tokyo('2026-09-18'), { country: 'JP' });
    const days = ['2026-09-21', '2026-09-22', '2026-09-23'].map((date) => ({ date, en: 'rest', ja: '休み' }));
    team.does({ kind: 'report-holidays', holidays: { country: 'JP', from: '2026-01-01', until: '2027-12-31', days } });
    expect(remindedAt(follow(team, tokyo('2026-09-25')))).toEqual(['2026-09-24 09:00']);
  });

  test('at weekends where the team wants it', () => {
    const team = pinning([SCANNER], tokyo('2026-09-04', '18:30'), {}, { remindWeekends: true });
    expect(remindedAt(follow(team, tokyo('2026-09-06')))).toEqual(['2026-09-05 09:00']);
  });

  test('by their own clock, once it is known', () => {
    const team = pinning([SCANNER], TUESDAY);
    team.does({ kind: 'report-person-zone', person: 'UREN', timeZone: 'America/New_York' });
    follow(team, tokyo('2026-09-12'));
    // Tuesday 10:00 in Tokyo is Monday evening there.
    expect(remindedAt(team, 'UREN', 'America/New_York')[0]).toBe('2026-09-01 09:00');
    expect(remindedAt(team, 'UREN', 'America/New_York')).toHaveLength(MOST_REMINDERS);
  });

  test('within the hours that they chose, from then on', () => {
    const team = pinning([SCANNER, client('Phone', 'UMIKA')], TUESDAY);
    team.does({ kind: 'report-person-hours', person: 'UREN', hours: { fromHour: 13, toHour: 15 } });
    team.at(tokyo('2026-09-02', '15:00'));
    expect(remindedAt(team)).toEqual([]);
    follow(team, tokyo('2026-09-03', '23:00'));
    expect(remindedAt(team)).toEqual(['2026-09-03 13:00']);
    expect(remindedAt(team, 'UMIKA')).toEqual(['2026-09-02 15:00']);
    team.does({ kind: 'report-person-hours', person: 'UREN', hours: { fromHour: 22, toHour: 24 } });
    expect(remindedAt(follow(team, tokyo('2026-10-01')))).toEqual([
      '2026-09-03 13:00',
      '2026-09-07 22:00',
      '2026-09-10 22:00',
    ]);
  });

  test.each([
    [true, false, ['2026-09-05 09:00']],
    [false, true, []],
  ])('at weekends as they wish (%s), whatever the team set (%s)', (weekends, remindWeekends, times) => {
    const team = pinning([SCANNER], tokyo('2026-09-04', '18:30'), {}, { remindWeekends });
    team.does({ kind: 'report-person-hours', person: 'UREN', hours: { fromHour: 9, toHour: 17, weekends } });
    expect(remindedAt(follow(team, tokyo('2026-09-06')))).toEqual(times);
  });

  test('once they chose what holds anyhow, nothing is recorded', () => {
    const team = pinning([SCANNER], TUESDAY);
    const before = team.events.length;
    team.does({ kind: 'report-person-hours', person: 'UREN', hours: { fromHour: 9, toHour: 17 } });
    expect(team.events).toHaveLength(before);
  });

  test.each([
    ['spring', '2027-03-26', '2027-03-29'],
    ['autumn', '2026-10-23', '2026-10-26'],
  ])('at nine of the wall clock over the change of %s', (_, friday, monday) => {
    const zone = 'Europe/Berlin';
    const team = pinning([SCANNER], instantOf(friday, '16:00', zone), { timeZone: zone });
    expect(remindedAt(follow(team, instantOf(monday, '12:00', zone)), 'UREN', zone)).toEqual([`${monday} 09:00`]);
  });

  test('no later than five: what was missed while the bot was away waits for the next morning', () => {
    const team = pinning([SCANNER], TUESDAY);
    team.at(tokyo('2026-09-02', '17:00'));
    team.at(tokyo('2026-09-03', '03:00'));
    expect(remindedAt(team)).toEqual([]);
    team.at(tokyo('2026-09-03', '16:59'));
    expect(remindedAt(team)).toEqual(['2026-09-03 16:59']);
    // The next one is another day's, however late this one was.
    expect(remindedAt(follow(team, tokyo('2026-09-04', '16:00')))).toHaveLength(1);
  });

  test('each by themselves, and several at one instant in one go', () => {
    const team = pinning([SCANNER, client('Phone', 'UMIKA'), client('Fax', 'UMIKA')], TUESDAY);
    follow(team, tokyo('2026-09-02'));
    expect(asked(team.events).at(-1)).toEqual(['reminded', 'pin', ['UREN', 'UMIKA']]);
  });

  test('within its limits whatever day and zone it is', () => {
    for (const zone of ['Pacific/Auckland', 'Asia/Kathmandu', 'America/Los_Angeles', 'UTC']) {
      for (let day = 1; day <= 7; day += 1) {
        const team = pinning([SCANNER], tokyo(`2026-09-0${day}`, '23:30'));
        team.does({ kind: 'report-person-zone', person: 'UREN', timeZone: zone === 'UTC' ? 'Etc/UTC' : zone });
        const times = remindedAt(follow(team, tokyo('2026-10-01')), 'UREN', zone);
        expect(times).toHaveLength(MOST_REMINDERS);
        expect(new Set(times.map((time) => time.slice(0, 10))).size).toBe(times.length);
        for (const time of times) {
          expect(time).toMatch(/ (09|1[0-6]):/);
          expect([0, 6]).not.toContain(new Date(`${time.slice(0, 10)}T00:00:00Z`).getUTCDay());
        }
      }
    }
  });
});

describe('nobody is reminded', () => {
  const month = tokyo('2026-10-01');
  const done = { kind: 'mark-client', by: 'UREN', client: 'c1', mark: 'pinned', done: true } as const;

  test('of what is done', () => {
    const team = pinning([SCANNER], TUESDAY);
    team.at(TUESDAY + HOUR_MS);
    team.does(done);
    expect(remindedAt(follow(team, month))).toEqual([]);
  });

  test('who waits for help with all that is open', () => {
    const team = pinning([SCANNER], TUESDAY);
    team.does({ kind: 'ask-client-help', by: 'UREN', client: 'c1' });
    expect(remindedAt(follow(team, month))).toEqual([]);
  });

  test('where the team switched it off', () => {
    const team = pinning([SCANNER], TUESDAY);
    team.does({ kind: 'set-setting', by: 'UAOI', key: 'reminders', value: 0 });
    expect(remindedAt(follow(team, month))).toEqual([]);
  });

  test('while the migration is paused; and after it not at once, out of hours', () => {
    const team = pinning([SCANNER], TUESDAY);
    team.does({ kind: 'pause', by: 'UAOI' });
    expect(remindedAt(follow(team, tokyo('2026-09-10', '22:00')))).toEqual([]);
    team.does({ kind: 'resume', by: 'UAOI' });
    expect(remindedAt(team)).toEqual([]);
    expect(remindedAt(follow(team, tokyo('2026-09-11', '12:00')))).toEqual(['2026-09-11 09:00']);
  });

  test('who cannot be written to', () => {
    const team = pinning([SCANNER], TUESDAY);
    team.does({ kind: 'report-unreachable', person: 'UREN', reason: 'user_disabled' });
    expect(remindedAt(follow(team, month))).toEqual([]);
  });

  test('who is not in Slack, nor of what is nobody’s', () => {
    const team = pinning([client('Fax', 'Mr Sato'), client('Printer')], TUESDAY);
    expect(asked(follow(team, month).events)).toEqual([]);
  });
});

test('the agenda wakes the bot for the next reminder, and not for it once all is done', () => {
  const team = pinning([SCANNER], TUESDAY);
  const due = tokyo('2026-09-02', '09:00');
  // What else turns by the clock alone comes before.
  team.at(due - MINUTE_MS);
  const ticks = () => agenda(team.record, team.now).flatMap(({ what, dueAt }) => (what === 'tick' ? [dueAt] : []));
  expect(reminderTurns(team.record.facts, team.now)).toEqual([due]);
  expect(ticks()).toEqual([due]);
  team.does({ kind: 'mark-client', by: 'UREN', client: 'c1', mark: 'pinned', done: true });
  expect(reminderTurns(team.record.facts, team.now)).toEqual([]);
  expect(ticks()).not.toContain(due);
});

test('when the next one comes can be told, and after the last one that none does', () => {
  const team = pinning([SCANNER], TUESDAY);
  const next = (): Instant | undefined => nextReminderTo(team.record.facts, 'UREN', team.now);
  expect(next()).toBe(tokyo('2026-09-02', '09:00'));
  follow(team, tokyo('2026-09-05'));
  // A Saturday: the third comes three working days after the second.
  expect(next()).toBe(tokyo('2026-09-09', '09:00'));
  follow(team, tokyo('2026-10-01'));
  expect(next()).toBeUndefined();
  expect(nextReminderTo(team.record.facts, 'UNOBODY', team.now)).toBeUndefined();
});
