import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from '../../src/migration/decide.ts';
import type { Mailbox } from '../../src/migration/facts.ts';
import type { Migration } from '../../src/migration/record.ts';
import { parseMigration } from '../../src/migration/record.ts';
import type { GateId } from '../../src/migration/settings.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/migration/time.ts';
import { started, T0, wholeScript } from './a-migration.ts';
import { disturbed } from './disturbances.ts';

/**
 * What a gate that opens must have been shown, said here once more in plain words and without the gates' own code: in no
 * order of looks, failures, restarts and clock jumps does `switch-back` or `cancel` open without it.
 */
function lacks({ facts, sightings }: Migration, gate: GateId, now: number): readonly string[] {
  const waived = (criterion: string, item: string) =>
    facts.waivers.some((one) => one.gate === gate && one.criterion === criterion && one.item === item);
  const closedAt = facts.steps.close?.at ?? Number.POSITIVE_INFINITY;
  const isSeen = (at: number | undefined) => at !== undefined && at <= now + MINUTE_MS;
  const quiet = gate === 'cancel' ? 'CAN-QUIET' : 'SWB-QUIET';
  const unlooked = facts.mailboxes.filter((mailbox) => {
    if (waived(quiet, `mailbox:${mailbox.address}`)) return false;
    return !isSeen(lookedAt(mailbox));
  });
  function lookedAt({ address, watch }: Mailbox): number | undefined {
    if (watch === 'log') return sightings.logs?.at(-1)?.to;
    if (watch === 'forwarded') return facts.forwardedSeenAt?.[address];
    return watch === 'login' || watch === 'oauth' ? sightings.survey[`${address}|old`]?.ok?.at : undefined;
  }
  const common = unlooked.map(({ address }) => `nobody looked into ${address}`);
  if (gate !== 'cancel') return common;
  const unproven = facts.mailboxes.filter(({ address, watch }) => {
    if (waived('CAN-LEDGER', `mailbox:${address}`)) return false;
    const seen = sightings.content?.[address]?.ok;
    const isCompared = (watch === 'login' || watch === 'oauth') && seen !== undefined && isSeen(seen.at);
    if (!isCompared || seen.at < closedAt) return true;
    return seen.missingTotal > seen.missing.filter(({ key }) => waived('CAN-LEDGER', `message:${key}`)).length;
  });
  const open = facts.mailboxes.filter(({ address }) => {
    const { seen, failed } = sightings.acceptance?.[`${address}|old`] ?? {};
    const isPutOff = seen?.verdict === 'deferred' && seen.at >= closedAt;
    return !isPutOff && !(failed?.code === 'connect-refused' && failed.at >= closedAt);
  });
  const probes = (facts.probes ?? []).filter(({ sentAt, landed }) => sentAt >= closedAt && landed?.side === 'new');
  return [
    ...common,
    ...unproven.map(({ address }) => `what ${address} held is not proven`),
    ...(waived('CAN-CLOSE', 'door:kitano.example') ? [] : open.map(({ address }) => `the door of ${address}`)),
    ...(facts.archive?.restoredAt === undefined ? ['no archive that was restored from'] : []),
    ...(probes.some(({ landed }) => landed?.junk === false) ? [] : ['no probe through the old provider']),
    ...facts.stragglers
      .filter((one) => one.carriedAt === undefined && one.judged !== 'spam')
      .filter((one) => !waived('CAN-STRAGGLERS', `straggler:${one.key}`))
      .map((one) => `${one.key} is on the old server only`),
  ];
}

/** Some steps are taken by a clock that is wrong, and after some the bot is restarted from what it stored. */
const jumps = fc.array(
  fc.record({
    step: fc.nat(80),
    byMs: fc.constantFrom(-400 * 24 * HOUR_MS, -HOUR_MS, HOUR_MS, 3 * 24 * HOUR_MS, 400 * 24 * HOUR_MS),
  }),
  { maxLength: 3 },
);

test('in no order of looks, failures, restarts and clock jumps does a gate open on missing evidence', () => {
  const opened: Record<GateId, number> = { 'cut-over': 0, 'switch-back': 0, cancel: 0 };
  fc.assert(
    fc.property(disturbed, jumps, fc.array(fc.nat(80), { maxLength: 3 }), (script, wrong, restarts) => {
      let record = started({ country: 'JP' });
      for (const [index, { at, command }] of script.entries()) {
        const now = T0 + at + (wrong.find(({ step }) => step === index)?.byMs ?? 0);
        const decision = decide(record, command, now);
        if (!decision.ok) continue;
        record = restarts.includes(index)
          ? parseMigration(JSON.parse(JSON.stringify(decision.migration)))
          : decision.migration;
        for (const event of decision.events) {
          if (event.kind !== 'gate-opened') continue;
          opened[event.gate] += 1;
          if (event.gate !== 'cut-over') expect([event.gate, lacks(record, event.gate, now)]).toEqual([event.gate, []]);
        }
      }
    }),
    // The good migration itself, and through a restart at its last steps, is among them.
    { numRuns: 300, examples: [[wholeScript(), [], [40, 45, 50]]] },
  );
  // The property speaks of gates that do open.
  expect(opened['switch-back']).toBeGreaterThan(10);
  expect(opened.cancel).toBeGreaterThan(0);
});
