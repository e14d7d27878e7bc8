import { describe, expect, it } from 'vitest';
import { closingFacts, closingLine, factsSoFar } from '../../../rehearsal/play/narration.ts';
import { createTranscript } from '../../../rehearsal/play/transcript.ts';
import { passed, type WorldFacts } from '../../../rehearsal/play/world-facts.ts';
import { TEAM } from '../../../rehearsal/slack/people.ts';
import type { Message } from '../../../rehearsal/slack/workspace.ts';

const people = TEAM.map((seed) => ({ ...seed, id: `U${seed.name}`, token: '' }));

/** What is printed when this message is posted, a second after the start. */
function told(message: Partial<Message>, privateLines: number | 'all', lang: 'en' | 'ja' = 'en'): readonly string[] {
  const printed: string[] = [];
  const print = (line: string) => void printed.push(line);
  const posted = { channel: 'C1', ts: '1', user: 'Ubot', text: '', blocks: [], pinned: false, deleted: false };
  const slack = {
    channel: { id: 'C1', name: 'mail-move' },
    readerOf: (channel: string) => people.find(({ name }) => channel === `D${name}`),
  };
  const transcript = createTranscript({ people, slack, startedAt: 0, lang, print, privateLines });
  transcript.show({ kind: 'posted', at: 1_000, message: { ...posted, earlier: [], ...message } });
  return printed.map((line) => line.trim());
}

describe('the transcript', () => {
  const answer = { onlyFor: 'Uken', text: 'a\nb\nc\nd' };

  it('tells a private answer whole, or in its first lines with how many more there are', () => {
    const head = '[00:01.0] Mail Migration Bot → @ken only: a';
    expect(told(answer, 'all')).toEqual([head, 'b', 'c', 'd']);
    expect(told(answer, 1)).toEqual([head, 'b', '… 2 more lines']);
    expect(told(answer, 2)).toEqual([head, 'b', 'c', '… 1 more line']);
    expect(told(answer, 1, 'ja').at(-1)).toBe('… ほか 2 行');
  });

  it('shows what one person is told by themselves as such, and channels by name', () => {
    expect(told({ channel: 'Dritu', text: 'Ask in <#C1>.' }, 'all')).toEqual([
      '[00:01.0] Mail Migration Bot → @ritu: Ask in #mail-move.',
    ]);
  });

  it('gives a person’s own line their name', () => {
    expect(told({ user: 'Ujonas', text: 'shall we?' }, 'all')).toEqual(['[00:01.0] @jonas: shall we?']);
  });

  it('gives a date its day, in the time zone of the migration', () => {
    const at = Date.UTC(2026, 10, 24, 20, 5, 9) / 1_000;
    const text = `Passed at <!date^${at}^{date_short_pretty} {time}|then>.`;
    expect(told({ text }, 'all')).toEqual(['[00:01.0] Mail Migration Bot: Passed at 25 Nov, 05:05:09.']);
    expect(told({ text }, 'all', 'ja')[0]).toContain('11月25日 05:05:09');
  });
});

describe('the figures', () => {
  const counts = {
    sent: 10,
    landedOld: 6,
    landedNew: 5,
    onlyOld: 3,
    atReaders: 0,
    underWay: 2,
    onNeither: 0,
    missing: 0,
  };
  const facts: WorldFacts = { seed: 1, lang: 'en', ...counts, gates: {}, told: [], wallSeconds: 9 };
  const cancel = { announcedAt: 9_000, early: false, because: [] };

  it('before the end say what is not on the new server yet, and call nothing missing', () => {
    const lines = factsSoFar(facts).join('\n');
    expect(lines).toContain('sent 10 = on the new server 5 + on the old one alone 3 + under way 2 + on neither 0');
    expect(lines).toContain('not on the new server yet: 5');
    expect(lines).toContain('cancel: not announced yet');
    expect(lines).not.toMatch(/missing|never/);
  });

  it('at the end fail what was never said, or said too early', () => {
    const gates = { 'cut-over': cancel, 'switch-back': cancel, cancel };
    const told = { kind: 'dns-released', names: 'ns1.dns.example', because: [] } as const;
    const ended = { ...facts, gates };
    expect(passed({ ...ended, told: [{ ...told, saidAt: 8_000 }] })).toBe(true);
    expect(passed({ ...ended, told: [told] })).toBe(false);
    expect(closingFacts({ ...ended, told: [told] }).join('\n')).toContain('(ns1.dns.example …): never said');
    const early = { ...ended, told: [{ ...told, saidAt: 8_000, because: ['quad9 may still ask'] }] };
    expect(passed(early)).toBe(false);
    expect(closingLine(early)).toContain('dns-released said too early: quad9 may still ask');
    expect(closingFacts({ ...early, lang: 'ja' }).join('\n')).toContain('早すぎた: quad9 may still ask');
  });

  it('at the end say what is missing', () => {
    expect(factsSoFar({ ...facts, missing: 3, gates: { cancel } }).join('\n')).toContain('missing: 3');
    expect(closingFacts({ ...facts, missing: 3, gates: { cancel } })).toContain('  missing: 3');
  });
});
