import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ask, askAuthority } from '../../../src/dns/client.ts';
import { canonicalValues } from '../../../src/dns/values.ts';
import { createDialer } from '../../../src/net/dial.ts';
import { changesOf, PLAN_PARTS, type PlanPart } from '../../../src/words/zone-file/changes.ts';
import { planFile } from '../../../src/words/zone-file/plan-file.ts';
import { stopDnsDaemons } from '../../servers/dns-daemon.ts';
import { startNsd } from '../../servers/nsd.ts';
import { aPlan, LONG_KEY, PROOF, SPF_BOTH, ZONE } from './a-plan.ts';

afterAll(stopDnsDaemons);

const HEADER = `$ORIGIN elsewhere.example.
$TTL 60
${ZONE}. IN SOA ns1.${ZONE}. hostmaster.${ZONE}. 1 3600 600 86400 60
${ZONE}. IN NS ns1.${ZONE}.
ns1.${ZONE}. IN A 192.0.2.53
`;
const zoneText = (part: PlanPart) => `${HEADER}${planFile(aPlan(), 'bind', part)}`;

const CHECKERS = [
  ['NSD', ['/usr/sbin/nsd-checkzone', '/opt/homebrew/sbin/nsd-checkzone', '/usr/local/sbin/nsd-checkzone']],
  ['BIND', ['/usr/bin/named-checkzone', '/opt/homebrew/bin/named-checkzone', '/usr/local/bin/named-checkzone']],
] as const;

describe.each(CHECKERS)('%s', (_, paths) => {
  const path = paths.find(existsSync) ?? paths[0];
  test.each(PLAN_PARTS)('reads the part %s', (part) => {
    const directory = mkdtempSync(join(tmpdir(), 'zone-'));
    try {
      const file = join(directory, 'zone');
      writeFileSync(file, zoneText(part));
      const run = spawnSync(path, [ZONE, file], { encoding: 'utf8' });
      expect(`${run.stdout}${run.stderr}`).toMatch(/ok/i);
      expect(run.status, `${run.stdout}${run.stderr}`).toBe(0);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

describe('what a server makes of the lines', () => {
  test.each(PLAN_PARTS)('is what the part %s says, record by record', async (part) => {
    const server = await startNsd({ [ZONE]: zoneText(part) });
    try {
      const dialer = createDialer({ addressBook: () => server });
      const changes = changesOf(aPlan(), part);
      for (const { name, type, after, keep, ttlSeconds } of changes) {
        const question = { name, type };
        const common = { server: '192.0.2.53', question, now: Date.now };
        const seen =
          // NS of a child are a referral, which only the reply's authority section holds.
          type === 'NS'
            ? undefined
            : type === 'CNAME'
              ? await askAuthority(dialer, { ...common, zone: ZONE })
              : await ask(dialer, common);
        if (seen === undefined) continue;
        const values = canonicalValues([...after, ...keep]);
        if (values.length === 0) expect(seen, `${name}/${type}`).toMatchObject({ values: [] });
        else expect(seen, `${name}/${type}`).toMatchObject({ values, ttlSeconds });
      }
      expect(changes.length).toBeGreaterThan(0);
    } finally {
      await server.stop();
    }
  });
});

test('old values stand above the new ones, and cannot be read as records', () => {
  const text = planFile(aPlan(), 'bind', 'rewrite');
  expect(text).toContain(`; CHANGE ${ZONE}. MX
;- ${ZONE}. 3600 IN MX 10 mail.${ZONE}.
${ZONE}. 300 IN MX 10 mx3.newhost.example.
${ZONE}. 300 IN MX 20 mx12.newhost.example.
`);
  expect(text).toContain(`; DELETE mail.${ZONE}. AAAA
;- mail.${ZONE}. 3600 IN AAAA 2001:db8::10

`);
});

test('a name whose new data is not known keeps its old line', () => {
  expect(planFile(aPlan(), 'bind', 'rewrite')).toContain(`; OPEN fax.${ZONE}. CNAME
fax.${ZONE}. 300 IN CNAME fax.oldhost.example. ; KEEP
`);
});

test('long text is cut at 255 bytes, quotes and backslashes are escaped', () => {
  const text = planFile(aPlan(), 'bind', 'now');
  expect(text).toContain(`TXT "${LONG_KEY.slice(0, 255)}" "${LONG_KEY.slice(255)}"`);
  expect(text).toContain('TXT "site-verification=\\"a\\\\b;c\\"" ; KEEP');
  expect([PROOF, SPF_BOTH].every((value) => text.includes(value.slice(0, 10)))).toBe(true);
});

test('what is no value of its type becomes a comment, never a line', () => {
  const plan = [
    {
      name: ZONE,
      type: 'MX' as const,
      before: [],
      after: ['10 mx.example\nevil 60 IN A 192.0.2.66', 'mx only'],
      when: 'rewrite' as const,
    },
  ];
  const lines = planFile(aPlan({ plan }), 'bind', 'rewrite').trimEnd().split('\n');
  expect(lines.every((line) => line.startsWith(';'))).toBe(true);
  expect(lines.filter((line) => line.startsWith('; UNREADABLE'))).toHaveLength(2);
});
