import type { ClientDoor } from '../../migration/client-settings.ts';
import type { PinFlaw } from '../../migration/pin-target.ts';
import type { Speaker } from '../engine.ts';

/** What clients will complain of at these doors, each with what mends it, once. */
export function flawLines(say: Speaker, doors: readonly ClientDoor[]): string[] {
  return [...new Set(shownFlaws(doors).map(({ target, flaw }) => flawLine(say, target, flaw)))];
}

/**
 * The flaws of these doors. A server may show another certificate at each port: the first to expire is the one to see to,
 * and is told once.
 */
export function shownFlaws(
  doors: readonly ClientDoor[],
): readonly { readonly target: string; readonly flaw: PinFlaw }[] {
  const all = doors.flatMap(({ target, flaws }) =>
    target === undefined ? [] : flaws.map((flaw) => ({ target, flaw })),
  );
  const isEarlier = (one: PinFlaw, other: PinFlaw): boolean =>
    'expiresAt' in one && 'expiresAt' in other && one.expiresAt < other.expiresAt;
  return all.filter(({ target, flaw }) => !all.some((one) => one.target === target && isEarlier(one.flaw, flaw)));
}

function flawLine({ t }: Speaker, target: string, flaw: PinFlaw): string {
  switch (flaw.kind) {
    case 'unseen':
    case 'out-of-time':
      return t(`todo:flaw-${flaw.kind}`, { target });
    case 'name-mismatch':
      return mismatchLine(t, target, flaw);
    case 'not-looked-up':
      return flaw.address === undefined
        ? t('todo:flaw-not-looked-up-bare', { target })
        : t('todo:flaw-not-looked-up', { target, address: flaw.address });
    case 'self-signed':
    case 'untrusted':
      return flaw.fingerprint === undefined
        ? t(`todo:flaw-${flaw.kind}-bare`, { target })
        : t(`todo:flaw-${flaw.kind}`, { target, fingerprint: flaw.fingerprint });
    case 'expired':
    case 'expires-soon':
      return t(`todo:flaw-${flaw.kind}`, { target, expiresAt: flaw.expiresAt });
  }
}

function mismatchLine(
  t: Speaker['t'],
  target: string,
  { names, instead }: Extract<PinFlaw, { kind: 'name-mismatch' }>,
): string {
  if (names.length === 0) return t('todo:flaw-no-names', { target });
  const figures = { target, shown: names };
  return instead.length === 0
    ? t('todo:flaw-name-mismatch', figures)
    : t('todo:flaw-name-mismatch-instead', { ...figures, instead });
}
