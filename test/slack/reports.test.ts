import { describe, expect, test } from 'vitest';
import type { Person } from '../../rehearsal/slack/workspace.ts';
import { openHouse, saidIn, started, type TestHouse } from './house.ts';

const callsOf = (house: TestHouse, method: string) => house.workspace.calls().filter((call) => call.method === method);
const inChannel = (house: TestHouse) =>
  house.workspace
    .messages()
    .filter(({ onlyFor, channel }) => onlyFor === undefined && channel === house.place.channelId);

/** A migration that a person ended, with what the channel hears of it delivered. */
async function ended(house: TestHouse): Promise<string> {
  const { id } = await started(house);
  await house.ask(house.dana, '/migration abandon kitano.example we stay');
  return id;
}

/** Asks for the report, and gives what the person is told when it has been made. */
async function lastOf(house: TestHouse, person: Person): Promise<string> {
  const told = () => house.workspace.messages().filter(({ onlyFor }) => onlyFor === person.id);
  const before = told().length;
  await house.workspace.slash(person, '/migration report');
  const last = await house.workspace.waitFor('the report', () =>
    told()
      .slice(before)
      .findLast((message) => /報告書|direct messages|files:write/.test(saidIn(message))),
  );
  return saidIn(last);
}

describe('the closing report', () => {
  test('goes into the channel when a migration ends, as a file for people and one for programs', async () => {
    const house = await openHouse();
    const id = await ended(house);
    await house.deliver();
    const placed = callsOf(house, 'files.getUploadURLExternal').map(({ args }) => String(args.filename));
    expect(
      placed.filter((name) => name.startsWith(`migration-report-${id}.`)).map((name) => name.split('.').at(-1)),
    ).toEqual(['md', 'json']);
    const shares = callsOf(house, 'files.completeUploadExternal');
    const share = shares.at(-1);
    expect(share?.args).toMatchObject({ channel_id: house.place.channelId });
    expect(share?.args.thread_ts).toBeUndefined();
    expect(share?.reply.ok).toBe(true);
    expect(String(share?.args.initial_comment)).toContain('kitano.example のメール移行の報告書です。');
    // Once, however often the outbox is looked through.
    await house.deliver();
    expect(callsOf(house, 'files.completeUploadExternal')).toHaveLength(shares.length);
  });

  test('without the scope it is told in words, and how the files can be had', async () => {
    const house = await openHouse();
    await ended(house);
    house.workspace.fail('files.getUploadURLExternal', { kind: 'refused', error: 'missing_scope' });
    await house.deliver();
    const told = inChannel(house).filter(({ text }) => text.includes('メール移行の報告書'));
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told[0]?.blocks)).toContain('npm run journal -- report');
  });

  test('an answer that was lost is looked for by the file, and not sent twice', async () => {
    const house = await openHouse();
    await ended(house);
    house.workspace.fail('files.completeUploadExternal', { kind: 'lost-answer' });
    await house.deliver();
    house.clock.at += 10 * 60_000;
    await house.deliver();
    expect(callsOf(house, 'files.completeUploadExternal')).toHaveLength(1);
  });

  test('comes to whoever asks for it, directly and in their language, also when all has ended', async () => {
    const house = await openHouse();
    await started(house);
    expect(await lastOf(house, house.aoi)).toContain('ダイレクトメッセージで送りました');
    const share = callsOf(house, 'files.completeUploadExternal').at(-1);
    expect(String(share?.args.channel_id)).toMatch(/^D/);
    expect(String(share?.args.initial_comment)).toContain('kitano.example のメール移行の報告書');
    await house.ask(house.dana, '/migration abandon kitano.example we stay');
    expect(await lastOf(house, house.dana)).toContain('in your direct messages');
  });

  test('where Slack takes no files, the asker hears whose matter it is', async () => {
    const house = await openHouse();
    await started(house);
    house.workspace.fail('files.getUploadURLExternal', { kind: 'refused', error: 'missing_scope' });
    expect(await lastOf(house, house.dana)).toContain('files:write');
  });
});
