import { describe, expect, test } from 'vitest';
import type { Migration } from '../../src/migration/record.ts';
import type { Turn } from '../../src/migration/sightings.ts';
import { DAY_MS } from '../../src/migration/time.ts';
import { clockOf, dayOf } from '../../src/words/timeline/days.ts';
import { inLanes } from '../../src/words/timeline/lanes.ts';
import { fitted, widthOf } from '../../src/words/timeline/measure.ts';
import { placed } from '../../src/words/timeline/scale.ts';
import { ticksOf } from '../../src/words/timeline/ticks.ts';
import { wordsFor } from '../../src/words/words.ts';
import { beforehand, DONE, inTheNight, nineDaysOn, type TimelineSample } from './timeline-sample.ts';

const TOKYO = 'Asia/Tokyo';
const LANGS = ['en', 'ja'] as const;
const SAMPLES = { before: beforehand(), night: inTheNight(), later: nineDaysOn() };
const picture = (lang: 'en' | 'ja', { migration, now }: TimelineSample) =>
  wordsFor(lang, { style: 'plain', timeZone: TOKYO }).picture(migration, now);
const texts = (svg: string): readonly string[] =>
  [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text);

/** 200 vantages of 40 operators, all of which have long names in several scripts. */
function crowded(): TimelineSample {
  const { migration, now } = inTheNight({ domain: `${'längster-name.'.repeat(14)}example` });
  const name = (n: number) => `${n} <b>&"'</b> ${'とても長い名前の事業者'.repeat(20)} ${'مزود'.repeat(9)}\u0007\ud800`;
  const vantages = Array.from({ length: 200 }, (_, n) => ({ id: `id-${n}`, operator: name(n % 40), site: n < 20 }));
  const states = ['old', 'mixed', 'new', 'silent'] as const;
  const turns = Object.fromEntries(
    vantages.map(({ id }, n): [string, Turn[]] => [id, [{ at: DONE, until: now, state: states[n % 4] ?? 'old' }]]),
  );
  const crowd: Migration = {
    ...migration,
    facts: { ...migration.facts, vantages },
    sightings: { ...migration.sightings, turns },
  };
  return { migration: crowd, now };
}

