import { beforeEach, expect, test } from 'vitest';
import { HELPER_MARKER } from '../../src/mail/acceptance-helper.ts';
import type { Migration } from '../../src/migration/record.ts';
import type { Look } from '../../src/migration/settings.ts';
import { overLimits } from '../../src/slack/views/limits.ts';
import { openHouse, refusal, started, type TestHouse } from './house.ts';

let house: TestHouse;
let id: string;
let begun: (readonly Look[])[];
beforeEach(async () => {
  house = await openHouse();
  ({ id } = await started(house, { language: 'en' }));
  begun = [];
  house.override.parts = { lookSoon: (_, looks) => void begun.push(looks) };
  return () => {
    for (const message of house.workspace.messages()) expect(overLimits(message), message.text).toEqual([]);
  };
});

const record = async (): Promise<Migration> => {
  const migration = await house.service.read(id);
  if (migration === undefined) throw new Error('the migration is gone');
  return migration;
};
const dana = (line: string): Promise<string> => house.ask(house.dana, `/migration ${line}`);

test('addresses: a place for each, or a reason to have none', async () => {
  expect(await dana('addresses')).toContain('have not been read for addresses yet');
  expect(await dana('addresses drop unplaced because spam')).toContain('has its place already');
  expect(await dana('addresses alias orders@kitano.example')).toContain('✓');
  expect(await dana('addresses')).toContain(`orders@kitano.example: alias, said <@${house.dana.id}>`);
  expect(await dana('addresses drop orders@kitano.example')).toBe(refusal('en', 'reason-missing'));
  expect(await dana('addresses drop orders@kitano.example because nobody writes to it')).toContain('✓');
  expect((await record()).facts.addresses?.['orders@kitano.example']?.placed?.reason).toBe('nobody writes to it');
  expect(await dana('addresses undo orders@kitano.example')).toContain('✓');
  expect(await dana('senders')).toContain('have not been read for senders yet');
  expect(await dana('senders dismiss who@example.com because he left')).toContain('not among the regular senders');
});

test('who reads a mailbox, and what its owner says', async () => {
  await dana('mailboxes add info@kitano.example attested');
  expect(await dana('mailboxes')).toContain('info@kitano.example: attested, not attested yet');
  expect(await dana(`mailboxes owner info@kitano.example <@${house.aoi.id}|aoi>`)).toContain('✓');
  expect(await house.ask(house.aoi, '/migration mailboxes attest info@kitano.example')).toContain('✓');
  expect(await dana('mailboxes')).toContain(`read by <@${house.aoi.id}>, attested by <@${house.aoi.id}>`);
});

test('what takes hours is begun, and nobody waits for it', async () => {
  await dana('mailboxes add aoi@kitano.example');
  expect(await dana('copy')).toContain('aoi@kitano.example: never compared');
  expect(await dana('copy now')).toContain('Copying is off, so this compares only');
  expect(await dana('settings copy on')).toContain('to on');
  expect(await dana('copy now')).toContain('Begun');
  expect(await dana('check scan')).toContain('Begun');
  expect(begun).toEqual([['content'], ['content'], ['scan']]);
  expect(await dana('copy missing aoi@kitano.example')).toContain('has not been compared yet');
  expect(await dana('copy missing ken@kitano.example')).toContain(
    '✗ ken@kitano.example is not a mailbox of this migration',
  );
  expect(await dana('ledger')).toContain('Nothing has been compared yet');
  expect(await dana('archive')).toContain('None yet');
});

test('relays for probes, and rescues', async () => {
  await dana('mailboxes add aoi@kitano.example');
  expect(await dana('probes')).toContain('No relay is named');
  expect(await dana('probes relay oldhost old smtp.old-host.example:587 starttls')).toContain('✓');
  expect(await dana('probes')).toContain('aoi@kitano.example: oldhost – none yet');
  expect(await dana('probes drop oldhost')).toContain('✓');
  expect(await dana('probes drop oldhost')).toContain('✗');
  expect(await dana('rescue')).toContain('Nothing has reached the old server');
  expect(await dana('rescue dry')).toContain('Nothing waits');
  await dana('pause');
  expect(await dana('rescue now')).toContain('rests while the migration is paused');
});

test('acceptance asked from elsewhere: a command to run, and what it printed pasted back', async () => {
  expect(await dana('accept helper new')).toContain('nothing to ask for');
  await dana('mailboxes add aoi@kitano.example info@kitano.example');
  expect(await dana('accept')).toContain('new server not asked yet');
  expect(await dana('accept helper new')).toContain('Ask the new server from elsewhere');
  const message = house.workspace
    .messages()
    .findLast(({ onlyFor, blocks }) => onlyFor === house.dana.id && JSON.stringify(blocks).includes('paste-helper'));
  if (message === undefined) throw new Error('no command was shown');
  expect(JSON.stringify(message.blocks)).toContain('aoi@kitano.example');
  await house.workspace.click(house.dana, message, 'paste-helper');
  const view = await house.workspace.waitFor('the form', () =>
    house.workspace.views().find((each) => each.callbackId === 'helper'),
  );
  const wrong = await house.workspace.submitView(house.dana, view, { answer: 'bash: command not found' });
  expect(JSON.stringify(wrong.errors)).toContain('No answer of a mail server');
  const answer = [
    `${HELPER_MARKER},${Math.floor(house.clock.at / 1_000)},new;`,
    'to,address,aoi@kitano.example,250,2.1.5+OK;',
    'to,address,info@kitano.example,550,5.1.1+no+such+user;',
  ].join('\n');
  expect((await house.workspace.submitView(house.dana, view, { answer })).errors).toEqual({});
  const said = await dana('accept');
  expect(said).toContain('2 addresses at the new server: 1 accepted, 0 untested, 1 refused');
  expect(said).toContain('✗ info@kitano.example: new server refuses');
});
