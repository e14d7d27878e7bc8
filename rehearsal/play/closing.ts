import { GATES } from '../../src/migration/settings.ts';
import { passed, type WorldFacts } from './judge.ts';

/** What the world knows at the end, in words. */
export function closingFacts(facts: WorldFacts): readonly string[] {
  const gates = GATES.map((gate) => {
    const fact = facts.gates[gate];
    if (fact === undefined) return `  ${gate}: never announced`;
    const when = `announced after ${(fact.announcedAt / 1_000).toFixed(1)} s`;
    return `  ${gate}: ${when}, ${fact.early ? `TOO EARLY: ${fact.because.join('; ')}` : 'not early'}`;
  });
  return [
    '',
    `Closing facts, as the world knows them (seed ${facts.seed}, ${facts.wallSeconds} s):`,
    `  legitimate messages sent ${facts.sent}, landed on the old server ${facts.landedOld}, on the new one ${facts.landedNew}, missing ${facts.missing}`,
    ...gates,
    ...(facts.failure === undefined ? [] : [`  FAILED: ${facts.failure}`]),
    passed(facts) ? 'Nothing was lost, and nothing was said too early.' : 'This rehearsal FAILED.',
  ];
}

/** The same in one line, for many. */
export function closingLine(facts: WorldFacts): string {
  const early = Object.entries(facts.gates).filter(([, gate]) => gate.early);
  const trouble = [
    ...early.map(([gate, { because }]) => `${gate} too early: ${because.join('; ')}`),
    ...GATES.filter((gate) => facts.gates[gate] === undefined).map((gate) => `${gate} never announced`),
    ...(facts.missing === 0 ? [] : [`${facts.missing} missing`]),
    ...(facts.failure === undefined ? [] : [facts.failure]),
  ];
  const verdict = passed(facts) ? 'passed' : `FAILED: ${trouble.join(' | ')}`;
  return `seed ${facts.seed} ${facts.lang}: ${verdict} (${facts.sent} sent, ${facts.wallSeconds} s)`;
}
