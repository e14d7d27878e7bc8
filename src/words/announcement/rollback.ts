import type { Facts } from '../../migration/facts.ts';
import type { Speaker } from '../engine.ts';
import { carryBackLines } from '../todo/back.ts';
import type { Of, Said } from './said.ts';

/** How far a rollback has come, and what is left to carry back. */
export function rollback(say: Speaker, a: Of<'rollback-back' | 'rollback-over'>, { domain }: Facts): Said {
  const isOver = a.kind === 'rollback-over';
  const figures = { at: a.at, watermarkAt: a.watermark };
  return {
    text: say.t(`announcements:${a.kind}`, figures),
    lines: [
      say.t(`announcements:${a.kind}-caches`, figures),
      ...carryBackLines(say, a, isOver),
      ...(isOver ? [say.t('todo:back-resume', { domain })] : []),
    ],
  };
}

export function rollbackAgain({ t }: Speaker, { record, server }: Of<'rollback-again'>): Said {
  return {
    text: t('announcements:rollback-again', { record, server }),
    lines: [t('announcements:rollback-again-next')],
  };
}
