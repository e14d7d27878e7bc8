import { TUNABLES, type Tunable, type TunableKey } from '../migration/settings.ts';
import type { Speaker } from './engine.ts';

/** A setting's value with its unit; a switch is on or off. */
export function sayTunable({ t }: Pick<Speaker, 't'>, key: TunableKey, value: number): string {
  const unit: Tunable['unit'] = TUNABLES.find((tunable) => tunable.key === key)?.unit ?? 'count';
  if (unit === 'switch') return t(value === 1 ? 'slack:unit-switch-on' : 'slack:unit-switch-off');
  return t(`slack:unit-${unit}`, { n: value });
}
