import { beforeEach, describe, expect, test } from 'vitest';
import { AppError, ErrorCode } from '../../src/errors.ts';
import type { Migration } from '../../src/migration/record.ts';
import { DAY_MS } from '../../src/migration/time.ts';
import { overLimits } from '../../src/slack/views/limits.ts';
import { zoneReport } from './cut-over.ts';
import { openHouse, refusal, saidIn, started, type TestHouse } from './house.ts';

let house: TestHouse;
let id: string;
beforeEach(async () => {
  house = await openHouse();
  ({ id } = await started(house, { language: 'en' }));
  return () => {
    // Whatever a person was shown, Slack would have taken.
    for (const message of house.workspace.messages()) expect(overLimits(message), message.text).toEqual([]);
  };
});

const facts = async (): Promise<Migration['facts']> => {
  const migration = await house.service.read(id);
  if (migration === undefined) throw new Error('the migration is gone');
  return migration.facts;
};
const dana = (line: string): Promise<string> => house.ask(house.dana, `/migration ${line}`);
const ken = (line: string): Promise<string> => house.ask(house.ken, `/migration ${line}`);

test('status is for the reader alone and in the reader’s language; the channel’s is the channel’s', async () => {
  expect(await dana('status')).toContain('step 1 of 8');
  expect(await ken('')).toContain('手順 1/8');
  expect(house.workspace.messages().find((message) => message.pinned)?.text).toContain('step 1 of 8');
});

test('clients', async () => {
  expect(await dana('clients')).toContain('No client is listed');
  expect(await dana(`clients add "Aoi’s phone" <@${house.aoi.id}|aoi> imap; Scanner <2F> smtp`)).toContain('✓');
  expect(await dana('clients')).toContain(`\`c1\` – · – Aoi’s phone, <@${house.aoi.id}>, imap`);
  expect(await dana('clients pinned 1 9')).toMatch(/^✓.*\n✗ .*c9/);
  expect((await facts()).clients[0]?.pinned?.by).toBe(house.dana.id);
  expect(await dana('clients pinned 1')).toContain('✗');
  expect(await dana('clients undo pinned 1')).toContain('✓');
  expect((await facts()).clients[0]?.pinned).toBeUndefined();
  expect(await dana('clients restored 1')).toContain('✗');
  expect(await dana('clients remove 2')).toContain('✓');
  expect((await facts()).clients.map((client) => client.name)).toEqual(['Aoi’s phone']);
});

test('mailboxes', async () => {
  expect(await dana('mailboxes')).toContain('No mailbox is listed');
  expect(await dana('mailboxes add <mailto:aoi@kitano.example|aoi@kitano.example> info@kitano.example')).toContain('✓');
  expect(await dana('mailboxes')).toContain('✗ aoi@kitano.example: login, no credentials for the old server');
  expect(await dana('mailboxes watch info@kitano.example attested')).toContain('✓');
  expect(await dana('mailboxes')).toContain('– info@kitano.example: attested');
  expect(await dana('mailboxes remove info@kitano.example')).toContain('✓');
  expect((await facts()).mailboxes.map((mailbox) => mailbox.address)).toEqual(['aoi@kitano.example']);
  expect(await dana('mailboxes add aoi@elsewhere..example')).toContain('✗');
});

test('checklist', async () => {
  expect(await dana('checklist')).toContain('– `aliases`');
  expect(await dana('checklist done aliases lists')).toMatch(/^✓.*\n✓/);
  expect(await dana('checklist done all')).toMatch(/^(✓.*\n){3}✓/);
  expect(await dana('checklist done all')).toContain('Nothing has changed');
  expect(await dana('checklist undo aliases')).toContain('✓');
  expect(await dana('checklist undo nonsense')).toContain('`nonsense` is not understood here');
  expect(await dana('checklist done catchall')).toContain('`/migration checklist done catch-all`');
  expect(await dana('checklist')).toContain('Before Cut-over: 5/6');
});

