import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalJson,
  chain,
  FIRST_HASH,
  type JournalDraft,
  parseJournalEntry,
  verifyChain,
} from '../../src/store/journal.ts';

const START = { seq: 0, hash: FIRST_HASH };
/** No event of ours has a field of that name, and objects made by assignment cannot have it. */
const ordinary = (fields: unknown): object =>
  JSON.parse(JSON.stringify(fields), (key, item: unknown) => (key === '__proto__' ? undefined : item));
const event = fc.dictionary(fc.string(), fc.jsonValue()).map((fields) => ({ ...ordinary(fields), kind: 'x' }));
const draft: fc.Arbitrary<JournalDraft> = fc.record({
  at: fc.integer({ min: 0 }),
  who: fc.oneof(
    fc.constant({ kind: 'bot' } as const),
    fc.record({ kind: fc.constant('user' as const), id: fc.string() }),
  ),
  event,
});
const drafts = fc.array(draft, { minLength: 1, maxLength: 8 });

describe('verifyChain', () => {
  it('accepts a journal that went through JSON and back', () => {
    fc.assert(
      fc.property(drafts, (given) => {
        const text = JSON.stringify(chain(START, given));
        const read: unknown = JSON.parse(text);
        const entries = Array.isArray(read) ? read.map(parseJournalEntry) : [];
        expect(verifyChain(entries)).toMatchObject({ ok: true, entries: given.length });
      }),
    );
  });

  it('accepts a journal written in several commits, and a part of it after what comes before', () => {
    fc.assert(
      fc.property(drafts, drafts, (first, second) => {
        const head = chain(START, first);
        const last = head.at(-1) ?? START;
        const tail = chain(last, second);
        expect(verifyChain([...head, ...tail]).ok).toBe(true);
        expect(verifyChain(tail, { before: last }).ok).toBe(true);
      }),
    );
  });

  it('says where an entry was altered', () => {
    fc.assert(
      fc.property(drafts, fc.nat(), fc.constantFrom('at', 'who', 'event'), (given, pick, field) => {
        const index = pick % given.length;
        const altered = {
          at: { at: -1 },
          who: { who: { kind: 'user', id: 'someone else!' } },
          event: { event: { kind: 'y' } },
        }[field];
        const entries = chain(START, given).map((entry, at) =>
          at === index ? parseJournalEntry({ ...entry, ...altered }) : entry,
        );
        expect(verifyChain(entries)).toEqual({ ok: false, seq: index + 1, reason: 'altered' });
      }),
    );
  });

  const three = chain(
    START,
    ['a', 'b', 'c'].map((kind) => ({ at: 1, who: { kind: 'bot' }, event: { kind } })),
  );
  const [a, b, c] = three;

  it.each([
    ['one is missing', [a, c], 2],
    ['the first is missing', [b, c], 1],
    ['two are exchanged', [a, c, b], 2],
    ['one is there twice', [a, b, b], 3],
  ])('finds the gap when %s', (_, entries, seq) => {
    const present = entries.filter((entry) => entry !== undefined);
    expect(verifyChain(present)).toEqual({ ok: false, seq, reason: 'gap' });
  });

  it('finds the broken link when an entry was replaced by one that is whole in itself', () => {
    const forged = chain(a ?? START, [{ at: 1, who: { kind: 'bot' }, event: { kind: 'forged' } }]);
    expect(verifyChain([...(a ? [a] : []), ...forged, ...(c ? [c] : [])])).toEqual({
      ok: false,
      seq: 3,
      reason: 'broken-link',
    });
  });

  it('finds that its end is missing, against an end kept elsewhere, and does not mind what came after', () => {
    const end = c ?? START;
    expect(verifyChain(three, { end }).ok).toBe(true);
    expect(
      verifyChain([...three, ...chain(end, [{ at: 2, who: { kind: 'bot' }, event: { kind: 'd' } }])], { end }).ok,
    ).toBe(true);
    expect(verifyChain(three.slice(0, 2), { end })).toEqual({ ok: false, seq: 3, reason: 'cut-off' });
    expect(verifyChain([], { end })).toEqual({ ok: false, seq: 3, reason: 'cut-off' });
    expect(verifyChain(three, { end: { seq: 3, hash: 'f'.repeat(64) } })).toMatchObject({ reason: 'cut-off' });
  });

  it('takes an empty journal for whole', () => {
    expect(verifyChain([])).toEqual({ ok: true, entries: 0, lastHash: FIRST_HASH });
  });
});

describe('canonicalJson', () => {
  it('does not depend on the order of names, at any depth, and keeps that of lists', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: undefined, e: null })).toBe('{"b":[{"c":2,"d":1}],"e":null}');
  });
});
