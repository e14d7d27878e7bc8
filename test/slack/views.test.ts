import { describe, expect, test } from 'vitest';
import { isUnjudged } from '../../src/migration/arrivals.ts';
import type { Language } from '../../src/migration/facts.ts';
import { STEPS } from '../../src/migration/facts.ts';
import { assess } from '../../src/migration/gates/assess.ts';
import { CRITERIA } from '../../src/migration/gates/criterion.ts';
import type { Migration } from '../../src/migration/record.ts';
import { GATES } from '../../src/migration/settings.ts';
import type { DeliveryJob, HistoryLine } from '../../src/service/ports.ts';
import { ALIASES, SUBCOMMANDS } from '../../src/slack/parse/grammar.ts';
import { acceptanceView } from '../../src/slack/views/acceptance.ts';
import { addressesView } from '../../src/slack/views/addresses.ts';
import { announcementView, jobView } from '../../src/slack/views/announcement.ts';
import { archiveView } from '../../src/slack/views/archive.ts';
import { arrivalsView } from '../../src/slack/views/arrivals.ts';
import { clientsView } from '../../src/slack/views/clients.ts';
import { contractView } from '../../src/slack/views/contract.ts';
import { copyView, ledgerView, missingView } from '../../src/slack/views/copy.ts';
import { declineModal } from '../../src/slack/views/decline-modal.ts';
import { criterionView, gateView } from '../../src/slack/views/gate.ts';
import { overLimits } from '../../src/slack/views/limits.ts';
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
import { movedView } from '../../src/slack/views/status-moved.ts';
import { stepView } from '../../src/slack/views/step.ts';
import { suspectsModal } from '../../src/slack/views/suspects-modal.ts';
import { windowModal, windowNotedModal } from '../../src/slack/views/window-modal.ts';
import { windowsView } from '../../src/slack/views/windows.ts';
import { wordsFor } from '../../src/words/words.ts';
import { ANNOUNCEMENTS, aMigration, at, HAPPENINGS, STRAGGLER, T0 } from '../words/sample.ts';
import { expectGolden } from './golden.ts';
import { MAIL_FACTS, MAIL_SIGHTINGS, muchMail } from './mail-sample.ts';

const NOW = at(4);
const LANGUAGES: readonly Language[] = ['en', 'ja'];
const words = (lang: Language) => wordsFor(lang, { style: 'slack', timeZone: 'Asia/Tokyo' });
const PLACE = { teamId: 'T1', channelId: 'C1' };

/** A migration under way: rewritten, with stragglers of every kind and something nobody can explain. */
const underWay: Migration = aMigration(
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
const huge: Migration = aMigration(
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

const historyOf = (times: number): readonly HistoryLine[] =>
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
function everyView(
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
    ['window-noted', windowNotedModal(say, say.t('dates:window-form-noted'), CAUTIONS.map(say.caution))],
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
        announcementView(migration, announcement, say, NOW, kind === 'waived'),
      ]),
    ),
  ];
  return new Map(views);
}

describe.each(LANGUAGES)('every view in %s', (lang) => {
  test('is as in its golden file, and within the limits', () => {
    for (const [name, view] of everyView(underWay, lang, historyOf(1))) expectGolden(`${name}.${lang}`, view);
  });

  test('a former status message leads to the one it is now', () => {
    const former = { ...underWay, facts: { ...underWay.facts, lang } };
    expectGolden(`status-moved.${lang}`, movedView(former, 'https://team.slack.example/archives/C1/p1700000000000100'));
    expect(movedView(former, undefined).text).not.toContain('<http');
  });

  test('is within the limits with as much as a migration may hold', () => {
    for (const [name, view] of everyView(huge, lang, historyOf(4))) {
      expect(overLimits(view), name).toEqual([]);
    }
  });

  test('holds no mark-up that came from outside', () => {
    const hostile = '</@U1> <!channel> *bold* `code` <https://evil.example|click>';
    const migration = aMigration({ ...underWay.facts, clients: [{ id: 'c1', name: hostile, protocols: ['imap'] }] });
    for (const [name, view] of everyView(migration, lang, [])) {
      expect(JSON.stringify(view), name).not.toMatch(/<!channel>|<https:/);
    }
  });
});

/** As it is first sent: with the plan of the steps. */
function living(migration: Migration, lang: Language): unknown {
  const { olderBlocks: _, ...view } = livingStatusView(migration, words(lang), NOW);
  return view;
}

test('the status of a migration that is over or stopped, and of one that just began', () => {
  const states = ['paused', 'rolled-back', 'abandoned', 'finished'] as const;
  for (const lang of LANGUAGES) {
    expectGolden(
      `status-began.${lang}`,
      statusView(aMigration({ clients: [], mailboxes: [], plan: [] }), words(lang), T0),
    );
    for (const kind of states) {
      const migration = aMigration({ state: { kind, at: at(1), by: 'U1AAA' } });
      expectGolden(`status-${kind}.${lang}`, statusView(migration, words(lang), NOW));
      expectGolden(`status-living-${kind}.${lang}`, living(migration, lang));
    }
  }
});

test('a list that is cut says how many are left out, and long lists show what is open first', () => {
  const view = JSON.stringify(gateView(huge, assess(huge, NOW)['cut-over'], words('en'), NOW));
  expect(view).toContain('… and 197 more: `/migration gate cut-over CUT-LOGIN-NEW`');
  const mailboxes = JSON.stringify(mailboxesView(huge.facts, words('en')));
  const shown = mailboxes.match(/@example\.jp/g)?.length ?? 0;
  expect(mailboxes).toContain(`… and ${200 - shown} more.`);
});

