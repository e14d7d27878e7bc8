import { BOT, type StartInput } from './commands.ts';
import type { Event } from './events.ts';
import type { Facts, GateState, Straggler } from './facts.ts';
import { mailboxKey, recordKey } from './keys.ts';
import { withTunable } from './settings.ts';

/**
 * The facts after an event. Deterministic: the journal alone rebuilds them. `started` is the only event that needs no
 * facts before it; any other on `undefined` throws, since the journal is then not one.
 */
export function evolve(facts: Facts | undefined, event: Event): Facts {
  if (event.kind === 'started') return startedFacts(event.input, event.at, event.by);
  if (facts === undefined) throw new Error(`the journal begins with ${event.kind}`);
  return { ...facts, ...changed(facts, event) };
}

/** The facts that a whole journal tells. */
export function replay(events: readonly Event[]): Facts | undefined {
  return events.reduce<Facts | undefined>(evolve, undefined);
}

function startedFacts(input: StartInput, at: number, by: string): Facts {
  const gate: GateState = { state: 'closed', since: at, times: 0, rounds: 0 };
  return {
    place: { ...input.place },
    domain: input.domain,
    scope: input.scope,
    profile: input.profile,
    lang: input.lang,
    timeZone: input.timeZone,
    startedBy: by,
    startedAt: at,
    state: { kind: 'active', at, by },
    solo: input.solo,
    approvers: [...input.approvers],
    servers: input.servers,
    settings: input.settings,
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
      return { promptedStep: event.step };
    case 'clients-added':
    case 'client-removed':
    case 'client-marked':
    case 'mailboxes-added':
    case 'mailbox-removed':
    case 'mailbox-marked':
    case 'credentials-imported':
    case 'credentials-refused':
      return people(facts, event);
    case 'checklist-marked':
      return {
        checklist: event.done ? { ...facts.checklist, [event.item]: { at, by } } : without(facts.checklist, event.item),
      };
    case 'approvers-set':
      return { approvers: [...event.approvers] };
    case 'window-set':
      return { executor: event.executor, window: { from: event.from, to: event.to } };
    case 'setting-set':
      return { settings: withTunable(facts.settings, event.key, event.value) };
    case 'language-set':
      return { lang: event.lang };
    case 'addresses-pinned':
      return {
        servers: { ...facts.servers, [event.side]: { ...facts.servers[event.side], addresses: [...event.addresses] } },
      };
    case 'vantages-known':
      return { vantages: event.vantages.map((vantage) => ({ ...vantage })) };
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
    case 'incident':
      return { incidents: [...facts.incidents, { code: event.code, at, subject: event.subject }] };
    case 'paused':
      return { state: { kind: 'paused', at, by } };
    case 'resumed':
      return resumed(facts, event);
    case 'rollback-requested':
      return { rollbackRequest: { by, at, reason: event.reason } };
    case 'rolled-back':
      return { state: { kind: 'rolled-back', at, by }, rollbackAt: at };
    case 'abandoned':
      return { state: { kind: 'abandoned', at, by } };
    case 'finished':
      return { state: { kind: 'finished', at, by } };
  }
}

type Of<K extends Event['kind']> = Extract<Event, { kind: K }>;
type PeopleEvent = Of<
  | 'clients-added'
  | 'client-removed'
  | 'client-marked'
  | 'mailboxes-added'
  | 'mailbox-removed'
  | 'mailbox-marked'
  | 'credentials-imported'
  | 'credentials-refused'
>;

function people(facts: Facts, event: PeopleEvent): Partial<Facts> {
  const { at, by } = event;
  switch (event.kind) {
    case 'clients-added': {
      const added = event.clients.map((client, index) => ({
        ...client,
        protocols: [...client.protocols],
        id: `c${facts.nextClientNumber + index}`,
      }));
      return { clients: [...facts.clients, ...added], nextClientNumber: facts.nextClientNumber + added.length };
    }
    case 'client-removed':
      return { clients: facts.clients.filter((client) => client.id !== event.client) };
    case 'client-marked':
      return {
        clients: facts.clients.map((client) => {
          if (client.id !== event.client) return client;
          return event.done ? { ...client, [event.mark]: { at, by } } : without(client, event.mark);
        }),
      };
    case 'mailboxes-added':
      return {
        mailboxes: [...facts.mailboxes, ...event.mailboxes.map((mailbox) => ({ ...mailbox, credentials: {} }))],
      };
    case 'mailbox-removed':
      return { mailboxes: facts.mailboxes.filter((mailbox) => mailbox.address !== event.mailbox) };
    case 'mailbox-marked':
      return {
        mailboxes: facts.mailboxes.map((mailbox) =>
          mailbox.address === event.mailbox ? { ...mailbox, watch: event.watch } : mailbox,
        ),
      };
    case 'credentials-imported':
      return {
        credentialsAt: at,
        mailboxes: facts.mailboxes.map((mailbox) => {
          const mine = event.entries.filter((entry) => entry.mailbox === mailbox.address);
          const credentials = { ...mailbox.credentials };
          for (const entry of mine) credentials[entry.side] = entry.version;
          return mine.length === 0 ? mailbox : { ...mailbox, credentials };
        }),
      };
    case 'credentials-refused': {
      const refused = { ...facts.refusedCredentials };
      for (const entry of event.entries) refused[mailboxKey(entry.mailbox, entry.side)] = entry.version;
      return { refusedCredentials: refused };
    }
  }
}

