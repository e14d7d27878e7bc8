import { describe, expect, test } from 'vitest';
import { type Facts, PROFILES, SCOPES } from '../../src/migration/facts.ts';
import { wordsFor } from '../../src/words/words.ts';
import { aMigration, T0 } from './sample.ts';

const en = wordsFor('en', { style: 'plain', timeZone: 'Asia/Tokyo' });
const ja = wordsFor('ja', { style: 'plain', timeZone: 'Asia/Tokyo' });

/** A zone with more in it than anybody reads in a prompt. */
const plan: Facts['plan'] = [
  ...Array.from({ length: 20 }, (_, n) => ({
    name: `k${n}._domainkey.example.jp`,
    type: 'TXT' as const,
    before: [],
    after: [`v=DKIM1; k=rsa; p=${'MIIBIjANBgkqhkiG'.repeat(24)}`],
    when: 'before' as const,
  })),
  { name: 'selector1._domainkey.example.jp', type: 'CNAME', before: [], after: [], when: 'before' },
  ...Array.from({ length: 20 }, (_, n) => ({
    name: `host${n}.example.jp`,
    type: 'A' as const,
    before: ['192.0.2.10'],
    after: ['198.51.100.10'],
    when: 'rewrite' as const,
  })),
];
const recordSets = Object.fromEntries(
  plan.map(({ name, type }) => [`${name}/${type}`, { ttlSeconds: 86_400, ttlSince: T0, formerGoneAt: T0 }]),
);

describe('the prompt of the second step is no longer than people read', () => {
  test.each(PROFILES.flatMap((profile) => SCOPES.map((scope) => [profile, scope] as const)))(
    '%s, %s',
    (profile, scope) => {
      for (const words of [en, ja]) {
        const short = words.stepTodo('prepare', aMigration({ profile, scope }).facts, T0);
        expect(short.length).toBeLessThanOrEqual(10);
        expect(short.join('\n').length).toBeLessThanOrEqual(1_300);
        const long = words.stepTodo('prepare', aMigration({ profile, scope, plan, recordSets }).facts, T0);
        expect(long.length).toBeLessThanOrEqual(16);
        expect(long.join('\n').length).toBeLessThanOrEqual(2_300);
        for (const line of long) expect(line.length).toBeLessThanOrEqual(320);
      }
    },
  );

  test('what does not fit is counted, and where it stands is said', () => {
    const lines = en.stepTodo('prepare', aMigration({ plan, recordSets }).facts, T0);
    expect(lines).toContain('host0.example.jp A: 86400 s → 300 s');
    expect(lines.join('\n')).toMatch(/… and \d+ more: `\/migration plan`/);
    expect(lines.join('\n')).toMatch(/in this order: k0\._domainkey\.example\.jp TXT.*\+15 more.*plan as panel before/);
    expect(lines).toContain(
      'Still without a value: selector1._domainkey.example.jp CNAME. `/migration plan set NAME TYPE VALUE`',
    );
  });

  test('only what is still open of the checklist is named', () => {
    const ticked = { at: T0, by: 'U1AAA' };
    const checklist = { forwarders: ticked, aliases: ticked, 'catch-all': ticked, lists: ticked };
    const { facts } = aMigration({ checklist });
    expect(en.stepTodo('prepare', facts, T0).join('\n')).toMatch(/Open: `filters` `shared-mailboxes`\.$/m);
    const all = { ...checklist, filters: ticked, 'shared-mailboxes': ticked };
    expect(en.stepTodo('prepare', { ...facts, checklist: all }, T0).join('\n')).not.toContain('checklist');
  });
});
