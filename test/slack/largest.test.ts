import { describe, expect, test } from 'vitest';
import type { Person } from '../../rehearsal/slack/workspace.ts';
import { CRITERIA } from '../../src/migration/gates/criterion.ts';
import { SUBCOMMANDS } from '../../src/slack/parse/grammar.ts';
import { overLimits } from '../../src/slack/views/limits.ts';
import { wordsFor } from '../../src/words/words.ts';
import { complaints } from './complaints.ts';
import { zoneReport } from './cut-over.ts';
import { openHouse, saidIn, started, type TestHouse } from './house.ts';

const CLIENTS = 100;
const MAILBOXES = 200;
/** 200 characters each: right to left, emoji of several parts, combining marks, full width, what Slack reads as marks. */
const SCRIPTS = [
  'طابعة الطابق الثاني ‏',
  '👩🏽‍💻🇯🇵',
  'e\u0301\u0323o\u0302',
  'ＭＦＰ複合機',
  '<&>`*_~|',
  'Ünïcødé prïntër ',
  '프린터 ',
];
const nameOf = (n: number): string => {
  const whole = `${n} ${(SCRIPTS[n % SCRIPTS.length] ?? '').repeat(200)}`;
  // A pair of surrogates counts as two, and is not to be torn.
  return [200, 199].map((length) => whole.slice(0, length)).find((name) => name.isWellFormed()) ?? '';
};
const address = (n: number): string => `${'long.name.'.repeat(4)}${n}@kitano.example`;

/** Whatever shows something of the record, or opens a form. */
const LINES = [
  ...['', 'status', 'check zone', 'step', 'step pin', 'step parallel', 'clients', 'clients add', 'clients import'],
  ...['clients sheet', 'clients sheet all ja', 'mailboxes', 'checklist', 'approvers', 'window', 'contract', 'plan'],
  ...['plan diff', 'plan as bind', 'plan as panel rewrite', 'timeline', 'resolvers', 'resolvers office Tokyo'],
  ...[
    'gate',
    'gate cut-over',
    'gate switch-back',
    'gate cancel',
    'addresses',
    'senders',
    'accept',
    'accept helper new',
  ],
  ...CRITERIA['cut-over'].map((id) => `gate cut-over ${id}`),
  ...['stragglers', 'rescue', 'rescue dry', 'copy', 'probes', 'ledger', 'report', 'archive', 'settings', 'history 50'],
  ...['help', ...SUBCOMMANDS.map((name) => `help ${name}`)],
];

