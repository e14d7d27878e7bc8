import { expect, test } from 'vitest';
import { run, started, wholeScript } from './a-migration.ts';

test('a migration on which nothing goes wrong passes its three gates and ends', () => {
  const { migration, events, refusals } = run(started(), wholeScript());
  expect(refusals).toEqual([]);
  expect(events.filter((event) => event.kind === 'gate-opened').map((event) => event.gate)).toEqual([
    'cut-over',
    'switch-back',
    'cancel',
  ]);
  expect(events.filter((event) => event.kind === 'gate-closed')).toEqual([]);
  expect(migration.facts.state.kind).toBe('finished');
});
