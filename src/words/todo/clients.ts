import { type ClientDoor, pinnedDoor, restoredDoor } from '../../migration/client-settings.ts';
import type { Client, Facts } from '../../migration/facts.ts';
import type { MailProtocol, Side } from '../../migration/observations.ts';
import { openClients } from '../../migration/owner-tasks.ts';
import { clientHosts } from '../../migration/plan.ts';
import { profileOf } from '../../migration/profiles.ts';
import { protocolsOn, readBy } from '../../migration/read-by.ts';
import type { Known } from '../../migration/shown-certificate.ts';
import type { Instant } from '../../migration/time.ts';
import type { Speaker } from '../engine.ts';
import { missingLine, toldLines } from './clients-missing.ts';
import { flawLines } from './flaws.ts';

/** Old account to its pin target, new account added; what clients will complain of; then client by client. */
export function pinLines(say: Speaker, known: Known, now: Instant): string[] {
  const { t } = say;
  const { facts } = known;
  const hosts = clientHosts(facts);
  const open = facts.clients.filter((client) => client.pinned === undefined);
  const pop = open.filter((client) => client.protocols.includes('pop3')).map((client) => `client:${client.id}`);
  return [
    ...(hosts.length > 0 ? oldLines(say, known, hosts, now) : [t('todo:pin-none-needed')]),
    ...newLines(say, known, now),
    ...(pop.length > 0 ? [t('todo:pin-pop', { names: pop })] : []),
    ...clientLines(say, facts, open, 'pin'),
    ...toldLines(say, facts, 'pin'),
    ...(open.length > 0 ? [t('todo:pin-mark', { count: open.length })] : []),
  ];
}

/** So many are listed one by one; more are counted by owner, and each owner has a list of their own. */
const MOST_CLIENTS = 8;

function clientLines(say: Speaker, facts: Facts, open: readonly Client[], phase: 'pin' | 'restore'): readonly string[] {
  if (open.length <= MOST_CLIENTS) return open.map((client) => say.t(`todo:${phase}-client`, clientFigures(client)));
  return [...missingLine(say, facts, phase), say.t('todo:clients-list')];
}

function oldLines(say: Speaker, known: Known, hosts: readonly string[], now: Instant): string[] {
  const door = pinnedDoor(known, 'old', readBy(known.facts.servers.old), now);
  if (door.target === undefined) return [unknownLine(say, 'old')];
  return [say.t('todo:pin-old', { names: hosts, target: door.target }), ...flawLines(say, [door])];
}

/** One line a way of reading that some client uses: their ports differ. */
function newLines(say: Speaker, known: Known, now: Instant): string[] {
  const doors = readingOn(known.facts, 'new').map((protocol) => pinnedDoor(known, 'new', protocol, now));
  if (doors.length === 1) return linesOf(say, doors, (figures) => say.t('todo:pin-new', figures));
  return [...linesOf(say, doors, (figures) => say.t('todo:pin-new-for', figures)), say.t('todo:pin-send')];
}

/** From the rewrite on everything sends through the new server. */
export function sendingLines(say: Speaker, known: Known, now: Instant): string[] {
  const door = pinnedDoor(known, 'new', 'smtp', now);
  const count = openClients(known.facts, 'rewrite').length;
  return [
    ...linesOf(say, [door], (figures) => say.t('todo:rewrite-send', figures)),
    ...toldLines(say, known.facts, 'rewrite'),
    ...(count > 0 ? [say.t('clients:sending-mark', { count })] : []),
  ];
}

/** New account back to its hostname, the old one kept; then client by client. */
export function restoreLines(say: Speaker, known: Known, now: Instant): string[] {
  const { t } = say;
  const { facts } = known;
  const open = facts.clients.filter((client) => client.restored === undefined);
  // Providers with fixed names keep their clients there.
  const back = profileOf(facts.profile).returnsToHostnames ? backLines(say, known, now) : [t('todo:restore-fixed')];
  return [
    ...back,
    t('todo:restore-old'),
    ...clientLines(say, facts, open, 'restore'),
    ...toldLines(say, facts, 'restore'),
    ...(open.length > 0 ? [t('todo:restore-mark', { count: open.length })] : []),
  ];
}

function backLines(say: Speaker, known: Known, now: Instant): string[] {
  const { facts } = known;
  const hosts = clientHosts(facts);
  if (hosts.length === 0) return [say.t('todo:restore-none-needed')];
  const { target } = pinnedDoor(known, 'new', readBy(facts.servers.new), now);
  const doors = [...readingOn(facts, 'new'), 'smtp' as const].map((protocol) => restoredDoor(known, protocol, now));
  const line =
    target === undefined
      ? say.t('todo:restore-new-bare', { names: hosts })
      : say.t('todo:restore-new', { names: hosts, target });
  return [line, ...flawLines(say, doors)];
}

type DoorFigures = {
  readonly target: string;
  readonly port: string;
  readonly security: ClientDoor['security'];
  readonly protocol: MailProtocol;
};

/** Where to knock, door by door, then what the clients will complain of there. */
function linesOf(say: Speaker, doors: readonly ClientDoor[], line: (figures: DoorFigures) => string): string[] {
  const typed = doors.flatMap(({ target, port, security, protocol }) =>
    target === undefined ? [] : [line({ target, port: String(port), security, protocol })],
  );
  return typed.length === 0 ? [unknownLine(say, 'new')] : [...typed, ...flawLines(say, doors)];
}

function unknownLine({ t }: Speaker, side: Side): string {
  return t('todo:target-unknown', { side });
}

/** How the listed clients read mail on that server; as it is usual there while none is listed. */
function readingOn({ clients, servers }: Facts, side: Side): readonly MailProtocol[] {
  const listed = clients.flatMap(({ protocols }) => protocols.filter((one) => one !== 'smtp'));
  const used = protocolsOn(servers[side], listed);
  return used.length === 0 ? [readBy(servers[side])] : used;
}

function clientFigures({ id, name, owner }: Client) {
  return { id, name, ...(owner === undefined ? {} : { owner }) };
}