type ZoneEvent = Of<
  | 'plan-proposed'
  | 'plan-set'
  | 'plan-dropped'
  | 'authority-met'
  | 'ttl-seen'
  | 'record-all-new'
  | 'record-old-again'
  | 'rewrite-begun'
  | 'rewrite-seen'
  | 'rewrite-done'
  | 'watermark-passed'
>;

function zone(facts: Facts, event: ZoneEvent): Partial<Facts> {
  const { at, by } = event;
  switch (event.kind) {
    case 'plan-proposed':
      return { plan: event.plan.map((record) => ({ ...record })) };
    case 'plan-set': {
      const key = recordKey(event.record);
      const others = facts.plan.filter((record) => recordKey(record) !== key);
      return { plan: [...others, event.record].sort((a, b) => (recordKey(a) < recordKey(b) ? -1 : 1)) };
    }
    case 'plan-dropped':
      return { plan: facts.plan.filter((record) => recordKey(record) !== event.record) };
    case 'authority-met':
      return {
        authorities: {
          ...facts.authorities,
          ...Object.fromEntries(event.servers.map((server) => [server.address, server.name])),
        },
      };
    case 'ttl-seen': {
      const before = facts.recordSets[event.record];
      const unseen = facts.settings.unseenFormerTtlSeconds;
      const formerSeconds = before?.ttlSeconds ?? (event.ttlSeconds >= unseen ? 0 : unseen);
      const formerGoneAt = Math.max(before?.formerGoneAt ?? 0, at + formerSeconds * 1_000);
      return {
        recordSets: {
          ...facts.recordSets,
          [event.record]: { ...before, ttlSeconds: event.ttlSeconds, ttlSince: at, formerGoneAt },
        },
      };
    }
    case 'record-all-new': {
      const before = facts.recordSets[event.record];
      if (before === undefined) return {};
      return { recordSets: { ...facts.recordSets, [event.record]: { ...before, allNewAt: at } } };
    }
    case 'record-old-again': {
      const before = facts.recordSets[event.record];
      if (before === undefined) return {};
      return { recordSets: { ...facts.recordSets, [event.record]: without(before, 'allNewAt') } };
    }
    case 'rewrite-begun':
      return { rewriteBegunAt: at };
    case 'rewrite-seen':
      return { rewriteSeenAt: at };
    case 'rewrite-done':
      return { rewriteDoneAt: at, steps: { ...facts.steps, rewrite: { at, by } } };
    case 'watermark-passed':
      return { watermarkToldAt: event.watermark };
  }
}

type GateEvent = Of<
  | 'gate-ready'
  | 'gate-opened'
  | 'gate-closed'
  | 'gate-done'
  | 'approval-requested'
  | 'approved'
  | 'declined'
  | 'approvals-lapsed'
  | 'waived'
  | 'unwaived'
>;

