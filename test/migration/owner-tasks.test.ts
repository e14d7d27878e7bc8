import { describe, expect, test } from 'vitest';
import { clientPhase } from '../../src/migration/client-settings.ts';
import { typedTargets } from '../../src/migration/clients-typed.ts';
import type { Happening } from '../../src/migration/events.ts';
import { askingPhase, isOpenIn, ownerState, tasksOf } from '../../src/migration/owner-tasks.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/migration/time.ts';
import { loginReport, NEW, T0 } from './a-migration.ts';
import { asked, client, pinning, type Story } from './owners.ts';
import { having, withFacts } from './stages.ts';

const CLIENTS = [
  client('Aoi’s phone', 'UAOI'),
  client('Scanner', 'UREN', { protocols: ['smtp'] }),
  client('Fax', 'Mr Sato'),
];
const credentials = {
  kind: 'credentials-imported',
  by: 'UAOI',
  entries: (['old', 'new'] as const).map((side) => ({ mailbox: 'aoi@kitano.example', side, version: 1 })),
} as const;
const slots = ({ told }: Story) => told.flatMap((one) => ('slot' in one ? [one.slot] : [one.kind]));
const mark = (id: string, by: string, mark: 'pinned' | 'sending' | 'restored' = 'pinned', done = true) =>
  ({ kind: 'mark-client', by, client: id, mark, done }) as const;

/** What happened is taken for true; then the clock ticks. */
function happens(team: Story, now: number, ...happenings: readonly Happening[]): readonly unknown[] {
  team.record = having(team.record, now - T0, ...happenings);
  return asked(team.at(now));
}
const SEEN = { kind: 'rewrite-seen' } as const;
const BACK = { kind: 'gate-opened', gate: 'switch-back', criteria: [] } as const;

describe('an owner is told once a phase', () => {
  test('when the step begins, in one message for all of theirs; whoever is not in Slack is not', () => {
    const team = pinning([...CLIENTS, client('Aoi’s laptop', 'UAOI')], T0);
    expect(asked(team.events)).toEqual([['asked', 'pin', ['UAOI', 'UREN']]]);
    expect(slots(team)).toEqual(['owner:UAOI:pin', 'owner:UREN:pin']);
    team.told.length = 0;
    expect(asked(team.at(T0 + HOUR_MS))).toEqual([]);
    expect(team.told).toEqual([]);
  });

  test('not before accounts are ready', () => {
    const team = pinning([], T0);
    team.does({ kind: 'mark-step', by: 'UAOI', step: 'prepare', done: false });
    const early = team.record.facts.promptedStep;
    expect(early).toBe('prepare');
    expect(askingPhase(team.record.facts)).toBeUndefined();
    team.does({ kind: 'add-clients', by: 'UAOI', clients: CLIENTS });
    expect(asked(team.events)).toEqual([]);
    team.does({ kind: 'mark-step', by: 'UAOI', step: 'prepare', done: true });
    expect(asked(team.events)).toHaveLength(1);
  });

  test('nor before it is known which names move', () => {
    const team = pinning(CLIENTS, T0);
    const bare = withFacts(team.record, { plan: [] });
    expect(askingPhase(bare.facts)).toBeUndefined();
    expect(askingPhase(withFacts(bare, { profile: 'gateway' }).facts)).toBe('pin');
  });

  test('of sending only once the rewrite is seen, and only of what sends', () => {
    const team = pinning([...CLIENTS, client('Display', 'UDIS', { protocols: ['imap'] })], T0);
    team.record = having(team.record, HOUR_MS, { kind: 'rewrite-begun' });
    expect(asked(team.at(T0 + HOUR_MS))).toEqual([]);
    expect(happens(team, T0 + HOUR_MS + MINUTE_MS, SEEN)).toEqual([['asked', 'rewrite', ['UAOI', 'UREN']]]);
  });

  test('to go back once the gate says so', () => {
    const team = pinning(CLIENTS, T0);
    happens(team, T0 + HOUR_MS, SEEN);
    team.does(mark('c1', 'UAOI', 'sending'));
    team.record = having(team.record, 2 * HOUR_MS, BACK);
    expect(askingPhase(team.record.facts)).toBe('restore');
  });

  test('nobody while it is paused', () => {
    const team = pinning([], T0);
    team.record = having(team.record, 0, { kind: 'paused' }, { kind: 'clients-added', clients: CLIENTS });
    expect(asked(team.at(T0 + HOUR_MS))).toEqual([]);
    team.does({ kind: 'resume', by: 'UAOI' });
    expect(asked(team.events)).toEqual([['asked', 'pin', ['UAOI', 'UREN']]]);
  });
});

