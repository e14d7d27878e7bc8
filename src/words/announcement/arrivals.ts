import type { StragglerLine } from '../../migration/announcements.ts';
import type { Facts } from '../../migration/facts.ts';
import type { Instant } from '../../migration/time.ts';
import { watermarkOf } from '../../migration/watermark.ts';
import type { Speaker } from '../engine.ts';
import { more, type Of, type Said } from './said.ts';

/** Mail that reached the server it should not have reached any more. */
export function stragglers(say: Speaker, a: Of<'stragglers'>, facts: Facts, now: Instant): Said {
  const { t } = say;
  const listed = [...a.lines.map((line) => stragglerLine(say, line)), ...more(say, a.total - a.lines.length)];
  if (a.side === 'new') {
    return {
      text: t('announcements:stragglers-back', { total: a.total }),
      lines: [...listed, t('announcements:stragglers-back-next')],
    };
  }
  const announced = facts.rewriteSeenAt === undefined;
  return {
    text: t(announced ? 'announcements:stragglers-announced' : 'announcements:stragglers', { total: a.total }),
    lines: [...listed, ...whyStill(say, a, facts, now), t('announcements:stragglers-next')],
  };
}

/** One straggler on one line: mailbox, when, from whom, by which path. */
export function stragglerLine(say: Speaker, line: StragglerLine): string {
  const { mailbox, at, from, helo, address } = line;
  const host = helo ?? address;
  const path = helo !== undefined && address !== undefined ? `${helo} [${address}]` : host;
  return say.t('announcements:straggler-line', {
    mailbox,
    at,
    ...(from === undefined ? {} : { from }),
    ...(path === undefined ? {} : { path }),
  });
}

/** Why mail still comes here: while old caches may lead here nothing is wrong; later somebody's server must be mended. */
function whyStill({ t }: Speaker, a: Of<'stragglers'>, facts: Facts, now: Instant): string[] {
  const watermarkAt = watermarkOf(facts);
  if (facts.rewriteSeenAt === undefined || watermarkAt === undefined) return [t('announcements:stragglers-early')];
  if (now < watermarkAt) return [t('announcements:stragglers-caches', { watermarkAt })];
  const late = a.lines.filter((line) => line.at > watermarkAt);
  const hosts = [...new Set(late.flatMap((line) => line.helo ?? line.address ?? []))];
  return hosts.length > 0 ? [t('announcements:stragglers-path', { names: hosts })] : [];
}

/** What cannot be explained in the mailboxes. */
export function puzzles(say: Speaker, a: Of<'puzzles'>): Said {
  const { t } = say;
  return {
    text: t('announcements:puzzles', { count: a.lines.length }),
    lines: [
      ...a.lines.map(({ mailbox, folder, kind, count }) =>
        t('announcements:puzzle-line', { mailbox, folder, text: say.code('puzzles', kind, { count }) }),
      ),
      t('announcements:puzzles-next'),
    ],
  };
}
