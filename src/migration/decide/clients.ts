import type { Actor } from '../actor.ts';
import { isMailAddress } from '../addresses.ts';
import type { Client, ClientMark } from '../client-facts.ts';
import { clientPhase } from '../client-settings.ts';
import type { PersonCommand } from '../commands.ts';
import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import { isSameHours, USUAL_HOURS } from '../person-hours.ts';
import type { ReportCommand } from '../report-commands.ts';
import type { Instant } from '../time.ts';
import { unlessRuler } from './rule.ts';
import { already, refuse, type Step } from './step.ts';

type ClientCommand = Extract<
  PersonCommand,
  { kind: 'add-clients' | 'mark-client' | 'mark-clients' | 'own-clients' | 'disown-client' | 'ask-client-help' }
>;
type Of<Kind extends ClientCommand['kind']> = Extract<ClientCommand, { kind: Kind }>;

const MOST_CLIENTS = 1_000;
const LONGEST_NAME = 200;
const LONGEST_QUESTION = 1_000;

/** Clients, whose they are, and what their owners say of them. */
export function decideClients(facts: Facts, command: ClientCommand, now: Instant): Step {
  switch (command.kind) {
    case 'add-clients':
      return addClients(facts, command);
    case 'mark-client':
      return markClient(facts, command, now);
    case 'mark-clients':
      return markClients(facts, command, now);
    case 'own-clients':
      return ownClients(facts, command);
    case 'disown-client':
      return disown(facts, command);
    case 'ask-client-help':
      return askHelp(facts, command);
  }
}

function addClients(facts: Facts, command: Of<'add-clients'>): Step {
  if (command.clients.length === 0) return refuse('nothing-given');
  if (facts.clients.length + command.clients.length > MOST_CLIENTS) return refuse('too-many', { most: MOST_CLIENTS });
  const names = command.clients.flatMap(({ name, owner }) => [name, ...(owner === undefined ? [] : [owner])]);
  const bad = names.find((name) => !isName(name));
  if (bad !== undefined) return refuse('bad-name', { name: bad.slice(0, 40), most: LONGEST_NAME });
  const odd = command.clients.find(({ user }) => user !== undefined && !isMailAddress(user))?.user;
  if (odd !== undefined) return refuse('bad-address', { address: odd.slice(0, 80) });
  return { happenings: [{ kind: 'clients-added', clients: command.clients }] };
}

const isName = (name: string): boolean => name.trim() !== '' && name.length <= LONGEST_NAME;

function markClient(facts: Facts, command: Of<'mark-client'>, now: Instant): Step {
  const client = clientOf(facts, command.client);
  if (client === undefined) return refuse('unknown-client', { client: command.client });
  const early = command.done ? tooEarly(facts, command.mark) : undefined;
  if (early !== undefined) return early;
  if (!isMarkable(client, command.mark, command.done)) return refuse('sends-nothing', { client: client.name });
  if (isMarked(facts, client, command, now))
    return already(soOf(`client-${command.mark}`, command.done), { client: client.name }, client[command.mark]);
  return { happenings: [marked(client, command)] };
}

/** Those that are marked so already stay as they are; where all are, there is nothing to do. */
function markClients(facts: Facts, command: Of<'mark-clients'>, now: Instant): Step {
  const unknown = command.clients.find((id) => clientOf(facts, id) === undefined);
  if (unknown !== undefined) return refuse('unknown-client', { client: unknown });
  const named = [...new Set(command.clients)].flatMap((id) => clientOf(facts, id) ?? []);
  if (named.length === 0) return refuse('nothing-given');
  const none = named.some(({ owner }) => owner !== command.by) ? unlessRuler(facts, command) : undefined;
  if (none !== undefined) return none;
  const early = command.done ? tooEarly(facts, command.mark) : undefined;
  if (early !== undefined) return early;
  const open = named.filter(
    (client) => isMarkable(client, command.mark, command.done) && !isMarked(facts, client, command, now),
  );
  return open.length === 0
    ? already(soOf(`clients-${command.mark}`, command.done))
    : { happenings: open.map((client) => marked(client, command)) };
}

const soOf = <So extends `client-${ClientMark}` | `clients-${ClientMark}`>(so: So, done: boolean) =>
  done ? so : (`${so}-open` as const);

