import type { GateId } from '../../../migration/settings.ts';
import type { Phrases } from '../phrases.ts';

export const gates = {
  'cut-over': 'Cut-over',
  'switch-back': 'Switch-back',
  cancel: 'Cancel',
} as const satisfies Phrases<GateId>;

/** What an open gate announces. */
export const gateSays = {
  'cut-over': 'DNS may be rewritten',
  'switch-back': 'Clients may go back to hostnames',
  cancel: 'The old server may be cancelled',
} as const satisfies Phrases<GateId>;

/** What a gate that is not open says instead. */
export const gateWaits = {
  'cut-over': 'DNS must not be rewritten yet',
  'switch-back': 'Clients must stay on addresses for now',
  cancel: 'The old server must not be cancelled yet',
} as const satisfies Phrases<GateId>;
