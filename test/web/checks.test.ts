import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { AppError, ErrorCode } from '../../src/errors.ts';
import { MINUTE_MS } from '../../src/migration/time.ts';
import { agendaCheck, createStoreCheck, diskCheck, freeBytes, outboxCheck, slackCheck } from '../../src/web/checks.ts';

const NOW = 1_000 * MINUTE_MS;

describe('the check of the store', () => {
  it('reads each time and writes once a minute; what fails is tried again at the next question', async () => {
    let [now, reads, writes, isFull] = [NOW, 0, 0, false];
    const check = createStoreCheck(
      {
        read: async () => {
          reads += 1;
        },
        write: async () => {
          writes += 1;
          if (isFull) throw new AppError(ErrorCode.StoreFull, { path: 'x' });
        },
      },
      () => now,
    );
    for (let n = 0; n < 3; n += 1) expect(await check()).toMatchObject({ name: 'store', ok: true });
    expect([reads, writes]).toEqual([3, 1]);
    now += MINUTE_MS;
    isFull = true;
    for (let n = 0; n < 2; n += 1) {
      const found = await check();
      expect(found).toMatchObject({ ok: false, detail: expect.stringContaining(ErrorCode.StoreFull) });
      expect(found.needed).toBeUndefined();
    }
    expect(writes).toBe(3);
    isFull = false;
    expect(await check()).toMatchObject({ ok: true });
  });
});

describe('the check of Slack', () => {
  const never = { answeredAt: undefined, failedAt: undefined };
  it('without a connection in Socket Mode for a minute the bot is not ready', () => {
    const link = { isLinked: false, since: NOW };
    expect(slackCheck({ ...never, link }, NOW + MINUTE_MS)).toMatchObject({ ok: true });
    const found = slackCheck({ ...never, link }, NOW + 3 * MINUTE_MS);
    expect(found).toMatchObject({ ok: false, detail: expect.stringContaining('3 min') });
    expect(found.needed).toBeUndefined();
    expect(slackCheck({ ...never, link: { isLinked: true, since: NOW } }, NOW + 9 * MINUTE_MS)).toMatchObject({
      ok: true,
    });
  });

  it('over HTTP a Web API that does not answer is said, and the bot stays ready', () => {
    expect(slackCheck(never, NOW)).toMatchObject({ ok: true });
    expect(slackCheck({ answeredAt: NOW, failedAt: NOW - 1 }, NOW + 60 * MINUTE_MS)).toMatchObject({ ok: true });
    expect(slackCheck({ answeredAt: NOW, failedAt: NOW + 1 }, NOW + MINUTE_MS)).toMatchObject({ ok: true });
    expect(slackCheck({ answeredAt: NOW, failedAt: NOW + 1 }, NOW + 2 * MINUTE_MS)).toMatchObject({
      ok: false,
      needed: false,
    });
    expect(slackCheck({ answeredAt: undefined, failedAt: NOW }, NOW + 2 * MINUTE_MS)).toMatchObject({ ok: false });
  });
});

describe('the checks that are said and take no bot out of service', () => {
  it('the agenda: how many wait, how long, and of how many migrations looks are late', () => {
    const busy = { waiting: 40, underWay: 24, longestMs: 250_000, late: new Map() };
    expect(agendaCheck(busy)).toEqual({
      name: 'agenda',
      ok: true,
      needed: false,
      detail: '40 looks wait, the longest for 4 min; 24 under way',
    });
    const late = { ...busy, longestMs: 7 * MINUTE_MS, late: new Map([['M1', ['zone']]]) };
    expect(agendaCheck(late)).toMatchObject({
      ok: false,
      needed: false,
      detail: expect.stringContaining('the longest for 7 min; 24 under way. Looks of 1 migrations are late'),
    });
  });

  it('the outbox: what could not be delivered for ten minutes', () => {
    expect(outboxCheck({ since: undefined, waiting: 0 }, NOW)).toMatchObject({ ok: true });
    expect(outboxCheck({ since: NOW, waiting: 2 }, NOW + 10 * MINUTE_MS)).toMatchObject({ ok: true });
    expect(outboxCheck({ since: NOW, waiting: 2 }, NOW + 11 * MINUTE_MS)).toMatchObject({
      ok: false,
      needed: false,
      detail: expect.stringContaining('2 messages could not be delivered, the oldest for 11 min'),
    });
  });

  it('the disk: little space, said in megabytes', async () => {
    expect(await freeBytes(tmpdir())).toBeGreaterThan(0);
    expect(diskCheck(2 ** 30)).toMatchObject({ ok: true });
    expect(diskCheck(100 * 2 ** 20)).toMatchObject({
      ok: false,
      needed: false,
      detail: expect.stringContaining('100 MB free'),
    });
  });
});
