import { DEFAULT_SETTINGS, type Settings } from '../src/migration/settings.ts';
import { QUIET_MS } from './world/seed.ts';

const every = (before: number, rewriting: number, parallel: number, restoring: number, closing: number) => ({
  before,
  rewriting,
  parallel,
  restoring,
  closing,
});

/**
 * Days as seconds: the windows of a rehearsal. What is judged, and how, is the same; only the waits are short, and the
 * TTLs of the rehearsal's world with them. Nothing of this can be set from outside a rehearsal.
 */
export const SHORT_WINDOWS: Settings = {
  ...DEFAULT_SETTINGS,
  unseenFormerTtlSeconds: 2,
  roundsNeeded: 3,
  roundsSpanMs: 1_500,
  roundGapMs: 400,
  samplesPerRound: 3,
  quietSwitchBackMs: QUIET_MS.switchBack,
  quietCancelMs: QUIET_MS.cancel,
  quietNeedsBusinessDay: false,
  sendingHostsExpected: 3,
  quietExtendedMs: QUIET_MS.switchBack + 2_000,
  digestMs: 3_000,
  suspectDigestMs: 8_000,
  greylistMs: 1_500,
  // A look may take several seconds on a busy machine: what it saw must outlast it, and the pause before the next one.
  freshIntervals: 6,
  standIntervals: 18,
  everyMs: {
    zone: every(1_500, 300, 1_000, 1_500, 1_500),
    // A resolver that is down costs a sweep three seconds: what the others said must stay fresh that long.
    vantages: { before: 2_000, rewriting: null, parallel: 1_600, restoring: 2_000, closing: 2_000 },
    survey: every(2_000, 700, 900, 900, 900),
    logins: every(3_000, 3_000, 3_000, 3_000, 3_000),
    scan: { before: 3_000, rewriting: null, parallel: null, restoring: null, closing: null },
    acceptance: every(3_000, 1_500, 1_500, 2_000, 1_500),
    content: { before: 4_000, rewriting: null, parallel: 4_000, restoring: 4_000, closing: null },
    rescue: { before: null, rewriting: 1_500, parallel: 1_500, restoring: 1_500, closing: 1_500 },
    probes: { before: null, rewriting: null, parallel: 4_000, restoring: 4_000, closing: 2_000 },
  },
};