describe('what comes up later', () => {
  const late = { kind: 'add-clients', by: 'UKEN', clients: [client('Tablet', 'UAOI')] } as const;

  test('within a day is shown in the message that is there', () => {
    const team = pinning(CLIENTS, T0, {}, { reminders: false });
    team.told.length = 0;
    team.now = T0 + DAY_MS;
    expect(asked(team.does(late))).toEqual([]);
    expect(slots(team)).toEqual(['owner:UAOI:pin']);
    expect(asked(team.at(T0 + 3 * DAY_MS)).filter(([kind]) => kind === 'asked')).toEqual([]);
  });

  test('after a day makes a new one, and the old one points to it', () => {
    const team = pinning(CLIENTS, T0, {}, { reminders: false });
    team.told.length = 0;
    team.now = T0 + DAY_MS + 1;
    expect(asked(team.does(late))).toEqual([['asked', 'pin', ['UAOI']]]);
    expect(slots(team)).toEqual(['owner:UAOI:pin', 'owner:UAOI:pin:2']);
    expect(ownerState(team.record.facts, 'UAOI', 'pin', 1)).toBe('moved');
    expect(ownerState(team.record.facts, 'UAOI', 'pin', 2)).toBe('open');
  });

  test('for a new owner is told them, and taken off the other’s message', () => {
    const team = pinning(CLIENTS, T0);
    team.told.length = 0;
    team.does({ kind: 'own-clients', by: 'UKEN', clients: ['c1', 'c3'], owner: 'UNEW' });
    expect(slots(team)).toEqual(['owner:UAOI:pin', 'owner:UNEW:pin']);
    expect(ownerState(team.record.facts, 'UAOI', 'pin', 1)).toBe('empty');
    expect(tasksOf(team.record.facts, 'UNEW', 'pin').open.map(({ id }) => id)).toEqual(['c1', 'c3']);
  });

  test('for somebody who cannot be reached waits until they can', () => {
    const team = pinning([], T0);
    team.does({ kind: 'report-unreachable', person: 'UAOI', reason: 'user_disabled' });
    expect(asked(team.does({ kind: 'add-clients', by: 'UKEN', clients: CLIENTS }))).toEqual([
      ['asked', 'pin', ['UREN']],
    ]);
    expect(asked(team.does({ kind: 'report-reached', person: 'UAOI' }))).toEqual([['asked', 'pin', ['UAOI']]]);
  });
});