function gates(facts: Facts, event: GateEvent): Partial<Facts> {
  const { at, by } = event;
  if (event.kind === 'waived') {
    const added = event.criteria.map((criterion) => ({
      gate: event.gate,
      criterion,
      item: event.item,
      reason: event.reason,
      by,
      at,
    }));
    return { waivers: [...facts.waivers, ...added] };
  }
  if (event.kind === 'unwaived') {
    return {
      waivers: facts.waivers.filter(
        (waiver) => waiver.gate !== event.gate || waiver.criterion !== event.criterion || waiver.item !== event.item,
      ),
    };
  }
  const gate = facts.gates[event.gate];
  const set = (change: Partial<GateState>, rest: Partial<Facts> = {}): Partial<Facts> => ({
    ...rest,
    gates: { ...facts.gates, [event.gate]: { ...gate, ...change } },
  });
  const round = gate.round;
  switch (event.kind) {
    case 'gate-ready':
      return set({ state: 'ready', since: at, times: gate.times + 1 });
    case 'gate-opened':
      return set(
        { state: 'open', since: at },
        event.gate === 'switch-back' ? { steps: { ...facts.steps, parallel: { at, by: BOT } } } : {},
      );
    case 'gate-closed':
      return set(
        { state: 'closed', since: at },
        event.gate === 'switch-back' ? { steps: without(facts.steps, 'parallel') } : {},
      );
    case 'gate-done':
      return set({ state: 'done', since: at, ...(round === undefined ? {} : { round: { ...round, state: 'used' } }) });
    case 'approval-requested':
      return set({
        rounds: event.round,
        round: { round: event.round, requestedBy: by, requestedAt: at, approvals: [], state: 'open' },
      });
    case 'approved':
      return round === undefined ? {} : set({ round: { ...round, approvals: [...round.approvals, { at, by }] } });
    case 'declined':
      return round === undefined ? {} : set({ round: { ...round, state: 'declined' } });
    case 'approvals-lapsed':
      return round === undefined ? {} : set({ round: { ...round, state: 'lapsed' } });
  }
}

type ArrivalEvent = Of<
  | 'stamps-learnt'
  | 'baseline-taken'
  | 'stragglers-found'
  | 'stragglers-carried'
  | 'puzzles-found'
  | 'arrivals-told'
  | 'suspects-judged'
  | 'arrived-new'
>;

function arrivals(facts: Facts, event: ArrivalEvent): Partial<Facts> {
  const { at } = event;
  const stragglers = (keys: readonly string[], change: Partial<Straggler>) => {
    const chosen = new Set(keys);
    return facts.stragglers.map((straggler) => (chosen.has(straggler.key) ? { ...straggler, ...change } : straggler));
  };
  switch (event.kind) {
    case 'stamps-learnt':
      return { stamps: { ...facts.stamps, [event.side]: [...new Set([...facts.stamps[event.side], ...event.names])] } };
    case 'baseline-taken': {
      const taken = event.baselines.map(({ mailbox, side, folders }) => [
        mailboxKey(mailbox, side),
        { at, folders: [...folders] },
      ]);
      return { baselines: { ...facts.baselines, ...Object.fromEntries(taken) } };
    }
    case 'stragglers-found':
      return { stragglers: [...facts.stragglers, ...event.stragglers] };
    case 'stragglers-carried':
      return { stragglers: stragglers(event.keys, { carriedAt: at }) };
    case 'puzzles-found':
      return { puzzles: [...facts.puzzles, ...event.puzzles] };
    case 'arrivals-told': {
      const puzzles = new Set(event.puzzles);
      return {
        toldAt: at,
        stragglers: stragglers([...event.stragglers, ...event.suspects], { toldAt: at }),
        puzzles: facts.puzzles.map((puzzle) => (puzzles.has(puzzle.key) ? { ...puzzle, toldAt: at } : puzzle)),
      };
    }
    case 'suspects-judged':
      return { stragglers: stragglers(event.keys, { judged: event.verdict }) };
    case 'arrived-new':
      return {
        arrivedNew: {
          ...Object.fromEntries(event.mailboxes.map((arrival) => [arrival.mailbox, arrival.at])),
          ...facts.arrivedNew,
        },
        sendingHosts: [...new Set([...facts.sendingHosts, ...event.hosts])],
      };
  }
}

/** Back from a rollback the rewrite lies ahead again: everything that was learnt from the first one is dropped. */
function resumed(facts: Facts, event: Of<'resumed'>): Partial<Facts> {
  const state = { kind: 'active' as const, at: event.at, by: event.by };
  if (facts.state.kind !== 'rolled-back') return { state };
  const gate: GateState = {
    state: 'closed',
    since: event.at,
    times: facts.gates['cut-over'].times,
    rounds: facts.gates['cut-over'].rounds,
  };
  const recordSets = Object.fromEntries(
    Object.entries(facts.recordSets).map(([key, set]) => [key, without(set, 'allNewAt')]),
  );
  return {
    state,
    steps: without(without(without(facts.steps, 'rewrite'), 'parallel'), 'restore'),
    gates: {
      ...facts.gates,
      'cut-over': gate,
      'switch-back': { ...facts.gates['switch-back'], state: 'closed', since: event.at },
    },
    recordSets,
    baselines: {},
    rewriteBegunAt: undefined,
    rewriteSeenAt: undefined,
    rewriteDoneAt: undefined,
    rollbackAt: undefined,
    rollbackRequest: undefined,
    watermarkToldAt: undefined,
  };
}

function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const { [key]: _dropped, ...rest } = value;
  return rest;
}
