import { rollbackFreeUntil } from '../../migration/announce-rewrite.ts';
import { contractStanding } from '../../migration/contract.ts';
import type { ContractWarning } from '../../migration/events.ts';
import type { Facts } from '../../migration/facts.ts';
import { fateOf } from '../../migration/probes.ts';
import type { Migration } from '../../migration/record.ts';
import { EVE_MS } from '../../migration/rewrite-eve.ts';
import { arrivalsFrom } from '../../migration/runbook.ts';
import type { Instant } from '../../migration/time.ts';
import { wallTimeOf } from '../../migration/wall-time.ts';
import type { Caution } from '../../migration/windows.ts';
import { criterionLine } from '../criterion-line.ts';
import type { Speaker } from '../engine.ts';
import type { Of, Said } from './said.ts';

/** Who rewrites when, and what speaks against it. */
export function windowSaid(say: Speaker, a: Of<'window'>, now: Instant): Said {
  const { t } = say;
  return {
    text: t('dates:window', { executor: a.executor, fromAt: a.from, toAt: a.to }),
    lines: [
      ...a.cautions.map((caution) => cautionLine(say, caution)),
      t('dates:window-by', { by: a.by }),
      t(now >= a.from ? 'dates:window-now' : now > a.from - EVE_MS ? 'dates:window-soon' : 'dates:window-next'),
    ],
  };
}

/** What speaks against a window, in one sentence. */
export function cautionLine({ t, lang }: Speaker, caution: Caution): string {
  return t('dates:caution', { text: t(`dates:caution-${caution.code}`, figuresOf(lang, caution)) });
}

function figuresOf(lang: Speaker['lang'], caution: Caution): Readonly<Record<string, string | number>> {
  switch (caution.code) {
    case 'holiday':
    case 'before-holiday':
      return { name: caution[lang] };
    case 'too-early':
      return { earliestAt: caution.earliestAt };
    case 'before-contract':
      return { startsOn: caution.on };
    case 'past-contract':
      return { endsOn: caution.on };
    case 'weekend':
    case 'before-weekend':
    case 'month-end':
      return {};
  }
}

/** A quarter of an hour before the window: go or no go. */
export function eve(say: Speaker, a: Of<'rewrite-eve'>): Said {
  const { t } = say;
  const text = t(`dates:eve-${a.state}`, { fromAt: a.from });
  switch (a.state) {
    case 'go': {
      const looked = a.seenAt === undefined ? t('dates:eve-go-looked') : t('dates:eve-go-older', { seenAt: a.seenAt });
      return { text, lines: [looked, t('dates:eve-go-next', { executor: a.executor ?? 'bot' })] };
    }
    case 'no-go':
      return { text, lines: [...a.criteria.map((one) => criterionLine(say, one)), t('dates:eve-no-go-next')] };
    case 'begun':
    case 'moved':
    case 'over':
      return { text, lines: [] };
  }
}

/** Under the rewrite's message: what probes say, then "keep, or roll back?" with what each means. */
export function rewriteEnd(say: Speaker, a: Of<'rewrite'>, facts: Facts, now: Instant): string[] {
  const { t } = say;
  const begun = facts.rewriteSeenAt ?? facts.rewriteBegunAt;
  if (a.state === 'begun' || begun === undefined) return [];
  const probes = a.state === 'done' ? probeLine(say, facts) : [];
  if (a.kept !== undefined) return [...probes, t('dates:rewrite-kept', a.kept)];
  if (facts.state.kind !== 'active' || facts.rollbackRequest !== undefined) return probes;
  const freeAt = rollbackFreeUntil(facts, begun);
  const choice = a.state === 'done' ? 'rewrite-choose' : 'rewrite-choose-back';
  return [...probes, now <= freeAt ? t(`dates:${choice}`, { freeAt }) : t(`dates:${choice}-late`)];
}

const FATES = ['new', 'junk', 'old', 'lost', 'failed', 'on-its-way'] as const;