type Mark = { readonly by: Actor; readonly mark: ClientMark; readonly done: boolean };

/** What cannot have been done yet. */
function tooEarly(facts: Facts, mark: ClientMark): ReturnType<typeof refuse> | undefined {
  if (mark === 'sending') return clientPhase(facts) === 'pin' ? refuse('sending-too-early') : undefined;
  if (mark !== 'restored') return undefined;
  const { state } = facts.gates['switch-back'];
  return state === 'open' || state === 'done' ? undefined : refuse('gate-not-open', { gate: 'switch-back' });
}

const isMarkable = (client: Client, mark: ClientMark, done: boolean): boolean =>
  mark !== 'sending' || !done || client.protocols.includes('smtp');

/** An owner may renew what was said long ago; anything else said twice changes nothing. */
function isMarked(facts: Facts, client: Client, { mark, done }: Mark, now: Instant): boolean {
  const standing = client[mark];
  if (!done) return standing === undefined;
  if (standing === undefined) return false;
  return mark !== 'pinned' || now - standing.at <= facts.settings.ownerConfirmationMs / 2;
}

function marked({ id, owner }: Client, { by, mark, done }: Mark): Happening {
  const behalf = owner === undefined || owner === by ? {} : { behalfOf: owner };
  return { kind: 'client-marked', client: id, mark, done, ...behalf };
}

function ownClients(facts: Facts, command: Of<'own-clients'>): Step {
  const owner = command.owner.trim();
  if (!isName(owner)) return refuse('bad-name', { name: owner.slice(0, 40), most: LONGEST_NAME });
  const unknown = command.clients.find((id) => clientOf(facts, id) === undefined);
  if (unknown !== undefined) return refuse('unknown-client', { client: unknown });
  const clients = [...new Set(command.clients)].filter((id) => clientOf(facts, id)?.owner !== owner);
  if (clients.length === 0)
    return command.clients.length === 0 ? refuse('nothing-given') : already('clients-owner', { owner });
  return { happenings: [{ kind: 'clients-owned', clients, owner }] };
}

function disown(facts: Facts, { by, client: id }: Of<'disown-client'>): Step {
  const client = clientOf(facts, id);
  if (client === undefined) return refuse('unknown-client', { client: id });
  if (client.owner !== by) return refuse('not-client-owner', { client: client.name });
  return { happenings: [{ kind: 'client-disowned', client: id, owner: by }] };
}

/** The channel is told once; a question is worth telling again. */
function askHelp(facts: Facts, command: Of<'ask-client-help'>): Step {
  const client = clientOf(facts, command.client);
  if (client === undefined) return refuse('unknown-client', { client: command.client });
  if (client.owner !== command.by) return refuse('not-client-owner', { client: client.name });
  const question = command.question?.trim().slice(0, LONGEST_QUESTION) ?? '';
  if (question === '' && client.helpAsked !== undefined)
    return already('client-help', { client: client.name }, client.helpAsked);
  return { happenings: [{ kind: 'client-help-asked', client: client.id, ...(question === '' ? {} : { question }) }] };
}

const clientOf = ({ clients }: Pick<Facts, 'clients'>, id: string): Client | undefined =>
  clients.find((client) => client.id === id);

/** Where it differs from what was taken for theirs so far. */
export function reportPersonZone(
  { personZones, timeZone }: Pick<Facts, 'personZones' | 'timeZone'>,
  report: Extract<ReportCommand, { kind: 'report-person-zone' }>,
): Step {
  const { person } = report;
  if ((personZones?.[person] ?? timeZone) === report.timeZone) return { happenings: [] };
  return { happenings: [{ kind: 'person-zone-learnt', person, timeZone: report.timeZone }] };
}

/** What whoever chose nothing has already is no news of them. */
export function reportPersonHours(
  { personHours }: Pick<Facts, 'personHours'>,
  { person, hours }: Extract<ReportCommand, { kind: 'report-person-hours' }>,
): Step {
  if (isSameHours(personHours?.[person] ?? USUAL_HOURS, hours)) return { happenings: [] };
  return { happenings: [{ kind: 'person-hours-learnt', person, hours }] };
}
