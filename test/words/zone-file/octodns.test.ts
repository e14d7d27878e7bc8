import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { PLAN_PARTS, type PlanPart } from '../../../src/words/zone-file/changes.ts';
import { planFile } from '../../../src/words/zone-file/plan-file.ts';
import { aPlan, LONG_KEY, PLAN, PROOF, SPF_BOTH, ZONE } from './a-plan.ts';

/** What octoDNS's record classes ask for, by type (octodns/record/*.py): everything else they refuse. */
const target = z.string().regex(/^(\.|([a-z0-9_-]+\.)+)$/);
const common = { ttl: z.int() };
const list = <T extends z.ZodType>(value: T) => z.array(value).min(1);
const entry = z.discriminatedUnion('type', [
  z.strictObject({ ...common, type: z.literal('A'), values: list(z.ipv4()) }),
  z.strictObject({ ...common, type: z.literal('AAAA'), values: list(z.ipv6()) }),
  z.strictObject({ ...common, type: z.literal('CNAME'), value: target }),
  z.strictObject({ ...common, type: z.literal('NS'), values: list(target) }),
  z.strictObject({
    ...common,
    type: z.literal('MX'),
    values: list(z.strictObject({ exchange: target, preference: z.int() })),
  }),
  z.strictObject({
    ...common,
    type: z.literal('SRV'),
    values: list(z.strictObject({ port: z.int(), priority: z.int(), target, weight: z.int() })),
  }),
  z.strictObject({
    ...common,
    type: z.literal('TLSA'),
    values: list(
      z.strictObject({
        certificate_association_data: z.string(),
        certificate_usage: z.int(),
        matching_type: z.int(),
        selector: z.int(),
      }),
    ),
  }),
  z.strictObject({ ...common, type: z.literal('TXT'), values: list(z.string().regex(/^(?!.*[^\\];)/)) }),
]);
const zoneFile = z.record(z.string(), list(entry)).nullable();
type ZoneFile = NonNullable<z.infer<typeof zoneFile>>;

function read(part: PlanPart, facts = aPlan()): readonly ZoneFile[] {
  return parseAllDocuments(planFile(facts, 'octodns', part), { version: '1.1' }).map((document) => {
    expect(document.errors).toEqual([]);
    return zoneFile.parse(document.toJS()) ?? {};
  });
}

describe('the file', () => {
  test.each(PLAN_PARTS)('is what octoDNS takes: %s', (part) => {
    expect(read(part)).toHaveLength(1);
  });

  test('holds the whole rewrite, several types under one name', () => {
    const [zone = {}] = read('rewrite');
    const written = Object.entries(zone).flatMap(([host, entries]) => entries.map(({ type }) => `${host}/${type}`));
    expect(written.sort()).toEqual(
      [
        '/MX',
        '_imaps._tcp/SRV',
        '_pop3._tcp/SRV',
        'fax/CNAME',
        'imap/CNAME',
        'lists/NS',
        'mail/A',
        'webmail/AAAA',
      ].sort(),
    );
    expect(zone['']).toEqual([
      {
        ttl: 300,
        type: 'MX',
        values: [
          { exchange: 'mx3.newhost.example.', preference: 10 },
          { exchange: 'mx12.newhost.example.', preference: 20 },
        ],
      },
    ]);
    expect(read('before-image')[0]?.mail?.map(({ type }) => type)).toEqual(['A', 'AAAA']);
  });

  test('a null service, and a key of several strings', () => {
    expect(read('rewrite')[0]?.['_pop3._tcp']).toMatchObject([{ values: [{ target: '.', port: 0 }] }]);
    const [zone = {}] = read('now');
    expect(zone['n1._domainkey']).toMatchObject([{ values: [LONG_KEY.replaceAll(';', '\\;')] }]);
    expect(zone['']).toMatchObject([{ type: 'TXT', values: [PROOF.replaceAll(';', '\\;'), SPF_BOTH] }]);
  });

  test('keys stand in the natural order that octoDNS enforces', () => {
    const hosts = ['sv12', 'sv2', 'sv1', 'a', '_dmarc', '*'];
    const plan = hosts.map((host) => ({
      name: `${host}.${ZONE}`,
      type: 'A' as const,
      before: [],
      after: ['203.0.113.20'],
      when: 'rewrite' as const,
    }));
    expect(Object.keys(read('rewrite', aPlan({ plan }))[0] ?? {})).toEqual(['*', '_dmarc', 'a', 'sv1', 'sv2', 'sv12']);
    const mappings = planFile(aPlan(), 'octodns', 'before-image').match(/ttl: .*\n.*type: /g);
    expect(mappings).toHaveLength(PLAN.filter(({ before }) => before.length > 0).length);
  });

  test('a document a zone, each named', () => {
    const further = {
      name: 'mail.minami.example',
      type: 'A' as const,
      before: ['192.0.2.10'],
      after: ['203.0.113.20'],
    };
    const facts = aPlan({ furtherDomains: ['minami.example'], plan: [...PLAN, { ...further, when: 'rewrite' }] });
    const documents = read('rewrite', facts);
    expect(documents[1]).toEqual({ mail: [{ ttl: 300, type: 'A', values: ['203.0.113.20'] }] });
    const text = planFile(facts, 'octodns', 'rewrite');
    for (const zone of [ZONE, 'minami.example']) expect(text).toContain(`# Merge into ${zone}.yaml`);
  });

  test('what goes is named, for octoDNS deletes by absence', () => {
    expect(planFile(aPlan(), 'octodns', 'rewrite')).toContain(`# DELETE mail.${ZONE} AAAA\n#- "2001:db8::10"\n`);
  });
});
