import type { Socket } from 'node:net';

export type LineOptions = {
  /** One way: a round trip takes twice as long. */
  readonly latencyMs?: number;
  readonly bytesPerSecond?: number;
};

export type SlowLine = {
  /** Bytes leave in order, each at its time. */
  write(bytes: Buffer): void;
  /** Runs `then` when everything written so far has left. */
  whenLeft(then: () => void): void;
  /** Forgets what has not left yet. */
  close(): void;
};

/** What may be under way on a line before its source is held up: more than any round trip of a test carries. */
const MOST_UNDER_WAY_BYTES = 4 * 1024 * 1024;

/** One direction of a connection as a distant or a narrow line carries it. `source` is held up while too much is under way. */
export function createSlowLine(
  source: Socket,
  target: Socket,
  { latencyMs = 0, bytesPerSecond }: LineOptions,
): SlowLine {
  const queue: { readonly leavesAtMs: number; readonly bytes: Buffer | undefined; readonly then?: () => void }[] = [];
  let underWayBytes = 0;
  let freeAtMs = 0;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function enqueue(bytes: Buffer | undefined, then?: () => void): void {
    if (isClosed) return;
    const size = bytes?.length ?? 0;
    freeAtMs =
      Math.max(freeAtMs, performance.now()) + (bytesPerSecond === undefined ? 0 : (size * 1_000) / bytesPerSecond);
    queue.push({ leavesAtMs: freeAtMs + latencyMs, bytes, ...(then && { then }) });
    underWayBytes += size;
    if (underWayBytes > MOST_UNDER_WAY_BYTES) source.pause();
    if (timer === undefined) flush();
  }

  function flush(): void {
    timer = undefined;
    for (;;) {
      const next = queue[0];
      if (isClosed || next === undefined) return;
      const waitMs = next.leavesAtMs - performance.now();
      if (waitMs > 0) {
        timer = setTimeout(flush, Math.ceil(waitMs));
        return;
      }
      queue.shift();
      if (next.bytes !== undefined) send(next.bytes);
      next.then?.();
    }
  }

  function send(bytes: Buffer): void {
    target.write(bytes, () => {
      underWayBytes -= bytes.length;
      if (!isClosed && underWayBytes <= MOST_UNDER_WAY_BYTES) source.resume();
    });
  }

  return {
    write: (bytes) => enqueue(bytes),
    whenLeft: (then) => enqueue(undefined, then),
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
