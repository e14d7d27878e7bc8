import { createInterface } from 'node:readline';
import { objectsAt, textAt } from '../slack/json.ts';
import { speaking } from '../slack/people.ts';
import type { FieldValue, Happening, Message, Person, View } from '../slack/workspace.ts';
import { SELECTORS } from '../world/dns/domain.ts';
import { openWorld, type World } from '../world/world.ts';
import { type BotProcess, startBot } from './bot-process.ts';
import { carryBack, carryOver } from './carry.ts';
import { createJudge } from './judge.ts';
import { factsSoFar, narration } from './narration.ts';
import { accountsCsv } from './team-list.ts';
import { createTranscript, zoneOf } from './transcript.ts';

type Press = { readonly message: Message; readonly action: string; readonly value: string; readonly label: string };

const HELP = `Type a line as somebody would in Slack:
  /migration status            as Aoi;  "ken: /migration status" as Ken (people: aoi ken mika jonas ritu dana)
  buttons                      the buttons in the channel, numbered;  "3" or "ken: 3" presses one
What happens outside Slack:
  do import                    import the accounts (one password in the list is wrong)
  do fix                       correct that password and import again
  do prepare | rewrite | clean what the team does to DNS: all that can be published before, the rewrite, SPF without the
                               old server
  do mend                      mend what the bot says is wrong with the rewrite, or would be
  do rollback                  puts DNS back as it was before the rewrite (after /migration rollback)
  do back                      after a rollback: bring back by hand what lies on the new server alone
  do pin | restore             set every client to the address, or back to its hostname (then say so with /migration clients)
  do carry                     carry over by hand what lies on the old server alone
  do postmaster                write to the postmasters of the paths that do not ask DNS
  do shut                      the old server takes no more mail
  world                        what the world knows;  help;  quit`;

/** A rehearsal in which the person at the keyboard is the team. */
export async function interact({
  seed,
  lang,
  print,
}: {
  readonly seed: number;
  readonly lang: 'en' | 'ja';
  readonly print: (line: string) => void;
}): Promise<void> {
  const startedAt = Date.now();
  const world = await openWorld({ seed, slack: { people: speaking(lang) } });
  const judge = createJudge(world, startedAt, lang);
  const transcript = createTranscript({
    people: world.slack.people,
    slack: world.slack,
    startedAt,
    lang,
    print,
    privateLines: 'all',
  });
  const terminal = createInterface({ input: process.stdin, output: process.stdout, terminal: process.stdin.isTTY });
  const typed = terminal[Symbol.asyncIterator]();
  const ask = async (prompt: string): Promise<string | undefined> => {
    process.stdout.write(prompt);
    const next = await typed.next();
    return next.done === true ? undefined : next.value;
  };
  try {
    const bot = await startBot(world);
    world.slack.onHappening(transcript.show);
    world.slack.connectBot(bot.url);
    world.start();
    print(
      `${world.plan.company} moves ${world.plan.domain} from ${world.plan.old.name} (${world.plan.old.address}) to ${world.plan.new.name} (${world.plan.new.address}).`,
    );
    if (world.plan.nextNameServers !== undefined)
      print(`Its DNS moves too, to ${world.plan.nextNameServers.join(' and ')}.`);
    print(`The new server signs with the DKIM selector ${SELECTORS.new}.`);
    print(narration(lang).times(zoneOf(world.slack.people)));
    print(HELP);
    print('Begin with: /migration start');
    try {
      await converse({
        world,
        bot,
        ask,
        lang,
        print,
        known: () =>
          factsSoFar({
            seed,
            lang,
            ...judge.facts(),
            wallSeconds: Math.round((Date.now() - startedAt) / 1_000),
          }),
      });
    } finally {
      await bot.stop();
    }
  } finally {
    terminal.close();
    await world.close();
  }
}

type Conversation = {
  readonly world: World;
  readonly bot: BotProcess;
  /** Asks for the next line typed; undefined when the input has ended. */
  readonly ask: (prompt: string) => Promise<string | undefined>;
  readonly lang: 'en' | 'ja';
  readonly print: (line: string) => void;
  readonly known: () => readonly string[];
};

async function converse(parts: Conversation): Promise<void> {
  for (;;) {
    const line = (await parts.ask('> '))?.trim();
    if (line === undefined || line === 'quit') return;
    try {
      await obey(parts, line);
    } catch (error) {
      parts.print(whatWentWrong(error));
    }
  }
}

/** A command that failed has said why on its standard error. */
function whatWentWrong(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const said: unknown = Reflect.get(error, 'stderr');
  return typeof said === 'string' && said.trim() !== '' ? said.trim() : error.message;
}

async function obey(parts: Conversation, line: string): Promise<void> {
  const { world, print } = parts;
  const [, name, rest] = /^(\w+):\s*(.*)$/.exec(line) ?? ['', 'aoi', line];
  const person = world.slack.people.find((candidate) => candidate.name === name);
  if (person === undefined) return print(`Nobody here is called ${name}.`);
  const said = (rest ?? '').replace(/@(\w+)/g, (word, called: string) => {
    const meant = world.slack.people.find((one) => one.name === called);
    return meant === undefined ? word : `<@${meant.id}>`;
  });
  if (said === '' || said === 'help') return print(HELP);
  if (said === 'world') return print(parts.known().join('\n'));
  if (said === 'buttons') {
    for (const [index, { label, message }] of buttons(world).entries())
      print(`  ${index + 1}  [${label}]  ${message.text.slice(0, 60)}`);
    return;
  }
  if (/^\d+$/.test(said)) return await press(parts, person, Number(said));
  if (said.startsWith('do ')) return await act(parts, said.slice('do '.length).trim());
  if (!said.startsWith('/')) return await world.slack.say(person, said);
  const before = beforeNow(world);
  const ack = await world.slack.slash(person, said);
  if (ack.outcome !== 'acknowledged') print(`Slack shows: ${said.split(' ')[0]} failed (${ack.outcome})`);
  await fillNewView(parts, person, before);
}