test('approvers', async () => {
  expect(await dana('approvers')).toContain(`<@${house.ken.id}>\n<@${house.dana.id}>`);
  expect(await house.ask(house.workspace.person('mika'), `/migration approvers set <@${house.aoi.id}>`)).toBe(
    refusal('ja', 'not-approver'),
  );
  expect(await dana(`approvers set <@${house.aoi.id}> <@${house.dana.id}>`)).toContain('✓');
  expect((await facts()).approvers).toEqual([house.aoi.id, house.dana.id]);
});

test('window, typed in the team’s zone', async () => {
  expect(await dana('window')).toContain('Times are typed in Asia/Tokyo');
  expect(await dana(`window <@${house.aoi.id}> 2026-12-03 9:00 11:00`)).toContain('✓');
  expect((await facts()).window).toEqual({
    from: Date.parse('2026-12-03T00:00:00Z'),
    to: Date.parse('2026-12-03T02:00:00Z'),
  });
  expect(await dana('window')).toContain(`<@${house.aoi.id}>`);
  expect(await dana(`window <@${house.aoi.id}> 2025-12-03 9:00 11:00`)).toContain('✗');
});

test('plan', async () => {
  expect(await dana('plan')).toContain('The plan is empty');
  await house.service.change(id, zoneReport(house.clock.at));
  expect(await dana('plan')).toContain('CHANGE mail.kitano.example A 192.0.2.10 → 198.51.100.20');
  expect(await dana('plan set imap.kitano.example A 198.51.100.20')).toContain('✓');
  expect(await dana('plan')).toContain('CREATE imap.kitano.example A 198.51.100.20');
  expect(await dana('plan')).toContain('2 records in the plan');
  expect(await dana('plan drop imap.kitano.example A')).toContain('✓');
  expect(await dana('plan')).toContain('1 record in the plan');
  expect(await dana('plan')).not.toContain('imap');
  expect(await dana('plan drop mail.kitano.example A')).toContain('✓');
  expect(await dana('plan')).toContain('0 records in the plan');
  expect(await dana('plan set mail.kitano.example A 198.51.100.20')).toContain('✓');
  expect(await dana('plan set imap.kitano.example A 198.51.100.999')).toContain('✗');
});

test('gate, criterion by criterion, and why it cannot be asked for', async () => {
  await dana('mailboxes add aoi@kitano.example');
  expect(await dana('gate')).toContain('Cut-over: DNS must not be rewritten yet (closed)');
  expect(await dana('gate cancel')).toContain('Cancel: The old server must not be cancelled yet');
  expect(await dana('gate cut-over CUT-LOGIN-NEW')).toContain('`mailbox:aoi@kitano.example`');
  expect(await dana('gate cut-over ask')).toContain('✗');
});

test('waive one item, and take it back; nothing is left that the bot does not check', async () => {
  await dana('mailboxes add aoi@kitano.example');
  const item = 'cut-over CUT-LOGIN-NEW mailbox:aoi@kitano.example';
  expect(await house.ask(house.aoi, `/migration waive ${item} because`)).toBe(refusal('ja', 'not-approver'));
  expect(await dana(`waive ${item}`)).toBe(refusal('en', 'reason-missing'));
  expect(await dana(`waive ${item} she has shown it`)).toContain('✓');
  expect((await facts()).waivers).toMatchObject([{ criterion: 'CUT-LOGIN-NEW', reason: 'she has shown it' }]);
  expect(await dana('gate cut-over CUT-LOGIN-NEW')).toContain(`waived by <@${house.dana.id}>: she has shown it`);
  expect(await dana(`waive undo ${item}`)).toContain('✓');
  // The bot checks every criterion by itself.
  expect(await dana('waive cut-over unchecked by hand')).toContain('is checked, or waived already');
  expect((await facts()).waivers).toEqual([]);
});

test('step: what to do, done, undo, and what the bot marks itself', async () => {
  expect(await dana('step')).toContain('Step 1 of 8: Inventory');
  expect(await dana('step pin')).toContain('Step 3 of 8');
  expect(await dana('mailboxes add aoi@kitano.example')).toContain('✓');
  expect(await dana('step inventory done')).toContain('✓');
  expect(await dana('step inventory undo')).toContain('✓');
  expect(await dana('step parallel done')).toContain('✗');
});

