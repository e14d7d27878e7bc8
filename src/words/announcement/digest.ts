import { assess } from '../../migration/gates/assess.ts';
import type { Migration } from '../../migration/record.ts';
import { nextGate } from '../../migration/runbook.ts';
import type { Instant } from '../../migration/time.ts';
import type { Speaker } from '../engine.ts';
import { sayStatus } from '../status.ts';
import type { Of, Said } from './said.ts';

/** A day on which nothing else was said: what is awaited and since when, and when the next gate can open at the earliest. */
export function digest(say: Speaker, a: Of<'digest'>, migration: Migration, now: Instant): Said {
  const { t } = say;
  const { facts } = migration;
  const verdicts = assess(migration, now);
  const [next = t('announcements:digest-nothing')] = sayStatus(say, migration, verdicts, now).next;
  const gate = nextGate(facts);
  const figures = { domain: facts.domain, text: next, sinceAt: a.since };
  const earliest = gate === undefined || facts.gates[gate].state !== 'closed' ? undefined : verdicts[gate].earliest;
  if (gate === undefined || facts.gates[gate].state !== 'closed')
    return { text: t('announcements:digest', figures), lines: [] };
  return {
    text:
      earliest === undefined || earliest <= now
        ? t('announcements:digest-gate', { ...figures, gate })
        : t('announcements:digest-earliest', { ...figures, gate, earliestAt: earliest }),
    lines: [],
  };
}
