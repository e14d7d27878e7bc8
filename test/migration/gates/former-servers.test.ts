import { describe, expect, test } from 'vitest';
import { agenda } from '../../../src/migration/agenda.ts';
import { announce } from '../../../src/migration/announce.ts';
import type { Scope } from '../../../src/migration/facts.ts';
import type { Migration } from '../../../src/migration/record.ts';
import type { Sightings } from '../../../src/migration/sightings.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { BEGIN, NEW, NS, OLD, SPF_BOTH, T0 } from '../a-migration.ts';
import { both, HOST, led, NEXT, NS1, NS2, SPF, ZONE, zone } from '../decide/zone-reports.ts';
import {
  at,
  CANCEL_READY,
  CUT_OVER_OPEN,
  criterion,
  did,
  having,
  itemOf,
  SWITCH_BACK_READY,
  upTo,
  withFacts,
  withSightings,
} from '../stages.ts';

const MOVED = BEGIN + MINUTE_MS;
const GONE = MOVED + DAY_MS;
const open = did(upTo(CUT_OVER_OPEN), BEGIN - 1, led(zone(at(BEGIN - 1), 'old', SPF_BOTH))).record;
const report = (when: number, former: 'old' | 'new') =>
  led(both(zone(at(when), 'new', SPF_BOTH, 300, [...NEXT]), zone(at(when), former, SPF_BOTH)), NEXT);
const moved = did(open, MOVED, report(MOVED, 'old'));
const authorities = (record: Migration, when: number) => criterion(record, 'switch-back', 'SWB-AUTHORITIES', when);

describe('SWB-AUTHORITIES, a server of the former DNS provider', () => {
  const item = (record: Migration, when: number) => itemOf(authorities(record, when), `server:${NS1.address}`);
  test('fail: it serves old data while caches may ask it; earliest is when they forget it', () => {
    expect(item(moved.record, MOVED)).toMatchObject({
      outcome: 'fail',
      earliest: at(GONE),
      evidence: {
        code: 'authority-former-old',
        figures: { server: NS1.name, goneAt: at(GONE), record: HOST, values: [OLD] },
      },
    });
  });
  test('fail: it is silent, though it was last seen with new data', () => {
    const { [`${NS1.address}|${HOST}`]: _lost, ...rest } = moved.record.sightings.authority;
    const seen = { at: at(MOVED), values: [NEW], ttlSeconds: 300 };
    const authority: Sightings['authority'] = { ...rest, [`${NS1.address}|${HOST}`]: { seen } };
    expect(item(withSightings(moved.record, { authority }), MOVED).outcome).toBe('fail');
    expect(item(withSightings(moved.record, { authority: rest }), MOVED).outcome).toBe('fail');
  });
  test('pass: from its last moment on, whatever it serves', () => {
    expect(item(moved.record, GONE - 1).outcome).toBe('fail');
    expect(item(moved.record, GONE)).toMatchObject({ outcome: 'pass', evidence: { code: 'authority-former' } });
  });
  test('pass: it has turned, and is seen so freshly', () => {
    const turned = did(moved.record, MOVED + HOUR_MS, report(MOVED + HOUR_MS, 'new')).record;
    expect(item(turned, MOVED + HOUR_MS)).toMatchObject({ outcome: 'pass', evidence: { code: 'authority-former' } });
    expect(item(turned, MOVED + 2 * HOUR_MS)).toMatchObject({ outcome: 'unknown', earliest: at(GONE) });
  });
  test('left by one zone and serving another, it is judged for both', () => {
    const other = having(moved.record, MOVED, {
      kind: 'authority-met',
      zone: 'lab.kitano.example',
      servers: [NS1],
    });
    const plan = [
      ...other.facts.plan,
      { name: 'mail.lab.kitano.example', type: 'A' as const, before: [OLD], after: [NEW], when: 'rewrite' as const },
    ];
    const two = withFacts(other, { plan });
    expect(item(two, GONE)).toMatchObject({ outcome: 'unknown', evidence: { code: 'authority-silent' } });
    expect(item(two, MOVED).outcome).toBe('unknown');
  });
});

