import { describe, expect, test } from 'vitest';
import { countingApprovals, possibleApprovers } from '../../../src/migration/approvals.ts';
import type { GroupAnswer, PersonCommand } from '../../../src/migration/commands.ts';
import { replay } from '../../../src/migration/evolve.ts';
import { type Migration, parseMigration } from '../../../src/migration/record.ts';
import { takesPart, waitingFor } from '../../../src/migration/waiting.ts';
import { aStart, T0 } from '../a-migration.ts';
import { CUT_OVER_READY, did, refusalOf as refusedAt, upTo, withFacts } from '../stages.ts';

const GROUP = { id: 'S1MAIL', name: 'mail-admins', people: 3 };
const NOW = CUT_OVER_READY;
const ready = upTo(CUT_OVER_READY);
const inGroup = (answer: GroupAnswer = 'member') => ({ groups: { [GROUP.id]: answer } });
const named = did(ready, NOW, {
  kind: 'set-approvers',
  by: 'UAOI',
  approvers: ['UMIKA'],
  approverGroups: [GROUP],
}).record;
const asked = did(named, NOW, { kind: 'request-approval', by: 'UAOI', gate: 'cut-over' }).record;
const yes = (by: string) => ({ kind: 'approve', by, gate: 'cut-over', round: 1 }) as const;
const counted = ({ facts }: Migration) => {
  const { round } = facts.gates['cut-over'];
  return round === undefined ? [] : countingApprovals(facts, 'cut-over', round, T0 + NOW);
};
const refusalOf = (record: Migration, command: PersonCommand) => refusedAt(record, NOW, command);

describe('user groups as approvers', () => {
  test('a member approves for the group, and the record says through which', () => {
    const { record, events } = did(asked, NOW, { ...yes('UHANA'), ...inGroup() });
    expect(events[0]).toMatchObject({ kind: 'approved', by: 'UHANA', via: { id: 'S1MAIL', name: 'mail-admins' } });
    expect(counted(record)).toMatchObject([{ by: 'UHANA', via: { id: 'S1MAIL' } }]);
    expect(record.facts.gates['cut-over'].state).toBe('open');
  });

  test('whoever is named and in a group counts once, by name', () => {
    const two = withFacts(asked, {
      settings: { ...asked.facts.settings, quorum: { ...asked.facts.settings.quorum, 'cut-over': 2 } },
    });
    const { record, events } = did(two, NOW, { ...yes('UMIKA'), ...inGroup() });
    expect(events[0]).not.toHaveProperty('via');
    expect(refusalOf(record, { ...yes('UMIKA'), ...inGroup() })).toBe('already-approved');
    expect(record.facts.gates['cut-over'].state).toBe('ready');
    expect(did(record, NOW, { ...yes('UHANA'), ...inGroup() }).record.facts.gates['cut-over'].state).toBe('open');
  });

  test('who asked does not count through a group either', () => {
    expect(refusalOf(asked, { ...yes('UAOI'), ...inGroup() })).toBe('own-request');
  });

  test('nothing counts where Slack did not say, whatever else it said', () => {
    expect(refusalOf(asked, yes('UHANA'))).toBe('group-silent');
    expect(refusalOf(asked, { ...yes('UHANA'), ...inGroup('silent') })).toBe('group-silent');
    expect(refusalOf(asked, { ...yes('UHANA'), ...inGroup('unreadable') })).toBe('group-unreadable');
    expect(refusalOf(asked, { ...yes('UHANA'), ...inGroup('no-member') })).toBe('not-approver');
    expect(refusalOf(asked, { ...yes('UHANA'), groups: { S9OTHER: 'member' } })).toBe('group-silent');
  });

  test('an approval was checked at its click; it falls when the group is to approve no longer', () => {
    const two = withFacts(asked, {
      settings: { ...asked.facts.settings, quorum: { ...asked.facts.settings.quorum, 'cut-over': 2 } },
    });
    const { record } = did(two, NOW, { ...yes('UHANA'), ...inGroup() });
    expect(counted(record)).toHaveLength(1);
    const without = did(record, NOW, { kind: 'set-approvers', by: 'UAOI', approvers: ['UMIKA', 'UKEN'] }).record;
    expect(counted(without)).toEqual([]);
    expect(without.facts).not.toHaveProperty('approverGroups');
  });

  test('a group may be the only approver, when it is large enough for the highest quorum', () => {
    const set = (people: number) =>
      ({ kind: 'set-approvers', by: 'UAOI', approvers: [], approverGroups: [{ ...GROUP, people }] }) as const;
    expect(refusalOf(ready, set(1))).toBe('too-few-approvers');
    expect(refusalOf(ready, set(2))).toBeUndefined();
    expect(refusalOf(did(ready, NOW, set(2)).record, set(2))).toBe('already');
  });

  test('a request is not refused for a group that may have grown since; a quorum beyond it is', () => {
    const one = did(ready, NOW, {
      kind: 'set-approvers',
      by: 'UAOI',
      approvers: ['UAOI'],
      approverGroups: [{ ...GROUP, people: 1 }],
    }).record;
    expect(refusalOf(one, { kind: 'request-approval', by: 'UAOI', gate: 'cut-over' })).toBeUndefined();
    expect(refusalOf(one, { kind: 'set-setting', by: 'UAOI', key: 'quorum-cancel', value: 3 })).toBe(
      'too-few-approvers',
    );
  });

  test('members may do what approvers may, rule and waive, each time asked anew', () => {
    const pause = { kind: 'set-setting', by: 'UHANA', key: 'rounds', value: 2 } as const;
    expect(refusalOf(named, { ...pause, ...inGroup() })).toBeUndefined();
    expect(refusalOf(named, pause)).toBe('group-silent');
    const waive = { kind: 'waive', gate: 'cut-over', criteria: ['CUT-QUORUM'], item: 'quorum', reason: 'no' } as const;
    expect(refusalOf(named, { ...waive, by: 'UHANA', ...inGroup() })).toBe('not-waivable');
    expect(refusalOf(named, { ...waive, by: 'UHANA', ...inGroup('no-member') })).toBe('not-approver');
  });

  test('what waits for a member waits as long as they are one', () => {
    const { groups } = inGroup();
    expect(waitingFor(asked.facts, 'UHANA', T0 + NOW, groups)).toMatchObject([{ kind: 'approve', gate: 'cut-over' }]);
    expect(waitingFor(asked.facts, 'UHANA', T0 + NOW)).toEqual([]);
    expect(waitingFor(asked.facts, 'UHANA', T0 + NOW, inGroup('silent').groups)).toEqual([]);
    expect(takesPart(asked.facts, 'UHANA', groups)).toBe(true);
    expect(takesPart(asked.facts, 'UHANA')).toBe(false);
    expect(possibleApprovers(asked.facts, 'UAOI')).toEqual(['UMIKA', '<!subteam^S1MAIL|@mail-admins>']);
  });

  test('the journal rebuilds it, and the stored record reads back', () => {
    const { record, events } = did(asked, NOW, { ...yes('UHANA'), ...inGroup() });
    expect(parseMigration(JSON.parse(JSON.stringify(record)))).toEqual(record);
    const request = { kind: 'approval-requested', gate: 'cut-over', round: 1, at: T0 + NOW, by: 'UAOI' } as const;
    const rebuilt = replay([
      { kind: 'started', input: { ...aStart(), approvers: ['UMIKA'], approverGroups: [GROUP] }, at: 0, by: 'UAOI' },
      request,
      ...events,
    ]);
    expect(rebuilt?.gates['cut-over'].round).toEqual(record.facts.gates['cut-over'].round);
    expect(rebuilt?.approverGroups).toEqual([GROUP]);
  });
});

