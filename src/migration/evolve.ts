import type { StartInput } from './commands.ts';
import { isPosted } from './digest.ts';
import type { Event } from './events.ts';
import { arrivals } from './evolve/arrivals.ts';
import { clients } from './evolve/clients.ts';
import { dates } from './evolve/dates.ts';
import { discovery } from './evolve/discovery.ts';
import { gates } from './evolve/gates.ts';
import { lateness } from './evolve/lateness.ts';
import { mail } from './evolve/mail.ts';
import { without } from './evolve/part.ts';
import { people } from './evolve/people.ts';
import { reach } from './evolve/reach.ts';
import { resumed } from './evolve/resumed.ts';
import { vantages } from './evolve/vantages.ts';
import { zone } from './evolve/zone.ts';
import type { Facts, GateState } from './facts.ts';
import { recallOf } from './recall.ts';
import { settingsSchema, withTunable } from './settings.ts';

/**
 * The facts after an event. Deterministic: the journal alone rebuilds them. `started` is the only event that needs no
 * facts before it; any other on `undefined` throws, since the journal is then not one.
 */
export function evolve(facts: Facts | undefined, event: Event): Facts {
  if (event.kind === 'started') return startedFacts(event.input, event.at, event.by);
  if (facts === undefined) throw new Error(`the journal begins with ${event.kind}`);
  const after: Facts = { ...facts, ...changed(facts, event), ...(isPosted(event) ? { saidAt: event.at } : {}) };
  // An absent key, not an undefined one, as it reads back from the journal.
  for (const key of CLEARABLE) if (after[key] === undefined) delete after[key];
  return after;
}

/** What an event can take back altogether. */
const CLEARABLE = [
  'rewriteBegunAt',
  'rewriteSeenAt',
  'lastOldAt',
  'rewriteDoneAt',
  'rewriteKept',
  'eve',
  'rollbackAt',
  'rollbackBack',
  'rollbackRequest',
  'watermarkToldAt',
  'alarms',
  'differences',
  'dnsMove',
  'globalping',
  'approverGroups',
  'recalled',
] as const satisfies readonly (keyof Facts)[];

/** The facts that a whole journal tells. */
export function replay(events: readonly Event[]): Facts | undefined {
  return events.reduce<Facts | undefined>(evolve, undefined);
}

function startedFacts(input: StartInput, at: number, by: string): Facts {
  const gate: GateState = { state: 'closed', since: at, times: 0, rounds: 0 };
  return {
    place: { ...input.place },
    domain: input.domain,
    ...(input.furtherDomains === undefined ? {} : { furtherDomains: [...input.furtherDomains] }),
    scope: input.scope,
    profile: input.profile,
    lang: input.lang,
    timeZone: input.timeZone,
    ...(input.country === undefined ? {} : { country: input.country }),
    startedBy: by,
    startedAt: at,
    saidAt: at,
    state: { kind: 'active', at, by },
    solo: input.solo,
    approvers: [...input.approvers],
    ...(input.approverGroups === undefined ? {} : { approverGroups: [...input.approverGroups] }),
    servers: input.servers,
    // A journal from before a setting came about rebuilds to what the stored record is read as.
    settings: settingsSchema.parse(input.settings),
    plan: [],
    authorities: {},
    recordSets: {},
    steps: {},
    clients: [],
    nextClientNumber: 1,
    mailboxes: [],
    checklist: {},
    gates: { 'cut-over': gate, 'switch-back': gate, cancel: gate },
    waivers: [],
    stamps: { old: [], new: [] },
    baselines: {},
    stragglers: [],
    puzzles: [],
    arrivedNew: {},
    sendingHosts: [],
    refusedCredentials: {},
    incidents: [],
    vantages: [],
  };
}

type Body = Exclude<Event, { kind: 'started' }>;

