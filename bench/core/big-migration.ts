import type { Command } from '../../src/migration/commands.ts';
import type { Arrival, FolderState, LoginObservation, SurveyObservation } from '../../src/migration/observations.ts';
import type { Migration } from '../../src/migration/record.ts';
import { HOUR_MS, type Instant, MINUTE_MS } from '../../src/migration/time.ts';
import {
  ALL_NEW,
  loginReport,
  MAILBOXES,
  run,
  SETTLED,
  started,
  T0,
  type Timed,
  vantageReport,
  wholeScript,
} from '../../test/migration/a-migration.ts';

const MAILBOX_COUNT = 200;
const CLIENT_COUNT = 100;
const VANTAGE_COUNT = 60;
const SIDES = ['old', 'new'] as const;
const FOLDERS = ['inbox', 'junk', 'sent', 'drafts', 'trash'] as const;
const VANTAGES = Array.from({ length: VANTAGE_COUNT }, (_, index) => `operator-${index + 1}`);
const ADDRESSES = [
  ...MAILBOXES,
  ...Array.from({ length: MAILBOX_COUNT - MAILBOXES.length }, (_, index) => `user${index + 1}@kitano.example`),
];

/**
 * A migration with 200 mailboxes, 100 clients and 60 vantages at the moment at which `switch-back` can open: the whole
 * script of the tests up to there, each report as wide as the record. Throws where a command of it was refused or the
 * record did not come out as big as it should.
 */
export function bigMigration(): { readonly migration: Migration; readonly now: Instant } {
  const script = wholeScript()
    .filter(({ at }) => at <= SETTLED)
    .flatMap(widened);
  const { migration, refusals } = run(started(), script);
  const { facts, sightings } = migration;
  const counts = {
    mailboxes: facts.mailboxes.length,
    clients: facts.clients.length,
    vantages: new Set(Object.keys(sightings.vantage).map((key) => key.split('|')[0])).size,
    surveys: Object.keys(sightings.survey).length,
  };
  const wanted = {
    mailboxes: MAILBOX_COUNT,
    clients: CLIENT_COUNT,
    vantages: VANTAGE_COUNT,
    surveys: 2 * MAILBOX_COUNT,
  };
  if (refusals.length > 0 || facts.rewriteDoneAt === undefined || JSON.stringify(counts) !== JSON.stringify(wanted))
    throw new Error(`the record is not what it should be: ${JSON.stringify({ refusals, counts })}`);
  return { migration, now: T0 + SETTLED };
}

/** What a look into every mailbox of both servers reports: nothing new, or since `deliveredAt` a message in each new one. */
export function bigSurvey(at: Instant, deliveredAt?: Instant): Extract<Command, { kind: 'report-survey' }> {
  const folders = FOLDERS.map(
    (specialUse, index): FolderState => ({
      path: specialUse === 'inbox' ? 'INBOX' : specialUse,
      uidValidity: String(7 + index),
      uidNext: 100,
      messages: 10,
      specialUse,
    }),
  );
  const observations = ADDRESSES.flatMap((mailbox) =>
    SIDES.map(
      (side): SurveyObservation => ({
        mailbox,
        side,
        credentialsVersion: 1,
        result: {
          outcome: 'ok',
          at,
          folders,
          arrivals: deliveredAt === undefined || side === 'old' ? [] : [delivery(mailbox, deliveredAt)],
          stampNames: [side === 'old' ? 'sv12.oldhost.example' : 'mx3.newhost.example'],
          unexplained: [],
          lost: [],
        },
      }),
    ),
  );
  return { kind: 'report-survey', observations };
}

const delivery = (mailbox: string, at: Instant): Arrival => ({
  mailbox,
  folder: 'INBOX',
  uidValidity: '7',
  uid: 100,
  kind: 'delivery',
  at,
  fingerprint: `<${mailbox}@sender.example>`,
  from: 'shop@sender.example',
  path: { helo: 'mx.sender.example', address: '198.51.100.77' },
  stampedBy: 'mx3.newhost.example',
});

/** A command of the small script, as it is for the big record. */
function widened(timed: Timed): readonly Timed[] {
  const { at, command } = timed;
  const now = T0 + at;
  const as = (...commands: readonly Command[]) => commands.map((each) => ({ at, command: each }));
  switch (command.kind) {
    case 'add-mailboxes':
      return as({ ...command, mailboxes: ADDRESSES.map((address) => ({ address, watch: 'login' })) });
    case 'credentials-imported':
      return as({
        ...command,
        entries: ADDRESSES.flatMap((mailbox) => SIDES.map((side) => ({ mailbox, side, version: 1 }))),
      });
    case 'add-clients':
      return as({
        ...command,
        clients: clientNumbers().map((number) => ({
          name: `Device ${number}`,
          owner: 'UREN',
          protocols: ['imap'] as const,
        })),
      });
    case 'mark-client':
      return as(...clientNumbers().map((number) => ({ ...command, client: `c${number}` })));
    case 'report-vantages':
      return as(vantageReport(now, 'new', VANTAGES));
    case 'report-logins':
      return as(bigLogins(now, at > ALL_NEW));
    case 'report-survey':
      // Mail has arrived on the new server, in every mailbox.
      return as(at === ALL_NEW + HOUR_MS ? bigSurvey(now, now - HOUR_MS + MINUTE_MS) : bigSurvey(now));
    default:
      return [timed];
  }
}

const clientNumbers = (): readonly number[] => Array.from({ length: CLIENT_COUNT }, (_, index) => index + 1);

function bigLogins(at: Instant, byHostname: boolean): Command {
  const small = loginReport(at, byHostname);
  if (small.kind !== 'report-logins') throw new Error('not a report of logins');
  const [first] = small.observations;
  if (first === undefined) throw new Error('no login to widen');
  const byAddress = ADDRESSES.flatMap((mailbox) =>
    SIDES.map((side): LoginObservation => ({ ...first, mailbox, side })),
  );
  return { ...small, observations: [...byAddress, ...small.observations.filter((one) => one.by === 'hostname')] };
}
