import { z } from 'zod';
import type { StartInput } from '../../migration/commands.ts';
import { PROFILES, SCOPES, type Server } from '../../migration/facts.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../migration/settings.ts';
import { countryOfTimeZone } from '../../migration/time-zone-countries.ts';
import type { Place } from '../../service/ports.ts';
import type { Words } from '../../words/words.ts';
import type { StartField } from '../views/start-modal.ts';
import { domainList, MOST_DOMAINS } from './domains.ts';
import { knownServer, parseServer, type ServerProblem } from './server.ts';

const field = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_options: z.array(z.object({ value: z.string() })).nullish(),
  selected_users: z.array(z.string()).nullish(),
});
const stateValues = z.record(z.string(), z.record(z.string(), field));

const placeSchema = z.object({
  enterpriseId: z.string().optional(),
  teamId: z.string(),
  channelId: z.string(),
});

/** The place that a start form was opened in, from its private metadata. Throws when it is not ours. */
export function placeOf(metadata: string): Place {
  const { enterpriseId, ...place } = placeSchema.parse(JSON.parse(metadata));
  return enterpriseId === undefined ? place : { ...place, enterpriseId };
}

export type FieldErrors = Readonly<Partial<Record<StartField, string>>>;
export type FormResult =
  | { readonly ok: true; readonly input: StartInput }
  | { readonly ok: false; readonly errors: FieldErrors };

export type FormContext = {
  readonly user: string;
  readonly place: Place;
  readonly timeZone: string;
  readonly words: Words;
  readonly settings?: Settings;
};

/** Reads a submitted start form; what is wrong is said at its field, all at once. */
export function readStartForm(values: unknown, context: FormContext): FormResult {
  const { words } = context;
  const state = stateValues.parse(values);
  const at = (name: StartField) => state[name]?.[name];
  const { domains, wrong } = domainList(at('domain')?.value ?? '');
  const [domain, ...furtherDomains] = domains;
  const scope = SCOPES.find((one) => one === at('scope')?.selected_option?.value) ?? 'mail-only';
  const profile = PROFILES.find((one) => one === at('profile')?.selected_option?.value) ?? 'hoster';
  const solo = (at('solo')?.selected_options ?? []).length > 0;
  const chosen = [...new Set(at('approvers')?.selected_users ?? [])];
  const approvers = solo && chosen.length === 0 ? [context.user] : chosen;
  const old = parseServer(at('old')?.value ?? '');
  const typedNew = at('new')?.value ?? '';
  const fresh = (typedNew.trim() === '' ? knownServer(profile) : undefined) ?? parseServer(typedNew);

  const errors: Partial<Record<StartField, string>> = {};
  if (wrong.length > 0) errors.domain = words.t('slack:error-domain-word', { names: wrong.map(words.text).join(' ') });
  else if (domains.length > MOST_DOMAINS) errors.domain = words.t('slack:error-domains', { most: MOST_DOMAINS });
  else if (domain === undefined) errors.domain = words.t('slack:error-domain');
  if (isProblem(old)) errors.old = words.t(`slack:${old.code}`, { word: old.word });
  if (isProblem(fresh)) errors.new = words.t(`slack:${fresh.code}`, { word: fresh.word });
  if (solo && approvers.some((approver) => approver !== context.user)) errors.approvers = words.t('slack:error-solo');
  if (!solo && approvers.every((approver) => approver === context.user))
    errors.approvers = words.t('slack:error-approvers');
  if (domain === undefined || isProblem(old) || isProblem(fresh) || Object.keys(errors).length > 0)
    return { ok: false, errors };
  const country = countryOfTimeZone(context.timeZone);
  return {
    ok: true,
    input: {
      place: context.place,
      domain,
      ...(furtherDomains.length === 0 ? {} : { furtherDomains }),
      scope,
      profile,
      lang: at('language')?.selected_option?.value === 'ja' ? 'ja' : 'en',
      timeZone: context.timeZone,
      ...(country === undefined ? {} : { country }),
      approvers,
      solo,
      servers: { old, new: fresh },
      settings: context.settings ?? DEFAULT_SETTINGS,
    },
  };
}

function isProblem(server: Server | ServerProblem): server is ServerProblem {
  return 'code' in server;
}
