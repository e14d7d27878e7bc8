import type { Evidence } from '../migration/gates/criterion.ts';
import type { Speaker } from './engine.ts';

/** What was seen, in one short sentence (two where a figure needs its reason). */
export function sayEvidence(say: Speaker, { code, figures }: Evidence): string {
  const variant = variantOf({ code, figures });
  const text =
    variant === undefined ? say.code('evidence', code, figures) : say.t(`evidenceVariants:${variant}`, figures);
  if (code !== 'not-quiet-yet' || !(Number(figures.hosts) < Number(figures.hostsExpected))) return text;
  return say.t('joints:two-sentences', { first: text, second: say.t('evidenceVariants:quiet-few-hosts', figures) });
}

/** One code, several situations: its figures tell which. */
function variantOf({ code, figures }: Evidence) {
  switch (code) {
    case 'gone-stale':
      return figures.seenAt === 0 ? 'gone-stale-undated' : undefined;
    case 'login-ok':
      return figures.host === undefined ? undefined : 'login-ok-hostname';
    case 'login-failed':
      return figures.host === undefined ? undefined : 'login-failed-hostname';
    case 'certificate-misses':
      return Array.isArray(figures.names) && figures.names.length > 0 ? undefined : 'certificate-misses-all';
    case 'authority-new':
      if (figures.total === undefined) return undefined;
      return figures.sinceAt === 0 ? 'authority-new-undated' : 'authority-new-all';
    case 'not-quiet-yet':
      if (figures.quietForMs === 0) return 'quiet-ahead';
      return figures.lastAt === figures.fromAt ? 'quiet-after-straggler' : undefined;
    case 'step-done':
      return figures.by === undefined ? 'step-done-plain' : undefined;
    default:
      return undefined;
  }
}