test('check and "rewrite begin" look first, and answer when they have looked', async () => {
  house.reports.zone = zoneReport(house.clock.at);
  expect(await dana('check zone')).toBe('Looking…');
  const seen = await house.workspace.waitFor('the result', () =>
    house.workspace.messages().findLast((message) => message.onlyFor === house.dana.id && message.blocks.length > 0),
  );
  expect(saidIn(seen)).toContain('authoritative servers');
  expect((await facts()).plan).not.toEqual([]);

  expect(await dana('step rewrite begin')).toBe('Looking…');
  await house.workspace.waitFor('the refusal', () =>
    house.workspace.messages().find((message) => message.text === refusal('en', 'gate-not-open')),
  );
  house.override.parts = {
    lookNow: async () => {
      throw new AppError(ErrorCode.StoreBusy, { path: 'x' });
    },
  };
  await dana('check');
  await house.workspace.waitFor('the failure', () =>
    house.workspace.messages().find((message) => message.onlyFor === house.dana.id && message.text.includes('locked')),
  );
});

test('settings, with their bounds, and the language of the channel', async () => {
  expect(await dana('settings')).toContain('`quiet-cancel` Quiet time before cancel: 14 days (7 to 90)');
  expect(await dana('settings quiet-cancel 21')).toContain('✓');
  expect(await dana('settings quiet-cancel 3')).toContain('✗');
  expect((await facts()).settings.quietCancelMs).toBe(21 * DAY_MS);
  expect(await dana('settings language ja')).toContain('✓');
  await house.deliver();
  expect(house.workspace.messages().find((message) => message.pinned)?.text).toContain('手順');
});

test('a pause that says why: in the channel, the status, the history; said twice, it says since when and by whom', async () => {
  expect(await dana('pause the provider is down *till* noon')).toMatch(
    /✓ .* paused the migration: the provider is down/,
  );
  expect(await dana('status')).toContain('The reason for the pause: the provider is down');
  expect(await dana('history 3')).toContain('paused the migration: the provider is down');
  await house.deliver();
  const posted = house.workspace.messages().filter((message) => message.onlyFor === undefined);
  expect(posted.map(saidIn).join('\n')).toContain('paused the migration: the provider is down');
  expect(await dana('pause lunch')).toMatch(
    /^✗ The migration is paused already \(since .*, <@\w+>\)\. Nothing has changed\./,
  );
  expect((await facts()).state).toMatchObject({ kind: 'paused', reason: 'the provider is down *till* noon' });
  expect(await dana('resume')).toContain('✓');
  expect((await facts()).state).not.toHaveProperty('reason');
  // As long as a line may be, and nothing breaks.
  expect(await dana(`pause ${'why '.repeat(1_500)}`)).toContain('✓');
  expect(await dana('status')).toContain('why why');
  await house.deliver();
  expect(house.workspace.messages().find((message) => message.pinned)?.text).toContain('paused');
  expect(await dana('resume')).toContain('✓');
});

test('stragglers, history, pause, resume, rollback, abandon', async () => {
  expect(await dana('stragglers')).toContain('DNS has not been rewritten yet');
  expect(await dana('history 5')).toContain('started the migration of kitano.example');
  expect(await dana('pause')).toContain('✓');
  expect(await dana('status')).toContain('paused');
  expect(await dana('clients add Fax')).toBe(refusal('en', 'paused'));
  expect(await dana('resume')).toContain('✓');
  expect(await dana('rollback too early')).toBe(refusal('en', 'not-rewritten'));
  for (const [typed, line] of [
    ['abandon', '`/migration abandon kitano.example REASON`'],
    ['abandon we stay', '`/migration abandon kitano.example we stay`'],
    ['abandon other.example we stay', '`/migration abandon kitano.example we stay`'],
    ['abandon kitano.example', '`/migration abandon kitano.example REASON`'],
  ] as const) {
    const said = await dana(typed);
    expect(said).toContain(line);
    expect(said).toContain('forgets all passwords');
    expect((await facts()).state.kind).toBe('active');
  }
  expect(await dana('abandon <http://Kitano.example|Kitano.example> we stay')).toContain('we stay');
  expect((await facts()).state.kind).toBe('abandoned');
  expect(await dana('pause')).toContain('✗');
  await house.workspace.slash(house.aoi, '/migration start');
  await house.workspace.waitFor('another form', () => (house.workspace.views().length > 1 ? true : undefined));
});

