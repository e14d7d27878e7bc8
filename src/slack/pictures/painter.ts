import { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import { SECOND_MS } from '../../migration/time.ts';

/** Draws an SVG as PNG. Rejects when it cannot be drawn, or not in time. */
export type Paint = (svg: string) => Promise<Uint8Array>;

const LIMIT_MS = 30 * SECOND_MS;
/** A picture of thirty vantages has some 60,000; more than this is none of ours. */
const MOST_CHARACTERS = 4_000_000;

/**
 * Draws one picture at a time, each in a thread of its own that is ended with it: meanwhile requests are answered, and
 * afterwards the memory is free.
 */
export function createPainter({ limitMs = LIMIT_MS }: { readonly limitMs?: number } = {}): Paint {
  const one = pLimit(1);
  return (svg) => one(() => painted(svg, limitMs));
}

async function painted(svg: string, limitMs: number): Promise<Uint8Array> {
  if (svg.length > MOST_CHARACTERS) throw new Error(`a picture of ${svg.length} characters is not drawn`);
  const worker = new Worker(new URL('./paint-worker.ts', import.meta.url), { workerData: { svg } });
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const timer = setTimeout(() => reject(new Error(`a picture was not drawn within ${limitMs} ms`)), limitMs);
  worker.once('message', (png: unknown) =>
    png instanceof Uint8Array ? resolve(png) : reject(new Error('the drawing thread brought no picture')),
  );
  worker.once('error', reject);
  worker.once('exit', (code) => reject(new Error(`the drawing thread ended with ${code}, and without a picture`)));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
