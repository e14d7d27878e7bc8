import type { Facts } from '../../migration/facts.ts';
import type { Sightings } from '../../migration/sightings.ts';
import type { Instant } from '../../migration/time.ts';
import { isRewrittenElsewhere, watermarkOf } from '../../migration/watermark.ts';
import { countryNames } from '../countries.ts';
import { differenceLine } from '../differences.ts';
import { cachesLine, holdersLine } from '../dns-sentence.ts';
import type { Speaker } from '../engine.ts';
import { sayEvidence } from '../evidence.ts';
import { rewriteEnd } from './dates.ts';
import { MOST_LINES, more, type Of, type Said } from './said.ts';

/** The rewrite as it goes on: what the authoritative servers serve, what differs from the plan, what must not go yet. */
export function rewrite(say: Speaker, a: Of<'rewrite'>, facts: Facts, now: Instant, sightings?: Sightings): Said {
  const { t } = say;
  const differences = a.differences ?? [];
  const figures = { at: a.at, by: a.by ?? 'bot', ...a.servers };
  return {
    text: t(`announcements:rewrite-${headOf(a, facts)}`, figures),
    lines: [
      ...(differences.length === 0 ? [] : [t('announcements:rewrite-differences')]),
      ...differences.slice(0, MOST_LINES).map((difference) => differenceLine(say, difference)),
      ...more(say, differences.length - MOST_LINES),
      ...rewriteNext(say, a, facts, now, sightings),
      ...(a.formersGoneAt === undefined || a.formersGoneAt <= now
        ? []
        : [t('announcements:rewrite-formers', { formersGoneAt: a.formersGoneAt })]),
      ...rewriteEnd(say, a, facts, now),
    ],
  };
}

function headOf({ state, servers }: Of<'rewrite'>, facts: Facts) {
  if (state === 'seen') return servers === undefined ? 'seen' : 'seen-by';
  return isRewrittenElsewhere(facts) ? (`${state}-route` as const) : state;
}

function rewriteNext(
  say: Speaker,
  a: Of<'rewrite'>,
  facts: Facts,
  now: Instant,
  sightings: Sightings | undefined,
): string[] {
  const { t } = say;
  switch (a.state) {
    case 'begun': {
      if (isRewrittenElsewhere(facts)) return [t('announcements:rewrite-begun-route-next')];
      const everyMs = facts.settings.everyMs.zone.rewriting;
      return everyMs === null ? [] : [t('announcements:rewrite-begun-next', { everyMs })];
    }
    case 'seen':
      return [t('announcements:rewrite-seen-next')];
    case 'done': {
      if (isRewrittenElsewhere(facts)) return [t('announcements:rewrite-seen-next')];
      const isAhead = (watermarkOf(facts) ?? a.watermark ?? now) > now;
      const caches = cachesLine(say, facts, now) ?? watermarkLine(say, a, isAhead);
      if (caches === undefined) return [];
      return [
        isAhead ? t('joints:two-sentences', { first: caches, second: t('announcements:rewrite-both') }) : caches,
        t('joints:two-sentences', {
          first: holdersLine(say, sightings, now) ?? t('announcements:rewrite-holders'),
          second: t('announcements:rewrite-holders-where'),
        }),
      ];
    }
  }
}

function watermarkLine({ t }: Speaker, { watermark }: Of<'rewrite'>, isAhead: boolean): string | undefined {
  if (watermark === undefined) return undefined;
  return t(isAhead ? 'dns:caches-by' : 'dns:caches-gone', { watermarkAt: watermark });
}

/** Caches that hold on for too long or give something else, each with what to do about it. */
export function vantageAlarm(say: Speaker, { alarms }: Of<'vantage-alarm'>, facts: Facts): Said {
  const { t } = say;
  if (alarms.length === 0) return { text: t('announcements:vantage-alarm-over'), lines: [] };
  const watermarkAt = watermarkOf(facts);
  return {
    text: t('announcements:vantage-alarm', { count: new Set(alarms.map((alarm) => alarm.vantage)).size }),
    lines: [
      ...alarms.slice(0, MOST_LINES).map(({ vantage, operator, record, why, values, goneAt }) => {
        const figures = { vantage, operator, record, values, goneAt };
        const dated = watermarkAt === undefined ? figures : { ...figures, watermarkAt };
        return `✗ ${sayEvidence(say, { code: `vantage-${why}`, figures: dated })}`;
      }),
      ...more(say, alarms.length - MOST_LINES),
      t('announcements:vantage-alarm-next'),
    ],
  };
}

/** The former DNS provider is not asked any more. */
export function zoneReleased({ t }: Speaker, { zone, servers }: Of<'zone-released'>, facts: Facts): Said {
  return {
    text: t('announcements:zone-released', { zone, servers }),
    lines: [
      t('announcements:zone-released-next', { zone }),
      // A rollback leads back to them, whoever has to agree to it.
      ...(facts.rewriteKept === undefined && facts.steps.close === undefined
        ? [t('announcements:zone-released-rollback')]
        : []),
    ],
  };
}

/** The DNS provider changes too: the order that is safe. */
export function dnsMove({ t }: Speaker, { by, servers }: Of<'dns-move'>): Said {
  if (servers.length === 0)
    return { text: t('announcements:dns-move-none', { by }), lines: [t('announcements:dns-move-none-next')] };
  return {
    text: t('announcements:dns-move', { by, servers }),
    lines: [t('announcements:dns-move-first'), t('announcements:dns-move-second'), t('announcements:dns-move-third')],
  };
}

/** Who learns the names from now on. */
export function globalping({ lang, t }: Speaker, { by, countries }: Of<'globalping'>): Said {
  if (countries.length === 0)
    return { text: t('announcements:globalping-off', { by }), lines: [t('announcements:globalping-off-next')] };
  return {
    text: t('announcements:globalping', { by, countries: countryNames(lang, countries) }),
    lines: [t('announcements:globalping-next')],
  };
}
