import { expect, test } from 'vitest';
import { openHouse, started } from './house.ts';

test('start: the form, the announcement and the pinned status', async () => {
  const house = await openHouse();
  const migration = await started(house);
  expect(migration.facts).toMatchObject({
    domain: 'kitano.example',
    timeZone: 'Asia/Tokyo',
    lang: 'ja',
    startedBy: house.aoi.id,
    approvers: [house.ken.id, house.dana.id],
    servers: { old: { host: 'mail.old.example', addresses: ['192.0.2.10'], imap: { port: 993, security: 'tls' } } },
  });
  const [announced, status, ...rest] = house.workspace.messages().filter((message) => message.onlyFor === undefined);
  expect(rest).toEqual([]);
  expect(announced?.text).toContain('kitano.example');
  expect(status).toMatchObject({ pinned: true, metadata: { event_type: 'migration_outbox' } });
  expect(await house.ask(house.dana, '/migration status')).toContain('kitano.example: step 1 of 8');
});
