import type { Button, HomeView, SectionBlock } from '@slack/types';
import type { Announcement } from '../../migration/announcements.ts';
import { approversOf } from '../../migration/approvals.ts';
import type { Language } from '../../migration/facts.ts';
import type { PersonHours } from '../../migration/hours-facts.ts';
import { tasksOf } from '../../migration/owner-tasks.ts';
import type { Migration } from '../../migration/record.ts';
import { nextReminderTo } from '../../migration/reminders.ts';
import type { Instant } from '../../migration/time.ts';
import { askable, mayAsk, type NextDate, type Waiting } from '../../migration/waiting.ts';
import type { Words } from '../../words/words.ts';
import { HOME_LANGUAGE } from '../actions/ids.ts';
import { actions, type Block, context, cut, header, plainText, section } from './blocks.ts';
import { askButton, buttonsOf } from './buttons.ts';
import { hoursBlocks } from './home-hours.ts';
import { LIMITS } from './limits.ts';
import { allDoneButton, doneButton } from './owner.ts';

export type HomeEntry = {
  readonly migration: Migration;
  /** What of it waits for this person. */
  readonly waiting: readonly Waiting[];
  readonly next: NextDate | undefined;
};

export type HomeContent = {
  readonly person: string;
  /** In the order that they are shown in; those that wait for this person come first. */
  readonly going: readonly HomeEntry[];
  /** Latest first. */
  readonly ended: readonly Migration[];
  /** Whether Slack told all channels that this person is in. */
  readonly isWhole: boolean;
  /** False: Slack did not say whether they are in a group of approvers. */
  readonly areGroupsKnown?: boolean;
  /** What they chose themselves. */
  readonly language: Language | undefined;
  readonly hours?: PersonHours | undefined;
  /** What came of their last click. */
  readonly note: string | undefined;
  /** What they clicked is at work still: nothing can be pressed. */
  readonly isBusy?: boolean;
};

/** With two blocks each, and what stands around them, well under the 100 that a view takes. */
const GOING_SHOWN = 30;
const ENDED_SHOWN = 5;

/** The App Home: what waits for this person, what else is under way, what ended lately, their hours and language. */
export function homeView(content: HomeContent, words: Words, now: Instant): HomeView {
  const { going, ended, person } = content;
  const shown = going.slice(0, GOING_SHOWN);
  const waits = shown.filter(({ waiting }) => waiting.length > 0);
  const others = shown.filter(({ waiting }) => waiting.length === 0);
  const hasToDo = (entry: HomeEntry): boolean => entry.waiting.length > 0;
  const waitingInAll = going.filter(hasToDo).length;
  const left = going.slice(GOING_SHOWN);
  const entries = (list: readonly HomeEntry[]) => list.flatMap((entry) => entryBlocks(entry, person, words, now));
  const blocks = [
    header(words.t('home:title')),
    ...(content.note === undefined ? [] : [section(content.note)]),
    ...(going.length > 0 ? [] : [section(words.t(ended.length === 0 ? 'home:none' : 'home:none-going'))]),
    ...(waits.length === 0 ? [] : [header(words.t('home:waits', { n: waitingInAll })), ...entries(waits)]),
    ...(others.length === 0
      ? []
      : [header(words.t('home:going', { n: going.length - waitingInAll })), ...entries(others)]),
    ...(left.length === 0
      ? []
      : [context(words.t('home:more', { n: left.length, waiting: left.filter(hasToDo).length }))]),
    ...endedBlocks(ended.slice(0, ENDED_SHOWN), words),
    ...(content.isWhole ? [] : [context(words.t('home:only-own'))]),
    ...(content.areGroupsKnown === false ? [context(words.t('home:groups-unknown'))] : []),
    { type: 'divider' } as const,
    ...hoursBlocks(content.hours, words),
    languageBlock(content.language, words),
  ];
  return { type: 'home', blocks: content.isBusy === true ? blocks.filter(({ type }) => type !== 'actions') : blocks };
}

/** While it is being found out what there is to show. */
export function busyHomeView(words: Words, note?: string): HomeView {
  return { type: 'home', blocks: [header(words.t('home:title')), section(note ?? words.t('slack:looking'))] };
}

function entryBlocks(
  { migration, waiting, next }: HomeEntry,
  person: string,
  words: Words,
  now: Instant,
): readonly Block[] {
  const { facts } = migration;
  // The rewrite's own line says its dates already.
  const isSaid = next?.kind === 'window' && waiting.some(({ kind }) => kind === 'rewrite');
  const remindAt = nextReminderTo(facts, person, now);
  const lines = [
    `*${cut(words.headline(facts), HEADLINE)}*`,
    ...waiting.map((one) => waitingLine(one, words)),
    ...(remindAt === undefined ? [] : [words.t('home:next-reminder', { remindAt })]),
    ...(next === undefined || isSaid ? [] : [nextLine(next, words)]),
    words.t('home:place', { channel: `<#${facts.place.channelId}>` }),
  ];
  const buttons = entryButtons(migration, waiting, person, words, now);
  return [section(lines.join('\n')), ...(buttons.length === 0 ? [] : [actions(buttons)])];
}

