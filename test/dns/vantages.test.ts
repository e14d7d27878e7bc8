import { isIP } from 'node:net';
import { expect, test } from 'vitest';
import { sweepVantages } from '../../src/dns/sweep.ts';
import { portOf, publicVantages, siteVantages, transportOf, type Vantage } from '../../src/dns/vantages.ts';
import { createDialer } from '../../src/net/dial.ts';
import { a, type Behaviour, replyTo, rogueThat } from './rogue.ts';

test('the built-in list: enough operators for a round, every id once, nothing behind a border unless asked for', () => {
  const vantages = publicVantages();
  expect(new Set(vantages.map((vantage) => vantage.operator)).size).toBeGreaterThanOrEqual(13);
  expect(new Set(vantages.map((vantage) => vantage.id)).size).toBe(vantages.length);
  expect(vantages.every((vantage) => isIP(vantage.address) !== 0 && !vantage.site)).toBe(true);
  expect(vantages.some((vantage) => vantage.operator === 'AliDNS')).toBe(false);
  expect(publicVantages(['alidns']).some((vantage) => vantage.operator === 'AliDNS')).toBe(true);
});

test('the built-in list reaches operators in every way they offer, over TLS only by name', () => {
  const vantages = publicVantages();
  const ways = (operator: string) =>
    vantages
      .filter((vantage) => vantage.operator === operator)
      .map((vantage) => `${transportOf(vantage)} ${isIP(vantage.address)} ${portOf(vantage)}`);
  expect(new Set(ways('Google'))).toEqual(new Set(['udp 4 53', 'udp 6 53', 'dot 4 853', 'doh 4 443']));
  expect(ways('IIJ')).toEqual(['dot 4 853', 'doh 4 443']);
  const secure = vantages.filter((vantage) => transportOf(vantage) === 'dot' || transportOf(vantage) === 'doh');
  expect(secure.length).toBeGreaterThan(20);
  expect(secure.filter((vantage) => vantage.hostname === undefined)).toEqual([]);
});

test('the site’s resolvers: the settings before the system, ports and stubs included, anything else left out', () => {
  expect(siteVantages([], ['127.0.0.53', '127.0.0.53', '[2001:db8::1]:5353'])).toEqual([
    { id: 'site-1', operator: 'site', address: '127.0.0.53', site: true },
    { id: 'site-2', operator: 'site', address: '2001:db8::1', port: 5353, site: true },
  ]);
  const chosen = siteVantages(['192.0.2.7:54', 'dns.example.net', '192.0.2.8:0'], ['127.0.0.53']);
  expect(chosen).toEqual([{ id: 'site-1', operator: 'site', address: '192.0.2.7', port: 54, site: true }]);
});

/** Several vantages that are one rogue on loopback, told apart by nothing but the budget. */
async function vantagesAt(count: number, behave: Behaviour) {
  const rogue = await rogueThat(behave);
  const at = rogue.dialer.endpoint('192.0.2.53', 53, 'udp');
  const vantages = Array.from({ length: count }, (_, index): Vantage => {
    return { id: `v${index}`, operator: `operator ${index}`, address: `198.51.100.${index + 1}`, site: index === 0 };
  });
  return { vantages, rogue, dialer: createDialer({ addressBook: () => at }) };
}

const questions = Array.from({ length: 10 }, (_, index) => ({ name: `host-${index}.example.net`, type: 'A' }) as const);

test('40 vantages × 8 questions are all under way at once: nobody waits for anybody’s answer', async () => {
  const held: (() => void)[] = [];
  const { vantages, dialer } = await vantagesAt(40, (asked, send) => {
    held.push(() => send(replyTo(asked, { answers: [a(asked.query.questions?.[0]?.name ?? '', '192.0.2.1')] })));
    // Not one answer before the last question has come.
    if (held.length >= 320) for (const answer of held.splice(0)) answer();
  });
  const observations = await sweepVantages(dialer, {
    vantages,
    questions: questions.slice(0, 8),
    now: () => 0,
    timeoutMs: 8_000,
    attempts: 1,
  });
  expect(observations).toHaveLength(320);
  expect(observations.filter((one) => one.result.outcome !== 'answer')).toEqual([]);
});

test('more questions than one server is to bear at a time wait their turn, and are all answered', async () => {
  let underWay = 0;
  let most = 0;
  const { vantages, dialer } = await vantagesAt(1, (asked, send) => {
    underWay += 1;
    most = Math.max(most, underWay);
    setTimeout(() => {
      underWay -= 1;
      send(replyTo(asked, { answers: [a(asked.query.questions?.[0]?.name ?? '', '192.0.2.1')] }));
    }, 10);
  });
  const observations = await sweepVantages(dialer, { vantages, questions, samples: 5, now: () => 0 });
  expect(observations.filter((one) => one.result.outcome === 'answer')).toHaveLength(50);
  expect(most).toBeLessThanOrEqual(16);
});

test('observations come back in the order vantage, question, sample', async () => {
  const { vantages, dialer } = await vantagesAt(2, (asked, send) => send(replyTo(asked, { rcode: 2 })));
  const observations = await sweepVantages(dialer, {
    vantages,
    questions: questions.slice(0, 2),
    samples: 2,
    now: () => 0,
  });
  const order = observations.map((one) => `${one.vantage} ${one.question.name[5]}`);
  expect(order).toEqual(['v0 0', 'v0 0', 'v0 1', 'v0 1', 'v1 0', 'v1 0', 'v1 1', 'v1 1']);
});