describe('guests, and people of other organisations', () => {
  const outsider = 'guest';
  test('approve when they are named, by name or by a group', () => {
    const guest = withFacts(asked, { approvers: ['UMIKA', 'UGUEST'] });
    expect(refusalOf(guest, { ...yes('UGUEST'), outsider })).toBeUndefined();
    expect(refusalOf(asked, { ...yes('UGUEST'), outsider, ...inGroup() })).toBeUndefined();
    expect(refusalOf(asked, { ...yes('UGUEST'), outsider, ...inGroup('no-member') })).toBe('guest-reads');
    expect(refusalOf(asked, { ...yes('UGUEST'), outsider: 'elsewhere', ...inGroup('no-member') })).toBe(
      'elsewhere-reads',
    );
    expect(refusalOf(asked, { ...yes('UGUEST'), outsider })).toBe('group-silent');
  });

  test('do what they own, and nothing else', () => {
    const owned = withFacts(ready, {
      clients: ready.facts.clients.map((client) => ({ ...client, owner: 'UGUEST' })),
      executor: 'UGUEST',
    });
    const id = owned.facts.clients[0]?.id ?? '';
    const help = { kind: 'ask-client-help', by: 'UGUEST', client: id, outsider } as const;
    expect(refusalOf(owned, help)).toBeUndefined();
    expect(refusalOf(ready, help)).toBe('guest-reads');
    expect(refusalOf(owned, { kind: 'remove-client', by: 'UGUEST', client: id, outsider })).toBe('guest-reads');
    expect(refusalOf(owned, { kind: 'begin-rewrite', by: 'UGUEST', outsider })).not.toBe('guest-reads');
    expect(refusalOf(ready, { kind: 'begin-rewrite', by: 'UGUEST', outsider })).toBe('guest-reads');
    for (const kind of ['pause', 'ask-timeline', 'bring-status'] as const)
      expect(refusalOf(ready, { kind, by: 'UGUEST', outsider })).toBe('guest-reads');
    expect(refusalOf(ready, { kind: 'request-approval', by: 'UGUEST', gate: 'cut-over', outsider })).toBe(
      'guest-reads',
    );
  });
});
