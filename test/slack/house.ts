import { onTestFinished } from 'vitest';
import { elementsOf } from '../../rehearsal/slack/fields.ts';
import {
  type FieldValue,
  type Message,
  openWorkspace,
  type Person,
  type Workspace,
  type WorkspaceOptions,
} from '../../rehearsal/slack/workspace.ts';
import { createLogger, type Logger } from '../../src/log.ts';
import { createMetrics } from '../../src/metrics.ts';
import type { Language } from '../../src/migration/facts.ts';
import { type Migration, parseMigration } from '../../src/migration/record.ts';
import type { RefusalCode } from '../../src/migration/refusals.ts';
import type { ReportCommand } from '../../src/migration/report-commands.ts';
import { DEFAULT_SETTINGS, type Look } from '../../src/migration/settings.ts';
import type { Instant } from '../../src/migration/time.ts';
import { createMigrations } from '../../src/service/migrations.ts';
import { type Courier, createCourier } from '../../src/service/outbox.ts';
import type { Service } from '../../src/service/ports.ts';
import { createSlack, type SlackDoor } from '../../src/slack/app.ts';
import type { PasswordPage } from '../../src/slack/visit.ts';
import { type AskedStore, createAskedStore } from '../../src/store/asked.ts';
import { createKeyv } from '../../src/store/keyv.ts';
import { createMigrationStore } from '../../src/store/migrations.ts';
import { createPreferences } from '../../src/store/preferences.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { wordsFor } from '../../src/words/words.ts';

/** Tuesday 1 December 2026, 10:00 in Tokyo. */
export const MORNING: Instant = Date.parse('2026-12-01T01:00:00Z');

export type TestHouse = {
  readonly workspace: Workspace;
  readonly service: Service;
  readonly slack: SlackDoor;
  readonly courier: Courier;
  readonly asked: AskedStore;
  /** The clock that the core and the door see; moved by the test. */
  readonly clock: { at: Instant };
  /** What the next look of a kind reports. */
  readonly reports: Partial<Record<Look, ReportCommand>>;
  /** Replaces parts of the service for a while: a store that is away, a commit that takes long. */
  readonly override: { parts: Partial<Service> };
  readonly place: { readonly teamId: string; readonly channelId: string };
  readonly url: string;
  /** Types a line and gives what the person is told: the last message for them alone since. */
  readonly ask: (person: Person, line: string) => Promise<string>;
  /** Presses a button on the newest message that has it; gives what the person is told. */
  readonly press: (person: Person, actionId: string, message?: Message) => Promise<string>;
  /** The newest message for all with this button. */
  readonly withButton: (actionId: string) => Message;
  /** Delivers whatever waits in the outbox. */
  readonly deliver: () => Promise<void>;
  /** Stops the bot, and starts another on the same data, before the same Slack. Needs a `file`. */
  readonly restart: () => Promise<TestHouse>;
  readonly aoi: Person;
  readonly ken: Person;
  readonly dana: Person;
};

/** A picture of one pixel. */
const BLANK = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

type HouseOptions = {
  readonly log?: Logger;
  /** Where its data is; in memory unless given. */
  readonly file?: string;
  /** Between two posts in one channel; none unless given. */
  readonly channelGapMs?: number;
  /** Pictures are blank, for they take seconds to paint. */
  readonly isBlank?: boolean;
  /** Where passwords are entered; switched off unless given. */
  readonly passwordPage?: PasswordPage;
};

/** The real door on HTTP, the real record keeping on a store of its own, and a Slack workspace, all on loopback. */
export async function openHouse({
  log = createLogger({ level: 'silent' }),
  file,
  channelGapMs = 0,
  isBlank = false,
  passwordPage,
  ...options
}: WorkspaceOptions & HouseOptions = {}): Promise<TestHouse> {
  const workspace = await openWorkspace(options);
  onTestFinished(() => workspace.close());
  return await moveIn(
    workspace,
    { at: MORNING },
    {
      log,
      channelGapMs,
      isBlank,
      ...(file === undefined ? {} : { file }),
      ...(passwordPage === undefined ? {} : { passwordPage }),
    },
  );
}

