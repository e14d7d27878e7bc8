import type { Announcement } from '../../src/migration/announcements.ts';
import { isUnjudged } from '../../src/migration/arrivals.ts';
import type { Language } from '../../src/migration/facts.ts';
import { STEPS } from '../../src/migration/facts.ts';
import { assess } from '../../src/migration/gates/assess.ts';
import { CRITERIA } from '../../src/migration/gates/criterion.ts';
import type { Migration } from '../../src/migration/record.ts';
import { GATES } from '../../src/migration/settings.ts';
import type { HistoryLine } from '../../src/service/ports.ts';
import { SUBCOMMANDS } from '../../src/slack/parse/grammar.ts';
import { acceptanceView } from '../../src/slack/views/acceptance.ts';
import { addressesView } from '../../src/slack/views/addresses.ts';
import { announcementView } from '../../src/slack/views/announcement.ts';
import { archiveView } from '../../src/slack/views/archive.ts';
import { arrivalsView } from '../../src/slack/views/arrivals.ts';
import { clientsView } from '../../src/slack/views/clients.ts';
import { contractView } from '../../src/slack/views/contract.ts';
import { copyView, ledgerView, missingView } from '../../src/slack/views/copy.ts';
import { declineModal } from '../../src/slack/views/decline-modal.ts';
import { criterionView, gateView } from '../../src/slack/views/gate.ts';
import { approversView, checklistView, mailboxesView } from '../../src/slack/views/lists.ts';
import { pathNoteView, pathView } from '../../src/slack/views/paths.ts';
import { planView } from '../../src/slack/views/plan.ts';
import { probesView } from '../../src/slack/views/probes.ts';
import { helpView, historyView, settingsView } from '../../src/slack/views/reference.ts';
import { rescueDryView, rescueView } from '../../src/slack/views/rescue.ts';
import { rollbackModal } from '../../src/slack/views/rollback-modal.ts';
import { sendersView } from '../../src/slack/views/senders.ts';
import { noteModal, startModal } from '../../src/slack/views/start-modal.ts';
import { livingStatusView, statusView } from '../../src/slack/views/status.ts';
import { stepView } from '../../src/slack/views/step.ts';
import { suspectsModal } from '../../src/slack/views/suspects-modal.ts';
import { windowModal, windowNotedModal } from '../../src/slack/views/window-modal.ts';
import { windowsView } from '../../src/slack/views/windows.ts';
import { wordsFor } from '../../src/words/words.ts';
import { ANNOUNCEMENTS, aMigration, at, HAPPENINGS, STRAGGLER, T0 } from '../words/sample.ts';
import { MAIL_FACTS, MAIL_SIGHTINGS, muchMail } from './mail-sample.ts';

export const NOW = at(4);
export const LANGUAGES: readonly Language[] = ['en', 'ja'];
export const words = (lang: Language) => wordsFor(lang, { style: 'slack', timeZone: 'Asia/Tokyo' });
const PLACE = { teamId: 'T1', channelId: 'C1' };

/** A migration under way: rewritten, with stragglers of every kind and something nobody can explain. */
export const underWay: Migration = aMigration(
  {
    ...MAIL_FACTS,
    executor: 'U1AAA',
    window: { from: at(1), to: at(3) },
    rewriteBegunAt: at(1),
    rewriteSeenAt: at(1, 5),
    checklist: { aliases: { at: T0, by: 'U1AAA' } },
    stragglers: [
      STRAGGLER,
      { ...STRAGGLER, key: 'aoi@example.jp|INBOX|1|8', carriedAt: at(3) },
      { ...STRAGGLER, key: 'ken@example.jp|Junk|1|2', folder: 'Junk', suspect: 'junk', from: 'win <b>@spam.example' },
      { ...STRAGGLER, key: 'ken@example.jp|Junk|1|3', folder: 'Junk', suspect: 'junk', judged: 'spam' },
    ],
    puzzles: [
      {
        key: 'aoi@example.jp|Old mail|1',
        kind: 'unexplained',
        mailbox: 'aoi@example.jp',
        folder: 'Old mail',
        count: 2,
        seenAt: at(3),
      },
    ],
    refusedCredentials: { 'ken@example.jp|old': 1 },
  },
  MAIL_SIGHTINGS,
);