describe.each(LANGS)('the picture in %s', (lang) => {
  test.each(Object.keys(SAMPLES))('%s', async (name) => {
    const sample = Object.entries(SAMPLES).find(([key]) => key === name)?.[1] ?? beforehand();
    const { svg, alt } = picture(lang, sample);
    await expect([alt, '', ...texts(svg)].join('\n')).toMatchFileSnapshot(`golden/timeline-${name}.${lang}.txt`);
  });

  test('is 1,200 pixels wide, no letter in it is smaller than 14, and nothing of it lies outside', () => {
    for (const sample of [...Object.values(SAMPLES), crowded()]) {
      const { svg } = picture(lang, sample);
      const [, height = '0'] = /width="1200" height="(\d+)"/.exec(svg) ?? [];
      expect(Number(height)).toBeLessThan(1_400);
      for (const [, size] of svg.matchAll(/font-size="(\d+)"/g)) expect(Number(size)).toBeGreaterThanOrEqual(14);
      for (const [, x = '', y = '', size = '', anchor, text = ''] of svg.matchAll(
        /<text x="([\d.-]+)" y="([\d.-]+)" font-size="(\d+)"[^>]*?(text-anchor="\w+")?>([^<]*)</g,
      )) {
        const width = widthOf(text.replace(/&#?\w+;/g, 'm'), Number(size));
        const left =
          anchor === undefined ? Number(x) : anchor.includes('end') ? Number(x) - width : Number(x) - width / 2;
        expect(left, text).toBeGreaterThanOrEqual(-1);
        expect(left + width, text).toBeLessThanOrEqual(1_201);
        expect(Number(y), text).toBeLessThan(Number(height));
      }
    }
  });

  test('names of 200 letters are cut, and what they hold stays text', () => {
    const { svg, alt } = picture(lang, crowded());
    expect(svg).not.toContain('<b>');
    expect(svg).toContain('&lt;b&gt;&amp;');
    expect(svg).toContain('…');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what XML has no place for
    expect(svg).not.toMatch(/[\u0000-\u0008\ufffe]/);
    expect(svg.isWellFormed()).toBe(true);
    expect(alt.length).toBeLessThanOrEqual(1_000);
  });

  test('no state is told by colour alone', () => {
    const { svg } = picture(lang, inTheNight());
    expect(svg).toContain('url(#mixed)');
    expect(svg).toContain('url(#unknown)');
    expect(svg).toContain('stroke-dasharray="2 3"');
    const luminance = (hex: string): number =>
      [1, 3, 5].reduce(
        (sum, at, index) => sum + Number.parseInt(hex.slice(at, at + 2), 16) * ([0.3, 0.59, 0.11][index] ?? 0),
        0,
      );
    expect(luminance('#cfe9dc') - luminance('#9c3d1f')).toBeGreaterThan(100);
  });
});

describe('what the sentences say', () => {
  const said = (sample: TimelineSample) => {
    const { text, lines } = wordsFor('en', { style: 'plain', timeZone: TOKYO }).timeline(sample.migration, sample.now);
    return [text, ...lines].join(' ');
  };

  test('unknown is said as unknown', () => {
    expect(said(beforehand())).toContain('No resolver has been asked for the plan’s records yet.');
    expect(said(nineDaysOn())).toContain('1 not heard lately');
  });

  test('who is not new yet is named, with when the last of the old data must be gone', () => {
    expect(said(inTheNight())).toContain(
      'Not all new yet: OpenDNS 192.0.2.2, AdGuard 192.0.2.2. The last of the old data heard must be gone by 11 Dec 10:52.',
    );
  });

  test('stragglers are counted, and those that are not carried over', () => {
    expect(said(nineDaysOn())).toContain(
      '5 stragglers since the rewrite, the last 17 Dec 21:12; 1 not on the new server yet.',
    );
    expect(said(inTheNight())).toContain('No straggler has been found since the rewrite.');
  });

  test.each(['paused', 'rolled-back', 'abandoned', 'finished'] as const)('%s comes first', (kind) => {
    const state = { kind, at: DONE, by: 'U1AAA' };
    const { text } = wordsFor('en', { style: 'plain', timeZone: TOKYO }).timeline(
      nineDaysOn({ state, rollbackAt: DONE }).migration,
      nineDaysOn().now,
    );
    expect(text.toLowerCase()).toContain(kind === 'rolled-back' ? 'rolled back at 11 dec 09:12' : kind);
  });
});

describe('parts', () => {
  test('labels that would run into each other stand on lanes of their own, and turn round at the right edge', () => {
    const labels = [0, 10, 300, 990].map((x) => ({ x, width: 200 }));
    expect(inLanes(labels, 1_000).map(({ lane, isLeft }) => [lane, isLeft])).toEqual([
      [0, false],
      [1, false],
      [0, false],
      [0, true],
    ]);
  });

  test('a text is cut between what a reader takes for letters', () => {
    expect(fitted('short', 100, 14)).toBe('short');
    const family = '👩‍👩‍👧‍👦';
    expect(fitted(`${family}${'あ'.repeat(20)}`, 120, 14)).toMatch(new RegExp(`^${family}あ*…$`, 'u'));
    expect(widthOf(fitted('あ'.repeat(200), 300, 14), 14)).toBeLessThanOrEqual(300);
  });

  test('ticks are round times of the zone’s own clock, also on the day on which summer time begins', () => {
    const from = Date.parse('2027-03-27T11:00:00+01:00');
    const [panel] = placed([{ kind: 'since', from, to: from + 2 * DAY_MS }], 0, 600);
    if (panel === undefined) throw new Error('no panel');
    const ticks = ticksOf(panel, 'en', 'Europe/Berlin').map(({ text, day }) => `${text} ${day ?? ''}`.trim());
    expect(ticks).toEqual(['12:00 27 Mar', '00:00 28 Mar', '12:00', '00:00 29 Mar']);
  });

  test('days and clocks are those of the zone', () => {
    const at = Date.parse('2026-12-31T15:30:00Z');
    expect([dayOf(at, 'en', TOKYO), dayOf(at, 'ja', TOKYO), clockOf(at, TOKYO)]).toEqual(['1 Jan', '1月1日', '00:30']);
  });
});
