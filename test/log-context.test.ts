import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../src/log.ts';
import { noteInLog, withLogFields } from '../src/log-context.ts';

function lines() {
  const written: Record<string, unknown>[] = [];
  const log = createLogger({ level: 'debug', destination: { write: (line) => written.push(JSON.parse(line)) } });
  return { log, written };
}

describe('what a piece of work is about', () => {
  it('stands on each of its lines, after waiting too, and on none of another piece’s', async () => {
    const { log, written } = lines();
    const work = (id: string) =>
      withLogFields({ migration: id }, async () => {
        log.info('begun');
        await wait(1);
        log.child({ part: 'x' }).warn('later');
      });
    await Promise.all([work('A'), work('B')]);
    log.info('outside');
    expect(written.map(({ msg, migration }) => [msg, migration])).toEqual([
      ['begun', 'A'],
      ['begun', 'B'],
      ['later', 'A'],
      ['later', 'B'],
      ['outside', undefined],
    ]);
  });

  it('is told later where it is known only later, and is not carried into work about something else', () => {
    const { log, written } = lines();
    withLogFields({ request: 'R' }, () => {
      noteInLog({ migration: 'A' });
      log.info('known');
      withLogFields({ migration: 'B' }, () => log.info('other'));
      log.info({ migration: 'C' }, 'the line itself says');
    });
    noteInLog({ migration: 'A' });
    log.info('outside');
    expect(written.map(({ request, migration }) => [request, migration])).toEqual([
      ['R', 'A'],
      [undefined, 'B'],
      ['R', 'C'],
      [undefined, undefined],
    ]);
  });
});