async function moveIn(
  workspace: Workspace,
  clock: TestHouse['clock'],
  options: HouseOptions & { readonly log: Logger },
): Promise<TestHouse> {
  const { log, file = ':memory:', channelGapMs = 0 } = options;
  const now = (): Instant => clock.at;
  const adapter = openSqlite({ path: file });
  const store = createMigrationStore<Migration>(adapter, parseMigration);
  const migrations = createMigrations({ store, now, log, committed: () => {} });
  const reports: TestHouse['reports'] = {};
  const override: TestHouse['override'] = { parts: {} };
  const real: Service = {
    ...migrations,
    lookSoon: (id, looks) => void looks.map((look) => reports[look] && migrations.change(id, reports[look])),
    lookNow: async (id, looks) => {
      for (const look of looks) {
        const report = reports[look];
        if (report !== undefined) await migrations.change(id, report);
      }
      const migration = await migrations.read(id);
      if (migration === undefined) throw new Error('no such migration');
      return migration;
    },
    preview: () => Promise.reject(new Error('no preview was prepared')),
  };
  const service: Service = {
    start: (...args) => (override.parts.start ?? real.start)(...args),
    change: (...args) => (override.parts.change ?? real.change)(...args),
    read: (...args) => (override.parts.read ?? real.read)(...args),
    inChannel: (...args) => (override.parts.inChannel ?? real.inChannel)(...args),
    inTeam: (...args) => (override.parts.inTeam ?? real.inTeam)(...args),
    history: (...args) => (override.parts.history ?? real.history)(...args),
    journal: (...args) => (override.parts.journal ?? real.journal)(...args),
    lookSoon: (...args) => (override.parts.lookSoon ?? real.lookSoon)(...args),
    lookNow: (...args) => (override.parts.lookNow ?? real.lookNow)(...args),
    preview: (...args) => (override.parts.preview ?? real.preview)(...args),
  };
  const asked = createAskedStore(adapter);
  const slack = createSlack({
    config: {
      slack: {
        botToken: workspace.botToken,
        apiUrl: workspace.apiUrl,
        connection: { mode: 'http', signingSecret: workspace.signingSecret, port: 0 },
      },
      teamTimeZone: 'Asia/Tokyo',
    },
    service,
    preferences: createPreferences(createKeyv(adapter)),
    asked,
    log,
    now,
    knocked: (id) => courier.retry(id),
    settings: { ...DEFAULT_SETTINGS, quorum: { 'cut-over': 1, 'switch-back': 1, cancel: 1 } },
    channelGapMs,
    ...(options.passwordPage === undefined ? {} : { passwordPage: options.passwordPage }),
    ...(options.isBlank === true ? { paint: () => Promise.resolve(BLANK) } : {}),
  });
  const courier = createCourier({
    outbox: store.outbox,
    read: service.read,
    change: service.change,
    delivery: slack.delivery,
    now,
    log,
    metrics: createMetrics(),
  });
  const { port } = await slack.start();
  const url = `http://127.0.0.1:${port}/slack/events`;
  workspace.connectBot(url);
  let isOpen = true;
  const leave = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    await courier.stop();
    await slack.stop();
    await adapter.disconnect();
  };
  onTestFinished(leave);

  const withButton = (actionId: string): Message => {
    const found = workspace
      .messages()
      .findLast((message) => message.onlyFor === undefined && hasButton(message, actionId));
    if (found === undefined) throw new Error(`no message has the button ${actionId}`);
    return found;
  };
  const told = (person: Person, channel?: string) =>
    workspace.messages(channel).filter((message) => message.onlyFor === person.id);
  return {
    workspace,
    service: real,
    slack,
    courier,
    asked,
    clock,
    reports,
    override,
    place: { teamId: workspace.teamId, channelId: workspace.channel.id },
    url,
    ask: async (person, line) => {
      const before = told(person).length;
      await workspace.slash(person, line);
      const answer = await workspace.waitFor(`an answer to ${line}`, () => told(person).slice(before).at(-1));
      return saidIn(answer);
    },
    withButton,
    press: async (person, actionId, message = withButton(actionId)) => {
      const { channel } = message;
      const before = told(person, channel).length;
      const ack = await workspace.click(person, message, actionId);
      if (ack.outcome !== 'acknowledged') throw new Error(`the click was ${ack.outcome}: ${ack.status}`);
      return saidIn(
        await workspace.waitFor(`an answer to ${actionId}`, () => told(person, channel).slice(before).at(-1)),
      );
    },
    deliver: () => courier.deliverDue(),
    restart: async () => {
      if (file === ':memory:') throw new Error('what is in memory alone is gone with the bot: give a file');
      await leave();
      return await moveIn(workspace, clock, options);
    },
    aoi: workspace.person('aoi'),
    ken: workspace.person('ken'),
    dana: workspace.person('dana'),
  };
}

/** What a refusal about the first gate says. */
export function refusal(lang: Language, code: RefusalCode): string {
  return `✗ ${wordsFor(lang, { style: 'slack', timeZone: 'Asia/Tokyo' }).refusal({ code, figures: { gate: 'cut-over' } })}`;
}

export function hasButton(message: Message, actionId: string): boolean {
  return elementsOf(message.blocks).some(({ element }) => element.action_id === actionId);
}

/** All that a message says, as one text: its blocks where it has some, else its text. */
export function saidIn(message: Message): string {
  const texts: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const each of value) walk(each);
    else if (typeof value === 'object' && value !== null)
      for (const [key, each] of Object.entries(value)) {
        // Steps of a plan have titles.
        if ((key === 'text' || key === 'title') && typeof each === 'string') texts.push(each);
        else walk(each);
      }
  };
  walk(message.blocks);
  return message.blocks.length === 0 ? message.text : texts.join('\n');
}

/** Fills the start form in and submits it, and delivers what the channel hears. Returns the migration. */
export async function started(house: TestHouse, more: Readonly<Record<string, FieldValue>> = {}): Promise<Migration> {
  const { workspace, aoi, ken, dana } = house;
  await workspace.slash(aoi, '/migration start');
  const view = await workspace.waitFor('the form', () => workspace.views().find((each) => each.callbackId === 'start'));
  const { ack, errors } = await workspace.submitView(aoi, view, {
    domain: 'kitano.example',
    old: 'mail.old.example 192.0.2.10',
    new: 'mail.new.example 198.51.100.20',
    approvers: [ken.id, dana.id],
    ...more,
  });
  if (ack.outcome !== 'acknowledged' || Object.keys(errors).length > 0)
    throw new Error(JSON.stringify({ ack, errors }));
  await house.deliver();
  const migration = await house.service.inChannel(house.place);
  if (migration === undefined) throw new Error('not started');
  return migration;
}
