import { isReal, reached } from '../migration/arrivals.ts';
import { checklistOf } from '../migration/checklists.ts';
import type { Client, Facts, PlanRecord, Server, StepId } from '../migration/facts.ts';
import { recordKey } from '../migration/keys.ts';
import type { Side } from '../migration/observations.ts';
import { changesAtRewrite, clientHosts, routingRecords, standingRecords } from '../migration/plan.ts';
import type { GateId } from '../migration/settings.ts';
import type { Speaker } from './engine.ts';

/** What people do now for a step, one concrete line each: whom to ask, what to type, what to tell the bot. */
export function stepTodo(say: Speaker, step: StepId, facts: Facts): string[] {
  if (facts.state.kind === 'rolled-back') return rolledBackTodo(say, facts);
  const gate = gateAhead(step, facts);
  const wait = gate === undefined ? [] : [say.t('todo:wait-gate', { gate })];
  // The change of the rewrite is there to be read beforehand; what is not to be done yet is not said otherwise.
  if (gate !== undefined && step !== 'rewrite') return wait;
  return [...wait, ...LINES[step](say, facts), ...(BY_BOT.has(step) ? [] : [say.t('todo:mark-done', { step })])];
}

/** What is left to do while the migration is rolled back: everything points the other way. */
export function rolledBackTodo(say: Speaker, facts: Facts): string[] {
  const { t } = say;
  const count = toCarry(facts, 'new');
  const back = changesBack(say, facts);
  return [
    ...(back.length > 0 ? [t('todo:back-dns'), ...back] : []),
    count > 0 ? t('todo:back-carry', { count }) : t('todo:back-watch'),
    t('todo:back-resume'),
  ];
}

/** The rewrite the other way round, record by record. */
export function changesBack(say: Speaker, facts: Facts): string[] {
  return routingRecords(facts).map((record) =>
    changeLine(say, { ...record, before: record.after, after: record.before }),
  );
}

/** How many genuine messages wait on this server to be carried to the other one. */
export function toCarry(facts: Facts, side: Side): number {
  return facts.stragglers.filter((one) => isReal(one) && one.carriedAt === undefined && reached(one) === side).length;
}

const GATE_OF: Partial<Record<StepId, GateId>> = { rewrite: 'cut-over', restore: 'switch-back', retire: 'cancel' };

/** The gate that must open before anyone does this step; undefined when none stands in the way. */
export function gateAhead(step: StepId, facts: Facts): GateId | undefined {
  const gate = GATE_OF[step];
  if (gate === undefined) return undefined;
  const { state } = facts.gates[gate];
  return state === 'open' || state === 'done' ? undefined : gate;
}

/** Steps whose end the bot sees by itself, or that end with a gate. */
const BY_BOT: ReadonlySet<StepId> = new Set(['rewrite', 'parallel']);

const LINES: Record<StepId, (say: Speaker, facts: Facts) => string[]> = {
  inventory: inventoryLines,
  prepare: prepareLines,
  pin: pinLines,
  rewrite: rewriteLines,
  parallel: parallelLines,
  restore: restoreLines,
  close: closeLines,
  retire: (say, facts) => [
    say.t('todo:retire-cancel', { target: serverName(facts.servers.old) }),
    say.t('todo:retire-accounts'),
  ],
};

function inventoryLines({ t }: Speaker, facts: Facts): string[] {
  const missing = facts.mailboxes.filter(
    ({ watch, credentials }) => watch === 'login' && (credentials.old === undefined || credentials.new === undefined),
  );
  return [
    t('todo:inventory-clients', { clients: facts.clients.length }),
    t('todo:inventory-mailboxes', { mailboxes: facts.mailboxes.length }),
    ...(missing.length > 0
      ? [t('todo:inventory-credentials', { count: missing.length, names: missing.map((one) => one.address) })]
      : []),
    t('todo:inventory-plan', { records: standingRecords(facts).length }),
  ];
}

function prepareLines(say: Speaker, facts: Facts): string[] {
  const { t } = say;
  const { ttlTargetSeconds, ttlMaxSeconds } = facts.settings;
  const long = routingRecords(facts).filter(
    (record) => (facts.recordSets[recordKey(record)]?.ttlSeconds ?? 0) > ttlMaxSeconds,
  );
  return [
    t('todo:prepare-accounts', { target: serverName(facts.servers.new) }),
    t('todo:prepare-copy', { target: serverName(facts.servers.old) }),
    ...(long.length > 0
      ? [
          t('todo:prepare-ttl', {
            targetSeconds: ttlTargetSeconds,
            names: long.map((record) => `record:${recordKey(record)}`),
          }),
        ]
      : []),
    ...standingRecords(facts)
      .filter((record) => record.when === 'before')
      .map(({ name, type, after }) => t('todo:prepare-publish', { name, type, after })),
    ...unticked(say, facts, 'cut-over'),
    ...(facts.executor === undefined ? [t('todo:prepare-window')] : []),
  ];
}

