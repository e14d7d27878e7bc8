import { expect, test } from 'vitest';
import { sweepAuthorities } from '../../src/dns/authority-sweep.ts';
import { askAuthority } from '../../src/dns/client.ts';
import { AT, a, alias, askFor, badVersion, GOOD, HOST, ROGUE, replyTo, rogueThat, soa } from './rogue.ts';

test.each([
  [1, 'dns-malformed'],
  [2, 'dns-servfail'],
  [4, 'dns-refused'],
  [5, 'dns-refused'],
  [9, 'dns-lame'],
  [11, 'dns-servfail'],
])('rcode %i is %s', async (rcode, code) => {
  const rogue = await rogueThat((asked, send) => send(replyTo(asked, { rcode, answers: [a(HOST, '192.0.2.1')] })));
  expect(await askFor(rogue)).toMatchObject({ outcome: 'failed', code });
});

test('an extended rcode is merged: 16 and more are errors though the header says NOERROR', async () => {
  const rogue = await rogueThat((asked, send) => {
    const hasEdns = (asked.query.additionals ?? []).length > 0;
    send(replyTo(asked, { answers: [a(HOST, '192.0.2.1')], additionals: hasEdns ? [badVersion(2)] : [] }));
  });
  expect(await askFor(rogue)).toMatchObject({ outcome: 'failed', code: 'dns-servfail', detail: 'rcode 32' });
});

test('extended errors are kept: a stale answer says so', async () => {
  const stale = { ...badVersion(0), options: [{ code: 15, data: Buffer.from([0, 3, 0x6f, 0x6c, 0x64]) }] };
  // The library's types know only some options; its encoder takes any code.
  const rogue = await rogueThat((asked, send) =>
    send(replyTo(asked, { answers: [a(HOST, '192.0.2.1', 30)], additionals: [stale as never] })),
  );
  expect(await askFor(rogue)).toEqual({ ...GOOD, ttlSeconds: 30, ede: [3] });
});

test('only the asked owner and type count', async () => {
  const rogue = await rogueThat((asked, send) =>
    send(
      replyTo(asked, {
        answers: [
          a('other.example.net', '203.0.113.66', 5),
          { type: 'TXT', name: HOST, ttl: 5, class: 'IN', data: 'x' },
          a(HOST, '192.0.2.1'),
        ],
      }),
    ),
  );
  expect(await askFor(rogue)).toEqual(GOOD);
});

test('aliases are followed inside the answer, in any order, with the smallest TTL', async () => {
  const rogue = await rogueThat((asked, send) =>
    send(
      replyTo(asked, {
        answers: [
          a('c.example.org', '192.0.2.1', 300),
          alias('b.example.net', 'c.example.org', 20),
          alias(HOST, 'b.example.net', 90),
        ],
      }),
    ),
  );
  expect(await askFor(rogue)).toEqual({ ...GOOD, ttlSeconds: 20, via: ['b.example.net', 'c.example.org'] });
  expect(await askFor(rogue, 'CNAME')).toEqual({
    outcome: 'answer',
    at: AT,
    values: ['b.example.net'],
    ttlSeconds: 90,
  });
});

test.each([
  ['a loop of aliases', [alias(HOST, 'b.example.net'), alias('b.example.net', HOST)], 'dns-malformed'],
  ['an alias of itself', [alias(HOST, HOST)], 'dns-malformed'],
  ['two aliases of one name', [alias(HOST, 'b.example.net'), alias(HOST, 'c.example.net')], 'dns-malformed'],
  ['an alias not followed to its end', [alias(HOST, 'b.example.net')], 'dns-servfail'],
])('%s is %s', async (_, answers, code) => {
  const rogue = await rogueThat((asked, send) => send(replyTo(asked, { answers })));
  expect(await askFor(rogue)).toMatchObject({ outcome: 'failed', code });
});

test.each([
  ['NODATA', 0],
  ['NXDOMAIN', 3],
])('%s is an empty answer, its TTL the smaller of SOA TTL and SOA minimum', async (_, rcode) => {
  const rogue = await rogueThat((asked, send) =>
    send(
      replyTo(asked, {
        rcode,
        authorities: [
          asked.query.questions?.[0]?.type === 'A' ? soa('example.net', 900, 60) : soa('example.net', 40, 60),
        ],
      }),
    ),
  );
  expect(await askFor(rogue)).toEqual({ outcome: 'answer', at: AT, values: [], ttlSeconds: 60 });
  expect(await askFor(rogue, 'MX')).toEqual({ outcome: 'answer', at: AT, values: [], ttlSeconds: 40 });
});

