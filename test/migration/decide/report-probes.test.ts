import { describe, expect, test } from 'vitest';
import { announce } from '../../../src/migration/announce.ts';
import type { Command } from '../../../src/migration/commands.ts';
import { probeMatrix, probesDue } from '../../../src/migration/probes.ts';
import type { Migration } from '../../../src/migration/record.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { ALL_NEW, MAILBOXES, probeLanded, probeSent } from '../a-migration.ts';
import { at, criterion, did, itemOf, kindsOf, upTo, withFacts } from '../stages.ts';

const [AOI, KEN] = MAILBOXES;
const relay = (id: string, kind: 'outside' | 'new' | 'old'): Command => ({
  kind: 'set-relay',
  by: 'UAOI',
  relay: { id, kind, host: `${id}.example.net`, port: 587, security: 'starttls' },
});
const rewritten = upTo(ALL_NEW + 1);
const withRelays = ['outside', 'new', 'old'].reduce(
  (record, id) => did(record, ALL_NEW + 1, relay(id, id as 'outside' | 'new' | 'old')).record,
  rewritten,
);
const NOW = ALL_NEW + MINUTE_MS;
const sent = (id: string, through = 'outside', when = NOW, base = withRelays) =>
  did(base, when, probeSent(at(when), id, through)).record;
const fate = (record: Migration) => probeMatrix(record.facts).map(({ relay: id, fate: what }) => [id, what]);
const searched = (...sides: readonly ('old' | 'new')[]): Command => ({
  kind: 'report-probes',
  sent: [],
  landings: [],
  searched: sides.map((side) => ({ mailbox: AOI, side })),
});
const told = (before: Migration, events: Parameters<typeof announce>[1]) =>
  announce(before.facts, events).flatMap((one) => (one.kind === 'probes' ? one.lines.map(({ what }) => what) : []));

describe('where a probe landed', () => {
  test('the first landing counts, and how long it took', () => {
    const landed = did(sent('p'), NOW + 1_000, probeLanded(at(NOW + 800), 'p')).record;
    expect(probeMatrix(landed.facts)).toEqual([
      { relay: 'outside', mailbox: AOI, sentAt: at(NOW), fate: 'new', folder: 'INBOX', tookMs: 800 },
    ]);
    const again = did(landed, NOW + 2_000, probeLanded(at(NOW + 1_500), 'p', 'new', true));
    expect(kindsOf(again.events)).not.toContain('probes-landed');
  });
  test('found on both servers, it was delivered to the old one, whichever was found first', () => {
    const both: Command = {
      kind: 'report-probes',
      sent: [],
      landings: (['new', 'old'] as const).map((side) => ({ id: 'p', side, folder: 'INBOX', junk: false, at: at(NOW) })),
      searched: [],
    };
    expect(fate(did(sent('p'), NOW + 1, both).record)).toEqual([['outside', 'old']]);
    const first = did(sent('p'), NOW + 1, probeLanded(at(NOW), 'p', 'new')).record;
    expect(fate(did(first, NOW + 2, probeLanded(at(NOW), 'p', 'old')).record)).toEqual([['outside', 'old']]);
    const reverse = did(sent('p'), NOW + 1, probeLanded(at(NOW), 'p', 'old')).record;
    expect(fate(did(reverse, NOW + 2, probeLanded(at(NOW), 'p', 'new')).record)).toEqual([['outside', 'old']]);
  });
  test('one that nobody sent is none of ours', () => {
    expect(kindsOf(did(withRelays, NOW, probeLanded(at(NOW), 'x')).events)).toEqual([]);
  });
});

describe('a probe is lost', () => {
  test('when both servers were looked through after its time, and only then', () => {
    const record = sent('p');
    const late = NOW + HOUR_MS;
    expect(fate(did(record, late - 1, searched('old', 'new')).record)).toEqual([['outside', 'on-its-way']]);
    expect(fate(did(record, late, searched('new')).record)).toEqual([['outside', 'on-its-way']]);
    expect(fate(did(record, late, searched('old')).record)).toEqual([['outside', 'on-its-way']]);
    const lost = did(record, late, searched('old', 'new'));
    expect(fate(lost.record)).toEqual([['outside', 'lost']]);
    expect(told(record, lost.events)).toEqual(['lost']);
    // Late, and not lost.
    expect(fate(did(lost.record, late + 1, probeLanded(at(late), 'p')).record)).toEqual([['outside', 'new']]);
  });
  test('where it cannot be looked for everywhere, the next one waits a day and no longer', () => {
    const record = sent(
      'p',
      'outside',
      NOW,
      withFacts(withRelays, { mailboxes: withRelays.facts.mailboxes.slice(0, 1) }),
    );
    const due = (when: number) => probesDue(record.facts, at(when), 'agenda').map((one) => one.relay.id);
    expect(due(NOW + DAY_MS - 1)).not.toContain('outside');
    expect(due(NOW + DAY_MS)).toContain('outside');
  });
});