describe('what reached a server', () => {
  const back = { ...STRAGGLER, key: `${STRAGGLER.key}|new` };
  const textOf = (migration: Migration): string => JSON.stringify(arrivalsView(migration, words('en')));

  test('what must be judged stands right above its buttons, before all else; each direction by itself', () => {
    const { blocks } = arrivalsView(
      aMigration({ ...underWay.facts, stragglers: [...underWay.facts.stragglers, back] }),
      words('en'),
    );
    expect(blocks.map((block) => block.type)).toEqual([
      'section',
      'actions',
      'section',
      'section',
      'section',
      'context',
    ]);
    const [suspects, buttons, old, fresh] = blocks.map((block) => JSON.stringify(block));
    expect(suspects).toContain('1 message may be spam');
    expect(buttons).toContain('All spam: clear (1)');
    expect(old).toContain('3 messages reached the old server');
    expect(old).not.toContain('carried back');
    expect(fresh).toContain('1 message reached only the new server');
    expect(fresh).toContain('to be carried back to the old server');
  });

  test('four long lists fit into one message', () => {
    const long = huge.facts.stragglers.map((one, n) => (n % 3 === 0 ? { ...one, key: `${one.key}|new` } : one));
    expect(overLimits(arrivalsView(aMigration({ ...huge.facts, stragglers: long }), words('en')))).toEqual([]);
  });

  test('an empty list says whether anybody has looked', () => {
    const rewritten = { rewriteBegunAt: at(1), stragglers: [], puzzles: [] };
    expect(textOf(aMigration())).toContain('DNS has not been rewritten yet');
    expect(textOf(aMigration(rewritten))).toContain('have not been looked through since the rewrite');
    expect(textOf(aMigration(rewritten, { looks: { survey: { at: at(2) } } }))).toContain(
      'Nothing has reached the old',
    );
    expect(textOf(aMigration({ state: { kind: 'rolled-back', at: T0, by: 'U1AAA' } }))).toContain('since the rollback');
  });
});

test('what must not be done yet has no button to say that it is done', () => {
  const withRetire = (state: 'closed' | 'open') => {
    const { facts } = aMigration();
    return aMigration({ gates: { ...facts.gates, cancel: { ...facts.gates.cancel, state } } });
  };
  const opened = { kind: 'gate-opened', gate: 'cancel', criteria: [] } as const;
  const prompt = (state: 'closed' | 'open') =>
    JSON.stringify(announcementView(withRetire(state), opened, words('en'), NOW));
  expect(prompt('closed')).not.toContain('step-done');
  expect(prompt('open')).toContain('step-done');
});

test('Japanese help names every command in Japanese too', () => {
  const lines = JSON.stringify(helpView(words('ja'))).split('\\n');
  // Of several the first is shown.
  const first = new Map(
    Object.entries(ALIASES)
      .reverse()
      .map(([alias, name]) => [name, alias]),
  );
  for (const [name, alias] of first) {
    expect(
      lines.find((line) => line.startsWith(`\`/migration ${name}\``)),
      name,
    ).toContain(`（${alias}）`);
  }
});

test('the job view speaks the channel’s language, and marks a repeat', () => {
  const job: DeliveryJob = {
    outboxId: 'o',
    migration: aMigration({ lang: 'ja' }),
    announcement: { kind: 'started' },
    repeat: true,
  };
  expect(JSON.stringify(jobView(job, NOW))).toContain('再送');
  const status = jobView({ ...job, announcement: { kind: 'status' } }, NOW);
  expect(status).toEqual(livingStatusView(job.migration, words('ja'), NOW));
  // For whoever takes no plan, all that it says stands in the blocks of before.
  expect({ text: status.text, blocks: status.olderBlocks }).toEqual(statusView(job.migration, words('ja'), NOW));
});

describe('the limits', () => {
  const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
  test.each([
    [{ text: '', blocks: [] }, 'text: empty'],
    [{ text: 'x', blocks: Array.from({ length: 51 }, () => section('x')) }, 'blocks: 51, at most 50'],
    [{ text: 'x', blocks: [section('x'.repeat(3_001))] }, '3001 characters'],
    [{ text: 'x', blocks: [section(' ')] }, 'empty text'],
    [{ text: 'x', blocks: Array.from({ length: 5 }, () => section('x'.repeat(2_500))) }, '12500 characters in all'],
    [
      { text: 'x', blocks: [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }] },
      '151 characters',
    ],
    [{ text: 'x', blocks: [{ type: 'rich_text' }] }, 'no limits known'],
    [
      {
        text: 'x',
        blocks: [{ type: 'actions', elements: [{ type: 'button', text: { text: 'x' }, value: 'v'.repeat(2_001) }] }],
      },
      '2001',
    ],
    [{ type: 'modal', title: { text: 'x'.repeat(25) }, blocks: [] }, 'title: 25'],
    [{ type: 'modal', title: { text: 'x' }, private_metadata: 'x'.repeat(3_001), blocks: [] }, 'private_metadata'],
  ])('%#: %s', (message, complaint) => {
    expect(overLimits(message).join('\n')).toContain(complaint);
  });
});
