import type { Suggestion } from '../../migration/preview.ts';
import type { Words } from '../../words/words.ts';
import type { StartState } from '../actions/start-state.ts';

/** What a look at DNS says to whoever fills the start form in: where mail goes, then each field that it may fill. */
export function lookSaid(
  words: Words,
  suggestion: Suggestion,
  typed: Pick<StartState, 'old' | 'profile'>,
  how: 'filled' | 'offer',
): readonly string[] {
  return [
    `${mailLine(words, suggestion)} ${providerLine(words, suggestion)}`.trim(),
    oldLine(words, suggestion, typed.old.trim() !== '', how),
    profileLine(words, suggestion, typed.profile !== undefined, how),
  ];
}

function mailLine(words: Words, { domain, mail, exchangers, failed }: Suggestion): string {
  switch (mail) {
    case 'led':
      return words.t('starting:mail-led', { domain, exchangers });
    case 'failed':
      return words.t('starting:mail-failed', { domain, failure: failed === undefined ? '' : words.failure(failed) });
    case 'none':
    case 'refused':
      return words.t(`starting:mail-${mail}`, { domain });
  }
}

function providerLine(words: Words, { mail, provider, isGateway }: Suggestion): string {
  if (mail !== 'led') return '';
  if (provider === undefined) return words.t('starting:provider-unknown');
  return words.t(isGateway ? 'starting:gateway' : 'starting:provider', { provider });
}

function oldLine(words: Words, { old, failed }: Suggestion, isTyped: boolean, how: 'filled' | 'offer'): string {
  if (old === undefined && failed !== undefined)
    return words.t('starting:old-failed', { failure: words.failure(failed) });
  if (old === undefined) return words.t('starting:old-unknown');
  return words.t(isTyped ? 'starting:old-kept' : `starting:old-${how}`, old);
}

function profileLine(words: Words, { profile }: Suggestion, isChosen: boolean, how: 'filled' | 'offer'): string {
  if (isChosen) return words.t('starting:profile-kept');
  if (profile === undefined) return words.t('starting:profile-unknown', { text: words.profile('hoster') });
  return words.t(`starting:profile-${how}`, { text: words.profile(profile) });
}
