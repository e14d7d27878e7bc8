import type { Person } from '../../rehearsal/slack/workspace.ts';
import { assess } from '../../src/migration/gates/assess.ts';
import type { Migration } from '../../src/migration/record.ts';
import type { ReportCommand } from '../../src/migration/report-commands.ts';
import { HOUR_MS, type Instant } from '../../src/migration/time.ts';
import { started, type TestHouse } from './house.ts';

const SERVER = { name: 'ns1.kitano.example', address: '192.0.2.53' };
const HOST = 'mail.kitano.example';

/** What one authoritative server says of the zone; `mail` is the address that the mail host has. */
export function zoneReport(at: Instant, mail = '192.0.2.10'): ReportCommand {
  const answer = (name: string, type: 'A' | 'MX', values: readonly string[]) => ({
    server: SERVER,
    question: { name, type },
    result: { outcome: 'answer', at, values, ttlSeconds: 300 } as const,
  });
  return {
    kind: 'report-zone',
    servers: [SERVER],
    observations: [answer('kitano.example', 'MX', [`10 ${HOST}`]), answer(HOST, 'A', [mail])],
    addresses: {},
  };
}

/** Types lines one after the other; throws at the first that is refused, with what was said. */
async function type(house: TestHouse, person: Person, lines: readonly string[]): Promise<void> {
  for (const line of lines) {
    const said = await house.ask(person, `/migration ${line}`);
    if (!said.startsWith('✓')) throw new Error(`${line}: ${said}`);
  }
}

/** Of these nobody has looked at anything here: what is open, as people type it. */
const UNSEEN = ['CUT-ACCEPT', 'CUT-CONTENT', 'CUT-PLAN-REST'];

async function openItems(house: TestHouse, id: string): Promise<readonly string[]> {
  const migration = await house.service.read(id);
  if (migration === undefined) throw new Error('the migration is gone');
  return assess(migration, house.clock.at)
    ['cut-over'].criteria.filter((criterion) => UNSEEN.includes(criterion.id))
    .flatMap(({ id: criterion, items }) =>
      items.filter((item) => item.outcome !== 'pass').map(({ key }) => `waive cut-over ${criterion} ${key} by hand`),
    );
}

/** Brings a migration to where only the approvals are missing for `cut-over`, all of it by what people type. */
export async function readyForCutOver(house: TestHouse): Promise<Migration> {
  const { id } = await started(house);
  await house.service.change(id, zoneReport(house.clock.at));
  house.clock.at += 25 * HOUR_MS;
  await house.service.change(id, zoneReport(house.clock.at));
  await type(house, house.aoi, [
    `clients add "Aoi’s phone" <@${house.aoi.id}|aoi> imap,smtp`,
    'clients pinned 1',
    'mailboxes add aoi@kitano.example attested',
    'checklist done all',
    'step inventory done',
    `window <@${house.aoi.id}|aoi> now 2h`,
  ]);
  await type(house, house.ken, [
    'waive cut-over CUT-LOGIN-NEW mailbox:aoi@kitano.example she has shown it',
    'waive cut-over CUT-LOGIN-OLD mailbox:aoi@kitano.example she reads it herself',
    `waive cut-over CUT-CERTIFICATE host:${HOST} looked at by hand`,
    ...(await openItems(house, id)),
  ]);
  await house.deliver();
  const migration = await house.service.read(id);
  if (migration?.facts.gates['cut-over'].state !== 'ready') {
    throw new Error(await house.ask(house.dana, '/migration gate cut-over'));
  }
  return migration;
}
