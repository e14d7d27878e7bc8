import { describe, expect, test } from 'vitest';
import type { PlanRecord, Server } from '../../src/migration/facts.ts';
import {
  changesAtRewrite,
  clientHosts,
  proposePlan,
  routingRecords,
  type Served,
  servedAs,
} from '../../src/migration/plan.ts';
import { NEW, OLD, SPF_BOTH, SPF_NEW, SPF_OLD } from './a-migration.ts';

const DOMAIN = 'kitano.example';
const server = (addresses: readonly string[], host?: string): Server => ({
  ...(host === undefined ? {} : { host }),
  addresses: [...addresses],
  imap: { port: 993, security: 'tls' },
  smtp: { port: 587, security: 'starttls' },
});
const oldServer = server([OLD], 'sv12.oldhost.example');
const newServer = server([NEW], 'mx3.newhost.example');

/** The plan that a zone brings about, each record as "name/TYPE: before > after". */
function planned(image: Readonly<Record<string, readonly string[]>>, old = oldServer, fresh = newServer) {
  return proposePlan({ domain: DOMAIN, servers: { old, new: fresh } }, new Map(Object.entries(image)));
}
const lines = (plan: readonly PlanRecord[]): readonly string[] =>
  plan.map(({ name, type, before, after }) => `${name}/${type}: ${before.join(', ')} > ${after.join(', ')}`);

describe('the plan proposed from what the zone says', () => {
  test('MX to a host of the domain stays; the host moves', () => {
    const plan = planned({ [`${DOMAIN}/MX`]: [`10 mail.${DOMAIN}`], [`mail.${DOMAIN}/A`]: [OLD] });
    expect(lines(plan)).toEqual([`mail.${DOMAIN}/A: ${OLD} > ${NEW}`]);
  });

  test('MX to a host elsewhere becomes the new host', () => {
    expect(lines(planned({ [`${DOMAIN}/MX`]: ['10 sv12.oldhost.example'] }))).toEqual([
      `${DOMAIN}/MX: 10 sv12.oldhost.example > 10 mx3.newhost.example`,
    ]);
  });

  test('MX to one host that moves and one that does not is rewritten', () => {
    const image = { [`${DOMAIN}/MX`]: [`10 mail.${DOMAIN}`, '20 backup.example'], [`mail.${DOMAIN}/A`]: [OLD] };
    expect(lines(planned(image))).toContain(
      `${DOMAIN}/MX: 10 mail.${DOMAIN}, 20 backup.example > 10 mx3.newhost.example`,
    );
  });

  test('MX to the domain itself is rewritten, since the website keeps the domain where it is', () => {
    expect(lines(planned({ [`${DOMAIN}/MX`]: [`10 ${DOMAIN}`], [`${DOMAIN}/A`]: [OLD] }))).toEqual([
      `${DOMAIN}/MX: 10 ${DOMAIN} > 10 mx3.newhost.example`,
    ]);
  });

  test('MX to the domain itself, with a new server that has no name, must be said by a person', () => {
    const plan = planned({ [`${DOMAIN}/MX`]: [`10 ${DOMAIN}`], [`${DOMAIN}/A`]: [OLD] }, oldServer, server([NEW]));
    expect(lines(plan)).toEqual([`${DOMAIN}/MX: 10 ${DOMAIN} > `]);
  });

  test('a null MX is replaced like any other', () => {
    expect(lines(planned({ [`${DOMAIN}/MX`]: ['0 .'] }))).toEqual([`${DOMAIN}/MX: 0 . > 10 mx3.newhost.example`]);
  });

  test('no MX at all: one is created', () => {
    const plan = planned({ [`${DOMAIN}/MX`]: [], [`${DOMAIN}/A`]: [OLD] });
    expect(lines(plan)).toEqual([`${DOMAIN}/MX:  > 10 mx3.newhost.example`]);
    expect(plan.every(changesAtRewrite)).toBe(true);
  });

  test('an MX that names the new host already is left out', () => {
    expect(planned({ [`${DOMAIN}/MX`]: ['10 mx3.newhost.example'] })).toEqual([]);
  });

  test('IPv6 alone: only AAAA moves', () => {
    const plan = planned(
      { [`${DOMAIN}/MX`]: [`10 mail.${DOMAIN}`], [`mail.${DOMAIN}/A`]: [], [`mail.${DOMAIN}/AAAA`]: ['2001:db8::10'] },
      server(['2001:db8::10']),
      server(['2001:db8:1::20']),
    );
    expect(lines(plan)).toEqual([`mail.${DOMAIN}/AAAA: 2001:db8::10 > 2001:db8:1::20`]);
  });

  test('both families before, IPv4 alone after: AAAA goes', () => {
    const plan = planned(
      {
        [`mail.${DOMAIN}/A`]: [OLD],
        [`mail.${DOMAIN}/AAAA`]: ['2001:db8::10'],
        [`${DOMAIN}/MX`]: [`10 mail.${DOMAIN}`],
      },
      server([OLD, '2001:db8::10']),
    );
    expect(lines(plan)).toEqual([`mail.${DOMAIN}/A: ${OLD} > ${NEW}`, `mail.${DOMAIN}/AAAA: 2001:db8::10 > `]);
  });

  test('an alias of the old host becomes one of the new host; without a name a person must say it', () => {
    const image = { [`imap.${DOMAIN}/CNAME`]: ['sv12.oldhost.example'], [`imap.${DOMAIN}/A`]: [OLD] };
    const mx = { [`${DOMAIN}/MX`]: ['10 mx3.newhost.example'] };
    expect(lines(planned({ ...image, ...mx }))).toEqual([
      `imap.${DOMAIN}/CNAME: sv12.oldhost.example > mx3.newhost.example`,
    ]);
    expect(lines(planned(image, oldServer, server([NEW])))).toContain(`imap.${DOMAIN}/CNAME: sv12.oldhost.example > `);
  });

  test('an alias within the domain follows its target and needs no record of its own', () => {
    const image = {
      [`imap.${DOMAIN}/CNAME`]: [`mail.${DOMAIN}`],
      [`imap.${DOMAIN}/A`]: [OLD],
      [`mail.${DOMAIN}/A`]: [OLD],
    };
    expect(planned(image).map((record) => record.name)).not.toContain(`imap.${DOMAIN}`);
  });

  test('hosts that are not on the old server, and names outside the domain, stay', () => {
    const image = {
      [`www.${DOMAIN}/A`]: ['198.51.100.9'],
      'mail.other.example/A': [OLD],
      [`${DOMAIN}/MX`]: ['10 mx3.newhost.example'],
    };
    expect(planned(image)).toEqual([]);
  });

  test('SPF authorises both beforehand and the new one alone in the end', () => {
    const [spf] = planned({ [`${DOMAIN}/MX`]: ['10 mx3.newhost.example'], [`${DOMAIN}/TXT`]: ['site=1', SPF_OLD] });
    expect(spf).toEqual({
      name: DOMAIN,
      type: 'TXT',
      before: [SPF_OLD],
      after: [SPF_BOTH],
      final: [SPF_NEW],
      when: 'before',
      purpose: 'spf',
    });
  });

  test('TXT without SPF is no record of the plan', () => {
    expect(planned({ [`${DOMAIN}/MX`]: ['10 mx3.newhost.example'], [`${DOMAIN}/TXT`]: ['site=1'] })).toEqual([]);
  });
});