function pinLines(say: Speaker, facts: Facts): string[] {
  const { t } = say;
  const { old, new: fresh } = facts.servers;
  const hosts = clientHosts(facts);
  const open = facts.clients.filter((client) => client.pinned === undefined);
  const pop = open.filter((client) => client.protocols.includes('pop3')).map((client) => `client:${client.id}`);
  return [
    hosts.length > 0
      ? t('todo:pin-old', { names: hosts, target: pinTarget(old, facts.domain) })
      : t('todo:pin-none-needed'),
    t('todo:pin-new', doorFigures(fresh, 'imap', facts.domain)),
    ...(pop.length > 0 ? [t('todo:pin-pop', { names: pop })] : []),
    ...open.map((client) => t('todo:pin-client', clientFigures(client))),
    ...(open.length > 0 ? [t('todo:pin-mark', { count: open.length })] : []),
  ];
}

function rewriteLines(say: Speaker, facts: Facts): string[] {
  const { t } = say;
  const { executor, window } = facts;
  const named = executor !== undefined && window !== undefined;
  return [
    named ? t('todo:rewrite-who', { executor, fromAt: window.from, toAt: window.to }) : t('todo:rewrite-nobody'),
    ...(facts.rewriteBegunAt === undefined ? [t('todo:rewrite-begin')] : []),
    ...facts.plan.filter(changesAtRewrite).map((record) => changeLine(say, record)),
    t('todo:rewrite-send', doorFigures(facts.servers.new, 'smtp', facts.domain)),
    t('todo:rewrite-seen'),
  ];
}

/** One record set as it is to be changed: CREATE, CHANGE or DELETE. */
export function changeLine({ t }: Speaker, record: PlanRecord): string {
  const { name, type, before, after } = record;
  return t(`todo:rewrite-${changeOf(record)}`, { name, type, before, after });
}

function changeOf(record: PlanRecord): 'create' | 'change' | 'delete' {
  if (record.before.length === 0) return 'create';
  return record.after.length === 0 ? 'delete' : 'change';
}

function parallelLines({ t }: Speaker, facts: Facts): string[] {
  const count = toCarry(facts, 'old');
  return [
    t('todo:parallel-leave'),
    ...(count > 0 ? [t('todo:parallel-carry', { count })] : []),
    t('todo:parallel-wait'),
  ];
}

function restoreLines({ t }: Speaker, facts: Facts): string[] {
  const hosts = clientHosts(facts);
  const open = facts.clients.filter((client) => client.restored === undefined);
  return [
    hosts.length > 0
      ? t('todo:restore-new', { names: hosts, target: pinTarget(facts.servers.new, facts.domain) })
      : t('todo:restore-none-needed'),
    t('todo:restore-old'),
    ...open.map((client) => t('todo:restore-client', clientFigures(client))),
    ...(open.length > 0 ? [t('todo:restore-mark', { count: open.length })] : []),
  ];
}

function closeLines(say: Speaker, facts: Facts): string[] {
  const { t } = say;
  const { domain } = facts;
  return [
    t('todo:close-quiet'),
    t('todo:close-archive'),
    t('todo:close-door', { domain }),
    t('todo:close-relay', { domain }),
    ...standingRecords(facts).flatMap(({ name, type, final }) =>
      final === undefined ? [] : [t('todo:close-final', { name, type, after: final })],
    ),
    ...unticked(say, facts, 'cancel'),
  ];
}

/** The gate's checklist as far as it is open, each item with the word to tick it by. */
function unticked({ t }: Speaker, facts: Facts, gate: GateId): string[] {
  const open = checklistOf(gate, facts.scope).filter((item) => facts.checklist[item] === undefined);
  return open.length === 0 ? [] : [t('todo:checklist'), ...open.map((item) => t('todo:checklist-item', { item }))];
}

/** Where a client knocks: server, port and encryption. */
function doorFigures(server: Server, protocol: 'imap' | 'smtp', domain: string) {
  const { port, security } = server[protocol];
  return { target: pinTarget(server, domain), port: String(port), security };
}

function clientFigures({ id, name, owner }: Client) {
  return { id, name, ...(owner === undefined ? {} : { owner }) };
}

/** What a pinned client dials: the provider's own name where the rewrite cannot move it, else an address. */
function pinTarget(server: Server, domain: string): string {
  const { host, addresses } = server;
  if (host !== undefined && host !== domain && !host.endsWith(`.${domain}`)) return host;
  return addresses[0] ?? host ?? '';
}

/** A server's name, or its address where it has none. */
export function serverName(server: Server): string {
  return server.host ?? server.addresses[0] ?? '';
}
