import { z } from 'zod';
import type { Language } from '../../migration/facts.ts';
import { PROFILES, type Profile, SCOPES, type Scope } from '../../migration/facts.ts';

/** The fields of the start form; each is both block_id and action_id, so that an error lands at its field. */
const START_FIELDS = ['domain', 'scope', 'profile', 'old', 'new', 'approvers', 'groups', 'language', 'solo'] as const;
export type StartField = (typeof START_FIELDS)[number];

const field = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_options: z.array(z.object({ value: z.string() })).nullish(),
  selected_users: z.array(z.string()).nullish(),
});
const stateValues = z.record(z.string(), z.record(z.string(), field));

/** The start form as it stands. A choice is absent while none was made, and texts are as they were typed. */
export type StartState = {
  readonly domain: string;
  readonly scope?: Scope;
  readonly profile?: Profile;
  readonly old: string;
  readonly new: string;
  readonly approvers: readonly string[];
  /** Names of user groups, as typed. */
  readonly groups: string;
  readonly lang?: Language;
  readonly solo: boolean;
  /** The block that holds each field now; none where it is held back. */
  readonly blocks: Readonly<Partial<Record<StartField, string>>>;
};

export const EMPTY_START: StartState = {
  domain: '',
  old: '',
  new: '',
  approvers: [],
  groups: '',
  solo: false,
  blocks: {},
};

/** Reads `state.values` of the start form. Throws when it is none. */
export function readStartState(values: unknown): StartState {
  const state = Object.entries(stateValues.parse(values));
  const found = START_FIELDS.flatMap((name) => {
    const entry = state.find(([block]) => fieldOf(block) === name);
    return entry === undefined ? [] : [{ name, block: entry[0], value: entry[1][name] }];
  });
  const at = (name: StartField) => found.find((one) => one.name === name)?.value;
  const scope = SCOPES.find((one) => one === at('scope')?.selected_option?.value);
  const profile = PROFILES.find((one) => one === at('profile')?.selected_option?.value);
  const lang = (['en', 'ja'] as const).find((one) => one === at('language')?.selected_option?.value);
  return {
    domain: at('domain')?.value ?? '',
    ...(scope === undefined ? {} : { scope }),
    ...(profile === undefined ? {} : { profile }),
    old: at('old')?.value ?? '',
    new: at('new')?.value ?? '',
    approvers: [...new Set(at('approvers')?.selected_users ?? [])],
    groups: at('groups')?.value ?? '',
    ...(lang === undefined ? {} : { lang }),
    solo: (at('solo')?.selected_options ?? []).length > 0,
    blocks: Object.fromEntries(found.map(({ name, block }) => [name, block])),
  };
}

/** "old~2" holds the field `old`: Slack keeps what was typed by the block, and fills in a fresh one alone. */
function fieldOf(block: string): string {
  return block.replace(/~\d+$/, '');
}