/** As much of everything as one migration may come to hold, and every text as long and as odd as it may be. */
const much = muchMail(200);
export const huge: Migration = aMigration(
  {
    ...underWay.facts,
    ...much.facts,
    domain: `${'very-long-label-'.repeat(3)}.example.jp`,
    clients: Array.from({ length: 100 }, (_, n) => ({
      id: `c${n + 1}`,
      name: '端<&>`*'.repeat(33),
      owner: 'U5OWNER',
      protocols: ['imap', 'smtp', 'pop3'],
    })),
    mailboxes: Array.from({ length: 200 }, (_, n) => ({
      address: `${'long.name.'.repeat(5)}${n}@example.jp`,
      watch: 'login',
      credentials: {},
    })),
    approvers: Array.from({ length: 60 }, (_, n) => `U${n}LONGID`),
    plan: Array.from({ length: 80 }, (_, n) => ({
      name: `host-${n}.example.jp`,
      type: 'TXT',
      before: ['v=spf1 '.padEnd(400, 'x')],
      after: ['v=spf1 '.padEnd(450, 'y')],
      when: 'rewrite',
    })),
    stragglers: Array.from({ length: 150 }, (_, n) => ({
      ...STRAGGLER,
      key: `${'long.name.'.repeat(5)}${n}@example.jp|${'Folder '.repeat(10)}|1700000000|${n}`,
      from: `${'sender.'.repeat(20)}${n}@example.com`,
      ...(n % 2 === 0 ? { suspect: 'junk' as const } : {}),
    })),
    puzzles: Array.from({ length: 90 }, (_, n) => ({
      key: `aoi@example.jp|${'Folder '.repeat(20)}${n}`,
      kind: 'vanished',
      mailbox: 'aoi@example.jp',
      folder: 'Folder '.repeat(20),
      count: 1,
      seenAt: at(3),
    })),
  },
  much.sightings,
);

export const historyOf = (times: number): readonly HistoryLine[] =>
  Array.from({ length: times }, () => Object.values(HAPPENINGS).flat())
    .flat()
    .map((happening, n) => ({
      seq: n + 1,
      at: at(0, n),
      by: 'U1AAA',
      event: { ...happening, at: at(0, n), by: 'U1AAA' },
    }));

const WINDOW = { from: at(23), to: at(25) };
const CAUTIONS = ANNOUNCEMENTS.window.flatMap(({ cautions }) => cautions);

/** The same with the rewrite still ahead: windows are suggested then. */
const ahead = ({ facts, ...rest }: Migration): Migration => {
  const { rewriteBegunAt: _begun, rewriteSeenAt: _seen, ...before } = facts;
  const contracts = { old: { endsOn: '2026-12-25', noticeDays: 5 }, new: { startsOn: '2026-12-08' } };
  return { ...rest, facts: { ...before, contracts } };
};

