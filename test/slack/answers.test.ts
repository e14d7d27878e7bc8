import { expect, test } from 'vitest';
import { signedHeaders } from '../../rehearsal/slack/sign.ts';
import { openHouse, saidIn, started } from './house.ts';

test('an answer that its response_url does not take is whispered by the bot itself', async () => {
  const house = await openHouse();
  await started(house, { language: 'en' });
  const body = new URLSearchParams({
    command: '/migration',
    text: 'check zone',
    team_id: house.place.teamId,
    channel_id: house.place.channelId,
    user_id: house.dana.id,
    // The discard port: nobody listens.
    response_url: 'http://127.0.0.1:9/gone',
    trigger_id: 'T1',
  }).toString();
  const response = await fetch(house.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...signedHeaders(house.workspace.signingSecret, body, Date.now()),
    },
    body,
  });
  expect(await response.json()).toEqual({ response_type: 'ephemeral', text: 'Looking…', unfurl_links: false });
  const answer = await house.workspace.waitFor('the whisper', () =>
    house.workspace.messages().find((message) => message.onlyFor === house.dana.id),
  );
  expect(saidIn(answer)).toContain('step 1 of 8');
});

test('a form that takes longer than Slack waits says so, and then what came of it', async () => {
  const house = await openHouse();
  await house.workspace.slash(house.dana, '/migration start');
  const view = await house.workspace.waitFor('the form', () => house.workspace.views()[0]);
  const hold = Promise.withResolvers<void>();
  house.override.parts = {
    start: async (...args) => {
      await hold.promise;
      return house.service.start(...args);
    },
  };
  const values = { domain: 'kitano.example', old: '192.0.2.10', new: '198.51.100.20', approvers: [house.ken.id] };
  const sent = await house.workspace.submitView(house.dana, view, values);
  expect(JSON.stringify(sent.next?.blocks)).toContain('Working…');
  hold.resolve();
  await house.workspace.waitFor('the note', () =>
    house.workspace.views().find((each) => JSON.stringify(each.blocks).includes('Started.')),
  );
  expect((await house.service.inChannel(house.place))?.facts.domain).toBe('kitano.example');
});
