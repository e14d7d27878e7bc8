import type { Probe } from './mail-facts.ts';

/** Taken by its relay, and neither found nor given up. */
export function isOnItsWay(probe: Probe): boolean {
  return probe.failed === undefined && probe.landed === undefined && probe.lostAt === undefined;
}