test('one old answer among five samples stays visible, and samples leave from ports of their own', async () => {
  let asked = 0;
  const { vantages, rogue, dialer } = await vantagesAt(1, (one, send) => {
    asked += 1;
    send(
      replyTo(one, { answers: [a(one.query.questions?.[0]?.name ?? '', asked === 3 ? '192.0.2.10' : '203.0.113.10')] }),
    );
  });
  const observations = await sweepVantages(dialer, {
    vantages,
    questions: questions.slice(0, 1),
    samples: 5,
    now: () => 0,
  });
  const values = observations.map((one) =>
    one.result.outcome === 'answer' ? one.result.values.join() : one.result.code,
  );
  expect(values.filter((value) => value === '192.0.2.10')).toHaveLength(1);
  expect(values.filter((value) => value === '203.0.113.10')).toHaveLength(4);
  expect(observations.every((one) => one.vantage === 'v0' && one.site)).toBe(true);
  expect(new Set(rogue.asked.map((one) => one.from)).size).toBe(5);
});

test('a silent vantage holds up nobody past the wall, and is a time-out', async () => {
  const { vantages, dialer } = await vantagesAt(3, (asked, send) => {
    const name = asked.query.questions?.[0]?.name ?? '';
    if (!name.toLowerCase().startsWith('host-1.')) send(replyTo(asked, { answers: [a(name, '192.0.2.1')] }));
  });
  const startedAt = performance.now();
  const observations = await sweepVantages(dialer, {
    vantages,
    questions: questions.slice(0, 2),
    now: () => 0,
    wallMs: 100,
  });
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  expect(observations.filter((one) => one.result.outcome === 'answer')).toHaveLength(3);
  expect(
    observations.filter((one) => one.result.outcome === 'failed' && one.result.code === 'dns-timeout'),
  ).toHaveLength(3);
});

test('one that is down is not waited for with every question: what it left unasked is no answer either', async () => {
  const { vantages, rogue, dialer } = await vantagesAt(1, () => {});
  const many = Array.from({ length: 40 }, (_, index) => ({ name: `host-${index}.example.net`, type: 'A' }) as const);
  const observations = await sweepVantages(dialer, {
    vantages,
    questions: many,
    now: () => 0,
    timeoutMs: 60,
    attempts: 1,
  });
  expect(observations.map(({ result }) => result.outcome === 'failed' && result.code)).toEqual(
    many.map(() => 'dns-timeout'),
  );
  expect(rogue.asked.length).toBeLessThan(16);
});

test('one budget for all sweeps: what it leaves no room for before the wall is reported as not asked', async () => {
  const { vantages, rogue } = await vantagesAt(1, (asked, send) =>
    send(replyTo(asked, { answers: [a(asked.query.questions?.[0]?.name ?? '', '192.0.2.1')] })),
  );
  const at = rogue.dialer.endpoint('192.0.2.53', 53, 'udp');
  const dialer = createDialer({ addressBook: () => at, questionsPerSecond: 10, questionBurst: 4 });
  const sweep = () => sweepVantages(dialer, { vantages, questions: questions.slice(0, 5), now: () => 0, wallMs: 250 });
  const both = (await Promise.all([sweep(), sweep()])).flat();
  // Four at once, and two or three more in a quarter of a second.
  const answered = both.filter((one) => one.result.outcome === 'answer').length;
  expect(answered).toBeGreaterThanOrEqual(5);
  expect(answered).toBeLessThanOrEqual(7);
  const others = both.filter((one) => one.result.outcome === 'failed');
  expect(new Set(others.map((one) => one.result.outcome === 'failed' && one.result.code))).toEqual(
    new Set(['not-asked-budget']),
  );
  expect(answered + others.length).toBe(10);
  expect(rogue.asked).toHaveLength(answered);
});

test('a resolver that is shut over TCP answers all its samples over UDP', async () => {
  const rogue = await rogueThat((asked, send, connection) => {
    if (connection !== undefined) connection.destroy();
    else send(replyTo(asked, { answers: [a(asked.query.questions?.[0]?.name ?? '', '192.0.2.1')] }));
  });
  const vantages: readonly Vantage[] = [{ id: 'v', operator: 'o', address: '192.0.2.53', site: false }];
  const options = { vantages, questions: questions.slice(0, 1), samples: 4, now: () => 0 };
  const seen = await sweepVantages(rogue.dialer, options);
  expect(seen.map(({ result, over }) => `${result.outcome} ${over}`)).toEqual(
    Array.from({ length: 4 }, () => 'answer udp'),
  );
});

test('a public vantage that there is no way to is left out; the site’s own is asked, and fails by name', async () => {
  const rogue = await rogueThat((asked, send) =>
    send(replyTo(asked, { answers: [a(asked.query.questions?.[0]?.name ?? '', '192.0.2.1')] })),
  );
  const vantages: readonly Vantage[] = [
    { id: 'here', operator: 'A', address: '192.0.2.53', site: false },
    { id: 'away', operator: 'A', address: '2001:db8::53', site: false },
    { id: 'site-1', operator: 'site', address: '2001:db8::54', site: true },
  ];
  const seen = await sweepVantages(rogue.dialer, { vantages, questions: questions.slice(0, 1), now: () => 0 });
  expect(seen.map(({ vantage, result }) => [vantage, result.outcome === 'failed' ? result.code : 'answer'])).toEqual([
    ['here', 'answer'],
    ['site-1', 'dns-network'],
  ]);
});
