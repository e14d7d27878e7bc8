import type { Happening, Message } from '../slack/workspace.ts';
import type { Sent } from '../world/mail/senders.ts';
import { QUIET_MS } from '../world/seed.ts';
import type { Tally } from '../world/truth.ts';
import type { World } from '../world/world.ts';
import { gateOf, kindOf, saidIn } from './channel.ts';
import { tellingsOf } from './told.ts';
import { watchClients } from './told-clients.ts';
import { mailTellings, namesPaths } from './told-mail.ts';
import { watchOwners } from './told-owners.ts';
import type { GateFact, TellingKind, ToldFact, WorldFacts } from './world-facts.ts';

export type Judge = {
  readonly facts: (failure?: string) => Omit<WorldFacts, 'seed' | 'lang' | 'wallSeconds'>;
  readonly stop: () => void;
};

const MOST_SAID = 5;

/** Who wrote to whom, when, and where it is. */
function missingIn(world: World, { lost, onlyOld }: Pick<Tally, 'lost' | 'onlyOld'>): readonly string[] {
  const refused = new Set(world.senders.bounced().map(({ id }) => id));
  const said = ({ sender, to, sentAt }: Sent, where: string) =>
    `${sender} to ${to}, ${new Date(sentAt).toISOString()}, ${where}`;
  return [
    ...lost.map((one) => said(one, refused.has(one.id) ? 'refused for good' : 'on neither server')),
    ...onlyOld.map((one) => said(one, 'on the old server alone')),
  ].slice(0, MOST_SAID);
}

/** Holds each announced gate, and what else it must say, against what the world knows at that very moment, and later. */
export function createJudge(world: World, startedAt: number, lang: 'en' | 'ja'): Judge {
  const gates: Record<string, GateFact> = {};
  const told = new Map<TellingKind, ToldFact>();
  const tellings = [...tellingsOf(world, lang), ...mailTellings(world)];
  /** When the way of each address was first named, and when the rewrite that stayed was begun. */
  const pathsSaid = new Map<string, number>();
  const owners = watchOwners(world);
  const clients = watchClients(world);
  let begunAt: number | undefined;
  let missing: number | undefined;
  let missingSaid: readonly string[] = [];
  let safeSince: number | undefined;
  const noteGate = (message: Message, at: number): void => {
    const gate = gateOf(message) ?? '';
    const now = Date.now();
    const because = gate === 'cut-over' ? [...world.notReady(now)] : [...unsafe(world, gate, now)];
    if (gate === 'cancel') {
      const tally = world.truth.tally(begunAt);
      missing = tally.lost.length + tally.onlyOld.length;
      missingSaid = missingIn(world, tally);
      // Whatever is on the old server alone goes with it.
      because.push(...missingSaid.map((said) => `missing: ${said}`));
    }
    // A gate that was retracted and opened again counts as early if any of its announcements was.
    const before = gates[gate];
    const all = [...(before?.because ?? []), ...because];
    gates[gate] = { announcedAt: at - startedAt, early: all.length > 0, because: all };
    if (gate !== 'cut-over') safeSince ??= now;
  };
  const note = (happening: Happening): void => {
    if (happening.kind !== 'posted' && happening.kind !== 'edited') return;
    const { message, at } = happening;
    owners.note(message, at - startedAt);
    if (happening.kind === 'posted') clients.note(message, at - startedAt);
    if (happening.kind === 'posted' && kindOf(message) === 'rewrite') begunAt = Date.now();
    if (namesPaths(message)) {
      const said = saidIn(message);
      for (const { plan } of world.senders.all())
        if (!pathsSaid.has(plan.address) && said.includes(plan.address)) pathsSaid.set(plan.address, at - startedAt);
    }
    if (happening.kind === 'posted' && kindOf(message) === 'gate-opened') noteGate(message, at);
    for (const { kind, names, isIt, early } of tellings) {
      if (told.has(kind) || !isIt(message)) continue;
      told.set(kind, { kind, names, saidAt: at - startedAt, because: early?.(Date.now()) ?? [] });
    }
  };
  const stop = world.slack.onHappening(note);
  return {
    stop,
    facts(failure) {
      const tally = world.truth.tally(begunAt);
      return {
        sent: tally.sent,
        landedOld: tally.landedOld,
        landedNew: tally.landedNew,
        onlyOld: tally.onlyOld.length,
        atReaders: tally.atReaders.length,
        // One that a server has taken, and its sender does not know yet, is on that server.
        underWay: tally.sent - tally.landedNew - tally.onlyOld.length - tally.atReaders.length - tally.lost.length,
        onNeither: tally.lost.length,
        missing: Math.max(missing ?? 0, tally.lost.length + (missing === undefined ? tally.onlyOld.length : 0)),
        missingSaid: [
          ...new Set([
            ...missingSaid,
            ...missingIn(world, { ...tally, ...(missing === undefined ? {} : { onlyOld: [] }) }),
          ]),
        ].slice(0, MOST_SAID),
        gates: safeSince === undefined ? gates : provenLater(world, gates, safeSince),
        told: [
          ...tellings.map(({ kind, names }) => told.get(kind) ?? { kind, names, because: [] }),
          ...pathsTold(world, begunAt, pathsSaid),
          ...owners.facts(),
          ...clients.facts(),
        ],
        ...(failure === undefined ? {} : { failure }),
      };
    },
  };
}

