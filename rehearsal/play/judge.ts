import type { Happening } from '../slack/workspace.ts';
import type { World } from '../world/world.ts';
import { gateOf, kindOf } from './channel.ts';

export type GateFact = {
  /** Milliseconds since the rehearsal began. */
  readonly announcedAt: number;
  readonly early: boolean;
  /** Why it was too early, as the world knows. */
  readonly because: readonly string[];
};

export type WorldFacts = {
  readonly seed: number;
  readonly lang: 'en' | 'ja';
  readonly sent: number;
  readonly landedOld: number;
  readonly landedNew: number;
  /** On the old server alone, on their way, and on neither: with `landedNew` they add up to `sent`. */
  readonly onlyOld: number;
  readonly underWay: number;
  readonly onNeither: number;
  readonly missing: number;
  readonly gates: Readonly<Record<string, GateFact>>;
  readonly wallSeconds: number;
  readonly failure?: string;
};

export type Judge = {
  readonly facts: (failure?: string) => Omit<WorldFacts, 'seed' | 'lang' | 'wallSeconds'>;
  readonly stop: () => void;
};

/** Holds each announced gate against what the world knows at that very moment. */
export function createJudge(world: World, startedAt: number): Judge {
  const gates: Record<string, GateFact> = {};
  let missing: number | undefined;
  const note = (happening: Happening): void => {
    if (happening.kind !== 'posted' || kindOf(happening.message) !== 'gate-opened') return;
    const gate = gateOf(happening.message) ?? '';
    const now = Date.now();
    const because = gate === 'cut-over' ? world.notReady(now) : world.truth.couldReachOld(now);
    // A gate that was retracted and opened again counts as early if any of its announcements was.
    const before = gates[gate];
    const all = [...(before?.because ?? []), ...because];
    gates[gate] = { announcedAt: happening.at - startedAt, early: all.length > 0, because: all };
    if (gate === 'cancel') {
      const tally = world.truth.tally();
      missing = tally.lost.length + tally.onlyOld.length;
    }
  };
  const stop = world.slack.onHappening(note);
  return {
    stop,
    facts(failure) {
      const tally = world.truth.tally();
      return {
        sent: tally.sent,
        landedOld: tally.landedOld,
        landedNew: tally.landedNew,
        onlyOld: tally.onlyOld.length,
        // One that a server has taken, and its sender does not know yet, is on that server.
        underWay: tally.sent - tally.landedNew - tally.onlyOld.length - tally.lost.length,
        onNeither: tally.lost.length,
        missing: Math.max(missing ?? 0, tally.lost.length + (missing === undefined ? tally.onlyOld.length : 0)),
        gates,
        ...(failure === undefined ? {} : { failure }),
      };
    },
  };
}

/** Whether a rehearsal went as it must: all three gates announced, none early, nothing missing. */
export function passed(facts: WorldFacts): boolean {
  const announced = ['cut-over', 'switch-back', 'cancel'].every((gate) => facts.gates[gate] !== undefined);
  return (
    facts.failure === undefined &&
    announced &&
    facts.missing === 0 &&
    Object.values(facts.gates).every((gate) => !gate.early)
  );
}
