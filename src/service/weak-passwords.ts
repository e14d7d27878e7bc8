import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';

/** Which of these passwords are weak, in their order; `itsOwner`: the address and login, which are guessed first. */
export type WeakPasswords = (
  asked: readonly { readonly password: string; readonly itsOwner: readonly string[] }[],
) => Promise<readonly boolean[]>;

/** In a thread of its own that ends with it: the word lists take some 100 MiB, and judging long ones takes its time. */
export const weakPasswords: WeakPasswords = async (asked) => {
  if (asked.length === 0) return [];
  const worker = new Worker(new URL('./password-judge-worker.ts', import.meta.url), { workerData: asked });
  try {
    const [answer]: readonly unknown[] = await once(worker, 'message');
    return z.array(z.boolean()).parse(answer);
  } finally {
    await worker.terminate();
  }
};