describe('the message of an owner', () => {
  test('is edited as they mark, and says thanks when all is done', () => {
    const team = pinning([...CLIENTS, client('Aoi’s laptop', 'UAOI')], T0);
    team.told.length = 0;
    team.does(mark('c1', 'UAOI'));
    expect(slots(team)).toEqual(['owner:UAOI:pin']);
    expect(ownerState(team.record.facts, 'UAOI', 'pin', 1)).toBe('open');
    team.does(mark('c4', 'UKEN'));
    expect(slots(team)).toHaveLength(2);
    expect(ownerState(team.record.facts, 'UAOI', 'pin', 1)).toBe('done');
  });

  test('is edited when what is typed in becomes another, with nobody’s doing', () => {
    const team = pinning(CLIENTS, T0);
    team.told.length = 0;
    const known = () => typedTargets(team.record.facts.clientsTyped ?? '');
    expect(known()).toEqual(['sv12.oldhost.example', 'mx3.newhost.example']);
    team.does({ kind: 'mark-checklist', by: 'UAOI', item: 'filters', done: true });
    expect(team.told).toEqual([]);
    const { servers } = team.record.facts;
    team.record = withFacts(team.record, { servers: { ...servers, new: { ...servers.new, host: undefined } } });
    team.at(T0 + MINUTE_MS);
    expect(known()).toEqual(['sv12.oldhost.example', NEW]);
    expect(slots(team)).toEqual(['owner:UAOI:pin', 'owner:UREN:pin']);
    // A certificate is seen: what owners read of it is no longer that it was not.
    team.told.length = 0;
    team.does(credentials, loginReport(T0 + MINUTE_MS));
    expect(slots(team)).toEqual(['owner:UAOI:pin', 'owner:UREN:pin']);
  });

  test('is left alone by what others do with theirs', () => {
    const team = pinning(CLIENTS, T0);
    team.told.length = 0;
    team.does(mark('c3', 'UKEN'), { kind: 'mark-checklist', by: 'UKEN', item: 'lists', done: true });
    expect(team.told).toEqual([]);
  });

  test('asks for nothing any more in the next phase', () => {
    const team = pinning(CLIENTS, T0);
    happens(team, T0 + HOUR_MS, SEEN);
    expect(ownerState(team.record.facts, 'UAOI', 'pin', 1)).toBe('over');
    expect(ownerState(team.record.facts, 'UAOI', 'rewrite', 1)).toBe('open');
  });

  test.each([
    [{ kind: 'abandoned', reason: 'x' }, 'abandoned'],
    [{ kind: 'finished' }, 'finished'],
  ] as const)('after %j', (happening, state) => {
    const team = pinning(CLIENTS, T0);
    expect(ownerState(having(team.record, HOUR_MS, happening).facts, 'UAOI', 'pin', 1)).toBe(state);
  });

  test('leaves out what was waived by name', () => {
    const team = pinning(CLIENTS, T0);
    const waived = having(team.record, 0, {
      kind: 'waived',
      gate: 'cut-over',
      criteria: ['CUT-CLIENTS'],
      item: 'client:c1',
      reason: 'lost',
    });
    const [first] = waived.facts.clients;
    expect(first && isOpenIn(waived.facts, first, 'pin')).toBe(false);
    expect(ownerState(waived.facts, 'UAOI', 'pin', 1)).toBe('empty');
  });
});

test('an owner may say that it is not theirs: they are asked no more, and the channel is told once for all of it', () => {
  const team = pinning([...CLIENTS, client('Aoi’s laptop', 'UAOI')], T0);
  team.does({ kind: 'disown-client', by: 'UAOI', client: 'c1' }, { kind: 'disown-client', by: 'UAOI', client: 'c4' });
  expect(team.record.facts.clients[0]).toMatchObject({ disowned: { at: T0, by: 'UAOI' } });
  expect(team.record.facts.clients[0]?.owner).toBeUndefined();
  expect(ownerState(team.record.facts, 'UAOI', 'pin', 1)).toBe('empty');
  team.does({ kind: 'own-clients', by: 'UKEN', clients: ['c1'], owner: 'UREN' });
  expect(team.record.facts.clients[0]?.disowned).toBeUndefined();
});

test('what is done for another says for whom, and is their own where it is', () => {
  const team = pinning(CLIENTS, T0);
  const [own, behalf, nobodys] = team.does(mark('c1', 'UAOI'), mark('c2', 'UKEN'), mark('c3', 'UKEN'));
  expect(own).not.toHaveProperty('behalfOf');
  expect(behalf).toMatchObject({ by: 'UKEN', behalfOf: 'UREN' });
  expect(nobodys).toMatchObject({ by: 'UKEN', behalfOf: 'Mr Sato' });
  expect(team.record.facts.clients[1]?.pinned).toEqual({ at: T0, by: 'UKEN' });
});

