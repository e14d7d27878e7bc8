import { CLIENT_PROTOCOLS, type ClientPhase } from './client-facts.ts';
import { type ClientDoor, clientSettings } from './client-settings.ts';
import type { Happening } from './events.ts';
import { askingPhase, ownerOfKey, tasksOf } from './owner-tasks.ts';
import type { Migration } from './record.ts';
import type { Instant } from './time.ts';

/**
 * What owners are told to type in, where it is another than what stands in their messages: kept as evidence, and the
 * messages are edited by it. Certificates seen and addresses found since change it without anybody's doing.
 */
export function typedChanged(
  record: Migration,
  now: Instant,
): Extract<Happening, { kind: 'clients-typed' }> | undefined {
  const { facts } = record;
  const phase = askingPhase(facts);
  if (phase === undefined) return undefined;
  // Whoever is through reads of nothing to type in.
  const isRead = Object.keys(facts.ownersTold ?? {}).some((key) => {
    const one = ownerOfKey(key);
    return one.phase === phase && tasksOf(facts, one.owner, phase).open.length > 0;
  });
  if (!isRead) return undefined;
  const typed = typedIn(record, phase, now);
  return typed === facts.clientsTyped ? undefined : { kind: 'clients-typed', phase, typed };
}

/** As one text: equal ones are typed, and complained of, alike. How soon a certificate ends is no other text every day. */
function typedIn(record: Migration, phase: ClientPhase, now: Instant): string {
  const { moved, old, new: fresh } = clientSettings(record, { protocols: [...CLIENT_PROTOCOLS] }, now, phase);
  return JSON.stringify({ phase, moved, old: old.map(doorIn), new: fresh.map(doorIn) });
}

function doorIn({ protocol, target, port, security, flaws }: ClientDoor) {
  const says = flaws.map((flaw) => ['fingerprint' in flaw ? flaw.fingerprint : undefined, flaw.kind].filter(Boolean));
  return {
    protocol,
    target,
    port,
    security,
    ...(says.length === 0 ? {} : { flaws: says.map((one) => one.join(' ')) }),
  };
}

/** The servers named in such a text, each once. */
export function typedTargets(typed: string): readonly string[] {
  const found = [...typed.matchAll(/"target":"((?:[^"\\]|\\.)*)"/g)].map(([, target = '']) => target);
  return [...new Set(found)];
}
