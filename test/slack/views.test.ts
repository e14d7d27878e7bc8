import { describe, expect, test } from 'vitest';

import { assess } from '../../src/migration/gates/assess.ts';
import type { Migration } from '../../src/migration/record.ts';
import type { DeliveryJob } from '../../src/service/ports.ts';
import { ALIASES } from '../../src/slack/parse/grammar.ts';
import { announcementView, jobView } from '../../src/slack/views/announcement.ts';
import { arrivalsView } from '../../src/slack/views/arrivals.ts';
import { gateView } from '../../src/slack/views/gate.ts';
import { overLimits } from '../../src/slack/views/limits.ts';
import { mailboxesView } from '../../src/slack/views/lists.ts';
import { helpView } from '../../src/slack/views/reference.ts';
import { livingStatusView, statusView } from '../../src/slack/views/status.ts';
import { movedView } from '../../src/slack/views/status-moved.ts';
import { aMigration, at, STRAGGLER, T0 } from '../words/sample.ts';
import {
  everyView,
  historyOf,
  huge,
  LANGUAGES,
  largestAnnouncements,
  living,
  NOW,
  underWay,
  words,
} from './every-view.ts';
import { expectGolden } from './golden.ts';

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

  test('each announcement is within the limits at its largest', () => {
    for (const [name, view] of largestAnnouncements(lang)) expect(overLimits(view), name).toEqual([]);
  });

  test('holds no mark-up that came from outside', () => {
    const hostile = '</@U1> <!channel> *bold* `code` <https://evil.example|click>';
    const migration = aMigration({ ...underWay.facts, clients: [{ id: 'c1', name: hostile, protocols: ['imap'] }] });
    for (const [name, view] of everyView(migration, lang, [])) {
      expect(JSON.stringify(view), name).not.toMatch(/<!channel>|<https:/);
    }
  });
});

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
      'section',
      'context',
    ]);
    const [suspects, buttons, old, fresh, spam] = blocks.map((block) => JSON.stringify(block));
    expect(suspects).toContain('1 message may be spam');
    expect(buttons).toContain('All spam: clear (1)');
    expect(old).toContain('2 messages reached the old server');
    expect(old).not.toContain('carried back');
    expect(fresh).toContain('1 message reached only the new server');
    expect(fresh).toContain('to be carried back to the old server');
    expect(spam).toContain('Judged to be spam, nothing to do: 1 message');
  });

  test('four long lists fit into one message', () => {
    const long = huge.facts.stragglers.map((one, n) => (n % 3 === 0 ? { ...one, key: `${one.key}|new` } : one));
    expect(overLimits(arrivalsView(aMigration({ ...huge.facts, stragglers: long }), words('en')))).toEqual([]);
    // And so do five.
    const five = long.map((one, n) =>
      n % 5 === 0 ? { ...one, suspect: 'junk' as const, judged: 'spam' as const } : one,
    );
    expect(overLimits(arrivalsView(aMigration({ ...huge.facts, stragglers: five }), words('en')))).toEqual([]);
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