test('a lot is marked at once: what is marked already stays as it was said', () => {
  const team = pinning(CLIENTS, T0);
  team.does(mark('c2', 'UREN'));
  team.now = T0 + HOUR_MS;
  const events = team.does({
    kind: 'mark-clients',
    by: 'UKEN',
    clients: ['c1', 'c2', 'c3'],
    mark: 'pinned',
    done: true,
  });
  expect(events.filter(({ kind }) => kind === 'client-marked')).toHaveLength(2);
  expect(team.record.facts.clients[1]?.pinned).toEqual({ at: T0, by: 'UREN' });
});

test('help that was asked for stands until it is done', () => {
  const team = pinning(CLIENTS, T0);
  team.does({ kind: 'ask-client-help', by: 'UAOI', client: 'c1', question: '  which port? ' });
  expect(team.events.at(-1)).toMatchObject({ kind: 'client-help-asked', question: 'which port?' });
  expect(team.record.facts.clients[0]?.helpAsked).toEqual({ at: T0, by: 'UAOI' });
  team.does(mark('c1', 'UAOI'));
  expect(team.record.facts.clients[0]?.helpAsked).toBeUndefined();
});

describe('a rollback', () => {
  function rolledBack(): Story {
    const team = pinning(CLIENTS, T0);
    happens(team, T0 + HOUR_MS, SEEN);
    team.does(mark('c1', 'UAOI', 'sending'));
    team.told.length = 0;
    team.now = T0 + 2 * HOUR_MS;
    team.does({ kind: 'rollback', by: 'UAOI', reason: 'bounces' });
    return team;
  }

  test('tells those who had switched to send through the old server again, and those who were asked to not to begin', () => {
    const team = rolledBack();
    const [slot, why] = [`back:${team.now}`, 'rolled-back'];
    expect(team.told.filter(({ kind }) => kind === 'owner-back')).toEqual([
      { kind: 'owner-back', slot, why, recipient: 'UAOI', clients: ['c1'], leave: [] },
      { kind: 'owner-back', slot, why, recipient: 'UREN', clients: [], leave: ['c2'] },
    ]);
    expect(ownerState(team.record.facts, 'UREN', 'rewrite', 1)).toBe('rolled-back');
    expect(askingPhase(team.record.facts)).toBeUndefined();
  });

  test('is followed by messages of their own when the rewrite comes again', () => {
    const team = rolledBack();
    team.record = having(team.record, 3 * HOUR_MS, { kind: 'resumed' });
    expect(team.record.facts.clients[0]?.sending).toBeUndefined();
    team.told.length = 0;
    expect(happens(team, T0 + 4 * HOUR_MS, SEEN)).toEqual([['asked', 'rewrite', ['UAOI', 'UREN']]]);
    expect(slots(team)).toContain('owner:UAOI:rewrite:2');
  });

  test('leaves the message of before shut while the next rewrite is under way and not yet seen', () => {
    const team = rolledBack();
    team.record = having(team.record, 3 * HOUR_MS, { kind: 'resumed' });
    const state = (n: number) => ownerState(team.record.facts, 'UAOI', 'rewrite', n);
    expect(state(1)).toBe('over');
    team.record = having(team.record, 3.5 * HOUR_MS, { kind: 'rewrite-begun' });
    expect(clientPhase(team.record.facts)).toBe('rewrite');
    expect(state(1)).toBe('over');
    happens(team, T0 + 4 * HOUR_MS, SEEN);
    expect([state(1), state(2)]).toEqual(['moved', 'open']);
  });
});

test('a clock that is set back by days asks once more at most, and settles', () => {
  const team = pinning(CLIENTS, T0 + 5 * DAY_MS);
  team.now = T0;
  team.does({ kind: 'add-clients', by: 'UKEN', clients: [client('Tablet', 'UAOI')] });
  team.record = withFacts(team.record, {
    clients: team.record.facts.clients.map((one) => ({ ...one, ownedAt: T0 + 9 * DAY_MS })),
  });
  expect(asked(team.at(T0 + HOUR_MS))).toEqual([['asked', 'pin', ['UAOI', 'UREN']]]);
  expect(asked(team.at(T0 + 2 * HOUR_MS))).toEqual([]);
});
