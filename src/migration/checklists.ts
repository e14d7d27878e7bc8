import type { Scope } from './facts.ts';
import type { GateId } from './settings.ts';

const CUT_OVER = ['forwarders', 'aliases', 'catch-all', 'lists', 'filters', 'shared-mailboxes'] as const;
const CANCEL = ['calendars-contacts', 'devices', 'retention', 'contract-dates', 'other-services'] as const;
const WHOLE_CONTRACT = ['web-moved', 'dns-moved', 'registrar-moved', 'databases-moved'] as const;

export const CHECKLIST_ITEMS = [...CUT_OVER, ...CANCEL, ...WHOLE_CONTRACT] as const;
export type ChecklistItem = (typeof CHECKLIST_ITEMS)[number];

/** What a person must have seen to before a gate: nothing that the bot can look at by itself. */
export function checklistOf(gate: GateId, scope: Scope): readonly ChecklistItem[] {
  if (gate === 'cut-over') return CUT_OVER;
  if (gate === 'cancel') return scope === 'whole-contract' ? [...CANCEL, ...WHOLE_CONTRACT] : CANCEL;
  return [];
}
