import { describe, expect, it } from 'vitest';
import { createMetrics } from '../src/metrics.ts';

describe('metrics', () => {
  it('counts by labels, whatever their order, and renders help, type and series', () => {
    const metrics = createMetrics();
    const looks = metrics.counter('looks_total', 'Looks at the world.');
    looks.add({ kind: 'survey', outcome: 'ok' });
    looks.add({ outcome: 'ok', kind: 'survey' }, 2);
    looks.add({ kind: 'sweep', outcome: 'failed' });
    metrics.gauge('open_gates', 'Gates open now.').set(2);
    expect(metrics.render()).toBe(
      [
        '# HELP looks_total Looks at the world.',
        '# TYPE looks_total counter',
        'looks_total{kind="survey",outcome="ok"} 3',
        'looks_total{kind="sweep",outcome="failed"} 1',
        '# HELP open_gates Gates open now.',
        '# TYPE open_gates gauge',
        'open_gates 2',
        '',
      ].join('\n'),
    );
  });

  it('gives the same counter for the same name, and refuses a name of two types', () => {
    const metrics = createMetrics();
    metrics.counter('posts_total', 'Posts.').add();
    metrics.counter('posts_total', 'Posts.').add();
    expect(metrics.render()).toContain('posts_total 2\n');
    expect(() => metrics.gauge('posts_total', 'Posts.')).toThrow('is a counter already');
  });

  it('escapes what would break a line, and writes infinity as Prometheus does', () => {
    const metrics = createMetrics();
    metrics.gauge('odd', 'One\nhelp').set(Number.POSITIVE_INFINITY, { text: 'a"b\\c\nd' });
    expect(metrics.render()).toBe('# HELP odd One\\nhelp\n# TYPE odd gauge\nodd{text="a\\"b\\\\c\\nd"} +Inf\n');
  });

  it('a label filled with ever new values stays bounded, and nothing is lost from the sum', () => {
    const metrics = createMetrics();
    const counter = metrics.counter('seen_total', 'Seen.');
    for (let i = 0; i < 1_000; i++) counter.add({ name: `value-${i}` });
    const lines = metrics
      .render()
      .split('\n')
      .filter((line) => line.startsWith('seen_total'));
    expect(lines.length).toBe(201);
    expect(lines.reduce((sum, line) => sum + Number(line.split(' ')[1]), 0)).toBe(1_000);
    expect(lines.at(-1)).toBe('seen_total{overflow="true"} 800');
  });

  it('refuses names that no reader would parse, and a counter that goes down', () => {
    const metrics = createMetrics();
    expect(() => metrics.counter('no-dashes', '')).toThrow(RangeError);
    expect(() => metrics.gauge('fine', '').set(1, { 'no dash': 'x' })).toThrow(RangeError);
    expect(() => metrics.counter('ups_total', '').add({}, -1)).toThrow('cannot go down');
    expect(() => metrics.counter('ups_total', '').add({}, Number.NaN)).toThrow('cannot go down');
  });

  it('a histogram counts into buckets that hold those below them, with sum and count', () => {
    const metrics = createMetrics();
    const took = metrics.histogram('look_seconds', 'How long a look took.', [0.5, 1, 60]);
    for (const value of [0.25, 0.5, 0.75, 61]) took.observe(value, { look: 'zone' });
    took.observe(2, { look: 'a"b\\c\nd' });
    expect(metrics.render()).toBe(
      [
        '# HELP look_seconds How long a look took.',
        '# TYPE look_seconds histogram',
        'look_seconds_bucket{look="zone",le="0.5"} 2',
        'look_seconds_bucket{look="zone",le="1"} 3',
        'look_seconds_bucket{look="zone",le="60"} 3',
        'look_seconds_bucket{look="zone",le="+Inf"} 4',
        'look_seconds_sum{look="zone"} 62.5',
        'look_seconds_count{look="zone"} 4',
        'look_seconds_bucket{look="a\\"b\\\\c\\nd",le="0.5"} 0',
        'look_seconds_bucket{look="a\\"b\\\\c\\nd",le="1"} 0',
        'look_seconds_bucket{look="a\\"b\\\\c\\nd",le="60"} 1',
        'look_seconds_bucket{look="a\\"b\\\\c\\nd",le="+Inf"} 1',
        'look_seconds_sum{look="a\\"b\\\\c\\nd"} 2',
        'look_seconds_count{look="a\\"b\\\\c\\nd"} 1',
        '',
      ].join('\n'),
    );
  });

  it('a histogram without labels, and one whose labels overflow, are whole too', () => {
    const metrics = createMetrics();
    metrics.histogram('plain_seconds', 'Plain.', [1]).observe(3);
    expect(metrics.render()).toContain(
      'plain_seconds_bucket{le="1"} 0\nplain_seconds_bucket{le="+Inf"} 1\nplain_seconds_sum 3\nplain_seconds_count 1\n',
    );
    const many = metrics.histogram('many_seconds', 'Many.', [1]);
    for (let n = 0; n < 300; n += 1) many.observe(1, { name: `n${n}` });
    expect(metrics.render()).toContain('many_seconds_count{overflow="true"} 100\n');
  });

  it('refuses buckets that do not rise, a label of its own, a second type, and what is no figure', () => {
    const metrics = createMetrics();
    expect(() => metrics.histogram('bad_seconds', '', [1, 1])).toThrow('do not rise');
    expect(() => metrics.histogram('bad_seconds', '', [Number.NaN])).toThrow('do not rise');
    const fine = metrics.histogram('fine_seconds', '', [1]);
    expect(() => fine.observe(1, { le: '1' })).toThrow('names the buckets');
    expect(() => fine.observe(Number.NaN)).toThrow('takes figures');
    expect(() => metrics.counter('fine_seconds', '')).toThrow('is a histogram already');
  });
});
