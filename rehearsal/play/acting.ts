import { setTimeout as delay } from 'node:timers/promises';
import { objectAt, textAt } from '../slack/json.ts';
import type { FieldValue, Message, Person } from '../slack/workspace.ts';
import type { World } from '../world/world.ts';
import type { BotProcess } from './bot-process.ts';
import { carryBack, carryOver } from './carry.ts';
import { gateOf, kindOf, saidIn } from './channel.ts';
import { narration } from './narration.ts';
import type { Transcript } from './transcript.ts';

export type TeamParts = {
  readonly world: World;
  readonly bot: BotProcess;
  readonly transcript: Transcript;
  readonly lang: 'en' | 'ja';
};

/** What the people of the team do, and what they wait to see in the channel. */
export type Acting = {
  readonly say: (person: Person, line: string) => Promise<void>;
  readonly press: (person: Person, message: Message, action: string, choice?: FieldValue) => Promise<void>;
  /** The first message of that kind (and gate) that is posted, or edited, at or after `since`. */
  readonly until: (kind: string, more?: { readonly gate?: string; readonly since?: number }) => Promise<Message>;
  /** The same, but nothing is wrong when it does not come in time. */
  readonly seenWithin: (ms: number, kind: string, since: number) => Promise<Message | undefined>;
  /** Says a line over and over until a message of that kind shows that it was taken. */
  readonly insist: (person: Person, line: string, kind: string, gate?: string) => Promise<void>;
  /**
   * Says a line that a gate allows. Refused, because the gate was taken back meanwhile: waits for it to open again, and
   * says it once more.
   */
  readonly sayWhenOpen: (person: Person, line: string, gate: string) => Promise<void>;
  /** What the bot answers that person alone to a line, once it has looked; undefined: nothing in good time. */
  readonly answerTo: (person: Person, line: string) => Promise<Message | undefined>;
  /** Says of everything in the mailboxes that nobody can explain what it was, for that gate. */
  readonly explainPuzzles: (gate: 'switch-back' | 'cancel') => Promise<void>;
  readonly people: Readonly<Record<'aoi' | 'ken' | 'mika', Person>>;
};

const MOST_TYPED = 3;
const STEP_LIMIT_MS = 45_000;
const INSIST_LIMIT_MS = 30_000;
const AGAIN_MS = 1_000;
const ANSWER_LIMIT_MS = 20_000;
/** A gate may be taken back more than once; then something is wrong with it. */
const MOST_RETRACTIONS = 3;

const QUIET_CRITERION = { 'switch-back': 'SWB-QUIET', cancel: 'CAN-QUIET' } as const;

type Stage = Pick<TeamParts, 'transcript' | 'lang'> & { readonly world: Pick<World, 'slack'> };

