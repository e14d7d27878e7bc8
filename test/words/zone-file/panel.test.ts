import { describe, expect, test } from 'vitest';
import { type PanelFields, type PanelTrap, panelPlan, planFields } from '../../../src/words/zone-file/panel-fields.ts';
import { GENERIC, PANELS, panelOf } from '../../../src/words/zone-file/panels.ts';
import { aPlan, LONG_KEY, PLAN, PROOF, SPF_BOTH, ZONE } from './a-plan.ts';

describe('the panel is told by the name servers', () => {
  test.each<[string, readonly string[]]>([
    ['cloudflare', ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com']],
    ['route53', ['ns-2048.awsdns-64.com', 'ns-1.awsdns-00.co.uk', 'ns-700.awsdns-23.net', 'ns-1500.awsdns-59.org']],
    ['google-cloud', ['ns-cloud-a1.googledomains.com', 'ns-cloud-a2.googledomains.com']],
    ['azure', ['ns1-04.azure-dns.com', 'ns2-04.azure-dns.net', 'ns3-04.azure-dns.org', 'ns4-04.azure-dns.info']],
    ['gandi', ['ns-12-a.gandi.net', 'ns-205-b.gandi.net']],
    ['ovh', ['dns19.ovh.net', 'ns19.ovh.net']],
    ['godaddy', ['ns41.domaincontrol.com']],
    ['namecheap', ['dns1.registrar-servers.com']],
    ['ionos', ['ns1045.ui-dns.de', 'ns1012.ui-dns.biz']],
    ['hetzner', ['hydrogen.ns.hetzner.com', 'helium.ns.hetzner.de']],
    ['digitalocean', ['ns1.digitalocean.com']],
    ['xserver', ['ns1.xserver.jp', 'NS2.XSERVER.JP.']],
    ['sakura', ['ns1.dns.ne.jp', 'ns2.dns.ne.jp']],
    ['onamae', ['01.dnsv.jp', '02.dnsv.jp']],
    ['onamae', ['dns01.gmoserver.jp']],
    ['muumuu', ['dns01.muumuu-domain.com', 'dns02.muumuu-domain.com']],
    ['conoha', ['ns-a1.conoha.io', 'ns-a2.conoha.io']],
    ['value-domain', ['ns1.value-domain.com']],
    ['generic', ['ns1.cpanelhost.example']],
    ['generic', ['ada.ns.cloudflare.com', 'ns1.xserver.jp']],
    ['generic', ['ada.ns.cloudflare.com.evil.example']],
    ['generic', ['notdigitalocean.com']],
    ['generic', []],
  ])('%s', (id, servers) => {
    expect(panelOf(servers).id).toBe(id);
  });

  test('no two panels share a server', () => {
    const tails = PANELS.flatMap(({ servers }) => servers);
    expect(new Set(tails).size).toBe(tails.length);
  });
});

const MX = { name: ZONE, type: 'MX', before: ['10 mail.kitano.example'], after: ['10 mx3.newhost.example'] } as const;
const TXT = { name: `n1._domainkey.${ZONE}`, type: 'TXT', before: [], after: [LONG_KEY] } as const;
const HOST = { name: `mail.${ZONE}`, type: 'A', before: ['192.0.2.10'], after: ['203.0.113.20'] } as const;

function fieldsAt(id: string, record: Parameters<typeof planFields>[0][number]): PanelFields | undefined {
  return planFields([record], ZONE, PANELS.find((panel) => panel.id === id) ?? GENERIC)[0];
}

describe('the fields', () => {
  test.each([
    ['cloudflare', '@', [{ value: 'mx3.newhost.example', priority: 10 }]],
    ['route53', '', [{ value: '10 mx3.newhost.example' }]],
    ['google-cloud', '', [{ value: '10 mx3.newhost.example.' }]],
    ['ovh', '', [{ value: 'mx3.newhost.example.', priority: 10 }]],
    ['xserver', '', [{ value: 'mx3.newhost.example', priority: 10 }]],
    ['sakura', '@', [{ value: '10 mx3.newhost.example.' }]],
  ])('MX of the zone itself at %s', (id, host, rows) => {
    expect(fieldsAt(id, MX)).toMatchObject({ kind: 'CHANGE', type: 'MX', host, rows });
  });

  test('where nothing is known both ways are shown', () => {
    expect(fieldsAt('generic', MX)).toMatchObject({
      host: '@',
      hostOtherwise: `${ZONE}.`,
      rows: [{ value: 'mx3.newhost.example', otherwise: 'mx3.newhost.example.', priority: 10 }],
    });
    expect(fieldsAt('generic', HOST)).toMatchObject({ host: 'mail', hostOtherwise: `mail.${ZONE}.` });
    expect(fieldsAt('generic', { ...TXT, after: [SPF_BOTH] })).toMatchObject({
      rows: [{ value: SPF_BOTH, otherwise: `"${SPF_BOTH}"` }],
    });
  });

  test('a name is written without its zone, which the panel appends', () => {
    expect(fieldsAt('cloudflare', TXT)).toMatchObject({ host: 'n1._domainkey', rows: [{ value: LONG_KEY }] });
    expect(fieldsAt('route53', TXT)?.rows).toEqual([{ value: `"${LONG_KEY.slice(0, 255)}" "${LONG_KEY.slice(255)}"` }]);
  });

  test('SRV has its numbers apart; the null MX is nothing but a dot', () => {
    const srv = {
      name: `_imaps._tcp.${ZONE}`,
      type: 'SRV',
      before: [],
      after: ['5 1 993 imap.newhost.example'],
    } as const;
    expect(fieldsAt('godaddy', srv)?.rows).toEqual([
      { value: 'imap.newhost.example', priority: 5, weight: 1, port: 993 },
    ]);
    expect(fieldsAt('route53', srv)?.rows).toEqual([{ value: '5 1 993 imap.newhost.example' }]);
    expect(fieldsAt('cloudflare', { ...MX, after: ['0 .'] })?.rows).toEqual([{ value: '.', priority: 0 }]);
  });
});

describe('the traps', () => {
  test.each<[string, Parameters<typeof planFields>[0][number], readonly PanelTrap[]]>([
    ['cloudflare', HOST, ['zone-appended', 'proxy-off']],
    ['cloudflare', MX, ['apex-at', 'no-dot', 'priority-own-field']],
    ['route53', MX, ['apex-empty', 'no-dot', 'priority-in-value', 'one-set']],
    ['route53', TXT, ['zone-appended', 'quotes-by-hand', 'text-by-hand', 'one-set']],
    ['hetzner', MX, ['apex-at', 'dot-needed', 'priority-own-field']],
    ['namecheap', MX, ['apex-at', 'no-dot', 'priority-own-field', 'mx-elsewhere']],
    ['sakura', TXT, ['zone-appended', 'quotes-both-ways', 'text-too-long']],
    ['value-domain', MX, ['apex-at', 'dot-needed', 'priority-in-value', 'text-lines']],
    ['generic', MX, ['name-both-ways', 'dot-both-ways', 'priority-both-ways']],
    ['generic', TXT, ['name-both-ways', 'quotes-both-ways', 'text-long-unknown']],
  ])('at %s', (id, record, traps) => {
    expect(fieldsAt(id, record)?.traps).toEqual(traps);
  });

  test('short text is nowhere too long, and other strings of the name must stay', () => {
    const [apex] = panelPlan(aPlan(), 'now')[0]?.fields ?? [];
    expect(apex).toMatchObject({ type: 'TXT', keep: [{ value: PROOF }], rows: [{ value: SPF_BOTH }] });
    expect(apex?.traps).toContain('keep-others');
    expect(apex?.traps).not.toContain('text-long-unknown');
  });
});

describe('the plan for a panel', () => {
  const delegation = { parent: ['ns1.dns.ne.jp', 'ns2.dns.ne.jp'], ttlSeconds: 86_400, since: 1, servers: [] };

  test('is that of the servers the parent names', () => {
    const plans = panelPlan(aPlan({ delegations: { [ZONE]: delegation } }), 'rewrite');
    expect(plans.map(({ zone, panel }) => [zone, panel.id])).toEqual([[ZONE, 'sakura']]);
    const planned = PLAN.filter(
      ({ when, dropped, name }) => when === 'rewrite' && !dropped && !name.startsWith('same'),
    );
    expect(plans[0]?.fields.map(({ name, type }) => `${name}/${type}`).sort()).toEqual(
      planned.map(({ name, type }) => `${name}/${type}`).sort(),
    );
  });

  test('before the parent was read: of the servers that were met', () => {
    const facts = aPlan({ authorities: { '198.51.100.1': 'ns1.xserver.jp', '198.51.100.2': 'ns2.xserver.jp' } });
    expect(panelPlan(facts, 'rewrite')[0]?.panel.id).toBe('xserver');
    expect(panelPlan(aPlan(), 'rewrite')[0]?.panel.id).toBe('generic');
  });

  test('with a change of DNS provider: of both', () => {
    const dnsMove = { servers: ['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'], at: 1, by: 'U1' };
    const plans = panelPlan(aPlan({ delegations: { [ZONE]: delegation }, dnsMove }), 'rewrite');
    expect(plans.map(({ panel }) => panel.id)).toEqual(['sakura', 'cloudflare']);
  });
});