describe('what is told of probes', () => {
  const landing = (record: Migration, side: 'old' | 'new', junk = false, when = NOW + 1) => {
    const { events } = did(record, when, probeLanded(at(when), 'p', side, junk));
    return told(record, events);
  };
  test('nothing where all is well', () => {
    expect(landing(sent('p'), 'new')).toEqual([]);
    expect(landing(sent('p', 'old'), 'new')).toEqual([]);
  });
  test('one in Junk, and one that its relay did not take', () => {
    expect(landing(sent('p'), 'new', true)).toEqual(['junk']);
    const refused: Command = {
      kind: 'report-probes',
      sent: [
        { id: 'p', relay: 'new', mailbox: KEN, result: { outcome: 'failed', at: at(NOW), code: 'login-refused' } },
      ],
      landings: [],
      searched: [],
    };
    expect(told(withRelays, did(withRelays, NOW, refused).events)).toEqual(['failed']);
  });
  test('one on the old server once no cache explains it; of the old provider’s own relay at once', () => {
    expect(landing(sent('p'), 'old')).toEqual([]);
    const late = ALL_NEW + HOUR_MS;
    expect(landing(sent('p', 'outside', late), 'old', false, late + 1)).toEqual(['old']);
    expect(landing(sent('p', 'old'), 'old')).toEqual(['old']);
  });
  test('once, as long as it stays so', () => {
    const first = did(sent('p', 'old'), NOW + 1, probeLanded(at(NOW), 'p', 'old')).record;
    const second = sent('q', 'old', NOW + HOUR_MS, first);
    const again = did(second, NOW + HOUR_MS + 1, probeLanded(at(NOW + HOUR_MS), 'q', 'old'));
    expect(told(second, again.events)).toEqual([]);
  });
});

describe('SWB-ARRIVED by a probe', () => {
  const arrived = (record: Migration) =>
    itemOf(criterion(withFacts(record, { arrivedNew: {} }), 'switch-back', 'SWB-ARRIVED', NOW), `mailbox:${AOI}`);
  const landedBy = (through: string, side: 'old' | 'new' = 'new', junk = false) =>
    did(sent('p', through), NOW + 1, probeLanded(at(NOW), 'p', side, junk)).record;

  test('pass: through a relay outside, or the old provider’s; no proof: through the new server’s own', () => {
    expect(arrived(landedBy('outside'))).toMatchObject({ outcome: 'pass', evidence: { code: 'probe-landed' } });
    expect(arrived(landedBy('old')).outcome).toBe('pass');
    expect(arrived(landedBy('new'))).toMatchObject({ outcome: 'unknown', evidence: { code: 'not-arrived' } });
  });
  test('unknown: in Junk, on the old server, or sent before the rewrite', () => {
    expect(arrived(landedBy('outside', 'new', true))).toMatchObject({
      outcome: 'unknown',
      evidence: { code: 'probe-junk' },
    });
    expect(arrived(landedBy('outside', 'old')).outcome).toBe('unknown');
    const early = landedBy('outside');
    const probes = (early.facts.probes ?? []).map((probe) => ({ ...probe, sentAt: at(0) }));
    expect(arrived(withFacts(early, { probes })).outcome).toBe('unknown');
  });
});

test('one round through a relay goes to twenty of many mailboxes, however long its probes are on their way', () => {
  const [first] = withRelays.facts.mailboxes;
  if (first === undefined) throw new Error('no mailbox');
  const mailboxes = Array.from({ length: 100 }, (_, number) => ({ ...first, address: `u${number}@kitano.example` }));
  let record = withFacts(withRelays, { mailboxes });
  const reached = new Set<string>();
  let number = 0;
  // Looked for every half minute; greylisted, none arrives before the next round.
  for (let when = NOW; when < NOW + 12 * HOUR_MS; when += 30 * MINUTE_MS) {
    const sending = probesDue(record.facts, at(when), 'agenda').map(({ relay: through, mailbox }) => {
      reached.add(mailbox);
      number += 1;
      const result = { outcome: 'sent', at: at(when), reply: '250 queued' } as const;
      return { id: `p${number}`, relay: through.id, mailbox, result };
    });
    record = did(record, when, { kind: 'report-probes', sent: sending, landings: [], searched: [] }).record;
  }
  expect(number).toBe(3 * 2 * 20);
  expect(reached.size).toBe(40);
  expect(probesDue(record.facts, at(NOW + 12 * HOUR_MS), 'person')).toHaveLength(3 * 20);
});
