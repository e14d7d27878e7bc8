import type { Straggler } from './arrival-facts.ts';
import { reached } from './arrivals.ts';
import type { Facts } from './facts.ts';
import type { StragglerLine } from './mail-announcements.ts';
import { wantsRescue } from './rescue.ts';
import { causeOf } from './straggler-advice.ts';

/** One straggler, by which path it came and why; the cause is told of what reached the old server. */
export function lineOf(facts: Facts, straggler: Straggler): StragglerLine {
  const { mailbox, at, from, path, carriedAt, rescue } = straggler;
  const isOnNew = carriedAt !== undefined;
  // Mail goes to the old server again: what lies there alone lies where it should, and nobody carries it over.
  const isBack = facts.state.kind === 'rolled-back';
  if (isBack && !isOnNew)
    return { mailbox, at, from, helo: path?.helo, address: path?.address, ...subjectOf(straggler) };
  const fate = {
    cause: causeOf(facts, straggler),
    onNew: isOnNew,
    ...(!isOnNew && facts.settings.rescue && wantsRescue(straggler) ? { byBot: true } : {}),
    ...(rescue?.outcome === 'appended' && rescue.folder !== undefined ? { putInto: rescue.folder } : {}),
  };
  return {
    mailbox,
    at,
    from,
    helo: path?.helo,
    address: path?.address,
    ...(reached(straggler) === 'old' ? fate : {}),
    ...subjectOf(straggler),
  };
}

function subjectOf({ subject }: Straggler): { readonly subject?: string } {
  return subject === undefined ? {} : { subject };
}
