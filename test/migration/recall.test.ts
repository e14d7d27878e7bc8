import { describe, expect, test } from 'vitest';
import { announce } from '../../src/migration/announce.ts';
import type { Happening } from '../../src/migration/events.ts';
import { evolve } from '../../src/migration/evolve.ts';
import { parseMigration } from '../../src/migration/record.ts';
import { HOUR_MS } from '../../src/migration/time.ts';
import { T0 } from './a-migration.ts';
import { asked, client, pinning, type Story } from './owners.ts';

const CLIENTS = [
  client('Aoi’s phone', 'UAOI'),
  client('Scanner', 'UREN', { protocols: ['smtp'] }),
  client('Display', 'UDIS', { protocols: ['imap'] }),
  client('Fax', 'Mr Sato'),
];
const OPEN: Happening = { kind: 'gate-opened', gate: 'switch-back', criteria: [] };
const CLOSED: Happening = { kind: 'gate-closed', gate: 'switch-back', was: 'open', criteria: [] };
const mark = (id: string, by: string, mark: 'pinned' | 'sending' | 'restored') =>
  ({ kind: 'mark-client', by, client: id, mark, done: true }) as const;

/** Taken for true, an hour later, and announced. */
function happens(team: Story, ...happenings: readonly Happening[]): void {
  team.now += HOUR_MS;
  const events = happenings.map((one) => ({ ...one, at: team.now, by: 'UKEN' }));
  team.told.push(...announce(team.record.facts, events).filter((one) => 'recipient' in one));
  team.record = { ...team.record, facts: events.reduce(evolve, team.record.facts) };
}

/** What owners are told to undo, or to leave; what is only edited apart. */
const back = ({ told }: Story) =>
  told.flatMap((one) =>
    one.kind === 'owner-back' && !('editOnly' in one) ? [[one.recipient, one.why, one.clients, one.leave]] : [],
  );

function restoring(): Story {
  const team = pinning(CLIENTS, T0);
  happens(team, { kind: 'rewrite-seen' });
  team.at(team.now);
  happens(team, OPEN);
  team.at(team.now);
  expect(asked(team.events).at(-1)).toEqual(['asked', 'restore', ['UAOI', 'UREN', 'UDIS']]);
  team.told.length = 0;
  return team;
}

describe('when switch-back is taken back', () => {
  test('each owner who was asked has one message: what is set is set back, what is not stays; at night, too', () => {
    const team = restoring();
    team.does(mark('c1', 'UAOI', 'restored'));
    team.told.length = 0;
    happens(team, CLOSED);
    expect(back(team)).toEqual([
      ['UAOI', 'closed', ['c1'], []],
      ['UREN', 'closed', [], ['c2']],
      ['UDIS', 'closed', [], ['c3']],
    ]);
    // He is not in Slack: the sheet is his.
    expect(team.record.facts.recalled).toMatchObject({
      back: ['c1'],
      leave: ['c2', 'c3', 'c4'],
      owners: ['UAOI', 'UREN', 'UDIS'],
    });
  });

  test('whoever was told to set back is back no longer, sends through the new server, and is not reminded', () => {
    const team = restoring();
    team.does(mark('c1', 'UAOI', 'restored'));
    happens(team, CLOSED);
    const [phone] = team.record.facts.clients;
    expect(phone?.restored).toBeUndefined();
    expect(phone?.sending).toMatchObject({ by: 'UAOI' });
    expect(team.record.facts.ownersTold?.['UAOI|restore']).toMatchObject({ isOver: true });
  });

  test('open once more, it is asked for by a message of its own, and the other one says that it is past', () => {
    const team = restoring();
    happens(team, CLOSED);
    team.told.length = 0;
    happens(team, OPEN);
    expect(team.told.filter((one) => one.kind === 'owner-back')).toMatchObject(
      ['UAOI', 'UREN', 'UDIS'].map((recipient) => ({ recipient, past: true, editOnly: true })),
    );
    expect(team.record.facts).not.toHaveProperty('recalled');
    expect(asked(team.at(team.now))).toEqual([['asked', 'restore', ['UAOI', 'UREN', 'UDIS']]]);
    expect(team.record.facts.ownersTold?.['UAOI|restore']).toMatchObject({ n: 2, reminders: 0 });
  });

  test('one that was disowned concerns nobody', () => {
    const team = restoring();
    team.does({ kind: 'disown-client', by: 'UREN', client: 'c2' });
    team.told.length = 0;
    happens(team, CLOSED);
    expect(back(team).map(([recipient]) => recipient)).toEqual(['UAOI', 'UDIS']);
  });
});

describe('rolled back', () => {
  test('who had switched sends through the old server again, who was asked to does not begin; what sends nothing is left alone', () => {
    const team = pinning(CLIENTS, T0);
    happens(team, { kind: 'rewrite-seen' });
    team.at(team.now);
    team.does(mark('c1', 'UAOI', 'sending'));
    team.told.length = 0;
    happens(team, { kind: 'rolled-back', reason: 'x' });
    expect(back(team)).toEqual([
      ['UAOI', 'rolled-back', ['c1'], []],
      ['UREN', 'rolled-back', [], ['c2']],
    ]);
    // Given up from there, the same holds on, and nothing is said twice.
    team.told.length = 0;
    happens(team, { kind: 'abandoned', reason: 'x' });
    expect(back(team)).toEqual([]);
    expect(team.record.facts.recalled?.why).toBe('rolled-back');
  });

  test('before anybody was asked, nobody is told', () => {
    const team = pinning(CLIENTS, T0);
    happens(team, { kind: 'rewrite-begun' });
    team.told.length = 0;
    happens(team, { kind: 'rolled-back', reason: 'x' });
    expect(back(team)).toEqual([]);
  });
});

describe('given up', () => {
  test('before the rewrite: what is pinned may go back, what is not stays', () => {
    const team = pinning(CLIENTS, T0);
    team.does(mark('c1', 'UAOI', 'pinned'));
    team.told.length = 0;
    happens(team, { kind: 'abandoned', reason: 'x' });
    expect(back(team)).toEqual([
      ['UAOI', 'abandoned', ['c1'], []],
      ['UREN', 'abandoned', [], ['c2']],
      ['UDIS', 'abandoned', [], ['c3']],
    ]);
  });

  test('after it nobody knows which server the team keeps: everything stays', () => {
    const team = pinning(CLIENTS, T0);
    happens(team, { kind: 'rewrite-seen' });
    team.at(team.now);
    team.does(mark('c1', 'UAOI', 'sending'));
    team.told.length = 0;
    happens(team, { kind: 'abandoned', reason: 'x' });
    expect(back(team).map(([, , set]) => set)).toEqual([[], [], []]);
  });

  test('a record that keeps it is read, and one from before as well', () => {
    const team = restoring();
    const before = team.record;
    happens(team, CLOSED);
    for (const record of [before, team.record])
      expect(parseMigration(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });
});
