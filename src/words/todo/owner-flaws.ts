import type { ClientDoor } from '../../migration/client-settings.ts';
import type { PinFlaw } from '../../migration/pin-target.ts';
import type { Speaker } from '../engine.ts';
import { shownFlaws } from './flaws.ts';

/**
 * What an owner sees come up when they type these servers in, and what to do then, once each. Whoever looks after the
 * servers is told more, see `flaws.ts`.
 */
export function ownerFlawLines(say: Speaker, doors: readonly ClientDoor[]): string[] {
  return [...new Set(shownFlaws(doors).map(({ target, flaw }) => flawLine(say, target, flaw)))];
}

function flawLine({ t }: Speaker, target: string, flaw: PinFlaw): string {
  switch (flaw.kind) {
    case 'unseen':
    case 'not-looked-up':
    case 'out-of-time':
      return t(`clients:flaw-${flaw.kind}`, { target });
    case 'name-mismatch':
      if (flaw.instead.length > 0) return t('clients:flaw-name-instead', { target, instead: flaw.instead });
      return flaw.names.length === 0
        ? t('clients:flaw-untrusted-bare', { target })
        : t('clients:flaw-name-mismatch', { target, shown: flaw.names });
    case 'self-signed':
    case 'untrusted':
      return flaw.fingerprint === undefined
        ? t('clients:flaw-untrusted-bare', { target })
        : t('clients:flaw-untrusted', { target, fingerprint: flaw.fingerprint });
    case 'expired':
    case 'expires-soon':
      return t(`clients:flaw-${flaw.kind}`, { target, expiresAt: flaw.expiresAt });
  }
}
