import pLimit from 'p-limit';
import { type SurveyRequest, surveyMailbox } from '../../src/mail/survey.ts';
import type { MailboxSurvey } from '../../src/migration/observations.ts';
import { createDialer, type Dialer } from '../../src/net/dial.ts';
import { loopback } from '../../test/servers/loopback.ts';
import { interleave, median, medianRatio, timed } from '../interleave.ts';
import { logInAndOut } from '../mail/bare.ts';
import { type Box, openServers } from '../mail/servers.ts';
import { ownPeakMib } from '../memory.ts';
import type { Measured } from '../targets.ts';

const MAILBOXES = 1_000;
const FOLDERS = 5;
/** Sessions at a time on both servers together, as in a look of the bot. */
const AT_ONCE = 16;
/** The two take turns at a part of the mailboxes, for whatever else the machine does comes and goes in seconds. */
const PARTS = 4;
const ROUNDS = 3;
/** For the rounds behind the first one, in which every mailbox has its turn. */
const ROUNDS_MS = 60_000;
const LIMIT_MS = 180_000;

/** A survey of mailboxes in which nothing is new, against logging in to each and out again. */
export async function measureMail(): Promise<Measured> {
  const servers = await openServers(MAILBOXES);
  try {
    const dialer = createDialer({ policy: loopback, trust: [servers.trust] });
    const baselines = await surveyAll(dialer, servers.boxes.map(withoutCursor));
    const quiet = servers.boxes.map(
      (box, index): Task => ({
        box,
        request: { ...requestFor(box), ...cursorFrom(baselines[index]) },
      }),
    );
    const [nextQuiet, nextBoxes] = [inTurns(quiet), inTurns(servers.boxes)];
    const surveyed = () =>
      timed(async () => {
        const arrivals = (await surveyAll(dialer, nextQuiet())).flatMap((survey) => survey.arrivals);
        if (arrivals.length > 0) throw new Error(`${arrivals.length} messages were new in quiet mailboxes`);
      });
    const bare = () => timed(() => forAll(nextBoxes(), ({ account }) => logInAndOut(dialer, account)));
    const pairs = await interleave(ROUNDS * PARTS, surveyed, bare, { least: PARTS, ms: ROUNDS_MS });
    return {
      'mail-survey': medianRatio(pairs),
      'mail-survey-time': median(pairs.map((pair) => pair.a)) * PARTS,
      'mail-bare-time': median(pairs.map((pair) => pair.b)) * PARTS,
      'mail-memory': ownPeakMib(),
    };
  } finally {
    await servers.stop();
  }
}

/** One part of all behind the other, and from the front again. */
function inTurns<T>(all: readonly T[]): () => readonly T[] {
  const size = Math.ceil(all.length / PARTS);
  let turn = 0;
  return () => {
    const from = (turn % PARTS) * size;
    turn += 1;
    return all.slice(from, from + size);
  };
}

type Task = { readonly box: Box; readonly request: SurveyRequest };

const requestFor = ({ mailbox, hostname }: Box): SurveyRequest => ({
  mailbox,
  ownStamps: [hostname],
  otherStamps: [],
});
const withoutCursor = (box: Box): Task => ({ box, request: requestFor(box) });

function cursorFrom(baseline: MailboxSurvey | undefined): Pick<SurveyRequest, 'cursor' | 'cursorAt'> {
  if (baseline?.folders.length !== FOLDERS) throw new Error(`a mailbox has not ${FOLDERS} folders`);
  return { cursor: baseline.folders, cursorAt: baseline.at };
}

function surveyAll(dialer: Dialer, tasks: readonly Task[]): Promise<readonly MailboxSurvey[]> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  return forAll(tasks, async ({ box, request }) => {
    const result = await surveyMailbox(dialer, box.account, request, { signal, now: Date.now });
    if (result.outcome === 'failed') throw new Error(`${box.mailbox}: ${result.code} ${result.detail ?? ''}`);
    return result;
  });
}

function forAll<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const limit = pLimit(AT_ONCE);
  return Promise.all(items.map((item) => limit(() => work(item))));
}
