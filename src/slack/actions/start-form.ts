import { z } from 'zod';
import type { ApproverGroup } from '../../migration/approver-facts.ts';
import type { StartInput } from '../../migration/commands.ts';
import type { Server } from '../../migration/facts.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../migration/settings.ts';
import { countryOfTimeZone } from '../../migration/time-zone-countries.ts';
import type { Place } from '../../service/ports.ts';
import type { Words } from '../../words/words.ts';
import { domainList, MOST_DOMAINS } from './domains.ts';
import { knownServer, parseServer, type ServerProblem } from './server.ts';
import { readStartState, type StartField } from './start-state.ts';

const placeSchema = z.object({
  enterpriseId: z.string().optional(),
  teamId: z.string(),
  channelId: z.string(),
});
const looksSchema = z.object({ looks: z.int().optional() });

/** The place that a start form was opened in, from its private metadata. Throws when it is not ours. */
export function placeOf(metadata: string): Place {
  const { enterpriseId, ...place } = placeSchema.parse(JSON.parse(metadata));
  return enterpriseId === undefined ? place : { ...place, enterpriseId };
}

/** How often DNS was looked at for this form. */
export function looksOf(metadata: string): number {
  return looksSchema.parse(JSON.parse(metadata)).looks ?? 0;
}

export type FieldErrors = Readonly<Record<string, string>>;
export type FormResult =
  | { readonly ok: true; readonly input: StartInput }
  | { readonly ok: false; readonly errors: FieldErrors };

export type GroupsNamed =
  | { readonly ok: true; readonly groups: readonly ApproverGroup[] }
  | { readonly ok: false; readonly error: string };

export type FormContext = {
  readonly user: string;
  readonly place: Place;
  readonly timeZone: string;
  readonly words: Words;
  readonly settings?: Settings;
  /** The groups that are named in the form, or what is wrong with them. */
  readonly groups?: GroupsNamed;
};

/** Reads a submitted start form; what is wrong is said at its field's block, all at once. */
export function readStartForm(values: unknown, context: FormContext): FormResult {
  const { words } = context;
  const state = readStartState(values);
  // Fields are held back while DNS is looked at: what is to come into them is not known yet.
  if (state.blocks.old === undefined || state.blocks.profile === undefined)
    return { ok: false, errors: { domain: words.t('starting:wait') } };
  const { domains, wrong } = domainList(state.domain);
  const [domain, ...furtherDomains] = domains;
  const { scope = 'mail-only', profile = 'hoster', solo } = state;
  const approvers = solo && state.approvers.length === 0 ? [context.user] : state.approvers;
  const old = parseServer(state.old);
  const fresh = (state.new.trim() === '' ? knownServer(profile) : undefined) ?? parseServer(state.new);

  const errors: Partial<Record<StartField, string>> = {};
  if (wrong.length > 0) errors.domain = words.t('slack:error-domain-word', { names: wrong.map(words.text).join(' ') });
  else if (domains.length > MOST_DOMAINS) errors.domain = words.t('slack:error-domains', { most: MOST_DOMAINS });
  else if (domain === undefined) errors.domain = words.t('slack:error-domain');
  if (isProblem(old)) errors.old = words.t(`slack:${old.code}`, { word: old.word });
  if (isProblem(fresh)) errors.new = words.t(`slack:${fresh.code}`, { word: fresh.word });
  if (solo && approvers.some((approver) => approver !== context.user)) errors.approvers = words.t('slack:error-solo');
  const { groups = { ok: true, groups: [] } } = context;
  if (!groups.ok) errors.groups = groups.error;
  else if (solo && groups.groups.length > 0) errors.groups = words.t('approving:groups-solo');
  if (!solo && state.groups.trim() === '' && approvers.every((approver) => approver === context.user))
    errors.approvers = words.t('slack:error-approvers');
  if (domain === undefined || isProblem(old) || isProblem(fresh) || Object.keys(errors).length > 0)
    return { ok: false, errors: atBlocks(errors, state.blocks) };
  const country = countryOfTimeZone(context.timeZone);
  return {
    ok: true,
    input: {
      place: context.place,
      domain,
      ...(furtherDomains.length === 0 ? {} : { furtherDomains }),
      scope,
      profile,
      lang: state.lang ?? 'en',
      timeZone: context.timeZone,
      ...(country === undefined ? {} : { country }),
      approvers,
      ...(groups.ok && groups.groups.length > 0 ? { approverGroups: groups.groups } : {}),
      solo,
      servers: { old, new: fresh },
      settings: context.settings ?? DEFAULT_SETTINGS,
    },
  };
}

function atBlocks(
  errors: Readonly<Partial<Record<StartField, string>>>,
  blocks: Readonly<Partial<Record<string, string>>>,
): FieldErrors {
  return Object.fromEntries(Object.entries(errors).map(([field, text]) => [blocks[field] ?? field, text]));
}

function isProblem(server: Server | ServerProblem): server is ServerProblem {
  return 'code' in server;
}
