import { setTimeout as delay } from 'node:timers/promises';
import type { FieldValue, Message, Person } from '../slack/workspace.ts';
import type { World } from '../world/world.ts';
import type { BotProcess } from './bot-process.ts';
import { carryOver } from './carry.ts';
import { gateOf, hasButton, kindOf } from './channel.ts';
import { narration } from './narration.ts';
import { accountsCsv } from './team-list.ts';
import type { Transcript } from './transcript.ts';

export type TeamParts = {
  readonly world: World;
  readonly bot: BotProcess;
  readonly transcript: Transcript;
  readonly lang: 'en' | 'ja';
};

const STEP_LIMIT_MS = 30_000;
const WAIVE_LIMIT_MS = 20_000;
const WAIVE_AGAIN_MS = 1_000;
const CUT_OVER_ITEMS = 'forwarders aliases catch-all lists filters shared-mailboxes';
const CANCEL_ITEMS = 'calendars-contacts devices retention contract-dates other-services';
const REASONS = {
  en: { unchecked: 'checked by hand' },
  ja: { unchecked: '手作業で確認済み' },
} as const;

/**
 * The team plays its part: Aoi leads and rewrites DNS, Ken and Mika approve, Jonas and Ritu own clients. They act on
 * what the channel shows them, through the same commands and buttons as anybody. Resolves once the old server is
 * cancelled and the migration has ended.
 */
export async function playTeam(parts: TeamParts): Promise<void> {
  const { world, bot, transcript } = parts;
  const { slack } = world;
  const { aoi, ken, mika } = { aoi: slack.person('aoi'), ken: slack.person('ken'), mika: slack.person('mika') };
  const reason = REASONS[parts.lang];
  const says = narration(parts.lang);
  const say = async (person: Person, line: string): Promise<void> => {
    transcript.did(person, line);
    const ack = await slack.slash(person, line);
    if (ack.outcome !== 'acknowledged') throw new Error(`${line}: ${ack.outcome}`);
  };
  const press = async (person: Person, message: Message, action: string, choice?: FieldValue): Promise<void> => {
    transcript.did(person, `[${action}]`);
    await slack.click(person, message, action, choice);
  };
  const until = (kind: string, gate?: string): Promise<Message> =>
    slack.waitFor(
      gate === undefined ? kind : `${kind} ${gate}`,
      () =>
        slack
          .messages()
          .find((message) => kindOf(message) === kind && (gate === undefined || gateOf(message) === gate)),
      STEP_LIMIT_MS,
    );
  const waiveUnchecked = (gate: string) => say(ken, `/migration waive ${gate} unchecked ${reason.unchecked}`);
  /** Refused until the watermark has passed: said again until the channel shows it. */
  const waiveInTime = async (gate: string): Promise<void> => {
    const shown = () => slack.messages().find((message) => kindOf(message) === 'waived' && gateOf(message) === gate);
    for (const end = Date.now() + WAIVE_LIMIT_MS; Date.now() < end; ) {
      await waiveUnchecked(gate);
      const seen = await slack.waitFor(`waived ${gate}`, shown, WAIVE_AGAIN_MS).catch(() => undefined);
      if (seen !== undefined) return;
    }
    throw new Error(`${gate}: what is not checked could not be waived`);
  };

  const reactions = react(parts, { say, press, people: { aoi, ken, mika } });
  try {
    await start(parts, aoi);
    await until('started');
    await say(aoi, `/migration mailboxes add ${world.plan.mailboxes.map((mailbox) => mailbox.address).join(' ')}`);
    const clients = world.team.clients();
    await say(
      aoi,
      `/migration clients add ${clients.map(({ plan }) => `${plan.device} ${plan.protocols.join(',')}`).join('; ')}`,
    );
    await bot.importAccounts(accountsCsv(world));
    transcript.aside(says.imported);
    await say(aoi, '/migration step inventory done');
    await world.zone.prepare();
    transcript.aside(says.prepared);
    await say(aoi, `/migration checklist done ${CUT_OVER_ITEMS}`);
    await waiveUnchecked('cut-over');
    await say(aoi, '/migration step prepare done');
    for (const [index, client] of clients.entries()) {
      world.team.pin(client.plan.id, Date.now());
      await say(ownerOf(parts, client.plan.owner), `/migration clients pinned c${index + 1}`);
    }
    await say(aoi, `/migration window <@${aoi.id}> now 2h`);
    await say(aoi, '/migration gate cut-over');

    await until('gate-opened', 'cut-over');
    await carry(parts);
    await beginRewrite(parts, say, aoi);
    await world.zone.rewrite();
    transcript.aside(says.rewritten);
    await carry(parts);
    await waiveInTime('switch-back');

    await until('gate-opened', 'switch-back');
    await restore(parts, say);
    await say(aoi, '/migration step close');
    await carry(parts);
    world.old.shut();
    await world.zone.clean();
    transcript.aside(says.shut);
    await carry(parts);
    await say(aoi, '/migration step close done');
    await say(aoi, `/migration checklist done ${CANCEL_ITEMS}`);
    await waiveUnchecked('cancel');

    await until('gate-opened', 'cancel');
    await say(aoi, '/migration status');
    await say(aoi, '/migration step retire done');
    await until('state');
  } finally {
    await reactions.stop();
  }
}