function probeLine({ t }: Speaker, facts: Facts): string[] {
  const from = arrivalsFrom(facts) ?? 0;
  const probes = (facts.probes ?? []).filter(({ sentAt }) => sentAt >= from);
  if (probes.length === 0) return (facts.relays ?? []).length === 0 ? [t('dates:rewrite-no-probe')] : [];
  const parts = FATES.flatMap((fate) => {
    const count = probes.filter((probe) => fateOf(probe) === fate).length;
    return count === 0 ? [] : [t(`dates:probe-${fate}`, { count })];
  });
  return [t('dates:rewrite-probes', { text: parts.join(t('joints:and')) })];
}

/** How the old contract and the earliest safe day to cancel lie to one another, and what to do. */
export function contract(say: Speaker, a: Of<'contract'>, facts: Facts, now: Instant): Said {
  const { t } = say;
  const today = wallTimeOf(now, facts.timeZone).date;
  const text = t(`dates:contract-${headOf(a)}`, { endsOn: a.endsOn, safeOn: a.safeOn });
  if (a.stage === 'ended') return { text, lines: [t('dates:contract-ended-next', { people: a.people })] };
  return {
    text,
    lines: [
      ...(a.isShort ? [] : [safeLine(say, a)]),
      actLine(say, a, today),
      ...(a.isShort ? [t('dates:contract-note')] : []),
    ],
  };
}

function headOf({ stage, isShort, isSafeKnown }: ContractWarning) {
  if (stage === 'ended') return 'ended' as const;
  if (isShort) return isSafeKnown ? ('short' as const) : ('short-unknown' as const);
  return stage === 'early' ? ('in-time' as const) : ('open' as const);
}

function safeLine({ t }: Speaker, { isSafeKnown, safeOn }: ContractWarning): string {
  return t(isSafeKnown ? 'dates:contract-safe' : 'dates:contract-safe-unknown', { safeOn });
}

function actLine({ t }: Speaker, { isShort, months, decideOn }: ContractWarning, today: string): string {
  const late = today > decideOn ? '-late' : '';
  if (isShort) return t(`dates:contract-extend${late}`, { count: months, decideOn });
  return t(`dates:contract-decide${late}`, { decideOn });
}

/** For the living status: what must be done about the contract, or how it stands; nothing where none is noted. */
export function contractStatus(
  say: Speaker,
  record: Migration,
  now: Instant,
): { readonly next: string[]; readonly sees: string[] } {
  const { t } = say;
  const standing = contractStanding(record, now);
  if (standing === undefined) return { next: [], sees: [] };
  const { endsOn, safeOn } = standing;
  const text = t(`dates:contract-${headOf(standing)}`, { endsOn, safeOn });
  if (standing.stage === 'ended' || standing.isShort) {
    const act =
      standing.stage === 'ended'
        ? t('dates:contract-ended-next', { people: [record.facts.startedBy] })
        : actLine(say, standing, wallTimeOf(now, record.facts.timeZone).date);
    return { next: [t('joints:two-sentences', { first: text, second: act })], sees: [] };
  }
  return { next: [], sees: [t('joints:two-sentences', { first: text, second: safeLine(say, standing) })] };
}

/** What is noted of both contracts; what that means. */
export function sayContracts(say: Speaker, record: Migration, now: Instant): string[] {
  const { t } = say;
  const { old, new: fresh } = record.facts.contracts ?? {};
  const { next, sees } = contractStatus(say, record, now);
  const standing = contractStanding(record, now);
  return [
    old === undefined ? t('dates:contract-view-old-none') : t('dates:contract-view-old', { endsOn: old.endsOn }),
    ...(old === undefined || standing === undefined
      ? []
      : [actLine(say, { ...standing, isShort: false }, wallTimeOf(now, record.facts.timeZone).date)]),
    ...(old !== undefined && standing === undefined ? [t('dates:contract-view-free')] : []),
    fresh === undefined
      ? t('dates:contract-view-new-none')
      : t('dates:contract-view-new', { startsOn: fresh.startsOn }),
    ...next,
    ...sees,
  ];
}
