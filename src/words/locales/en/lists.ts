import type { ChecklistItem } from '../../../migration/checklists.ts';
import type { Profile, Scope, StepId, WatchMode } from '../../../migration/facts.ts';
import type { TunableKey } from '../../../migration/settings.ts';
import type { Phrases } from '../phrases.ts';

export const steps = {
  inventory: 'Inventory',
  prepare: 'Prepare the new server',
  pin: 'Pin the clients',
  rewrite: 'Rewrite DNS',
  parallel: 'Watch both servers',
  restore: 'Restore the clients',
  close: 'Close the old server',
  retire: 'Retire the old server',
} as const satisfies Phrases<StepId>;

export const checklist = {
  forwarders: 'Forwarders recreated on the new server',
  aliases: 'Aliases recreated on the new server',
  'catch-all': 'Catch-all recreated, or dropped on purpose',
  lists: 'Mailing lists recreated with their members',
  filters: 'Filters and vacation notices recreated',
  'shared-mailboxes': 'Shared mailboxes and their permissions recreated',
  'calendars-contacts': 'Calendars and contacts moved',
  devices: 'Scanners, web forms and other devices send through the new server',
  retention: 'Retention duties met: archive kept where the law or contracts want it',
  'contract-dates': 'Contract dates and notice period checked',
  'other-services': 'Nothing else runs on the contract',
  'web-moved': 'Web sites live elsewhere',
  'dns-moved': 'DNS zone lives elsewhere',
  'registrar-moved': 'Domain registration lives elsewhere',
  'databases-moved': 'Databases live elsewhere',
} as const satisfies Phrases<ChecklistItem>;

export const settings = {
  'quorum-cut-over': 'Approvals needed for cut-over',
  'quorum-switch-back': 'Approvals needed for switch-back',
  'quorum-cancel': 'Approvals needed for cancel',
  'quiet-switch-back': 'Quiet time before switch-back',
  'quiet-cancel': 'Quiet time before cancel',
  'ttl-max': 'Highest TTL for a rewrite',
  operators: 'Resolver operators that must be clean',
  rounds: 'Clean rounds in a row',
  'sending-hosts': 'Sending hosts expected on the new server (fewer: the quiet time is extended)',
  rescue: 'Stragglers are carried over by the bot',
  copy: 'What is missing on the new server is copied by the bot (off: compared only)',
  'copy-rate': 'Messages a second copied to the new server, all mailboxes together (0: no limit)',
  subjects: 'Subjects of stragglers are read and shown',
  reminders: 'Owners are reminded of clients they have not set yet, 3 times a phase at most, in their working hours',
  'remind-weekends': 'They are reminded at weekends and on public holidays too',
  digest: 'On a working day on which nothing was posted, one line at 16:00 says what is awaited (`daily`)',
} as const satisfies Phrases<TunableKey>;

export const watchModes = {
  login: 'login: the bot logs in and looks',
  oauth: 'oauth: the bot looks with a token',
  log: 'log: delivery log of the old server',
  forwarded: 'forwarded: the old server sends a copy',
  attested: 'attested: the owner says so',
  unwatched: 'unwatched: nobody looks',
} as const satisfies Phrases<WatchMode>;

export const profiles = {
  hoster: 'Hoster to hoster',
  microsoft365: 'To Microsoft 365',
  google: 'To Google Workspace',
  'same-provider': 'Two servers at one provider',
  gateway: 'Behind a filtering gateway',
} as const satisfies Phrases<Profile>;

export const scopes = {
  'mail-only': 'Mail only',
  'whole-contract': 'The whole contract',
} as const satisfies Phrases<Scope>;

export const sides = { old: 'old server', new: 'new server' } as const;

export const securities = { tls: 'TLS', starttls: 'STARTTLS', plain: 'no encryption' } as const;