describe('SWB-AUTHORITIES beside the servers', () => {
  const ready = upTo(SWITCH_BACK_READY);
  const NOW = SWITCH_BACK_READY;
  test('unknown: the servers of a record’s zone are not known', () => {
    const lost = withFacts(ready, { zones: {}, authorities: {} });
    expect(authorities(lost, NOW)).toMatchObject({ outcome: 'unknown', closes: true });
    expect(itemOf(authorities(lost, NOW), `record:${HOST}`).evidence.code).toBe('delegation-unknown');
  });
  test('unknown: the parent has led to servers and was not heard lately, though they were', () => {
    const led1 = did(open, BEGIN, led(zone(at(BEGIN), 'new', SPF_BOTH))).record;
    const { servers: _walk, delegations: _led, ...unled } = led(zone(at(GONE), 'new', SPF_BOTH));
    const later = did(led1, GONE, unled).record;
    expect(authorities(led1, BEGIN).items.map((one) => one.key)).not.toContain(`record:${ZONE}/NS`);
    expect(itemOf(authorities(later, GONE), `record:${ZONE}/NS`)).toMatchObject({
      outcome: 'unknown',
      waivable: true,
      evidence: { code: 'gone-stale' },
    });
    expect(authorities(later, GONE)).toMatchObject({ outcome: 'unknown', closes: true });
    const failed = led(zone(at(GONE), 'new', SPF_BOTH), NS).delegations?.map((one) => ({
      ...one,
      parent: { outcome: 'failed' as const, at: at(GONE), code: 'dns-timeout' as const },
    }));
    const silent = did(led1, GONE, { ...unled, delegations: failed ?? [] }).record;
    expect(authorities(silent, GONE).outcome).toBe('unknown');
  });
  test('shown, not counted: the servers hold different versions of the zone, while a record is not all new', () => {
    const soa = (serial: string) => ({
      seen: { at: at(NOW), values: [`ns1.dns.example hostmaster.dns.example ${serial} 1 2 3 4`], ttlSeconds: 300 },
    });
    const authority = {
      ...ready.sightings.authority,
      [`${NS1.address}|${ZONE}/SOA`]: soa('2026112401'),
      [`${NS2.address}|${ZONE}/SOA`]: soa('2026112400'),
    };
    const split = withSightings(ready, { authority });
    expect(authorities(split, NOW).items.map((one) => one.key)).not.toContain(`record:${ZONE}/SOA`);
    const waiting = having(split, NOW, { kind: 'record-old-again', record: HOST, server: NS2.address });
    expect(itemOf(authorities(waiting, NOW), `record:${ZONE}/SOA`)).toMatchObject({
      counted: false,
      evidence: {
        code: 'serials-differ',
        figures: { serials: ['ns1.dns.example 2026112401', 'ns2.dns.example 2026112400'] },
      },
    });
  });

  type Signing = NonNullable<NonNullable<Sightings['extras']>['signing']>[string];
  const signing = (seen: Signing | undefined, signed = false): Migration => ({
    ...withSightings(ready, { extras: seen === undefined ? {} : { signing: { [ZONE]: seen } } }),
    facts: signed
      ? having(ready, NOW, {
          kind: 'delegation-seen',
          zone: ZONE,
          parent: NS.map((server) => server.name),
          ttlSeconds: 3_600,
          servers: NS.map((server) => server.address),
          signed: true,
        }).facts
      : ready.facts,
  });
  const state = (kind: 'secure' | 'bogus' | 'unsigned' | 'unvalidated', when = NOW): Signing => ({
    seen: { at: at(when), state: kind, ds: [], keys: [], ede: kind === 'bogus' ? [7, 9] : [] },
  });
  test.each([
    ['fail', 'dnssec-broken', signing(state('bogus'))],
    ['pass', 'dnssec-secure', signing(state('secure'), true)],
    ['pass', 'dnssec-unsigned', signing(state('unsigned'))],
    ['unknown', 'dnssec-unvalidated', signing(state('unvalidated'), true)],
    ['unknown', 'gone-stale', signing(state('secure', NOW - DAY_MS), true)],
    ['unknown', 'never-seen', signing(undefined, true)],
  ] as const)('%s: %s', (outcome, code, record) => {
    const found = itemOf(authorities(record, NOW), `dnssec:${ZONE}`);
    expect([found.outcome, found.evidence.code]).toEqual([outcome, code]);
  });
  test('what validating resolvers gave as their reasons is told', () => {
    expect(itemOf(authorities(signing(state('bogus')), NOW), `dnssec:${ZONE}`).evidence.figures).toEqual({
      zone: ZONE,
      ede: '7, 9',
    });
  });
  test('a zone that was never signed and never looked at has no such item; a look that failed is shown alone', () => {
    const never = withSightings(ready, { extras: {} });
    expect(authorities(never, NOW).items.map((one) => one.key)).not.toContain(`dnssec:${ZONE}`);
    const failed = signing({ failed: { at: at(NOW), code: 'dns-timeout' } });
    expect(itemOf(authorities(failed, NOW), `dnssec:${ZONE}`)).toMatchObject({ outcome: 'unknown', counted: false });
    expect(authorities(failed, NOW).outcome).toBe('pass');
  });
});

