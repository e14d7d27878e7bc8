import { beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../../rehearsal/slack/workspace.ts';
import type { Migration } from '../../src/migration/record.ts';
import { domainList, MOST_DOMAINS } from '../../src/slack/actions/domains.ts';
import { overLimits } from '../../src/slack/views/limits.ts';
import { officeView } from '../../src/slack/views/office.ts';
import { resolversView } from '../../src/slack/views/resolvers.ts';
import { wordsFor } from '../../src/words/words.ts';
import { aMigration, at, T0 } from '../words/sample.ts';
import { zoneReport } from './cut-over.ts';
import { hasButton, openHouse, saidIn, started, type TestHouse } from './house.ts';

let house: TestHouse;
let id: string;
beforeEach(async () => {
  house = await openHouse();
  ({ id } = await started(house, { language: 'en', domain: 'kitano.example, @日本語.example' }));
  await house.service.change(id, zoneReport(house.clock.at));
  return () => {
    for (const message of house.workspace.messages()) expect(overLimits(message), message.text).toEqual([]);
  };
});

const facts = async (): Promise<Migration['facts']> => {
  const migration = await house.service.read(id);
  if (migration === undefined) throw new Error('the migration is gone');
  return migration.facts;
};
const dana = (line: string): Promise<string> => house.ask(house.dana, `/migration ${line}`);
/** The newest message for Dana alone that has this button. */
const toDana = (action: string): Message => {
  const found = house.workspace
    .messages()
    .findLast((message) => message.onlyFor === house.dana.id && hasButton(message, action));
  if (found === undefined) throw new Error(`no answer has the button ${action}`);
  return found;
};

describe('several domains in the start form', () => {
  test('the first names the migration, the others go with it', async () => {
    expect(await facts()).toMatchObject({ domain: 'kitano.example', furtherDomains: ['xn--wgv71a119e.example'] });
  });

  test('all of them stand in the message that the channel gets, as people read them', () => {
    const said = house.workspace.messages().map(saidIn).join('\n');
    expect(said).toContain('Domains, 2 in all: kitano.example, 日本語.example (xn--wgv71a119e.example).');
  });

  test.each([
    ['example.jp', ['example.jp'], []],
    ['info@example.jp、Example.com ; example.jp\n日本語.jp', ['example.jp', 'example.com', 'xn--wgv71a119e.jp'], []],
    ['日本語.jp, xn--wgv71a119e.jp., ＥＸＡＭＰＬＥ．ｊｐ', ['xn--wgv71a119e.jp', 'example.jp'], []],
    // Its mail is its own: both move.
    ['example.jp, sales.example.jp', ['example.jp', 'sales.example.jp'], []],
    ['example.jp nonsense, -bad.jp', ['example.jp'], ['nonsense', '-bad.jp']],
    ['https://example.jp/', ['example.jp'], []],
    [' ', [], []],
  ])('%j', (text, domains, wrong) => {
    expect(domainList(text)).toMatchObject({ domains, wrong });
  });

  test('what is none is named at the field, every one of them; so are more than a channel can follow', async () => {
    const other = await openHouse();
    const many = Array.from({ length: MOST_DOMAINS + 1 }, (_, n) => `d${n}.example`).join(' ');
    await expect(started(other, { domain: many, language: 'en' })).rejects.toThrow(`${MOST_DOMAINS}`);
    const two = { domain: 'kitano.example nonsense, 192.0.2.10', language: 'en' };
    await expect(started(other, two)).rejects.toThrow(/nonsense 192\.0\.2\.10/);
  });
});

describe('the plan', () => {
  test('in the order that loses no mail, with the TTLs and what is worth knowing', async () => {
    const said = await dana('plan');
    expect(said).toContain('*At the rewrite, in this order*\nCHANGE mail.kitano.example A 192.0.2.10 → 198.51.100.20');
    expect(said).toContain('*TTLs*\nmail.kitano.example A: 300 s, low enough');
    expect(said).toContain('*Worth knowing*');
    expect(said).toContain('web names may go on naming the old host');
  });

  test('as a file for each tool, and field by field', async () => {
    for (const form of ['bind', 'octodns', 'dnscontrol']) {
      const said = await dana(`plan as ${form}`);
      expect(said).toContain(`The rewrite, as ${form}`);
      expect(said).toMatch(/```\n[\s\S]*198\.51\.100\.20[\s\S]*\n```/);
    }
    expect(await dana('plan as bind image')).toContain('192.0.2.10');
    const panel = await dana('plan as panel');
    expect(panel).toContain('*CHANGE* A, name `mail` or `mail.kitano.example.`');
    expect(panel).toContain('value `198.51.100.20`');
    expect(panel).toContain('dot');
  });

  test('what differs, only once something was rewritten', async () => {
    expect(await dana('plan diff')).toContain('Nothing has been rewritten yet');
  });

  test('what only people know: selectors, names, the DNS provider to come', async () => {
    expect(await dana('plan dkim s1 s2')).toContain('✓');
    expect((await facts()).newSelectors).toEqual(['s1', 's2']);
    expect(await dana('plan dkim none')).toContain('does not sign');
    expect((await facts()).newSelectors).toEqual([]);
    expect(await dana('plan names www.kitano.example')).toContain('✓');
    expect(await dana('plan names www.elsewhere.test')).toContain('✗');
    expect(await dana('plan dns ns1.new-dns.example ns2.new-dns.example')).toContain('✓');
    expect((await facts()).dnsMove?.servers).toEqual(['ns1.new-dns.example', 'ns2.new-dns.example']);
    expect(await dana('plan dns ns1.new-dns.example')).toMatch(/✗.*two name servers at least/);
    expect(await dana('plan dns stay')).toContain('✓');
    expect((await facts()).dnsMove?.servers ?? []).toEqual([]);
  });

  test('an internationalised name is planned as DNS knows it, and shown as people read it', async () => {
    expect(await dana('plan set メール.日本語.example A 198.51.100.20')).toContain(
      'メール.日本語.example (xn--4dkua4c.xn--wgv71a119e.example)',
    );
    expect((await facts()).plan.map((record) => record.name)).toContain('xn--4dkua4c.xn--wgv71a119e.example');
  });
});

describe('resolvers', () => {
  test('none is asked before the servers are new, and it says why', async () => {
    expect(await dana('resolvers')).toContain('No resolver has been asked yet');
  });

  test('of an office: a command to run, and what it printed pasted back', async () => {
    const said = await dana('resolvers office 大阪 支店');
    expect(said.indexOf('Do not run this yet')).toBeLessThan(said.indexOf('Run one of these'));
    expect(said).toContain('Do not run this yet');
    expect(said).toContain('What the resolver of 大阪 支店 says');
    expect(said).toContain('Windows (PowerShell)');
    expect(said).toContain('mail.kitano.example');
    await house.workspace.click(house.dana, toDana('paste-office'), 'paste-office');
    const view = await house.workspace.waitFor('the form', () =>
      house.workspace.views().find((each) => each.callbackId === 'office'),
    );
    const wrong = await house.workspace.submitView(house.dana, view, { answer: 'hello' });
    expect(JSON.stringify(wrong.errors)).toMatch(/Paste all that the command printed/);
    const answer = [
      ';; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1',
      ';; QUESTION SECTION:',
      ';mail.kitano.example. IN A',
      ';; ANSWER SECTION:',
      'mail.kitano.example. 120 IN A 192.0.2.10',
    ].join('\n');
    const right = await house.workspace.submitView(house.dana, view, { answer });
    expect(right.errors).toEqual({});
    expect((await facts()).vantages).toContainEqual(expect.objectContaining({ id: 'office-大阪-支店', pasted: true }));
    const listed = await dana('resolvers');
    expect(listed).toContain('`office-大阪-支店`');
    expect(listed).toContain('pasted');
  });

  test('of an office whose name would have to be cut: refused before anything is run', async () => {
    expect(await dana(`resolvers office ${'o'.repeat(31)}`)).toMatch(/✗.*longer than 30 characters/);
  });

  test('of an office that must be asked for far more than one answer holds: part by part, each paste adds', async () => {
    const names = Array.from({ length: 40 }, (_, n) => `host-number-${n}.branch-office.kitano.example`);
    for (const name of names)
      await house.service.change(id, {
        kind: 'set-plan',
        by: house.dana.id,
        record: { name, type: 'A', after: ['198.51.100.20'] },
      });
    const total = (await facts()).plan.length;
    await dana('resolvers office 本社');
    await house.workspace.click(house.dana, toDana('paste-office'), 'paste-office');
    const shown = house.workspace.messages().findLast((message) => message.onlyFor === house.dana.id);
    expect(JSON.stringify(shown?.blocks)).toMatch(/So many names take \d+ commands/);
    let view = await house.workspace.waitFor('the form', () =>
      house.workspace.views().find((each) => each.callbackId === 'office'),
    );
    /** What `dig` of our own command prints for these names, at an office whose cache is still old. */
    const printed = (asked: readonly string[]) => {
      const at = Math.floor(house.clock.at / 1_000);
      const lines = asked.flatMap((one) => {
        const [name, type] = one.split(' ');
        const soa =
          'kitano.example. 900 IN SOA ns1.kitano.example. hostmaster.kitano.example. 2026112401 7200 3600 1209600 900';
        if (name?.startsWith('host')) return [`; ${one} NXDOMAIN`, soa];
        return [
          `; ${one} NOERROR`,
          `${name}. 120 IN ${type} ${type === 'A' ? '192.0.2.10' : '10 mail.kitano.example.'}`,
        ];
      });
      return [`mail-dns 1 ${at} 192.0.2.53#53(192.0.2.53)`, ...lines, 'what is this'].join('\n');
    };
    const askedIn = (blocks: unknown) => [
      ...new Set([...JSON.stringify(blocks).matchAll(/'([a-z0-9.-]+ [A-Z]+)'/g)].map((match) => match[1] ?? '')),
    ];
    let asked = askedIn(shown?.blocks);
    const read = new Set<string>();
    for (let n = 0; n < 10 && asked.length > 0; n += 1) {
      const answer = printed(asked);
      expect(answer.length).toBeLessThan(3_000);
      for (const name of asked) expect(read.has(name), `${name} asked twice`).toBe(false);
      for (const name of asked) read.add(name);
      const { errors, next } = await house.workspace.submitView(house.dana, view, { answer });
      expect(errors).toEqual({});
      if (next === undefined) throw new Error('nothing is said of what was read');
      const said = JSON.stringify(next.blocks);
      expect(said).toContain(`${read.size} of ${total} names read.`);
      if (asked.some((one) => one.startsWith('host')))
        expect(said).toMatch(/– \d+ records? as it should be before the rewrite; kept until/);
      expect(said).toContain('Not understood: what is this.');
      asked = askedIn(next.blocks);
      view = next;
      if (asked.length === 0) {
        expect(said).not.toContain('Still missing');
        expect(said).toContain('/migration resolvers');
      } else expect(said).toMatch(/Still missing: .*paste once more/s);
    }
    expect(read.size).toBe(total);
  });

  test('a paste that was cut off: which names are missing, and the command for those alone', async () => {
    await dana('plan set imap.kitano.example A 198.51.100.20');
    await dana('resolvers office 大阪');
    await house.workspace.click(house.dana, toDana('paste-office'), 'paste-office');
    const view = await house.workspace.waitFor('the form', () =>
      house.workspace.views().find((each) => each.callbackId === 'office'),
    );
    const answer = '; mail.kitano.example A NOERROR\nmail.kitano.example. 120 IN A 198.51.100.20';
    const { next } = await house.workspace.submitView(house.dana, view, { answer });
    const said = JSON.stringify(next?.blocks);
    expect(said).toContain('✓ 1 record new.');
    expect(said).toMatch(/Still missing: .*imap\.kitano\.example A/);
    expect(said).toContain("'imap.kitano.example A'");
    expect(said).not.toContain("'mail.kitano.example A'");
    if (next === undefined) throw new Error('no form');
    expect(overLimits(next)).toEqual([]);
  });

  test('of internet providers: nothing is sent before somebody has read what it discloses', async () => {
    const said = await dana('resolvers globalping JP,US');
    expect(said).toContain('Ask resolvers of internet providers in Japan, United States?');
    expect(said).toContain('mail.kitano.example');
    expect(said).toContain('globalping.io');
    expect((await facts()).globalping).toBeUndefined();
    expect(await house.press(house.dana, 'leave-globalping', toDana('leave-globalping'))).toContain(
      'Nothing has been sent',
    );
    expect((await facts()).globalping).toBeUndefined();
    expect(await house.press(house.dana, 'ask-globalping', toDana('ask-globalping'))).toContain('✓');
    expect((await facts()).globalping?.countries).toEqual(['JP', 'US']);
    expect(await dana('resolvers globalping off')).toContain('✓');
    expect((await facts()).globalping).toBeUndefined();
    expect(await dana('resolvers globalping Atlantis')).toMatch(/✗.*ATLANTIS.*two letters/);
  });
});

describe('what resolvers are asked, and when', () => {
  const en = wordsFor('en', { style: 'slack', timeZone: 'Asia/Tokyo' });
  const part = { command: { windows: 'Resolve-DnsName', unix: 'dig' }, parts: 1 };

  test('while only reachability was looked at, the status and the list do not contradict each other', () => {
    const reach = { one: { at: T0 }, two: { at: at(0, 5), code: 'dns-timeout', since: T0 } };
    const record = aMigration({}, { vantage: {}, reach });
    expect(JSON.stringify(resolversView(record, en, at(1)))).toMatch(
      /No resolver has been asked for the names in the plan yet.*only whether .* reached.*1 of 2, last /,
    );
  });

  test('Globalping is told of, with its countries, while it is on', () => {
    const globalping = { countries: ['JP', 'US'], at: T0, by: 'U1AAA' };
    for (const vantage of [{}, aMigration().sightings.vantage]) {
      const on = JSON.stringify(resolversView(aMigration({ globalping }, { vantage }), en, at(1)));
      expect(on).toContain('Globalping is on: resolvers of internet providers in Japan, United States');
      expect(JSON.stringify(resolversView(aMigration({}, { vantage }), en, at(1)))).not.toContain('Globalping is on');
    }
  });

  test('an office’s own must not be asked before the rewrite is done; afterwards nothing warns of it', () => {
    const said = (record: Migration) => JSON.stringify(officeView(record, 'Osaka', part, en));
    expect(said(aMigration({ rewriteBegunAt: T0 }))).toMatch(
      /Do not run this yet.*until its TTL.*Run one of these.*dig/,
    );
    expect(said(aMigration({ rewriteDoneAt: T0 }))).not.toContain('Do not run');
  });
});
