import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Happening } from '../../rehearsal/slack/workspace.ts';
import { SUBCOMMANDS, USAGE } from '../../src/slack/parse/grammar.ts';
import { parse } from '../../src/slack/parse.ts';
import { overLimits } from '../../src/slack/views/limits.ts';
import { wordsFor } from '../../src/words/words.ts';
import { complaints } from './complaints.ts';
import { zoneReport } from './cut-over.ts';
import { openHouse, saidIn, started, type TestHouse } from './house.ts';
import { rewritten } from './rewritten.ts';

const words = {
  en: wordsFor('en', { style: 'slack', timeZone: 'UTC' }),
  ja: wordsFor('ja', { style: 'slack', timeZone: 'UTC' }),
};
const GROUP = { handle: 'mail-admins', name: 'Mail admins', people: ['dana'] };

/** A line of the help as a person types it: names become mentions. */
const typed = (house: TestHouse, line: string): string =>
  line
    .replace(/(?<=\s)@(aoi|ken)\b/g, (_, name: string) => `<@${house.workspace.person(name).id}|${name}>`)
    .replace('@mail-admins', '<!subteam^S0GROUP0|@mail-admins>');

const isFor = (person: string) => (happening: Happening) =>
  'view' in happening ? happening.view.user === person : happening.message.onlyFor === person;

/** All that a person was shown for a line in the end, once nothing is at work any more. */
async function answered(house: TestHouse, line: string, lang: 'en' | 'ja'): Promise<string> {
  const { workspace } = house;
  const person = lang === 'en' ? house.dana : house.ken;
  const before = workspace.happenings().length;
  const ack = await workspace.slash(person, `/migration ${typed(house, line)}`);
  expect(ack, line).toMatchObject({ outcome: 'acknowledged' });
  const busy = [words[lang].t('slack:looking'), words[lang].t('slack:working')];
  const last = await workspace.waitFor(`what comes of ${line}`, () => {
    const newest = workspace.happenings().slice(before).findLast(isFor(person.id));
    return newest === undefined || ('message' in newest && busy.includes(newest.message.text)) ? undefined : newest;
  });
  const shown = 'view' in last ? last.view.raw : last.message;
  expect(overLimits(shown), line).toEqual([]);
  const said = 'view' in last ? `form: ${last.view.callbackId}` : saidIn(last.message);
  expect(said.trim(), line).not.toBe('');
  expect(said, line).not.toContain(words[lang].t('slack:failed'));
  return said;
}

/** Every kind of request that the door knows: it has a case for each, which the compiler sees to. */
function everyKind(): readonly string[] {
  const source = readFileSync(new URL('../../src/slack/commands.ts', import.meta.url), 'utf8');
  return [...source.matchAll(/case '([\w-]+)':/g)].map(([, kind = '']) => kind).toSorted();
}

const LINES: readonly string[] = SUBCOMMANDS.flatMap((name): readonly string[] => USAGE[name]);

/** What is refused of a migration that has just begun, because what the line speaks of is not there, or so already. */
const REFUSED = [
  'step rewrite begin',
  'step rewrite keep',
  'step rewrite done',
  'clients pinned @aoi',
  'clients sending c1-c9',
  'clients restored all',
  'resolvers globalping off',
  'gate cut-over ask',
  'waive cut-over CUT-LOGIN-OLD mailbox:info@example.jp nobody has its password any more',
  'waive undo cut-over CUT-LOGIN-OLD mailbox:info@example.jp',
  'addresses drop ken.old@example.jp because he left in 2019',
  'senders dismiss news@example.com because nobody reads it',
  'settings quiet-cancel 14',
  'settings country JP',
  // It is paused already then.
  'pause the provider is down for maintenance',
  'rollback the new server refuses mail for info@',
];
/** Those of them that are carried out once DNS has been rewritten. */
const AFTER = [
  'step rewrite keep',
  'clients restored all',
  'stragglers',
  'rescue dry',
  'plan diff',
  'resolvers',
  'ledger',
  'rollback the new server refuses mail for info@',
];

test('the help names a line for everything that can be asked for', () => {
  const kinds = LINES.map((line) =>
    parse(line.replace('@mail-admins', '<!subteam^S1|@g>').replace(/(?<=\s)@\w+/g, '<@U1|who>')),
  );
  expect(everyKind().length).toBeGreaterThan(60);
  expect([...new Set(kinds.flatMap((read) => (read.ok ? [read.request.kind] : [])))].toSorted()).toEqual(everyKind());
});

test.each(['en', 'ja'] as const)(
  'every line of the help, typed: each comes to an answer, none to a defect (%s)',
  async (lang) => {
    const { log, errors } = complaints();
    const house = await openHouse({ log, groups: [GROUP] });
    const { id } = await started(house, { domain: 'example.jp', language: 'en' });
    await house.service.change(id, zoneReport(house.clock.at));
    const refused: string[] = [];
    for (const line of LINES) {
      const said = await answered(house, line, lang);
      if (said.startsWith('✗')) refused.push(line);
    }
    expect(refused).toEqual(REFUSED);
    expect(errors()).toEqual([]);
  },
);

test.each(['en', 'ja'] as const)('lines that mean something once DNS has been rewritten (%s)', async (lang) => {
  const { log, errors } = complaints();
  const house = await openHouse({ log });
  await rewritten(house);
  for (const line of AFTER) expect(await answered(house, line, lang), line).not.toMatch(/^✗/);
  expect(errors()).toEqual([]);
});
