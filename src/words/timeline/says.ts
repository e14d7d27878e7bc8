import type { Migration } from '../../migration/record.ts';
import type { Instant } from '../../migration/time.ts';
import { type Timeline, type TimelineState, timelineOf } from '../../migration/timeline.ts';
import type { Said } from '../announcement/said.ts';
import type { Speaker } from '../engine.ts';
import { dayOf } from './days.ts';
import { rowName } from './names.ts';

/** Longest text that Slack takes beside a picture. */
const LONGEST_ALT = 1_000;

/** What the picture of the timeline shows, in a few sentences: the first says where the move stands. */
export function timelineSaid(say: Speaker, migration: Migration, now: Instant): Said {
  const timeline = timelineOf(migration, now);
  const { timeZone } = migration.facts;
  return { text: headline(say, timeline), lines: sentences(say, timeline, timeZone) };
}

/** The same as one text beside the picture, for whoever cannot see it. At most 1,000 characters, cut at a sentence. */
export function altOf(say: Speaker, timeline: Timeline, timeZone: string): string {
  const { domain, now: at } = timeline;
  const gap = say.lang === 'ja' ? '' : ' ';
  const all = [say.t('timeline:alt', { domain, at }), headline(say, timeline), ...sentences(say, timeline, timeZone)];
  let text = '';
  for (const sentence of all) {
    const longer = text === '' ? sentence : `${text}${gap}${sentence}`;
    if (longer.length > LONGEST_ALT) break;
    text = longer;
  }
  return text;
}

/** One sentence: where the move stands. */
export function headline({ t }: Speaker, timeline: Timeline): string {
  const { state, rewriteAt, watermark, marks, now } = timeline;
  const at = (kind: (typeof marks)[number]['kind']) => marks.find((mark) => mark.kind === kind)?.at;
  switch (state) {
    case 'rolled-back':
      return t('timeline:says-rolled-back', { at: at('rolled-back') ?? now });
    case 'paused':
    case 'finished':
    case 'abandoned':
      return t(`timeline:says-${state}`);
    case 'active':
      break;
  }
  const window = at('window');
  const doneAt = at('rewrite-done');
  if (doneAt !== undefined && watermark !== undefined && watermark > doneAt)
    return t(watermark > now ? 'timeline:says-waiting' : 'timeline:says-passed', { at: doneAt, goneAt: watermark });
  if (doneAt !== undefined) return t('timeline:says-done', { at: doneAt });
  if (rewriteAt !== undefined) return t('timeline:says-rewriting', { at: rewriteAt });
  return window === undefined ? t('timeline:says-before') : t('timeline:says-appointed', { at: window });
}

function sentences(say: Speaker, timeline: Timeline, timeZone: string): string[] {
  const { t } = say;
  const isOver = timeline.state === 'finished' || timeline.state === 'abandoned';
  return [
    counts(say, timeline),
    ...notNew(say, timeline),
    ...stragglers(say, timeline),
    ...timeline.marks.flatMap((mark) => {
      if (mark.kind === 'gate')
        return [t(`timeline:gate-${isOver ? 'opened' : 'open'}`, { gate: mark.gate, at: mark.at })];
      if (mark.kind === 'new-starts') return [t('timeline:new-starts', { text: dayOf(mark.at, say.lang, timeZone) })];
      // It ends with its last day.
      if (mark.kind === 'old-ends') return [t('timeline:old-ends', { text: dayOf(mark.at - 1, say.lang, timeZone) })];
      return [];
    }),
  ];
}

const STATES: readonly TimelineState[] = ['new', 'mixed', 'old', 'silent', 'unknown'];

/** One sentence: how many resolvers stand how. */
export function counts({ t }: Speaker, timeline: Timeline): string {
  const count = STATES.reduce((sum, state) => sum + timeline.counts[state], 0);
  const isAnyHeard = timeline.rows.some(({ of, since }) => of.kind !== 'authorities' && since !== undefined);
  if (count === 0 || !isAnyHeard) return t('timeline:counts-none');
  const parts = STATES.filter((state) => timeline.counts[state] > 0).map((state) =>
    t(`timeline:count-${state}`, { n: timeline.counts[state] }),
  );
  return t('timeline:counts', { count, text: parts.join(t('joints:and')) });
}

/** Those that are not wholly new, by name. Before the rewrite that is no news. */
function notNew(say: Speaker, { rows, rewriteAt }: Timeline): readonly string[] {
  const open = rows.filter(({ of, now }) => of.kind !== 'authorities' && (now === 'old' || now === 'mixed'));
  if (open.length === 0 || rewriteAt === undefined) return [];
  const names = open.map((row) => rowName(say, row));
  const until = open.flatMap(({ oldUntil }) => oldUntil ?? []);
  if (until.length === 0) return [say.t('timeline:not-new', { names: say.list(names) })];
  return [say.t('timeline:not-new-until', { names: say.list(names), goneAt: Math.max(...until) })];
}

function stragglers({ t }: Speaker, { stragglers: all, rewriteAt }: Timeline): readonly string[] {
  if (rewriteAt === undefined) return [];
  const last = all.at(-1);
  if (last === undefined) return [t('timeline:stragglers-none')];
  const open = all.filter(({ rescued }) => !rescued).length;
  const figures = { count: all.length, at: last.at, open };
  return [t(open === 0 ? 'timeline:stragglers-rescued' : 'timeline:stragglers', figures)];
}