describe('what a server serves, in the light of the plan', () => {
  const host: PlanRecord = { name: `mail.${DOMAIN}`, type: 'A', before: [OLD], after: [NEW], when: 'rewrite' };
  const spf: PlanRecord = {
    name: DOMAIN,
    type: 'TXT',
    before: [SPF_OLD],
    after: [SPF_BOTH],
    final: [SPF_NEW],
    when: 'before',
  };
  const cases: readonly (readonly [Served, PlanRecord, readonly string[]])[] = [
    ['new', host, [NEW]],
    ['old', host, [OLD]],
    ['old', host, [NEW, OLD]],
    ['other', host, ['198.51.100.9']],
    ['other', host, []],
    ['other', host, [NEW, '198.51.100.9']],
    ['old', { ...host, before: [] }, []],
    ['new', { ...host, type: 'AAAA', after: [] }, []],
    ['new', spf, [SPF_BOTH]],
    ['new', spf, [SPF_NEW.toUpperCase().replace('V=SPF1', 'v=spf1'), 'site=1']],
    ['old', spf, ['site=1', SPF_OLD]],
    ['other', spf, ['v=spf1 -all']],
    ['other', spf, ['site=1']],
    ['other', spf, [SPF_BOTH, 'v=spf1 -all']],
  ];
  test.each(cases)('%s: %j serving %j', (as, record, values) => {
    expect(servedAs(record, values)).toBe(as);
  });

  test('a record that does not change, or is published beforehand, routes nothing', () => {
    expect(routingRecords({ plan: [host, spf, { ...host, after: [OLD] }] })).toEqual([host]);
  });

  test('client hosts are the names with addresses or aliases, each once', () => {
    const plan = [host, { ...host, type: 'AAAA' as const }, spf, { ...host, name: DOMAIN, type: 'MX' as const }];
    expect(clientHosts({ plan })).toEqual([`mail.${DOMAIN}`]);
  });
});
