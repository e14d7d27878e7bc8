import { describe, expect, it } from 'vitest';
import { bar, createProgress } from '../../src/cli/mail/bar.ts';

function stream(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
}

describe('a bar', () => {
  it.each([
    [0, 4, '[....]'],
    [1, 4, '[#...]'],
    [4, 4, '[####]'],
    [9, 4, '[####]'],
    [3, 0, '[....]'],
  ])('of %d done of %d is %s', (done, total, expected) => {
    expect(bar(done, total, 4)).toBe(expected);
  });
});

describe('progress', () => {
  it('is one line written over in place on a terminal', () => {
    const terminal = stream(true);
    const progress = createProgress(terminal, () => 0);
    progress.show('one of two');
    progress.show('one of two');
    progress.show('two');
    progress.end();
    expect(terminal.written).toEqual([`\r${'one of two'.padEnd(79)}`, `\r${'two'.padEnd(79)}`, '\n']);
  });

  it('is a line now and then in a file, and never the same twice', () => {
    const file = stream(false);
    let at = 0;
    const progress = createProgress(file, () => at, 1_000);
    progress.show('1');
    at = 500;
    progress.show('2');
    at = 1_000;
    progress.show('3');
    at = 9_000;
    progress.show('3');
    progress.end();
    expect(file.written).toEqual(['1\n', '3\n']);
  });

  it('leaves a terminal alone where there was nothing to show', () => {
    const terminal = stream(true);
    createProgress(terminal, () => 0).end();
    expect(terminal.written).toEqual([]);
  });
});
