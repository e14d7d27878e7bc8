import { describe, expect, test } from 'vitest';
import { announce } from '../../src/migration/announce.ts';
import type { Announcement } from '../../src/migration/announcements.ts';
import type { Command } from '../../src/migration/commands.ts';
import type { Migration } from '../../src/migration/record.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/migration/time.ts';
import { ALL_NEW, MAILBOXES, probeLanded, probeSent } from './a-migration.ts';
import { at, did, upTo, withFacts } from './stages.ts';

const [AOI, KEN] = MAILBOXES;
const relay = (id: string, kind: 'outside' | 'old', port = 587): Command => ({
  kind: 'set-relay',
  by: 'UAOI',
  relay: { id, kind, host: `${id}.example.net`, port, security: 'starttls' },
});
const START = did(
  did(upTo(ALL_NEW + 1), ALL_NEW + 1, relay('outside', 'outside')).record,
  ALL_NEW + 1,
  relay('old', 'old'),
).record;
const NOW = ALL_NEW + MINUTE_MS;

type Said = Extract<Announcement, { kind: 'probes' }>;
/** What these commands say in turn, and the record after them. */
function told(base: Migration, ...commands: readonly (readonly [number, Command])[]) {
  let record = base;
  const said: Said[] = [];
  for (const [when, command] of commands) {
    const done = did(record, when, command);
    said.push(...announce(record.facts, done.events).filter((one): one is Said => one.kind === 'probes'));
    record = done.record;
  }
  return { record, said };
}
const send = (when: number, id: string, through = 'outside', mailbox: string = AOI) =>
  [when, probeSent(at(when), id, through, mailbox)] as const;
const land = (when: number, id: string, side: 'old' | 'new' = 'new', junk = false) =>
  [when, probeLanded(at(when), id, side, junk)] as const;
const fail = (
  when: number,
  id: string,
  code: 'login-refused' | 'cancelled',
  detail?: string,
  mailbox: string = AOI,
) => {
  const result = { outcome: 'failed', at: at(when), code, ...(detail === undefined ? {} : { detail }) } as const;
  const command: Command = {
    kind: 'report-probes',
    sent: [{ id, relay: 'outside', mailbox, result }],
    landings: [],
    searched: [],
  };
  return [when, command] as const;
};
const searched = (when: number): readonly [number, Command] => [
  when,
  {
    kind: 'report-probes',
    sent: [],
    landings: [],
    searched: (['old', 'new'] as const).map((side) => ({ mailbox: AOI, side })),
  },
];

describe('probes that do not arrive', () => {
  test('are told with what the relay answered', () => {
    const lateBy = START.facts.settings.probeLostMs + 1;
    expect(told(START, send(NOW, 'p'), searched(NOW + lateBy)).said).toMatchObject([
      { open: 1, lines: [{ what: 'lost', id: 'p', relayKind: 'outside', mailboxes: [AOI], says: '250 queued' }] },
    ]);
    expect(told(START, fail(NOW, 'p', 'login-refused', '535 5.7.8 no')).said).toMatchObject([
      { slot: `probes:${at(NOW)}`, lines: [{ what: 'failed', failed: 'login-refused', says: '535 5.7.8 no' }] },
    ]);
  });
  test('one the bot was stopped over is no news', () => {
    expect(told(START, fail(NOW, 'p', 'cancelled')).said).toEqual([]);
  });
  test('stand in one message, a line for all that befell the same, which says when it is over', () => {
    const { said } = told(
      START,
      fail(NOW, 'p', 'login-refused'),
      fail(NOW + 1, 'q', 'login-refused', undefined, KEN),
      send(NOW + 2, 'r'),
      land(NOW + HOUR_MS, 'r'),
    );
    const slot = `probes:${at(NOW)}`;
    expect(said).toMatchObject([
      { slot, open: 1 },
      { slot, open: 2, lines: [{ mailboxes: [AOI, KEN], total: 2 }] },
      {
        slot,
        open: 1,
        lines: [{ mailboxes: [AOI], overAt: at(NOW + HOUR_MS), turned: 'fine' }, { mailboxes: [KEN] }],
      },
    ]);
  });
  test('that flip on and off stay in that message; after six good hours another one is made', () => {
    const first = [fail(NOW, 'p', 'login-refused'), send(NOW + 1, 'q'), land(NOW + 2, 'q')] as const;
    const soon = told(START, ...first, fail(NOW + 5 * HOUR_MS, 'r', 'login-refused')).said;
    expect(soon.map(({ slot, open }) => [slot, open])).toEqual([
      [`probes:${at(NOW)}`, 1],
      [`probes:${at(NOW)}`, 0],
      [`probes:${at(NOW)}`, 1],
    ]);
    const late = told(START, ...first, fail(NOW + 7 * HOUR_MS, 'r', 'login-refused')).said;
    expect(late.at(-1)).toMatchObject({ slot: `probes:${at(NOW + 7 * HOUR_MS)}`, open: 1 });
  });
  test('on another path, long after, are news of their own: an edited message reaches nobody', () => {
    const { said } = told(
      START,
      fail(NOW, 'p', 'login-refused'),
      fail(NOW + 7 * HOUR_MS, 'q', 'login-refused', undefined, KEN),
    );
    expect(said.map(({ slot, lines }) => [slot, lines.map(({ mailboxes }) => mailboxes)])).toEqual([
      [`probes:${at(NOW)}`, [[AOI]]],
      [`probes:${at(NOW + 7 * HOUR_MS)}`, [[KEN]]],
    ]);
  });
  test('and go astray in another way since say so in both messages', () => {
    const junked = [send(NOW, 'p'), land(NOW + 1, 'p', 'new', true)] as const;
    const { said } = told(START, ...junked, fail(NOW + 7 * HOUR_MS, 'q', 'login-refused'));
    expect(said.slice(1)).toMatchObject([
      { slot: `probes:${at(NOW + 1)}`, open: 0, lines: [{ what: 'junk', folder: 'Junk', turned: 'failed' }] },
      { slot: `probes:${at(NOW + 7 * HOUR_MS)}`, open: 1, lines: [{ what: 'failed' }] },
    ]);
  });
  test('are looked at no more once the relay is named anew or taken away, or the mailbox', () => {
    // A mailbox is taken off the list before the rewrite alone.
    const before = withFacts(START, { rewriteBegunAt: undefined, rewriteSeenAt: undefined });
    const cases: readonly (readonly [Migration, Command])[] = [
      [START, relay('outside', 'outside', 465)],
      [START, { kind: 'remove-relay', by: 'UAOI', id: 'outside' }],
      [before, { kind: 'remove-mailbox', by: 'UAOI', mailbox: AOI }],
    ];
    for (const [base, command] of cases) {
      const { said } = told(base, fail(NOW, 'p', 'login-refused'), [NOW + HOUR_MS, command]);
      expect(said.at(-1)).toMatchObject({ open: 0, lines: [{ turned: 'off', overAt: at(NOW + HOUR_MS) }] });
    }
  });
});