/** Every view that a person can come to see, of one record. */
export function everyView(
  migration: Migration,
  lang: Language,
  history: readonly HistoryLine[],
): ReadonlyMap<string, unknown> {
  const say = words(lang);
  const { facts } = migration;
  const verdicts = assess(migration, NOW);
  const views: [string, unknown][] = [
    ['status', statusView(migration, say, NOW)],
    ['status-living', living(migration, lang)],
    ['clients', clientsView(facts, say)],
    ['mailboxes', mailboxesView(facts, say)],
    ['checklist', checklistView(facts, say)],
    ['approvers', approversView(facts, say)],
    ['addresses', addressesView(migration, say)],
    ['senders', sendersView(migration, say, NOW)],
    ['accept', acceptanceView(migration, say)],
    ['path', pathView(migration, '203.0.113.9', say)],
    ['note', pathNoteView(migration, 'relay.example.net', say, NOW)],
    ['rescue', rescueView(migration, say)],
    ['rescue-dry', rescueDryView(migration, say)],
    ['copy', copyView(migration, say)],
    ['copy-missing', missingView(migration, 'ken@example.jp', 1, say)],
    ['ledger', ledgerView(migration, say)],
    ['probes', probesView(migration, say)],
    ['archive', archiveView(facts, say)],
    ['plan', planView(migration, say, NOW)],
    ['stragglers', arrivalsView(migration, say)],
    ['settings', settingsView(facts, say)],
    ['history', historyView(history, say)],
    ['help', helpView(say)],
    ['windows', windowsView(ahead(migration), say, NOW)],
    ['contract', contractView(ahead(migration), say, NOW)],
    ['window-form', windowModal(say, '{"m":"01"}', { executor: 'U1AAA', ...WINDOW, timeZone: 'Asia/Tokyo' })],
    [
      'window-noted',
      windowNotedModal(
        say,
        say.t('dates:window', { executor: 'U1AAA', fromAt: WINDOW.from, toAt: WINDOW.to }),
        CAUTIONS.map(say.caution),
      ),
    ],
    ['rollback-form', rollbackModal(say, '{"m":"01"}')],
    ['start-form', startModal(say, PLACE, lang)],
    ['suspects-form', suspectsModal(say, 'Asia/Tokyo', migration.id, facts.stragglers.filter(isUnjudged))],
    ['decline-form', declineModal(say, '{"m":"01"}')],
    ['form-note', noteModal(say, say.t('slack:working'))],
    ...STEPS.map((step): [string, unknown] => [`step-${step}`, stepView(migration, step, say, NOW)]),
    ...GATES.map((gate): [string, unknown] => [`gate-${gate}`, gateView(migration, verdicts[gate], say, NOW)]),
    ...GATES.flatMap((gate) =>
      CRITERIA[gate].map((id): [string, unknown] => [
        `criterion-${id}`,
        criterionView(migration, verdicts[gate], id, say),
      ]),
    ),
    ...SUBCOMMANDS.map((name): [string, unknown] => [`help-${name}`, helpView(say, name)]),
    ...Object.entries(ANNOUNCEMENTS).flatMap(([kind, samples]) =>
      samples.map((announcement, n): [string, unknown] => [
        `announcement-${kind}-${n + 1}`,
        announcementView(openFor(migration, announcement), announcement, say, NOW, kind === 'waived'),
      ]),
    ),
  ];
  return new Map(views);
}

/** A gate that is told to be open is open. */
function openFor(migration: Migration, announcement: Announcement): Migration {
  if (announcement.kind !== 'gate-opened') return migration;
  const { gates } = migration.facts;
  const gate = { ...gates[announcement.gate], state: 'open' as const };
  return { ...migration, facts: { ...migration.facts, gates: { ...gates, [announcement.gate]: gate } } };
}

/** What people write, and what comes in by mail: as long as it may be, in several scripts, with every mark. */
const LONG = '端末<&>`* صندوق ящик 📠 '.repeat(12).slice(0, 200);
const FREE = new Set(['reason', 'question', 'name', 'reply', 'subject', 'from', 'folder', 'helo', 'sender', 'detail']);
const MANY = new Set([
  'people',
  'approvers',
  'written',
  'unreached',
  'ownerless',
  'mailboxes',
  'servers',
  'clients',
  'keys',
]);

/** A sample with as much in it as its kind may hold: lists full, names and reasons as long as they may be. */
function enlarged<Value>(value: Value, key = ''): unknown {
  if (typeof value === 'string') return FREE.has(key) ? LONG : value;
  if (Array.isArray(value)) {
    if (MANY.has(key)) return Array.from({ length: 200 }, (_, n) => `${value[0] ?? 'U1AAA'}${n}`);
    const lines = key === 'lines' || key === 'entries' || key === 'alarms' || key === 'differences';
    const all = lines && value.length > 0 ? Array.from({ length: 10 }, (_, n) => value[n % value.length]) : value;
    return all.map((one: unknown) => enlarged(one, key));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, enlarged(one, name)]));
}

/** Every announcement at its largest. What is made larger keeps its shape. */
export function largestAnnouncements(lang: Language): ReadonlyMap<string, unknown> {
  return new Map(
    Object.values(ANNOUNCEMENTS)
      .flat()
      .map((sample, n): [string, unknown] => {
        const large = enlarged(sample) as Announcement;
        return [`${sample.kind}-${n + 1}`, announcementView(huge, large, words(lang), NOW, true)];
      }),
  );
}

/** As it is first sent: with the plan of the steps. */
export function living(migration: Migration, lang: Language): unknown {
  const { olderBlocks: _, ...view } = livingStatusView(migration, words(lang), NOW);
  return view;
}