test('help, mistyped lines, and a channel without a migration', async () => {
  expect(await dana('help')).toContain('`/migration waive`');
  expect(await dana('help gate')).toContain('`/migration gate cut-over ask`');
  expect(await dana('stauts')).toContain('`/migration status`');
  expect(await ken('clients pined 1')).toContain('`/migration clients pinned 1`');
  expect(await dana('approvers set ken')).toContain('`/migration approvers set @aoi @ken @mail-admins`');
  expect(await dana('<!channel> `x`')).not.toContain('<!channel>');
  // A mention in a code span would be read as its code.
  const mentions = await dana('aprovers set <@U1ABC|ken> <@U2DEF>');
  expect(mentions).toContain('`/migration approvers set @ken @who`');
  expect(await dana('gate <@U2DEF>')).not.toMatch(/@U2DEF/);
  // Never a way that ends the migration: whoever types this may want to leave a form.
  const cancel = await dana('cancel');
  expect(cancel).toContain('`/migration gate cancel`');
  expect(cancel).not.toContain('abandon');
  const other = await house.workspace.createChannel('quiet');
  await house.workspace.slash(house.dana, '/migration clients', other.id);
  expect(house.workspace.messages(other.id).at(-1)?.text).toContain('`/migration start`');
});

describe('start', () => {
  test('is refused while a migration is going on here', async () => {
    expect(await dana('start')).toContain('kitano.example is being moved in this channel already');
  });

  test('says at its field what is wrong, and begins nothing', async () => {
    const other = await house.workspace.createChannel('second');
    await house.workspace.slash(house.dana, '/migration start', other.id);
    const view = await house.workspace.waitFor('the form', () =>
      house.workspace.views().find((each) => each.privateMetadata.includes(other.id)),
    );
    const wrong = {
      domain: 'nonsense',
      old: 'mail.old.example mail2.old.example',
      new: '',
      approvers: [house.dana.id],
    };
    const answer = await house.workspace.submitView(house.dana, view, wrong);
    expect(Object.keys(answer.errors).sort()).toEqual(['approvers', 'domain', 'new', 'old']);

    const right = {
      domain: 'second.example',
      old: '192.0.2.10 143',
      new: 'mail.new.example',
      approvers: [house.ken.id],
    };
    house.workspace.fail('chat.postEphemeral', { kind: 'refused', error: 'not_in_channel' });
    const deaf = await house.workspace.submitView(house.dana, view, right);
    expect(deaf.errors.domain).toContain('/invite');
    expect(await house.service.inChannel({ ...house.place, channelId: other.id })).toBeUndefined();

    const sent = await house.workspace.submitView(house.dana, view, right);
    expect(sent.errors).toEqual({});
    const second = await house.service.inChannel({ ...house.place, channelId: other.id });
    expect(second?.facts).toMatchObject({ domain: 'second.example', timeZone: 'America/New_York', lang: 'en' });
    const twice = await house.workspace.submitView(house.dana, view, right);
    expect(Object.keys(twice.errors)).toEqual(['domain']);
  });

  test('when the store is away the form stays open and says so', async () => {
    const other = await house.workspace.createChannel('third');
    await house.workspace.slash(house.dana, '/migration start', other.id);
    const view = await house.workspace.waitFor('the form', () =>
      house.workspace.views().find((each) => each.privateMetadata.includes(other.id)),
    );
    house.override.parts = {
      start: async () => {
        throw new AppError(ErrorCode.StoreBusy, { path: 'x' });
      },
    };
    const values = { domain: 'third.example', old: '192.0.2.10', new: '198.51.100.20', approvers: [house.ken.id] };
    expect((await house.workspace.submitView(house.dana, view, values)).errors.domain).toContain('locked');
  });
});
