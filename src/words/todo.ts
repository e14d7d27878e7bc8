import { isReal, reached } from '../migration/arrivals.ts';
import type { Client, Facts, PlanRecord, StepId } from '../migration/facts.ts';
import type { Side } from '../migration/observations.ts';
import { changesAtRewrite, clientHosts, planSections, routingRecords, standingRecords } from '../migration/plan.ts';
import { profileOf } from '../migration/profiles.ts';
import type { GateId } from '../migration/settings.ts';
import type { Instant } from '../migration/time.ts';
import type { Speaker } from './engine.ts';
import { sayPanels, trapsOf } from './panel.ts';
import { parallelMailLines } from './todo/mail.ts';
import { prepareLines, profileLines, unticked } from './todo/prepare.ts';
import { doorFigures, pinTarget, serverName } from './todo/servers.ts';

export { serverName } from './todo/servers.ts';

/** What people do now for a step, one concrete line each: whom to ask, what to type, what to tell the bot. */
export function stepTodo(say: Speaker, step: StepId, facts: Facts, now: Instant): string[] {
  if (facts.state.kind === 'rolled-back') return rolledBackTodo(say, facts);
  const gate = gateAhead(step, facts);
  const wait = gate === undefined ? [] : [say.t('todo:wait-gate', { gate })];
  // The change of the rewrite is there to be read beforehand; what is not to be done yet is not said otherwise.
  if (gate !== undefined && step !== 'rewrite') return wait;
  return [...wait, ...LINES[step](say, facts, now), ...(BY_BOT.has(step) ? [] : [say.t('todo:mark-done', { step })])];
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
function toCarry(facts: Facts, side: Side): number {
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

const LINES: Record<StepId, (say: Speaker, facts: Facts, now: Instant) => string[]> = {
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
    ...(planSections(facts).after.length === 0 ? [] : [say.t('todo:retire-dns')]),
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
    ...profileLines(say, facts, 'rewrite'),
    ...exactChanges(say, facts),
    t('todo:rewrite-send', doorFigures(facts.servers.new, 'smtp', facts.domain)),
    ...(profileOf(facts.profile).rewriteInDns ? [t('todo:rewrite-seen')] : []),
  ];
}

/** So few records are shown field by field, as they are typed into the DNS provider's panel; more would hide the rest. */
const MOST_FIELDS = 4;

/** The change in the order that loses no mail; while it is short, the fields to type with what trips people up. */
function exactChanges(say: Speaker, facts: Facts): string[] {
  const changes = planSections(facts).rewrite.filter(({ record }) => changesAtRewrite(record));
  if (changes.length === 0) return [];
  const lines = changes.map(({ record }) => changeLine(say, record));
  const panels = sayPanels(say, facts, 'rewrite');
  if (changes.length > MOST_FIELDS || panels.some(({ isGuess }) => isGuess))
    return [...lines, say.t('todo:rewrite-panel')];
  const fields = panels.flatMap(({ title, records }) => [
    title,
    ...records.map(({ lines: [first = '', ...rest] }) =>
      say.t('joints:title-says', { title: first, text: rest.join(say.t('joints:and')) }),
    ),
    ...trapsOf(records).map((trap) => `• ${trap}`),
  ]);
  return [...lines, ...fields];
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

function parallelLines(say: Speaker, facts: Facts): string[] {
  const { t } = say;
  return [t('todo:parallel-leave'), ...parallelMailLines(say, facts), t('todo:parallel-wait')];
}

function restoreLines(say: Speaker, facts: Facts): string[] {
  const { t } = say;
  const hosts = clientHosts(facts);
  const open = facts.clients.filter((client) => client.restored === undefined);
  // Providers with fixed names keep their clients there.
  if (!profileOf(facts.profile).returnsToHostnames)
    return [t('todo:restore-fixed'), t('todo:restore-old'), ...clientLines(say, open)];
  return [
    hosts.length > 0
      ? t('todo:restore-new', { names: hosts, target: pinTarget(facts.servers.new, facts.domain) })
      : t('todo:restore-none-needed'),
    t('todo:restore-old'),
    ...clientLines(say, open),
  ];
}

function clientLines({ t }: Speaker, open: readonly Client[]): string[] {
  return [
    ...open.map((client) => t('todo:restore-client', clientFigures(client))),
    ...(open.length > 0 ? [t('todo:restore-mark', { count: open.length })] : []),
  ];
}

function closeLines(say: Speaker, facts: Facts): string[] {
  const { t } = say;
  const { domain } = facts;
  return [
    t('todo:close-quiet'),
    t(facts.settings.copy ? 'todo:close-copy' : 'todo:close-compare'),
    t('todo:close-archive'),
    t('todo:close-door', { domain }),
    t((facts.relays ?? []).some(({ kind }) => kind === 'old') ? 'todo:close-probe' : 'todo:close-relay', { domain }),
    ...standingRecords(facts).flatMap(({ name, type, final }) =>
      final === undefined ? [] : [t('todo:close-final', { name, type, after: final })],
    ),
    ...unticked(say, facts, 'cancel'),
  ];
}

function clientFigures({ id, name, owner }: Client) {
  return { id, name, ...(owner === undefined ? {} : { owner }) };
}
