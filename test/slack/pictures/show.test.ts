import { WebClient } from '@slack/web-api';
import { expect, test } from 'vitest';
import { createLogger } from '../../../src/log.ts';
import { boltLogger } from '../../../src/slack/bolt-logger.ts';
import { createShow } from '../../../src/slack/pictures/show.ts';
import { openHouse } from '../house.ts';

const TRIES = 12;

/** Shows a file, and answers what came of it: shown, left out, or to be tried again with or without a doubt. */
async function ready() {
  const { workspace, place } = await openHouse();
  const log = createLogger({ level: 'silent' });
  const client = new WebClient(workspace.botToken, {
    slackApiUrl: workspace.apiUrl,
    logger: boltLogger(log),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  const show = createShow(client, log, 'left out');
  const files = [{ filename: 'a.md', title: 'a', bytes: new TextEncoder().encode('a') }];
  const outcome = async (id: string): Promise<unknown> =>
    await show(id, { channel: place.channelId, files, comment: 'a' }).catch(
      (error: { readonly details: { readonly doubtful: boolean } }) => ({ doubtful: error.details.doubtful }),
    );
  return { workspace, outcome };
}

test('files that Slack does not answer for are tried for a while, and then left out; others are not', async () => {
  const { workspace, outcome } = await ready();
  workspace.fail('files.getUploadURLExternal', { kind: 'lost-request' }, TRIES + 1);
  for (let count = 1; count < TRIES; count += 1) expect(await outcome('M.1')).toEqual({ doubtful: false });
  expect(await outcome('M.1')).toBe(false);
  expect(await outcome('M.2')).toEqual({ doubtful: false });
  expect(await outcome('M.2')).toBe(true);
});

test('a limit is waited for, however often it is named', async () => {
  const { workspace, outcome } = await ready();
  workspace.fail('files.getUploadURLExternal', { kind: 'rate-limited', retryAfterSeconds: 1 }, TRIES + 1);
  for (let count = 0; count <= TRIES; count += 1) expect(await outcome('M.1')).toEqual({ doubtful: false });
  expect(await outcome('M.1')).toBe(true);
});

test('an answer that was lost at the end is a doubt every time: whether they stand there is for others to find', async () => {
  const { workspace, outcome } = await ready();
  workspace.fail('files.completeUploadExternal', { kind: 'lost-answer' }, TRIES + 1);
  for (let count = 0; count <= TRIES; count += 1) expect(await outcome('M.1')).toEqual({ doubtful: true });
});