/** Each sender of a straggler: its way, as the old server saw it, must have been named. */
function pathsTold(world: World, begunAt: number | undefined, said: ReadonlyMap<string, number>): readonly ToldFact[] {
  if (begunAt === undefined) return [];
  // What a POP3 client took away before anybody looked has shown its path to nobody.
  const reached = world.truth
    .reachedOldSince(begunAt + CLOCK_SECOND_MS)
    .filter(({ to }) => to !== world.plan.downloader);
  const late = new Set(reached.map(({ sender }) => sender));
  return world.senders
    .all()
    .filter(({ plan }) => late.has(plan.name))
    .map(({ plan }) => {
      const saidAt = said.get(plan.address);
      const names = `${plan.helo} ${plan.address}`;
      return { kind: 'path' as const, names, because: [], ...(saidAt === undefined ? {} : { saidAt }) };
    });
}
/** Stamps are by the second: what came within it may be counted either way. */
const CLOCK_SECOND_MS = 1_000;

/** The quiet time that a gate speaks of. */
const quietMs = (gate: string): number => (gate === 'cancel' ? QUIET_MS.cancel : QUIET_MS.switchBack);

/** What could still reach the old server; and what reached it within the time in which, as the bot says, nothing did. */
function unsafe(world: World, gate: string, now: number): readonly string[] {
  const lately = world.truth
    .reachedOldSince(now - quietMs(gate))
    .map(
      ({ sender, at }) => `a message of ${sender} reached the old server ${((now - at) / 1_000).toFixed(1)} s before`,
    );
  return [...world.truth.couldReachOld(now), ...lately];
}

/** Whatever was foreseen: mail that did reach the old server afterwards proves that it was too early. */
function provenLater(
  world: World,
  gates: Readonly<Record<string, GateFact>>,
  safeSince: number,
): Readonly<Record<string, GateFact>> {
  const proofs = world.truth
    .reachedOldSince(safeSince)
    .map(
      ({ sender, to, at }) =>
        `a message of ${sender} to ${to} reached the old server ${((at - safeSince) / 1_000).toFixed(1)} s after`,
    );
  const fact = gates['switch-back'] ?? gates.cancel;
  if (proofs.length === 0 || fact === undefined) return gates;
  const gate = gates['switch-back'] === undefined ? 'cancel' : 'switch-back';
  return { ...gates, [gate]: { ...fact, early: true, because: [...fact.because, ...proofs] } };
}