export function createActing({ world, transcript, lang }: Stage): Acting {
  const { slack } = world;
  const explained = new Set<string>();
  const say: Acting['say'] = async (person, line) => {
    let outcome = '';
    // Slack gives up after three seconds; a busy machine may be slower, and a person types the line again.
    for (let attempt = 0; attempt < MOST_TYPED && outcome !== 'acknowledged'; attempt += 1) {
      transcript.did(person, line);
      outcome = (await slack.slash(person, line)).outcome;
      if (outcome === 'refused') break;
    }
    if (outcome !== 'acknowledged') throw new Error(`${line}: ${outcome}`);
  };
  const wait = (limitMs: number, kind: string, gate: string | undefined, since: number): Promise<Message> =>
    slack.waitFor(
      gate === undefined ? kind : `${kind} ${gate}`,
      () => {
        for (const happening of slack.happenings()) {
          if ((happening.kind !== 'posted' && happening.kind !== 'edited') || happening.at < since) continue;
          const { message } = happening;
          if (kindOf(message) === kind && (gate === undefined || gateOf(message) === gate)) return message;
        }
        return undefined;
      },
      limitMs,
    );
  const until: Acting['until'] = async (kind, { gate, since = 0 } = {}) => {
    try {
      return await wait(STEP_LIMIT_MS, kind, gate, since);
    } catch (error) {
      if (gate === undefined) throw error;
      // Somebody asks what it waits for, and that is what the failure says.
      await say(slack.person('aoi'), `/migration gate ${gate}`);
      await delay(AGAIN_MS);
      throw new Error(`${error instanceof Error ? error.message : ''}\n${lastAnswers(world)}`, { cause: error });
    }
  };
  const answerTo: Acting['answerTo'] = async (person, line) => {
    const since = Date.now();
    await say(person, line);
    const isAnswer = (message: Message) =>
      message.onlyFor === person.id && message.answers === line && !isFirstWord(message);
    return await slack
      .waitFor(
        `the answer to ${line}`,
        () => {
          for (const happening of slack.happenings())
            if (happening.kind === 'posted' && happening.at >= since && isAnswer(happening.message))
              return happening.message;
          return undefined;
        },
        ANSWER_LIMIT_MS,
      )
      .catch(() => undefined);
  };
  const seenWithin: Acting['seenWithin'] = (ms, kind, since) => wait(ms, kind, undefined, since).catch(() => undefined);
  return {
    say,
    press: async (person, message, action, choice) => {
      transcript.did(person, `[${action}]`);
      await slack.click(person, message, action, choice);
    },
    until,
    async explainPuzzles(gate) {
      const answer = await answerTo(slack.person('ken'), '/migration stragglers');
      const keys = answer === undefined ? [] : [...saidIn(answer).matchAll(/`(puzzle:[^`]+)`/g)];
      for (const [, key = ''] of keys) {
        if (explained.has(`${gate} ${key}`)) continue;
        explained.add(`${gate} ${key}`);
        await say(
          slack.person('ken'),
          `/migration waive ${gate} ${QUIET_CRITERION[gate]} ${key} ${narration(lang).downloaded}`,
        );
      }
    },
    answerTo,
    seenWithin,
    insist: async (person, line, kind, gate) => {
      const since = Date.now();
      while (Date.now() < since + INSIST_LIMIT_MS) {
        await say(person, line);
        const seen = await wait(AGAIN_MS, kind, gate, since).catch(() => undefined);
        if (seen !== undefined) return;
      }
      throw new Error(`${line}: not taken\n${lastAnswers(world)}`);
    },
    sayWhenOpen: async (person, line, gate) => {
      for (let attempt = 0; attempt <= MOST_RETRACTIONS; attempt += 1) {
        const since = Date.now();
        const answer = await answerTo(person, line);
        if (answer === undefined) throw new Error(`${line}: no answer`);
        if (!isRefusal(answer)) return;
        await until('gate-opened', { gate, since });
      }
      throw new Error(`${line}: refused again and again\n${lastAnswers(world)}`);
    },
    people: { aoi: slack.person('aoi'), ken: slack.person('ken'), mika: slack.person('mika') },
  };
}

/** In either language a refusal begins with the same mark. */
function isRefusal({ text }: Message): boolean {
  return text.startsWith('✗');
}

/** "Looking…": what was asked for is answered afterwards. */
function isFirstWord({ text }: Message): boolean {
  return text.endsWith('…');
}

/** What the bot said last to one person alone: why something was refused, what a gate waits for. */
function lastAnswers(world: Pick<World, 'slack'>): string {
  const answers = world.slack.messages().filter((message) => message.onlyFor !== undefined);
  return answers
    .slice(-2)
    .flatMap(({ text, blocks }) => [text, ...blocks.map((block) => textAt(objectAt(block, 'text'), 'text') ?? '')])
    .join('\n');
}

/** What lies on the old server alone is taken over, by hand; where the bot does that, it is left to it. */
export async function carry({ world, transcript, lang }: TeamParts): Promise<void> {
  if (world.plan.traits.botCopies === true) return;
  const carried = await carryOver(world);
  if (carried > 0) transcript.aside(narration(lang).carried(carried));
}

/** After a rollback, the other way round. */
export async function bringBack({ world, transcript, lang }: TeamParts): Promise<void> {
  const carried = await carryBack(world);
  if (carried > 0) transcript.aside(narration(lang).broughtBack(carried));
}

/** Whoever owns a client in the world is one of the people in the channel. */
export function ownerOf({ world }: Pick<TeamParts, 'world'>, owner: string): Person {
  const people = world.slack.people;
  const sum = [...owner].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return people[sum % people.length] ?? world.slack.person('aoi');
}