const HEADLINE = 600;

function waitingLine(waiting: Waiting, words: Words): string {
  switch (waiting.kind) {
    case 'approve':
      return words.t('home:wait-approve', { by: waiting.by, gate: waiting.gate });
    case 'approve-rollback':
      return words.t('home:wait-approve-rollback', { by: waiting.by });
    case 'ask':
      return words.t('home:wait-ask', { gate: waiting.gate });
    case 'rewrite':
      return words.t('home:wait-rewrite', { fromAt: waiting.from, toAt: waiting.to });
    case 'keep':
      return words.t('home:wait-keep');
    case 'clients': {
      const { count, phase } = waiting;
      return words.t(phase === 'rewrite' ? 'home:wait-switch' : `home:wait-${phase}`, { count });
    }
  }
}

function nextLine(next: NextDate, words: Words): string {
  return next.kind === 'window'
    ? words.t('home:next-window', { fromAt: next.at })
    : words.t('home:next-contract', { endsOn: next.endsOn });
}

/** The very buttons of the channel's messages, for what waits for this person; and "ask" for whoever may ask. */
function entryButtons(
  migration: Migration,
  waiting: readonly Waiting[],
  person: string,
  words: Words,
  now: Instant,
): readonly Button[] {
  const gate = askable(migration.facts);
  const ask = gate !== undefined && mayAsk(migration.facts, gate, person) ? [askButton(migration, gate, words)] : [];
  return [
    ...waiting.flatMap((one): readonly Button[] => {
      if (one.kind === 'clients') return [ownDoneButton(migration, person, one, words)];
      const announcement = announcementOf(one, migration);
      return announcement === undefined ? [] : buttonsOf(migration, announcement, words, now);
    }),
    ...ask,
  ];
}

/** One client is confirmed by itself, several in one go; one by one they are in the direct message. */
function ownDoneButton(
  migration: Migration,
  person: string,
  { phase }: Extract<Waiting, { kind: 'clients' }>,
  words: Words,
): Button {
  const open = tasksOf(migration.facts, person, phase).open.map(({ id }) => id);
  const [only, ...more] = open;
  return only !== undefined && more.length === 0
    ? doneButton(migration, person, phase, only, words)
    : allDoneButton(migration, person, phase, open, words);
}

/** The message of the channel that asks for the same. */
function announcementOf(
  waiting: Exclude<Waiting, { kind: 'clients' }>,
  { facts }: Migration,
): Announcement | undefined {
  switch (waiting.kind) {
    case 'approve': {
      const { gate, round, by: requestedBy } = waiting;
      const shown = { requestedBy, requestedAt: 0, approvers: [], needed: 1, approvals: [], criteria: [] };
      return { kind: 'approval', slot: '', gate, round, ...shown, state: 'open' };
    }
    case 'approve-rollback':
      return { kind: 'rollback-request', slot: '', by: waiting.by, reason: '', approvers: approversOf(facts) };
    case 'rewrite':
      return facts.gates['cut-over'].state === 'open'
        ? { kind: 'gate-opened', gate: 'cut-over', criteria: [] }
        : undefined;
    case 'keep':
      return { kind: 'rewrite', slot: '', state: 'done', at: 0 };
    case 'ask':
      return undefined;
  }
}

function endedBlocks(ended: readonly Migration[], words: Words): readonly Block[] {
  if (ended.length === 0) return [];
  const lines = ended.map(({ facts }) => `${cut(words.headline(facts), HEADLINE - 100)} <#${facts.place.channelId}>`);
  return [header(words.t('home:ended', { n: ended.length })), section(lines.join('\n'))];
}

function languageBlock(language: Language | undefined, words: Words): SectionBlock {
  const choices = (['auto', 'en', 'ja'] as const).map((value) => ({
    text: plainText(words.t(`home:language-${value}`), LIMITS.optionText),
    value,
  }));
  const chosen = choices.find(({ value }) => value === (language ?? 'auto'));
  return {
    ...section(words.t('home:language')),
    accessory: {
      type: 'static_select',
      action_id: HOME_LANGUAGE,
      placeholder: plainText(words.t('home:language-choose'), LIMITS.placeholder),
      options: choices,
      ...(chosen === undefined ? {} : { initial_option: chosen }),
    },
  };
}
