import type { Facts } from '../../migration/facts.ts';
import type { StragglerLine } from '../../migration/mail-announcements.ts';
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
  if (facts.state.kind === 'rolled-back') {
    const text = t('announcements:stragglers', { total: a.total });
    return { text, lines: [...listed, t('announcements:stragglers-rest')] };
  }
  const announced = facts.rewriteSeenAt === undefined;
  return {
    text: t(announced ? 'announcements:stragglers-announced' : 'announcements:stragglers', { total: a.total }),
    lines: [...listed, ...whyStill(say, a, facts, now), ...nextOf(say, a, facts)],
  };
}

/** Who carries them over: the bot, unless the team would rather do it; nobody has to where they are there. */
function nextOf({ t }: Speaker, { open, total, written }: Of<'stragglers'>, { settings }: Facts): string[] {
  const told = written === undefined ? [] : [t('announcements:rescued-written', { people: written })];
  // Of one its own line says so.
  if (open === 0) return total === 1 ? told : [...told, t('announcements:stragglers-there')];
  return [...told, t(settings.rescue ? 'announcements:stragglers-rescue' : 'announcements:stragglers-next')];
}

/** One straggler on one line: mailbox, when, from whom, by which path, and whether it is on the new server. */
export function stragglerLine(say: Speaker, line: StragglerLine): string {
  const { mailbox, at, from, subject, onNew } = line;
  const path = pathOf(line);
  return say.t('announcements:straggler-line', {
    mailbox,
    at,
    ...(from === undefined ? {} : { from }),
    ...(path === undefined ? {} : { path }),
    ...(subject === undefined || subject === '' ? {} : { subject }),
    ...(onNew === undefined ? {} : { where: whereOf(say, line) }),
  });
}

function whereOf({ t }: Speaker, { onNew, byBot, putInto }: StragglerLine): string {
  if (putInto !== undefined) return t('announcements:straggler-put', { folder: putInto });
  if (onNew === true) return t('announcements:straggler-on-new');
  return t(byBot === true ? 'announcements:straggler-by-bot' : 'announcements:straggler-not-on-new');
}

/** "relay.example.net [203.0.113.9]", as far as the header says. */
function pathOf({ helo, address }: Pick<StragglerLine, 'helo' | 'address'>): string | undefined {
  return helo !== undefined && address !== undefined ? `${helo} [${address}]` : (helo ?? address);
}

/** Why mail still comes here, and what to do: by what each path shows where that is known, else by time alone. */
function whyStill(say: Speaker, a: Of<'stragglers'>, facts: Facts, now: Instant): string[] {
  const causes = [...new Set(a.lines.flatMap(({ cause }) => cause ?? []))];
  if (causes.length === 0) return byTime(say, a, facts, now);
  return causes.flatMap((cause) => {
    if (cause === 'cache') return byTime(say, a, facts, now);
    const paths = a.lines.flatMap((line) => (line.cause === cause ? (pathOf(line) ?? []) : []));
    const text = say.t(`causes:${cause}`);
    if (paths.length === 0) return [text];
    return [say.t('joints:title-says', { title: say.list([...new Set(paths)]), text })];
  });
}

/** While old caches may lead here nothing is wrong; later somebody's server must be mended. */
function byTime({ t }: Speaker, a: Of<'stragglers'>, facts: Facts, now: Instant): string[] {
  const watermarkAt = watermarkOf(facts);
  if (facts.rewriteSeenAt === undefined || watermarkAt === undefined) return [t('announcements:stragglers-early')];
  if (now < watermarkAt) return [t('announcements:stragglers-caches', { watermarkAt })];
  const late = a.lines.filter((line) => line.at > watermarkAt);
  const hosts = [...new Set(late.flatMap((line) => line.helo ?? line.address ?? []))];
  return hosts.length > 0 ? [t('announcements:stragglers-path', { names: hosts })] : [];
}

/** What may be spam, in one line: what it is in detail is looked at where it is judged. */
export function suspects({ t }: Speaker, a: Of<'suspects'>, { state }: Pick<Facts, 'state'>): Said {
  if (a.judged !== undefined) return { text: t('announcements:suspects-judged', a.judged), lines: [] };
  const count = a.keys.length;
  return {
    text: t(count === 1 ? 'announcements:suspects-one' : 'announcements:suspects', { count, side: a.side ?? 'old' }),
    lines: [t(`announcements:suspects-next${restOf(a, state)}`)],
  };
}

/** While rolled back there is no gate to be kept shut: what is real is to be carried back, or is where it should be. */
function restOf({ side }: Of<'suspects'>, { kind }: Facts['state']): '' | '-back' | '-rest' {
  if (side === 'new') return '-back';
  return kind === 'rolled-back' ? '-rest' : '';
}

/** What cannot be explained in the mailboxes. */
export function puzzles(say: Speaker, a: Of<'puzzles'>, { state }: Pick<Facts, 'state'>): Said {
  const { t } = say;
  return {
    text: t('announcements:puzzles', { count: a.lines.length }),
    lines: [
      ...a.lines.map(({ mailbox, folder, kind, count }) =>
        t('announcements:puzzle-line', { mailbox, folder, text: say.code('puzzles', kind, { count }) }),
      ),
      t(state.kind === 'rolled-back' ? 'announcements:puzzles-next-back' : 'announcements:puzzles-next'),
    ],
  };
}
