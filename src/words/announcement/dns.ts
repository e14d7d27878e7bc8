import type { Facts } from '../../migration/facts.ts';
import type { Instant } from '../../migration/time.ts';
import { watermarkOf } from '../../migration/watermark.ts';
import { countryNames } from '../countries.ts';
import { differenceLine } from '../differences.ts';
import type { Speaker } from '../engine.ts';
import { sayEvidence } from '../evidence.ts';
import { MOST_LINES, more, type Of, type Said } from './said.ts';

/** The rewrite as it goes on: what the authoritative servers serve, what differs from the plan, what must not go yet. */
export function rewrite(say: Speaker, a: Of<'rewrite'>, facts: Facts, now: Instant): Said {
  const { t } = say;
  const differences = a.differences ?? [];
  return {
    text: t(`announcements:rewrite-${a.state}`, { at: a.at, by: a.by ?? 'bot' }),
    lines: [
      ...(a.servers === undefined || a.state !== 'seen' ? [] : [t('announcements:rewrite-servers', a.servers)]),
      ...(differences.length === 0 ? [] : [t('announcements:rewrite-differences')]),
      ...differences.slice(0, MOST_LINES).map((difference) => differenceLine(say, difference)),
      ...more(say, differences.length - MOST_LINES),
      ...rewriteNext(say, a, facts, now),
      ...(a.formersGoneAt === undefined || a.formersGoneAt <= now
        ? []
        : [t('announcements:rewrite-formers', { formersGoneAt: a.formersGoneAt })]),
    ],
  };
}

function rewriteNext({ t }: Speaker, a: Of<'rewrite'>, facts: Facts, now: Instant): string[] {
  switch (a.state) {
    case 'begun': {
      const everyMs = facts.settings.everyMs.zone.rewriting;
      return everyMs === null ? [] : [t('announcements:rewrite-begun-next', { everyMs })];
    }
    case 'seen':
      return [t('announcements:rewrite-seen-next')];
    case 'done': {
      if (a.watermark === undefined) return [];
      const figures = { watermarkAt: a.watermark, leftMs: Math.max(0, a.watermark - now) };
      return [t('announcements:rewrite-done-watermark', figures)];
    }
  }
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
export function zoneReleased({ t }: Speaker, { zone, servers }: Of<'zone-released'>): Said {
  return {
    text: t('announcements:zone-released', { zone, servers }),
    lines: [t('announcements:zone-released-next', { zone })],
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