describe.each(['en', 'ja'] as const)(
  '200 mailboxes, 100 clients, names of 200 characters in every script (%s)',
  (lang) => {
    const words = wordsFor(lang, { style: 'slack', timeZone: 'Asia/Tokyo' });
    test('every answer, message and form is within the limits, torn nowhere, and says what it leaves out', {
      timeout: 60_000,
    }, async () => {
      const { log, errors } = complaints();
      const house = await openHouse({ log, isBlank: true });
      const { workspace } = house;
      const reader = lang === 'en' ? house.dana : house.ken;
      const jonas = workspace.person('jonas');
      const { id } = await started(house, { language: lang });
      await house.service.change(id, zoneReport(house.clock.at));
      await fill(house, reader, jonas);
      const facts = (await house.service.read(id))?.facts;
      expect(facts?.clients.map(({ name }) => name)).toEqual(
        Array.from({ length: CLIENTS }, (_, n) => nameOf(n).trim()),
      );
      expect(facts?.mailboxes).toHaveLength(MAILBOXES);
      for (const step of ['inventory', 'prepare']) await house.ask(reader, `/migration step ${step} done`);
      await house.deliver();

      const answers = new Map<string, string>();
      for (const line of LINES) answers.set(line, await last(house, reader, line));
      for (const message of [
        ...workspace.messages(),
        ...workspace.directMessages(jonas),
        ...workspace.directMessages(reader),
      ]) {
        expect(overLimits(message), message.text.slice(0, 80)).toEqual([]);
        expect(saidIn(message).isWellFormed(), message.text.slice(0, 80)).toBe(true);
        expect(message.text.isWellFormed()).toBe(true);
      }
      for (const view of workspace.views()) expect(overLimits(view.raw), view.callbackId).toEqual([]);
      for (const said of answers.values()) expect(said).not.toContain(words.t('slack:failed'));

      // What is counted in a list and what it says that it leaves out come to all of it.
      expect(counted(answers.get('clients') ?? '', /`c\d+`/g)).toBe(CLIENTS);
      expect(counted(answers.get('mailboxes') ?? '', /long\.name\.\d+@/g)).toBe(MAILBOXES);
      expect(counted(answers.get('accept') ?? '', /long\.name\.\d+@/g)).toBe(MAILBOXES);
      expect(counted(answers.get('copy') ?? '', /long\.name\.\d+@/g)).toBe(MAILBOXES);
      expect(counted(answers.get('gate cut-over CUT-LOGIN-NEW') ?? '', /^[?✗] .+$/gm)).toBe(MAILBOXES);
      // And that the list is complete.
      expect(counted(answers.get('gate cut-over CUT-CLIENTS') ?? '', /^[?✗] .+$/gm)).toBe(CLIENTS + 1);
      const owner = workspace.directMessages(jonas).map(saidIn).join('\n');
      expect(counted(owner, /`c\d+`/g)).toBeGreaterThanOrEqual(CLIENTS);
      expect(errors()).toEqual([]);
    });
  },
);

/** How many a text shows, and how many more it says there are. */
function counted(said: string, one: RegExp): number {
  const shown = new Set(said.match(one) ?? []).size;
  const more = [...said.matchAll(/(?:… and |…ほか|^And |^ほかに?)(\d+)/gm)].reduce((sum, [, n]) => sum + Number(n), 0);
  return shown + more;
}

/** By what people type and put into forms. */
async function fill(house: TestHouse, reader: Person, owner: Person): Promise<void> {
  const { workspace } = house;
  for (let from = 0; from < MAILBOXES; from += 50) {
    const some = Array.from({ length: 50 }, (_, n) => address(from + n)).join(' ');
    expect(await house.ask(reader, `/migration mailboxes add ${some} attested`)).toContain('✓');
  }
  await workspace.slash(reader, '/migration clients import');
  const view = await workspace.waitFor('the form', () =>
    workspace.views().findLast(({ callbackId }) => callbackId === 'import'),
  );
  const rows = Array.from({ length: CLIENTS }, (_, n) => `${nameOf(n)}\t${owner.id}\timap`);
  const file = workspace.hold({
    name: 'clients.tsv',
    bytes: Buffer.from(['name\towner\tprotocols', ...rows].join('\n')),
  });
  expect((await workspace.submitView(reader, view, { file })).errors).toEqual({});
}

/** The last thing that a person is shown for a line, or the form that it opens. */
async function last(house: TestHouse, reader: Person, line: string): Promise<string> {
  const { workspace } = house;
  const before = workspace.happenings().length;
  const busy = ['en', 'ja'].flatMap((lang) => {
    const words = wordsFor(lang === 'en' ? 'en' : 'ja', { style: 'slack', timeZone: 'UTC' });
    return [words.t('slack:looking'), words.t('slack:working')];
  });
  await workspace.slash(reader, `/migration ${line}`);
  const shown = await workspace.waitFor(line, () => {
    const newest = workspace
      .happenings()
      .slice(before)
      .findLast((each) => 'view' in each || each.message.onlyFor === reader.id);
    const isBusy = newest !== undefined && 'message' in newest && busy.includes(newest.message.text);
    return isBusy ? undefined : newest;
  });
  return 'view' in shown ? '' : saidIn(shown.message);
}