function buttons(world: World): readonly Press[] {
  return world.slack.messages().flatMap((message) =>
    message.blocks.flatMap((block) =>
      objectsAt(block, 'elements').flatMap((element) => {
        if (element.type !== 'button') return [];
        const label = textAt(element.text, 'text') ?? '';
        return [{ message, action: textAt(element, 'action_id') ?? '', value: textAt(element, 'value') ?? '', label }];
      }),
    ),
  );
}

async function press(parts: Conversation, person: Person, number: number): Promise<void> {
  const chosen = buttons(parts.world)[number - 1];
  if (chosen === undefined) return parts.print('There is no button of that number: type "buttons".');
  const before = beforeNow(parts.world);
  await parts.world.slack.click(person, chosen.message, chosen.action, chosen.value);
  await fillNewView(parts, person, before);
}

/** A form that opens is filled in on the terminal, field by field; an empty line takes what stands in brackets. */
async function fillNewView(parts: Conversation, person: Person, before: Before): Promise<void> {
  const { world, ask, print } = parts;
  const view = await newView(world, person, before);
  if (view === undefined) return;
  const values: Record<string, FieldValue> = {};
  for (const block of view.blocks) {
    if (block.type !== 'input') continue;
    const field = textAt(block, 'block_id') ?? '';
    const proposed = proposal(parts, field);
    const label = textAt(block.label, 'text') ?? field;
    const answer = (await ask(`  ${label}${proposed === '' ? '' : ` [${proposed}]`}: `))?.trim() || proposed;
    if (answer === '') continue;
    values[field] =
      field === 'approvers'
        ? answer.split(/[\s,]+/).map((name) => world.slack.person(name.replace(/^@/, '')).id)
        : field === 'solo'
          ? [answer]
          : answer;
  }
  const { errors } = await world.slack.submitView(person, view, values);
  for (const [field, text] of Object.entries(errors)) print(`  ${field}: ${text}`);
  if (Object.keys(errors).length > 0) await again(parts, person, view);
}

const FORM_LIMIT_MS = 3_000;
/** What stood open before a person did something, and when that was. */
type Before = { readonly views: ReadonlySet<string>; readonly at: number };
const beforeNow = (world: World): Before => ({
  views: new Set(world.slack.views().map((view) => view.id)),
  at: Date.now(),
});

/** The form that opens, behind the acknowledgement; undefined when words come instead, or nothing does. */
async function newView(world: World, person: Person, { views, at }: Before): Promise<View | undefined> {
  const found = (): View | undefined => world.slack.views().find((candidate) => !views.has(candidate.id));
  const isAnswer = (happening: Happening): boolean =>
    'message' in happening && happening.at >= at && happening.message.onlyFor === person.id;
  await world.slack
    .waitFor('a form', () => found() ?? world.slack.happenings().find(isAnswer), FORM_LIMIT_MS)
    .catch(() => undefined);
  return found();
}

async function again(parts: Conversation, person: Person, view: View): Promise<void> {
  const { views, at } = beforeNow(parts.world);
  await fillNewView(parts, person, { views: new Set([...views].filter((id) => id !== view.id)), at });
}

function proposal({ world, lang }: Conversation, field: string): string {
  const { plan } = world;
  const known: Readonly<Record<string, string>> = {
    domain: [plan.typedDomain, ...(plan.furtherDomain === undefined ? [] : [plan.furtherDomain])].join(' '),
    scope: 'mail-only',
    profile: 'hoster',
    old: `${plan.old.name} ${plan.old.address}`,
    new: plan.new.name,
    approvers: 'ken mika jonas',
    language: lang,
  };
  return known[field] ?? '';
}

async function act({ world, bot, print }: Conversation, what: string): Promise<void> {
  const acts: Readonly<Record<string, () => Promise<void>>> = {
    import: () => bot.importAccounts(accountsCsv(world)),
    fix: async () => {
      world.team.correctPassword();
      await bot.importAccounts(accountsCsv(world));
    },
    prepare: world.zone.prepare,
    rewrite: world.zone.rewrite,
    mend: async () => {
      for (const mistake of world.zone.mistakes()) await world.zone.mend(mistake);
    },
    rollback: world.zone.rollBack,
    back: async () => print(`  ${await carryBack(world)} messages brought back`),
    clean: world.zone.clean,
    pin: async () => {
      for (const { plan } of world.team.clients()) world.team.pin(plan.id, Date.now());
    },
    restore: async () => {
      for (const { plan } of world.team.clients()) world.team.restore(plan.id, Date.now());
    },
    carry: async () => print(`  ${await carryOver(world)} messages carried over`),
    postmaster: async () => {
      for (const sender of world.senders.all()) if (sender.isStubborn()) sender.writeToPostmaster();
    },
    shut: async () => world.old.shut(),
  };
  const chosen = acts[what];
  if (chosen === undefined) return print(`There is nothing to do called "${what}": type help.`);
  await chosen();
  print('  done');
}
