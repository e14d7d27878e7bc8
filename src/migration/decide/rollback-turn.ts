import type { Happening } from '../events.ts';
import { mailboxKey, recordKey } from '../keys.ts';
import type { Migration } from '../record.ts';
import { isDnsBack, LAST_SURVEYS_MS, newDataGoneAt, notOldSince } from '../rollback.ts';
import type { Instant } from '../time.ts';

/**
 * How far a rollback has come: every server serves the old data again, as it was seen to since the rollback; some no longer
 * does; or caches have dropped the new data, and a look since then found the old, and mailboxes have been looked through.
 */
export function rollbackTurn(record: Migration, now: Instant): Happening | undefined {
  const { facts } = record;
  if (facts.state.kind !== 'rolled-back') return undefined;
  const { rollbackBack: back, rollbackAt = facts.state.at } = facts;
  if (back === undefined)
    return isDnsBack(record, rollbackAt) ? { kind: 'rollback-back', watermark: newDataGoneAt(record, now) } : undefined;
  const other = notOldSince(record, back.at);
  if (other !== undefined) return { kind: 'rollback-again', record: recordKey(other.planned), server: other.server };
  if (back.overAt !== undefined || now < back.watermark || !isDnsBack(record, back.watermark)) return undefined;
  return now < back.watermark + LAST_SURVEYS_MS && isAwaited(record, back.watermark)
    ? undefined
    : { kind: 'rollback-over' };
}

/** A mailbox of the new server that can be looked through has not been, to the end, since then. */
function isAwaited({ facts, sightings }: Migration, since: Instant): boolean {
  if (facts.mailboxes.length > 0 && (sightings.looks.survey?.at ?? 0) < since) return true;
  return facts.mailboxes.some(({ address }) => {
    const { ok, failed } = sightings.survey[mailboxKey(address, 'new')] ?? {};
    const lastAt = Math.max(ok?.at ?? 0, failed?.at ?? 0);
    return lastAt > 0 && (lastAt < since || (ok?.more === true && ok.at === lastAt));
  });
}
