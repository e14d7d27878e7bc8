import { clientPhase } from '../../migration/client-settings.ts';
import type { Client, Facts } from '../../migration/facts.ts';
import { isWrittenTo, MARK_OF, openClients } from '../../migration/owner-tasks.ts';
import type { Migration } from '../../migration/record.ts';
import { hasEnded } from '../../migration/runbook.ts';
import { type Words, wordsFor } from '../../words/words.ts';
import type { Request } from '../parse/request.ts';
import { encodeTemplates, noTemplates } from '../templates.ts';
import { clientSheetView } from '../views/client-sheet.ts';
import { clientsView } from '../views/clients.ts';
import { clientsModal } from '../views/clients-modal.ts';
import { type Answer, change, modal, reply, say, type Visit, withMigration } from '../visit.ts';

type Of<Kind extends Request['kind']> = Extract<Request, { kind: Kind }>;

/** `clients`: the list. */
export function clients(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(clientsView(migration.facts, words)));
}

/** `clients add` alone: a form for common ones. */
export function clientsForm(visit: Visit): Promise<Answer> {
  return withMigration(visit, ({ id, facts }, words) => {
    if (hasEnded(facts)) return say(`✗ ${words.refusal({ code: 'ended', figures: {} })}`);
    const none = noTemplates(id);
    return modal(clientsModal(words, none, encodeTemplates(none)));
  });
}

/** `clients add …; …`. */
export function clientsAdd(visit: Visit, request: Of<'clients-add'>): Promise<Answer> {
  return withMigration(visit, (migration) =>
    change(visit, migration, { kind: 'add-clients', by: visit.user, clients: request.clients }),
  );
}

/**
 * `clients pinned|sending|restored PICK…`, `clients undo …`. Clients that are named one by one are marked one by one, so
 * that one wrong id spoils no other; whole lots at once.
 */
export function clientsMark(visit: Visit, request: Of<'clients-mark'>): Promise<Answer> {
  const { mark, done } = request;
  return withMigration(visit, (migration, words) => {
    const { by, ids } = { by: visit.user, ids: resolved(migration.facts, request.clients, visit.user) };
    if (!request.clients.some(isLot))
      return change(
        visit,
        migration,
        ...ids.map((client) => ({ kind: 'mark-client', by, client, mark, done }) as const),
      );
    return markLot(visit, migration, words, { kind: 'mark-clients', by, clients: ids, mark, done });
  });
}

type Lot = Extract<Parameters<Visit['service']['change']>[1], { kind: 'mark-clients' }>;

async function markLot(visit: Visit, migration: Migration, words: Words, lot: Lot): Promise<Answer> {
  if (lot.clients.length === 0) return say(words.t('clients:bulk-none'));
  const result = await visit.service.change(migration.id, lot);
  if (!result.ok) return say(`✗ ${words.refusal(result.refusal)}`);
  const marked = result.events.flatMap((event) => (event.kind === 'client-marked' ? [event.client] : []));
  const figures = { count: marked.length, mark: lot.mark, clients: marked };
  return say(words.t(lot.done ? 'clients:bulk-marked' : 'clients:bulk-unmarked', figures));
}

/** `clients owner PICK… @who`. */
export function clientsOwner(visit: Visit, request: Of<'clients-owner'>): Promise<Answer> {
  return withMigration(visit, (migration, words) => {
    const ids = resolved(migration.facts, request.clients, visit.user);
    if (ids.length === 0) return say(words.t('clients:bulk-none'));
    return change(visit, migration, { kind: 'own-clients', by: visit.user, clients: ids, owner: request.owner });
  });
}

/** `clients sheet [PICK…] [ja|en] [page N]`: to be printed, for owners who are not in Slack where nobody is picked. */
export function clientsSheet(visit: Visit, request: Of<'clients-sheet'>): Promise<Answer> {
  return withMigration(visit, (migration, words) => {
    const { facts } = migration;
    const phase = clientPhase(facts);
    const lang = request.lang ?? facts.lang;
    const picked = pickedFor(facts, request.clients, visit.user);
    const plain = wordsFor(lang, { style: 'plain', timeZone: facts.timeZone });
    const text = plain.clientSheet(migration, picked, phase, visit.now());
    const asked = ['clients sheet', ...request.clients.map(typed), ...(request.lang === undefined ? [] : [lang])];
    const sheet = { text, clients: picked.length, page: request.page, asked: asked.join(' ') };
    const done = facts.recalled === undefined ? { done: `clients ${MARK_OF[phase]} ID` } : {};
    return reply(clientSheetView({ ...sheet, ...done }, words));
  });
}

function pickedFor(facts: Facts, picks: readonly string[], user: string): readonly Client[] {
  if (picks.length === 0) {
    return onPaper(facts).filter(({ owner }) => !isWrittenTo(facts, owner));
  }
  const ids = new Set(resolved(facts, picks, user));
  return facts.clients.filter(({ id }) => ids.has(id));
}

/** Clients of which something is asked now, or is taken back. */
function onPaper(facts: Facts): readonly Client[] {
  const { recalled } = facts;
  if (recalled === undefined) return hasEnded(facts) ? [] : openClients(facts, clientPhase(facts));
  const ids = new Set([...recalled.back, ...recalled.leave]);
  return facts.clients.filter(({ id }) => ids.has(id));
}

const typed = (pick: string): string => (pick.startsWith('@') ? `<${pick}>` : pick);

/** Whether a pick means whatever clients there are. */
const isLot = (pick: string): boolean => pick === 'all' || pick === 'mine' || pick.startsWith('@') || RANGE.test(pick);

const RANGE = /^c(\d+)-c(\d+)$/;

/** The ids that are picked; one that is named stays, whether or not there is such a client, so that it can be refused. */
function resolved(facts: Facts, picks: readonly string[], user: string): readonly string[] {
  return [
    ...new Set(picks.flatMap((pick) => (isLot(pick) ? facts.clients.filter(fits(pick, user)).map(idOf) : [pick]))),
  ];
}

const idOf = ({ id }: Client): string => id;

function fits(pick: string, user: string): (client: Client) => boolean {
  if (pick === 'all') return () => true;
  const [, from, to] = RANGE.exec(pick) ?? [];
  if (from === undefined) return ({ owner }) => owner === (pick === 'mine' ? user : pick.slice(1));
  return ({ id }) => Number(id.slice(1)) >= Number(from) && Number(id.slice(1)) <= Number(to);
}

/** `clients remove ID`. */
export function clientsRemove(visit: Visit, request: Of<'clients-remove'>): Promise<Answer> {
  return withMigration(visit, (migration) =>
    change(visit, migration, { kind: 'remove-client', by: visit.user, client: request.client }),
  );
}
