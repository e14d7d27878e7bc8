import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { onAbort } from '../../src/net/abort.ts';

describe('many who wait under one signal', () => {
  test('are all told, once, and cost the signal one listener', () => {
    const controller = new AbortController();
    const told: number[] = [];
    for (let index = 0; index < 1_000; index += 1) onAbort(controller.signal, () => told.push(index));
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    controller.abort();
    controller.abort();
    expect(told).toEqual(Array.from({ length: 1_000 }, (_, index) => index));
  });

  test('are not told once they have called it off, and leave nothing behind', () => {
    const controller = new AbortController();
    const told: string[] = [];
    const off = ['a', 'b'].map((name) => onAbort(controller.signal, () => told.push(name)));
    for (const callOff of off) {
      callOff();
      callOff();
    }
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    onAbort(controller.signal, () => told.push('c'));
    controller.abort();
    expect(told).toEqual(['c']);
  });

  test('one may call off another while they are being told', () => {
    const controller = new AbortController();
    const told: string[] = [];
    const off: (() => void)[] = [];
    onAbort(controller.signal, () => {
      told.push('first');
      for (const callOff of off) callOff();
    });
    off.push(onAbort(controller.signal, () => told.push('second')));
    controller.abort();
    expect(told).toEqual(['first']);
  });

  test('the same function twice is two who wait', () => {
    const controller = new AbortController();
    const told: string[] = [];
    const listener = () => void told.push('told');
    onAbort(controller.signal, listener)();
    onAbort(controller.signal, listener);
    onAbort(controller.signal, listener);
    controller.abort();
    expect(told).toEqual(['told', 'told']);
  });
});

test('a signal that aborted before tells nobody, and no signal at all neither', () => {
  const told: string[] = [];
  onAbort(AbortSignal.abort(), () => told.push('late'))();
  onAbort(undefined, () => told.push('never'))();
  expect(told).toEqual([]);
});