describe('CAN-DNS', () => {
  const NOW = CANCEL_READY;
  const ready = upTo(NOW);
  const judged = (record: Migration, when = NOW) => criterion(record, 'cancel', 'CAN-DNS', when);
  const hosting = (record: Migration, when = NOW) => itemOf(judged(record, when), `dns-hosting:${ZONE}`);
  const looked = (when: number): Migration => did(moved.record, when, report(when, 'old')).record;
  const scoped = (scope: Scope, images: Record<string, readonly string[]> = {}): Migration =>
    having(withFacts(ready, { scope }), NOW, {
      kind: 'image-taken',
      records: Object.fromEntries(Object.entries(images).map(([key, values]) => [key, { values, ttlSeconds: 300 }])),
    });
  const serving = (record: Migration, key: string, values: readonly string[]): Migration => {
    const seen = { at: at(NOW), values: [...values], ttlSeconds: 300 };
    const now = Object.fromEntries(NS.map(({ address }) => [`${address}|${key}`, { seen }]));
    return withSightings(record, { authority: { ...record.sightings.authority, ...now } });
  };

  test('the former DNS provider is needed until caches forget it, in either scope', () => {
    expect(hosting(moved.record, GONE - 1)).toMatchObject({
      outcome: 'fail',
      earliest: at(GONE),
      evidence: {
        code: 'dns-hosting-needed',
        figures: { zone: ZONE, servers: NS.map((one) => one.name), goneAt: at(GONE) },
      },
    });
    expect(hosting(looked(GONE), GONE)).toMatchObject({ outcome: 'pass', evidence: { code: 'dns-hosting-free' } });
  });
  test('unknown: the parent was not heard lately, and may lead there once more', () => {
    expect(hosting(moved.record, GONE)).toMatchObject({ outcome: 'unknown', evidence: { code: 'gone-stale' } });
    const { led: _lost, ...sightings } = moved.record.sightings;
    expect(hosting({ ...moved.record, sightings }, GONE).outcome).toBe('unknown');
  });
  test('whole contract: nobody said that the DNS provider changes: unknown, and a person may say that it is not on it', () => {
    expect(hosting(scoped('whole-contract'))).toMatchObject({
      outcome: 'unknown',
      waivable: true,
      evidence: { code: 'dns-hosting-needed', figures: { zone: ZONE, servers: NS.map((one) => one.name) } },
    });
    const moving = having(withFacts(moved.record, { scope: 'whole-contract' }), MOVED, {
      kind: 'dns-move-set',
      servers: NEXT.map((server) => server.name),
    });
    expect(hosting(did(moving, GONE, report(GONE, 'old')).record, GONE)).toMatchObject({ outcome: 'pass' });
    expect(hosting(withFacts(looked(GONE), { scope: 'whole-contract' }), GONE).outcome).toBe('unknown');
  });
  test('whole contract: the new zone goes on naming the servers before: they are needed', () => {
    const moving = having(withFacts(open, { scope: 'whole-contract' }), BEGIN, {
      kind: 'dns-move-set',
      servers: NEXT.map((server) => server.name),
    });
    const all = led(report(MOVED, 'new'), [...NEXT, ...NS]);
    const delegations = all.delegations?.map((one) => ({
      ...one,
      parent: { ...one.parent, values: NEXT.map((server) => server.name) },
    }));
    const copied = did(moving, MOVED, { ...all, delegations: delegations ?? [] }).record;
    expect(hosting(copied, MOVED)).toMatchObject({ outcome: 'unknown', evidence: { code: 'dns-hosting-needed' } });
  });
  test('only mail moves, and nobody has left the DNS provider: it is no matter', () => {
    expect(judged(ready).items.map((one) => one.key)).not.toContain(`dns-hosting:${ZONE}`);
  });

  test('only mail moves, and one server of several was dropped: needed while it is asked, and then no matter', () => {
    const dropped = did(open, MOVED, led(zone(at(MOVED), 'new', SPF_BOTH), [NS2])).record;
    expect(hosting(dropped, GONE - 1).outcome).toBe('fail');
    expect(judged(dropped, GONE).items.map((one) => one.key)).not.toContain(`dns-hosting:${ZONE}`);
  });

  const WEB = 'www.kitano.example/A';
  test('whole contract: what the before-image says named the old server must no longer', () => {
    const whole = scoped('whole-contract', { [WEB]: [OLD] });
    expect(itemOf(judged(whole), `web:${WEB}`)).toMatchObject({
      outcome: 'unknown',
      evidence: { code: 'authority-silent' },
    });
    expect(itemOf(judged(serving(whole, WEB, [OLD])), `web:${WEB}`)).toMatchObject({
      outcome: 'fail',
      evidence: { code: 'dns-names-old', figures: { record: WEB, values: [OLD] } },
    });
    expect(itemOf(judged(serving(whole, WEB, ['198.51.100.250'])), `web:${WEB}`).outcome).toBe('pass');
    expect(itemOf(judged(serving(whole, WEB, [])), `web:${WEB}`).outcome).toBe('pass');
  });
  test('whole contract: apex, www and the names given are followed, whether the image knows them or not', () => {
    const named = having(scoped('whole-contract', {}), NOW, { kind: 'names-added', names: ['shop.kitano.example'] });
    const keys = judged(named)
      .items.filter((one) => one.key.startsWith('web:'))
      .map((one) => one.key);
    expect(keys).toEqual(
      ['kitano.example', 'www.kitano.example', 'shop.kitano.example'].flatMap((name) => [
        `web:${name}/A`,
        `web:${name}/AAAA`,
      ]),
    );
  });
  test('whole contract without a before-image: unknown', () => {
    const { image: _none, ...facts } = withFacts(ready, { scope: 'whole-contract' }).facts;
    expect(itemOf(judged({ ...ready, facts }), 'plan')).toMatchObject({ outcome: 'unknown', waivable: true });
  });
  test('mail only: a web name that stays is shown and not counted', () => {
    const mail = serving(scoped('mail-only', { [WEB]: [OLD] }), WEB, [OLD]);
    expect(itemOf(judged(mail), `web:${WEB}`)).toMatchObject({ counted: false, evidence: { code: 'dns-web-stays' } });
    expect(judged(mail).outcome).toBe('pass');
    expect(judged(serving(mail, WEB, [NEW])).items.map((one) => one.key)).not.toContain(`web:${WEB}`);
  });
  test.each([
    ['_imaps._tcp.kitano.example/SRV', '0 1 993 sv12.oldhost.example'],
    ['autoconfig.kitano.example/CNAME', 'sv12.oldhost.example'],
    ['smtp.kitano.example/A', OLD],
    ['news.kitano.example/TXT', `v=spf1 ip4:${OLD} -all`],
    ['news.kitano.example/MX', '10 mx.oldhost.example'],
  ] as const)('either scope: %s counts beside the plan', (key, value) => {
    // A name elsewhere of which the image says that it leads to the old server.
    const images = { [key]: [value], 'mx.oldhost.example/A': [OLD] };
    for (const scope of ['mail-only', 'whole-contract'] as const) {
      const record = scoped(scope, images);
      expect(itemOf(judged(record), `record:${key}`).outcome).toBe('unknown');
      expect(itemOf(judged(serving(record, key, [value])), `record:${key}`).outcome).toBe('fail');
      expect(itemOf(judged(serving(record, key, [])), `record:${key}`).outcome).toBe('pass');
    }
  });
  test('an IPv6 address of the old server is known in every spelling', () => {
    const { servers } = ready.facts;
    const old = { ...servers.old, addresses: ['2001:DB8:0::10'] };
    const spelled = (images: Record<string, readonly string[]>) =>
      withFacts(scoped('mail-only', images), { servers: { ...servers, old } });
    for (const [key, value] of [
      ['smtp.kitano.example/AAAA', '2001:db8::10'],
      ['news.kitano.example/TXT', 'v=spf1 ip6:2001:db8:0:0::10 -all'],
    ] as const) {
      const record = serving(spelled({ [key]: [value] }), key, [value]);
      expect(itemOf(judged(record), `record:${key}`).outcome).toBe('fail');
    }
  });
  test('a host that is tidied up at the end and still leads to the old server is shown, and not counted', () => {
    const name = 'imap.kitano.example';
    const host = { name, type: 'A' as const, before: [OLD], after: [], when: 'after' as const };
    const left = withFacts(ready, { plan: [...ready.facts.plan, host] });
    expect(itemOf(judged(serving(left, `${name}/A`, [OLD])), `record:${name}/A`)).toMatchObject({
      outcome: 'fail',
      counted: false,
      evidence: { code: 'dns-names-old', figures: { record: `${name}/A`, values: [OLD] } },
    });
    expect(judged(serving(left, `${name}/A`, [OLD])).outcome).toBe('pass');
    expect(judged(serving(left, `${name}/A`, [])).items.map((one) => one.key)).not.toContain(`record:${name}/A`);
  });
  test('what a former server still says does not count', () => {
    const former = did(moved.record, GONE, report(GONE, 'old')).record;
    const keys = judged(former, GONE).items.map((one) => one.key);
    expect(keys).toContain(`record:${SPF}@${NEXT[0]?.address}`);
    expect(keys).not.toContain(`record:${SPF}@${NS1.address}`);
  });
  test('a dropped key of the old side that is tidied up at the end is advice', () => {
    const plan = [
      ...ready.facts.plan,
      {
        name: 'k1._domainkey.kitano.example',
        type: 'TXT' as const,
        before: ['v=DKIM1; p=x'],
        after: [],
        when: 'after' as const,
      },
    ];
    expect(judged(withFacts(ready, { plan })).outcome).toBe('pass');
  });
});

