const WIDTH = 20;

/** "█████░░░░░", full only when all is done: for the eye alone, so figures stand beside it. `share`: from 0 to 1. */
export function bar(share: number): string {
  const filled = Math.min(WIDTH, Math.floor(Math.max(0, share) * WIDTH + 1e-9));
  return `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`;
}

/** Whole ones; 100 only when all is done. */
export function percentOf(share: number): number {
  return Math.min(100, Math.floor(Math.max(0, share) * 100 + 1e-9));
}
