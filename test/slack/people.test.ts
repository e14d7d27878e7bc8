import { WebClient } from '@slack/web-api';
import { expect, test } from 'vitest';
import { openWorkspace } from '../../rehearsal/slack/workspace.ts';
import { createLogger } from '../../src/log.ts';
import { createPeople } from '../../src/slack/people.ts';

async function people(over: { readonly timeZone?: string } = {}) {
  const workspace = await openWorkspace({
    people: [
      { name: 'aoi', realName: 'Aoi', timeZone: over.timeZone ?? 'Asia/Tokyo', locale: 'ja-JP' },
      { name: 'jonas', realName: 'Jonas', timeZone: 'Europe/Berlin', locale: 'de-DE' },
    ],
  });
  const clock = { at: 0 };
  const client = new WebClient(workspace.botToken, {
    slackApiUrl: workspace.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  const asked = () => workspace.calls().filter((call) => call.method === 'users.info').length;
  return {
    workspace,
    clock,
    asked,
    known: createPeople(client, () => clock.at, createLogger({ level: 'silent' })),
  };
}

test('language and zone, asked once in hours; a language that we do not speak reads English', async () => {
  const { workspace, known, asked, clock } = await people();
  const aoi = workspace.person('aoi').id;
  expect(await known.reader(aoi)).toMatchObject({ lang: 'ja', timeZone: 'Asia/Tokyo' });
  expect(await known.reader(workspace.person('jonas').id)).toMatchObject({ lang: 'en', timeZone: 'Europe/Berlin' });
  await Promise.all([known.reader(aoi), known.reader(aoi)]);
  expect(asked()).toBe(2);
  clock.at += 7 * 3_600_000;
  await known.reader(aoi);
  expect(asked()).toBe(3);
  await workspace.close();
});

test('a refusal or a silence is "unknown" within a second, and asked again later', async () => {
  const { workspace, known, clock } = await people();
  const aoi = workspace.person('aoi').id;
  workspace.fail('users.info', { kind: 'refused', error: 'missing_scope' });
  expect(await known.reader(aoi)).toEqual({});
  expect(await known.reader(aoi)).toEqual({});
  clock.at += 6 * 60_000;
  expect(await known.reader(aoi)).toMatchObject({ lang: 'ja' });

  workspace.fail('users.info', { kind: 'slow', delayMs: 2_500 });
  const begun = performance.now();
  expect(await known.reader(workspace.person('jonas').id)).toEqual({});
  expect(performance.now() - begun).toBeLessThan(2_000);
  await workspace.close();
});
