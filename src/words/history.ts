import { groupMention } from '../migration/approvals.ts';
import { reached } from '../migration/arrivals.ts';
import type { CriterionGist, Event } from '../migration/events.ts';
import type { Speaker } from './engine.ts';
import type { Figures } from './figures.ts';
import { clientLine, isOfClients } from './history/clients.ts';
import { dateLine, isOfDates } from './history/dates.ts';
import { discoveryLine, type Line } from './history/discovery.ts';
import { isOfMail, mailLine } from './history/mail.ts';
import { sayTunable } from './tunable.ts';

/** One line of the history, for every kind of event. The time is not in it: the list shows it beside. */
export function sayEvent(say: Speaker, event: Event): string {
  const [key, figures] = lineOf(say, event);
  return say.t(key, { by: event.by, ...figures });
}

function lineOf(say: Speaker, event: Event): Line {
  if (isOfMail(event)) return mailLine(event);
  if (isOfDates(event)) return dateLine(say, event);
  if (isOfClients(event)) return clientLine(event);
  switch (event.kind) {
    case 'started':
      return ['events:started', { domain: event.input.domain }];
    case 'step-marked':
      return [event.done ? 'events:step-marked' : 'events:step-unmarked', { step: event.step }];
    case 'step-prompted':
      return ['events:step-prompted', { step: event.step }];
    case 'record-all-new':
      return ['events:record-all-new', { record: event.record }];
    case 'record-old-again':
      return ['events:record-old-again', { record: event.record, server: event.server }];
    case 'rewrite-done':
      return ['events:rewrite-done', { watermarkAt: event.watermark }];
    case 'watermark-passed':
      return ['events:watermark-passed', { watermarkAt: event.watermark }];
    case 'clients-added':
      return ['events:clients-added', { count: event.clients.length, names: event.clients.map((one) => one.name) }];
    case 'client-removed':
      return ['events:client-removed', { client: event.client }];
    case 'mailboxes-added':
      return ['events:mailboxes-added', countedMailboxes(event.mailboxes.map((one) => one.address))];
    case 'mailbox-removed':
      return ['events:mailbox-removed', { mailbox: event.mailbox }];
    case 'mailbox-marked':
      return ['events:mailbox-marked', { mailbox: event.mailbox, watch: event.watch }];
    case 'credentials-imported':
    case 'credentials-refused':
      return [
        'through' in event ? 'events:credentials-entered' : `events:${event.kind}`,
        { count: event.entries.length, names: event.entries.map((one) => sided(say, one)) },
      ];
    case 'credentials-forgotten':
      return [`events:${event.kind}`, {}];
    case 'checklist-marked':
      return [event.done ? 'events:checklist-ticked' : 'events:checklist-unticked', { item: event.item }];
    case 'looks-late':
    case 'looks-caught-up':
      return [`events:${event.kind}`, { gate: event.gate }];
    case 'person-unreachable':
      return ['events:person-unreachable', { people: [event.person], reason: event.reason }];
    case 'person-reached':
      return ['events:person-reached', { people: [event.person] }];
    case 'approvers-set':
      return ['events:approvers-set', { people: [...event.approvers, ...(event.groups ?? []).map(groupMention)] }];
    case 'window-set':
      return ['events:window-set', { executor: event.executor, fromAt: event.from, toAt: event.to }];
    case 'plan-proposed':
      return ['events:plan-proposed', { count: event.plan.length }];
    case 'plan-set':
      return ['events:plan-set', planFigures(event.record)];
    case 'plan-dropped':
      return ['events:plan-dropped', { record: event.record }];
    case 'setting-set':
      return ['events:setting-set', { key: event.key, value: sayTunable(say, event.key, event.value) }];
    case 'language-set':
      return [`events:language-set-${event.lang}`];
    case 'vantages-known':
      return ['events:vantages-known', { count: event.vantages.length, names: event.vantages.map((one) => one.id) }];
    case 'vantages-aside':
      return event.aside.length === 0
        ? ['events:vantages-none-aside']
        : ['events:vantages-aside', { names: event.aside.map((one) => `${one.operator} ${one.id}`) }];
    case 'vantages-alarmed':
      return ['events:vantages-alarmed', { names: event.alarms.map((one) => `${one.operator} ${one.vantage}`) }];
    case 'alarms-over':
      return ['events:alarms-over', { names: event.vantages }];
    case 'status-brought':
      return ['events:status-brought'];
    case 'digest-told':
      return ['events:digest-told'];
    case 'timeline-due':
      return [event.why === 'asked' ? 'events:timeline-asked' : 'events:timeline-due'];
    case 'addresses-pinned':
      return ['events:addresses-pinned', { side: event.side, names: event.addresses }];
    case 'authority-met':
      return ['events:authority-met', { names: event.servers.map((one) => `${one.name} ${one.address}`) }];
    case 'ttl-seen':
      return ['events:ttl-seen', { record: event.record, ttlSeconds: event.ttlSeconds }];
    case 'gate-closed':
      return [`events:gate-closed-${event.was}`, { gate: event.gate, text: openTitles(say, event.criteria) }];
    case 'declined':
      return ['events:declined', { gate: event.gate, reason: event.reason }];
    case 'approvals-lapsed':
      return [`events:lapsed-${event.why}`, { gate: event.gate }];
    case 'gate-wavered':
      return event.open.length === 0
        ? ['events:gate-steadied', { gate: event.gate }]
        : [
            'events:gate-wavered',
            { gate: event.gate, text: event.open.map((id) => say.code('criteria', id)).join(say.t('joints:and')) },
          ];
    case 'gate-ready':
    case 'gate-opened':
    case 'gate-done':
    case 'approval-requested':
      return [`events:${event.kind}`, { gate: event.gate }];
    case 'approved':
      return event.via === undefined
        ? ['events:approved', { gate: event.gate }]
        : ['events:approved-via', { gate: event.gate, group: groupMention(event.via) }];
    case 'waived':
      return [
        event.item === '*' ? 'events:waived-all' : 'events:waived',
        { gate: event.gate, item: event.item, reason: event.reason, text: titles(say, event.criteria) },
      ];
    case 'unwaived':
      return ['events:unwaived', { item: event.item, criterion: event.criterion }];
    case 'stamps-learnt':
      return ['events:stamps-learnt', { side: event.side, names: event.names }];
    case 'baseline-taken':
      return ['events:baseline-taken', { count: new Set(event.baselines.map((one) => one.mailbox)).size }];
    case 'stragglers-found':
      return [
        event.stragglers.every(isBack) ? 'events:stragglers-found-new' : 'events:stragglers-found',
        counted(event.stragglers),
      ];
    case 'puzzles-found':
      return ['events:puzzles-found', counted(event.puzzles)];
    case 'stragglers-carried':
      return [
        event.keys.every((key) => isBack({ key })) ? 'events:stragglers-carried-back' : 'events:stragglers-carried',
        { count: event.keys.length },
      ];
    case 'arrivals-told':
      return [
        'events:arrivals-told',
        { count: event.stragglers.length + event.suspects.length + event.puzzles.length },
      ];
    case 'suspects-judged':
      return [`events:judged-${event.verdict}`, { count: event.keys.length }];
    case 'arrived-new':
      return event.mailboxes.length > 0
        ? ['events:arrived-new', { names: event.mailboxes.map((one) => one.mailbox) }]
        : ['events:arrived-hosts', { count: event.hosts.length }];
    case 'incident':
      return ['events:incident', { code: event.code, subject: event.subject }];
    case 'rollback-back':
      return ['events:rollback-back', { watermarkAt: event.watermark }];
    case 'rollback-again':
      return ['events:rollback-again', { record: event.record, server: event.server }];
    case 'rollback-requested':
    case 'rolled-back':
    case 'abandoned':
      return [`events:${event.kind}`, { reason: event.reason }];
    case 'globalping-set':
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
      return discoveryLine(say, event);
    case 'paused':
      return event.reason === undefined ? ['events:paused'] : ['events:paused-because', { reason: event.reason }];
    case 'rewrite-begun':
    case 'rewrite-seen':
    case 'resumed':
    case 'rollback-over':
    case 'finished':
      return [`events:${event.kind}`];
  }
}

/** Mail that, after a rollback, reached the new server. */
const isBack = (one: { readonly key: string }): boolean => reached(one) === 'new';

function countedMailboxes(names: readonly string[]): Figures {
  return { count: names.length, names };
}

function counted(found: readonly { readonly mailbox: string }[]): Figures {
  return { count: found.length, names: [...new Set(found.map((one) => one.mailbox))] };
}

/** A side is said in words of ours, so it may follow a mailbox's name in a list. */
function sided(say: Speaker, entry: { readonly mailbox: string; readonly side: 'old' | 'new' }): string {
  return `${entry.mailbox}${say.t('joints:tail', { text: say.t(`sides:${entry.side}`) })}`;
}

function planFigures({
  name,
  type,
  before,
  after,
}: {
  name: string;
  type: string;
  before: readonly string[];
  after: readonly string[];
}): Figures {
  return { name, type, before, after };
}

function titles(say: Speaker, criteria: readonly string[]): string {
  return criteria.map((id) => say.code('criteria', id)).join(say.t('joints:and'));
}

function openTitles(say: Speaker, criteria: readonly CriterionGist[]): string {
  return titles(
    say,
    criteria.filter((one) => one.outcome !== 'pass').map((one) => one.id),
  );
}
