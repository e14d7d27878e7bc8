import { describe, expect, it } from 'vitest';
import { createEnding } from '../../src/jobs/ending.ts';

function ending(limitMs = 10_000) {
  const lines: { readonly level: string; readonly fields: unknown }[] = [];
  const line = (level: string) => (fields: unknown) => void lines.push({ level, fields });
  return { lines, end: createEnding({ info: line('info'), warn: line('warn'), error: line('error') }, limitMs) };
}

describe('the end of a process', () => {
  it('begins with what brings work and ends with the store, whatever the order of the start', async () => {
    const { end } = ending();
    const order: string[] = [];
    const part = (name: string) => async () => {
      await new Promise((resolve) => setImmediate(resolve));
      order.push(name);
    };
    end.add('store', 'store', part('store'));
    end.add('work', 'looks', part('looks'));
    end.add('pages', 'health', part('health'));
    end.add('requests', 'Slack', part('Slack'));
    end.add('work', 'outbox', part('outbox'));
    expect(end.hasBegun()).toBe(false);
    const both = [end.end(), end.end()];
    expect(end.hasBegun()).toBe(true);
    await Promise.all(both);
    expect(order).toEqual(['Slack', 'outbox', 'looks', 'health', 'store']);
  });

  it('leaves behind what does not end in time and names it; the store is closed all the same', async () => {
    const { end, lines } = ending(20);
    let isClosed = false;
    end.add('store', 'store', async () => {
      isClosed = true;
    });
    end.add('work', 'looks', () => new Promise(() => {}));
    end.add('work', 'outbox', () => Promise.reject(new Error('away')));
    await end.end();
    expect(isClosed).toBe(true);
    expect(lines).toMatchObject([
      { level: 'info' },
      { level: 'error', fields: { part: 'outbox' } },
      { level: 'warn', fields: { left: ['looks'] } },
    ]);
  });
});
