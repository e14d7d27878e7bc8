import type { Refusal } from '../migration/refusals.ts';
import { ALREADY } from '../migration/refusals.ts';
import { TUNABLES } from '../migration/settings.ts';
import { countryNames } from './countries.ts';
import type { Speaker } from './engine.ts';
import { sayTunable } from './tunable.ts';

/** A refusal in words. One that says that something is so already names it, and since when and by whom it is so. */
export function sayRefusal(say: Speaker, { code, figures }: Refusal): string {
  const so = ALREADY.find((known) => known === figures.so);
  if (code !== 'already' || so === undefined) return say.code('refusals', code, figures);
  const since = figures.sinceAt === undefined ? undefined : figures.by === undefined ? 'since' : 'since-by';
  const { t } = say;
  return [
    t(`already:${so}`, { ...figures, shown: shown(say, figures) }),
    since === undefined ? '' : t(`already:${since}`, figures),
    t('already:end'),
  ].join('');
}

/** A setting's value with its unit, or countries by name. */
function shown(say: Speaker, { key, value, countries }: Refusal['figures']): string | readonly string[] {
  const tunable = TUNABLES.find((known) => known.key === key);
  if (tunable !== undefined && typeof value === 'number') return sayTunable(say, tunable.key, value);
  return typeof countries === 'object' ? countryNames(say.lang, countries) : '';
}
