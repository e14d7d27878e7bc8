import type { ClientPhase, Recall } from '../../migration/client-facts.ts';
import { type ClientDoor, type ClientSettings, clientSettings, returnedDoor } from '../../migration/client-settings.ts';
import type { Client } from '../../migration/facts.ts';
import type { Side } from '../../migration/observations.ts';
import { profileOf } from '../../migration/profiles.ts';
import { protocolsOn } from '../../migration/read-by.ts';
import type { Known } from '../../migration/shown-certificate.ts';
import type { Instant } from '../../migration/time.ts';
import type { Speaker } from '../engine.ts';
import { ownerFlawLines } from './owner-flaws.ts';

/** Exactly what is typed into one client in a phase, account by account, and what it will complain of. */
export function typedLines(
  say: Speaker,
  known: Known,
  client: Pick<Client, 'protocols'>,
  phase: ClientPhase,
  now: Instant,
): string[] {
  const settings = clientSettings(known, client, now, phase);
  const isReceiving = client.protocols.some((one) => one !== 'smtp');
  const lines = {
    pin: () => pinned(say, settings, client),
    rewrite: () => rewritten(say, settings),
    restore: () => restored(say, known, settings, isReceiving),
  }[phase]();
  return [...lines, ...ownerFlawLines(say, shownDoors(settings))];
}

/** What is typed where something that was asked of its owner is taken back: in a client that was set, or was set in part. */
export function backLines(
  say: Speaker,
  known: Known,
  { protocols }: Pick<Client, 'protocols'>,
  why: Recall['why'],
  isRestored: boolean,
  now: Instant,
): string[] {
  const { t } = say;
  const { old, new: fresh } = clientSettings(known, { protocols }, now, why === 'rolled-back' ? 'pin' : 'rewrite');
  if (why === 'closed') return [t('clients:back-new'), ...doorLines(say, fresh, 'new'), ...ownerFlawLines(say, fresh)];
  if (why === 'rolled-back') {
    const sending = old.filter(isSending);
    const receiving = isRestored ? fresh.filter((door) => !isSending(door)) : [];
    return [
      ...(sending.length === 0 ? [] : [t('clients:back-old'), ...doorLines(say, sending, 'old')]),
      ...(receiving.length === 0 ? [] : [t('clients:back-receive'), ...doorLines(say, receiving, 'new')]),
      ...ownerFlawLines(say, [...sending, ...receiving]),
    ];
  }
  const doors = protocolsOn(known.facts.servers.old, protocols).flatMap((one) => returnedDoor(known, one) ?? []);
  return doors.length === 0 ? [t('clients:back-stays')] : [t('clients:back-host'), ...doorLines(say, doors, 'old')];
}

/** Nothing is set back where no hostname moved, or the provider's names stay for good. */
export const isRestoreACheck = ({ facts }: Known, { moved }: Pick<ClientSettings, 'moved'>): boolean =>
  moved.length === 0 || !profileOf(facts.profile).returnsToHostnames;

/** What an account that is left as it is complains of is no news. */
function shownDoors({ phase, moved, old, new: fresh }: ClientSettings): readonly ClientDoor[] {
  if (phase === 'pin') return [...(moved.length === 0 ? [] : old), ...fresh];
  return phase === 'rewrite' ? fresh.filter(isSending) : fresh;
}

const isSending = ({ protocol }: ClientDoor): boolean => protocol === 'smtp';

function pinned(say: Speaker, { moved, old, new: fresh }: ClientSettings, client: Pick<Client, 'protocols'>): string[] {
  const { t } = say;
  return [
    ...(moved.length === 0
      ? [t('clients:old-stays')]
      : [t('clients:old-pin', { names: moved }), ...doorLines(say, old, 'old')]),
    ...(fresh.length === 0
      ? [t('clients:new-pin-none')]
      : [t('clients:new-pin'), ...doorLines(say, fresh, 'new'), t('clients:new-pin-password')]),
    ...(client.protocols.includes('pop3') ? [t('clients:pop-keep')] : []),
  ];
}

function rewritten(say: Speaker, { new: fresh }: ClientSettings): string[] {
  const { t } = say;
  return [t('clients:new-rewrite'), ...doorLines(say, fresh.filter(isSending), 'new'), t('clients:old-rewrite')];
}

function restored(say: Speaker, known: Known, settings: ClientSettings, isReceiving: boolean): string[] {
  const { t } = say;
  return [
    t(isRestoreACheck(known, settings) ? 'clients:new-restore-check' : 'clients:new-restore'),
    ...doorLines(say, settings.new, 'new'),
    ...(isReceiving ? [t('clients:old-restore')] : []),
  ];
}

/** One line a door; one that is not known is said to be so once. */
function doorLines({ t }: Speaker, doors: readonly ClientDoor[], side: Side): string[] {
  const lines = doors.map(({ protocol, target, port, security }) =>
    target === undefined
      ? t('todo:target-unknown', { side })
      : t(protocol === 'smtp' ? 'clients:door-send' : 'clients:door-receive', {
          protocol,
          target,
          port: String(port),
          security,
        }),
  );
  return [...new Set(lines)];
}