test('a resolver that does not recurse, and a referral, tell nothing', async () => {
  const rogue = await rogueThat((asked, send) => {
    const ns = { type: 'NS', name: 'example.net', ttl: 5, class: 'IN', data: 'ns.example.net' } as const;
    send(replyTo(asked, { ra: false, authorities: asked.query.questions?.[0]?.type === 'A' ? [] : [ns] }));
  });
  expect(await askFor(rogue)).toMatchObject({ outcome: 'failed', code: 'dns-refused' });
  expect(await askFor(rogue, 'MX')).toMatchObject({ outcome: 'failed', code: 'dns-lame' });
});

test('an authority is asked without recursion and believed only with AA set', async () => {
  const rogue = await rogueThat((asked, send) =>
    send(replyTo(asked, { aa: asked.query.questions?.[0]?.type === 'A', answers: [a(HOST, '192.0.2.1')] })),
  );
  const options = { server: ROGUE, zone: 'example.net', now: () => AT, timeoutMs: 150 };
  expect(await askAuthority(rogue.dialer, { ...options, question: { name: HOST, type: 'A' } })).toEqual(GOOD);
  expect(await askAuthority(rogue.dialer, { ...options, question: { name: HOST, type: 'MX' } })).toMatchObject({
    code: 'dns-lame',
  });
  expect(rogue.asked.some((one) => one.query.flag_rd)).toBe(false);
});

test('an authority does not speak for other zones: an alias out of its zone leads elsewhere', async () => {
  const rogue = await rogueThat((asked, send) =>
    send(
      replyTo(asked, { aa: true, answers: [alias(HOST, 'mx.example.org', 70), a('mx.example.org', '203.0.113.66')] }),
    ),
  );
  const question = { name: HOST, type: 'A' } as const;
  const result = await askAuthority(rogue.dialer, { server: ROGUE, zone: 'example.net', question, now: () => AT });
  expect(result).toEqual({
    outcome: 'elsewhere',
    at: AT,
    target: 'mx.example.org',
    ttlSeconds: 70,
    via: ['mx.example.org'],
  });
});

test('records of a name that is said not to exist are a contradiction, and tell nothing', async () => {
  const rogue = await rogueThat((asked, send) => send(replyTo(asked, { rcode: 3, answers: [a(HOST, '192.0.2.1')] })));
  expect(await askFor(rogue)).toMatchObject({ outcome: 'failed', code: 'dns-malformed' });
});

test('an authority that tells only the alias is asked for its target, and no other server is', async () => {
  const zone = 'example.net';
  const rogue = await rogueThat((asked, send) => {
    const name = (asked.query.questions?.[0]?.name ?? '').toLowerCase();
    if (asked.query.questions?.[0]?.type === 'SOA') {
      const top = soa(zone, 60, 60);
      send(replyTo(asked, { aa: true, ...(name === zone ? { answers: [top] } : { authorities: [top] }) }));
    } else if (asked.query.questions?.[0]?.type === 'NS') {
      const ns = { type: 'NS', name: zone, ttl: 60, class: 'IN', data: `ns.${zone}` } as const;
      send(replyTo(asked, { aa: true, answers: [ns], additionals: [a(`ns.${zone}`, ROGUE)] }));
    } else {
      send(
        replyTo(asked, {
          aa: true,
          answers: name === HOST ? [alias(HOST, `b.${zone}`, 70)] : [a(name, '192.0.2.1', 90)],
        }),
      );
    }
  });
  const questions = [{ name: HOST, type: 'A' } as const];
  const sweep = await sweepAuthorities(rogue.dialer, {
    domain: zone,
    questions,
    roots: [ROGUE],
    now: () => AT,
    timeoutMs: 150,
  });
  expect(sweep.observations.map((one) => one.result)).toEqual([{ ...GOOD, ttlSeconds: 70, via: [`b.${zone}`] }]);
});