/** The part of the facts that an event changes. */
function changed(facts: Facts, event: Body): Partial<Facts> {
  const { at, by } = event;
  switch (event.kind) {
    case 'step-marked':
      return { steps: event.done ? { ...facts.steps, [event.step]: { at, by } } : without(facts.steps, event.step) };
    case 'step-prompted':
      return { promptedStep: event.step, promptedAt: at };
    case 'clients-added':
    case 'client-removed':
    case 'client-marked':
    case 'clients-owned':
    case 'client-disowned':
    case 'client-help-asked':
    case 'owners-asked':
    case 'owners-reminded':
    case 'clients-typed':
    case 'person-zone-learnt':
    case 'person-hours-learnt':
      return clients(facts, event);
    case 'mailboxes-added':
    case 'mailbox-removed':
    case 'mailbox-marked':
    case 'credentials-imported':
    case 'credentials-refused':
      return people(facts, event);
    case 'credentials-forgotten':
      return { credentialsForgottenAt: at };
    case 'checklist-marked':
      return {
        checklist: event.done ? { ...facts.checklist, [event.item]: { at, by } } : without(facts.checklist, event.item),
      };
    case 'approvers-set':
      return { approvers: [...event.approvers], approverGroups: event.groups?.map((group) => ({ ...group })) };
    case 'window-set':
    case 'rewrite-eve':
    case 'rewrite-kept':
    case 'country-set':
    case 'holidays-known':
    case 'contracts-set':
    case 'contract-warned':
      return dates(event);
    case 'setting-set':
      return { settings: withTunable(facts.settings, event.key, event.value) };
    case 'language-set':
      return { lang: event.lang };
    case 'addresses-pinned':
      return {
        servers: { ...facts.servers, [event.side]: { ...facts.servers[event.side], addresses: [...event.addresses] } },
      };
    case 'vantages-known':
    case 'vantages-aside':
    case 'vantages-alarmed':
    case 'alarms-over':
    case 'globalping-set':
      return vantages(facts, event);
    case 'image-taken':
    case 'names-added':
    case 'dns-move-set':
    case 'delegation-seen':
    case 'authorities-left':
    case 'former-turned':
    case 'zone-released':
    case 'selectors-found':
    case 'selectors-set':
    case 'policy-seen':
    case 'differences-seen':
      return discovery(facts, event);
    case 'plan-proposed':
    case 'plan-set':
    case 'plan-dropped':
    case 'authority-met':
    case 'ttl-seen':
    case 'record-all-new':
    case 'record-old-again':
    case 'rewrite-begun':
    case 'rewrite-seen':
    case 'rewrite-done':
    case 'watermark-passed':
      return zone(facts, event);
    case 'gate-ready':
    case 'gate-opened':
    case 'gate-closed':
    case 'gate-wavered':
    case 'gate-done':
    case 'approval-requested':
    case 'approved':
    case 'declined':
    case 'approvals-lapsed':
    case 'waived':
    case 'unwaived':
      return gates(facts, event);
    case 'stamps-learnt':
    case 'baseline-taken':
    case 'stragglers-found':
    case 'stragglers-carried':
    case 'puzzles-found':
    case 'arrivals-told':
    case 'suspects-judged':
    case 'arrived-new':
      return arrivals(facts, event);
    case 'addresses-found':
    case 'addresses-told':
    case 'addresses-placed':
    case 'senders-found':
    case 'senders-seen':
    case 'senders-dismissed':
    case 'senders-silent':
    case 'old-refused':
    case 'old-accepts-again':
    case 'content-verified':
    case 'content-copied':
    case 'copy-progress':
    case 'stragglers-rescued':
    case 'rescues-told':
    case 'owner-set':
    case 'attested':
    case 'relay-set':
    case 'relay-removed':
    case 'probes-sent':
    case 'probes-landed':
    case 'probes-lost':
    case 'log-read':
    case 'archive-kept':
    case 'forwarded-seen':
      return mail(facts, event);
    case 'person-unreachable':
    case 'person-reached':
      return reach(facts, event);
    case 'looks-late':
    case 'looks-caught-up':
      return lateness(facts, event);
    case 'timeline-due':
      return { picturedAt: at };
    case 'digest-told':
      return {};
    case 'status-brought':
      return { statusBroughtAt: at };
    case 'rollback-back':
      return { rollbackBack: { at, watermark: event.watermark } };
    case 'rollback-again':
      return { rollbackBack: undefined };
    case 'rollback-over':
      return facts.rollbackBack === undefined ? {} : { rollbackBack: { ...facts.rollbackBack, overAt: at } };
    case 'incident': {
      const { code, subject, open } = event;
      return {
        incidents: [...facts.incidents, { code, at, subject, ...(open === undefined ? {} : { open: [...open] }) }],
      };
    }
    case 'paused':
      return { state: { kind: 'paused', at, by, ...(event.reason === undefined ? {} : { reason: event.reason }) } };
    case 'resumed':
      return resumed(facts, event);
    case 'rollback-requested':
      return { rollbackRequest: { by, at, reason: event.reason } };
    case 'rolled-back':
      return { state: { kind: 'rolled-back', at, by }, rollbackAt: at, recalled: recallOf(facts, 'rolled-back', at) };
    case 'abandoned':
      return { state: { kind: 'abandoned', at, by }, recalled: recallOf(facts, 'abandoned', at) };
    case 'finished':
      return { state: { kind: 'finished', at, by } };
  }
}