async function start({ world, transcript, lang }: TeamParts, aoi: Person): Promise<void> {
  const { slack, plan } = world;
  transcript.did(aoi, '/migration start');
  await slack.slash(aoi, '/migration start');
  const view = await slack.waitFor('the start form', () =>
    slack.views().find((candidate) => candidate.callbackId === 'start'),
  );
  const { errors } = await slack.submitView(aoi, view, {
    domain: plan.domain,
    scope: 'mail-only',
    profile: 'hoster',
    old: `${plan.old.name} ${plan.old.address}`,
    new: plan.new.name,
    approvers: ['ken', 'mika', 'jonas'].map((name) => slack.person(name).id),
    language: lang,
  });
  if (Object.keys(errors).length > 0) throw new Error(`the start form was refused: ${JSON.stringify(errors)}`);
}

async function beginRewrite(
  { world }: TeamParts,
  say: (person: Person, line: string) => Promise<void>,
  aoi: Person,
): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await say(aoi, '/migration step rewrite begin');
    const begun = () => world.slack.messages().find((message) => kindOf(message) === 'rewrite');
    const seen = await world.slack.waitFor('the rewrite to begin', begun, 6_000).catch(() => undefined);
    if (seen !== undefined) return;
  }
  throw new Error('the rewrite could not be begun');
}

async function restore(
  { world, transcript, lang }: TeamParts,
  say: (person: Person, line: string) => Promise<void>,
): Promise<void> {
  const clients = world.team.clients();
  const late: (() => Promise<void>)[] = [];
  for (const [index, { plan }] of clients.entries()) {
    const back = async () => {
      world.team.restore(plan.id, Date.now());
      await say(ownerOf({ world }, plan.owner), `/migration clients restored c${index + 1}`);
    };
    if (plan.forgetsToRestore) late.push(back);
    else await back();
  }
  await say(world.slack.person('aoi'), '/migration clients');
  transcript.aside(narration(lang).forgot);
  for (const back of late) await back();
}

async function carry({ world, transcript, lang }: TeamParts): Promise<void> {
  const carried = await carryOver(world);
  if (carried > 0) transcript.aside(narration(lang).carried(carried));
}

/** Whoever owns a client in the world is one of the people in the channel. */
function ownerOf({ world }: Pick<TeamParts, 'world'>, owner: string): Person {
  const people = world.slack.people;
  const sum = [...owner].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return people[sum % people.length] ?? world.slack.person('aoi');
}

type Acting = {
  readonly say: (person: Person, line: string) => Promise<void>;
  readonly press: (person: Person, message: Message, action: string, choice?: FieldValue) => Promise<void>;
  readonly people: { readonly aoi: Person; readonly ken: Person; readonly mika: Person };
};

/** What the team does whenever the channel asks for it, until stopped. */
function react(parts: TeamParts, acting: Acting): { readonly stop: () => Promise<void> } {
  const { world } = parts;
  const done = new Set<string>();
  let stopped = false;
  const once = async (key: string, work: () => Promise<void>): Promise<void> => {
    if (done.has(key)) return;
    done.add(key);
    await work();
  };
  const loop = (async () => {
    while (!stopped) {
      for (const message of world.slack.messages()) await answer(parts, acting, message, once);
      await delay(100);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await loop;
    },
  };
}

async function answer(
  parts: TeamParts,
  { say, press, people }: Acting,
  message: Message,
  once: (key: string, work: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const { world, bot, transcript, lang } = parts;
  const kind = kindOf(message);
  switch (kind) {
    case 'gate-ready':
      if (hasButton(message, 'ask-approval'))
        await once(`ask ${message.ts}`, () => press(people.aoi, message, 'ask-approval'));
      return;
    case 'approvals-lapsed':
      await once(`lapsed ${message.ts}`, () => say(people.aoi, `/migration gate ${gateOf(message) ?? ''}`));
      return;
    case 'approval':
      if (!hasButton(message, 'approve')) return;
      await once(`ken ${message.ts}`, () => press(people.ken, message, 'approve'));
      if (gateOf(message) === 'cancel') await once(`mika ${message.ts}`, () => press(people.mika, message, 'approve'));
      return;
    case 'suspects':
      if (hasButton(message, 'judge-spam'))
        await once(`spam ${message.ts}`, () => press(people.mika, message, 'judge-spam'));
      return;
    case 'stragglers':
      await once(`stragglers ${message.ts}`, async () => {
        await carry(parts);
        for (const sender of world.senders.all().filter((each) => each.isStubborn())) sender.writeToPostmaster();
        transcript.aside(narration(lang).postmasters);
      });
      return;
    case 'credentials-refused':
      await once(`refused ${message.ts}`, async () => {
        world.team.correctPassword();
        await bot.importAccounts(accountsCsv(world));
        transcript.aside(narration(lang).corrected);
      });
      return;
    default:
      return;
  }
}