describe('what the clock brings', () => {
  const zoneDue = (record: Migration, now: number) =>
    (agenda(record, at(now)).find((one) => one.what === 'zone')?.dueAt ?? 0) - T0;
  const tickDue = (record: Migration, now: number) =>
    (agenda(record, at(now)).find((one) => one.what === 'tick')?.dueAt ?? 0) - T0;
  const looked = (when: number) => withSightings(moved.record, { looks: { zone: { at: at(when) } } });

  test('a look and a tick at a former server’s last moment, once', () => {
    expect(zoneDue(looked(GONE - 1_000), GONE - 500)).toBe(GONE);
    expect(zoneDue(looked(GONE), GONE + 1)).toBe(GONE + 10 * MINUTE_MS);
    const eve = did(moved.record, GONE - 1_000, { kind: 'tick' }).record;
    expect(tickDue(eve, GONE - 900)).toBe(GONE);
    expect(did(eve, GONE, { kind: 'tick' }).events.map((event) => event.kind)).not.toContain('zone-released');
    const heard = did(eve, GONE, report(GONE, 'old'));
    expect(tickDue(heard.record, GONE)).toBeGreaterThan(GONE);
    // Some resolver may hold the former delegation for longer: a round of them comes first.
    expect(heard.events.map((event) => event.kind)).not.toContain('zone-released');
    const round = did(heard.record, GONE + 1, { kind: 'report-vantages', observations: [] });
    expect(round.events.map((event) => event.kind)).toContain('zone-released');
  });
  test('the message of the rewrite says until when former servers may be asked, and how many servers are new', () => {
    const said = announce(open.facts, moved.events, moved.record.sightings).filter((one) => one.kind === 'rewrite');
    expect(said).toMatchObject([
      { state: 'done', servers: { ok: 2, total: 2 }, lastOldAt: at(BEGIN - 1), formersGoneAt: at(GONE) },
    ]);
    const asked = did(moved.record, GONE, { kind: 'report-vantages', observations: [] }).record;
    const { events, record } = did(asked, GONE, report(GONE, 'old'));
    expect(announce(moved.record.facts, events, record.sightings)).toContainEqual({
      kind: 'zone-released',
      zone: ZONE,
      servers: NS.map((server) => server.name),
    });
  });
});
