import { announce } from '../../src/migration/announce.ts';
import type { Announcement } from '../../src/migration/announcements.ts';
import type { ClientInput, Command, StartInput } from '../../src/migration/commands.ts';
import { decide } from '../../src/migration/decide.ts';
import type { Event } from '../../src/migration/events.ts';
import type { Migration } from '../../src/migration/record.ts';
import type { Settings } from '../../src/migration/settings.ts';
import type { Instant } from '../../src/migration/time.ts';
import { started, zoneReport } from './a-migration.ts';

export const client = (name: string, owner?: string, more: Partial<ClientInput> = {}): ClientInput => ({
  name,
  protocols: ['imap', 'smtp'],
  ...(owner === undefined ? {} : { owner }),
  ...more,
});

/** A migration with its own clock that keeps what happened, and what people were told by themselves. */
export type Story = {
  record: Migration;
  now: Instant;
  readonly events: Event[];
  readonly told: Announcement[];
  readonly does: (...commands: readonly Command[]) => readonly Event[];
  /** Comes to this instant, with a tick. */
  readonly at: (now: Instant) => readonly Event[];
};

function story(record: Migration, now: Instant): Story {
  const self: Story = {
    record,
    now,
    events: [],
    told: [],
    does: (...commands) => commands.flatMap((command) => carried(self, command)),
    at: (when) => {
      self.now = when;
      return carried(self, { kind: 'tick' });
    },
  };
  return self;
}

function carried(self: Story, command: Command): readonly Event[] {
  const decision = decide(self.record, command, self.now);
  if (!decision.ok) throw new Error(`${command.kind} was refused: ${decision.refusal.code}`);
  self.told.push(...announce(self.record.facts, decision.events).filter((one) => 'recipient' in one));
  self.record = decision.migration;
  self.events.push(...decision.events);
  return decision.events;
}

/** A team in the step "pin", whose owners have just been told. */
export function pinning(
  clients: readonly ClientInput[],
  now: Instant,
  start: Partial<StartInput> = {},
  settings: Partial<Settings> = {},
): Story {
  const self = story(started(start, settings), now);
  const by = 'UAOI';
  self.does(zoneReport(now, 'old'));
  self.does({ kind: 'add-mailboxes', by, mailboxes: [{ address: 'aoi@kitano.example', watch: 'login' }] });
  if (clients.length > 0) self.does({ kind: 'add-clients', by, clients });
  self.does(
    { kind: 'mark-step', by, step: 'inventory', done: true },
    { kind: 'mark-step', by, step: 'prepare', done: true },
  );
  return self;
}

/** Whom a run of events told or reminded, and in which phase. */
export const asked = (events: readonly Event[]): readonly (readonly [string, string, readonly string[]])[] =>
  events.flatMap((event) =>
    event.kind === 'owners-asked' || event.kind === 'owners-reminded'
      ? [[event.kind === 'owners-asked' ? 'asked' : 'reminded', event.phase, event.owners] as const]
      : [],
  );
