import { expect, test } from 'vitest';
import { asRead } from '../../rehearsal/slack/as-read.ts';
import type { Settings } from '../../src/migration/settings.ts';
import { DAY_MS, type Instant } from '../../src/migration/time.ts';
import { wallTimeOf } from '../../src/migration/wall-time.ts';
import type { Delivery, DeliveryJob } from '../../src/service/ports.ts';
import { jobView } from '../../src/slack/views/announcement.ts';
import { T0 } from '../migration/a-migration.ts';
import { openPost } from './post-office.ts';
import { playQuietFortnight, quietStart } from './quiet-fortnight.ts';

const MOST = 25;
const READING = {
  names: new Map(['AOI', 'MIKA', 'KEN', 'REN', 'SAYA', 'HARU', 'TOMO', 'NAO'].map((name) => [`U${name}`, `@${name}`])),
  channel: { id: 'C1', name: 'mail-move' },
  dates: new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Tokyo', dateStyle: 'short', timeStyle: 'short' }),
};

type Said = { readonly at: Instant; readonly kind: string; readonly place: Place; readonly lines: readonly string[] };
type Place = 'channel' | 'thread' | 'direct';

test('a quiet fortnight with twenty clients is at most 25 messages in the channel, each with what is next and by whom', {
  timeout: 120_000,
}, async () => {
  const said = await played({});
  const told = said
    .map(({ at, kind, place, lines }) => [`${READING.dates.format(at)} (${place}, ${kind})`, ...lines].join('\n  '))
    .join('\n\n');
  if (process.env.SHOW_TRAFFIC === '1') process.stdout.write(`${told}\n`);
  const inChannel = said.filter(({ place }) => place === 'channel');
  expect(inChannel.length, told).toBeLessThanOrEqual(MOST);
  // Pictures stand under the status message.
  expect(
    said.filter(({ place }) => place === 'thread').every(({ kind }) => kind === 'timeline'),
    told,
  ).toBe(true);
  // What needs people is never saved on.
  for (const kind of ['gate-ready', 'approval', 'gate-opened'])
    expect(
      inChannel.filter((one) => one.kind === kind),
      told,
    ).toHaveLength(3);
});

test('with a daily digest no day has two of them, nor one beside anything else', { timeout: 120_000 }, async () => {
  const said = (await played({ digest: true })).filter(({ place }) => place === 'channel');
  const days = Map.groupBy(said, ({ at }) => wallTimeOf(at, 'Asia/Tokyo').date);
  const digests = [...days.values()].filter((day) => day.some(({ kind }) => kind === 'digest'));
  expect(digests.length).toBeGreaterThan(2);
  // What comes after it, in the evening, was not known then.
  for (const [first, ...rest] of digests) {
    expect(first?.kind).toBe('digest');
    expect(rest.map(({ kind }) => kind)).not.toContain('digest');
  }
  for (const [digest] of digests) expect(digest?.lines.join(' ')).toMatch(/kitano\.example.*Awaited since/);
});

/** What is posted while a migration is played from its start until it is closed. */
async function played(settings: Partial<Settings>): Promise<readonly Said[]> {
  const post = openPost();
  const said: Said[] = [];
  const reading: Delivery = {
    ...post.slack,
    async deliver(job) {
      if (job.messageTs === undefined) said.push(saidBy(job, post.desk.clock.at));
      return await post.slack.deliver(job);
    },
  };
  const courier = post.hire({ delivery: reading });
  const id = await post.desk.begin(quietStart(settings));
  await courier.deliverDue();
  const { record, refused } = await playQuietFortnight({ ...post, courier }, id);

  expect(refused).toEqual([]);
  expect(record.facts.state.kind).toBe('finished');
  expect(post.desk.clock.at).toBeLessThanOrEqual(T0 + 14 * DAY_MS);
  return said;
}

function saidBy(job: DeliveryJob, at: Instant): Said {
  const { text, blocks } = jobView(job, at);
  const place = job.direct !== undefined ? 'direct' : job.threadTs !== undefined ? 'thread' : 'channel';
  const kind = job.announcement.kind;
  return { at, kind, place, lines: asRead({ text, blocks: JSON.parse(JSON.stringify(blocks)) }, READING) };
}
