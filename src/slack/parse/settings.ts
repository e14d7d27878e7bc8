import { TUNABLES, type TunableKey } from '../../migration/settings.ts';
import type { Request } from './request.ts';
import { type Reader, wholeNumber } from './words.ts';

/** `settings`, `settings KEY VALUE`, `settings language en|ja`, `settings country JP`. */
export function settings(reader: Reader): Request {
  if (reader.count === 0) return { kind: 'settings' };
  const key = reader.oneOf(0, ['language', 'country', ...TUNABLES.map((tunable) => tunable.key)]);
  const starts = `settings ${key}`;
  if (key === 'language')
    return { kind: 'settings-language', lang: reader.oneOf(1, ['en', 'ja'], starts, LANGUAGE_ALIASES) };
  if (key === 'country') return { kind: 'settings-country', country: reader.word(1, 'JP', starts).toUpperCase() };
  return { kind: 'settings-set', key, value: isSwitch(key) ? onOrOff(reader, starts) : wholeNumber(reader, 1, starts) };
}

const isSwitch = (key: TunableKey): boolean =>
  TUNABLES.some((tunable) => tunable.key === key && tunable.unit === 'switch');

/** 1 for on, 0 for off. */
function onOrOff(reader: Reader, starts: string): number {
  return reader.oneOf(1, ['on', 'off'], starts, SWITCH_ALIASES) === 'on' ? 1 : 0;
}

const LANGUAGE_ALIASES = {
  english: 'en',
  英語: 'en',
  japanese: 'ja',
  jp: 'ja',
  日本語: 'ja',
} as const;

const SWITCH_ALIASES = {
  1: 'on',
  0: 'off',
  true: 'on',
  false: 'off',
  有効: 'on',
  無効: 'off',
  yes: 'on',
  daily: 'on',
  毎日: 'on',
  no: 'off',
  する: 'on',
  しない: 'off',
  オン: 'on',
  オフ: 'off',
} as const;
