/** What a DNS panel wants in its fields. `unknown` where it is not known for sure: then both ways are shown. */
export type Panel = {
  readonly id: string;
  /** The maker's own name for it. */
  readonly name: string;
  /** What the names of its servers end with; a `#` stands for digits. */
  readonly servers: readonly string[];
  /** The name field: without the zone, which is appended, or in full. */
  readonly host: 'relative' | 'full' | 'unknown';
  /** What stands for the zone itself. */
  readonly apex: '@' | 'empty' | 'unknown';
  /** A name in the value field: with its trailing dot (else the zone is appended), or without. */
  readonly target: 'dot' | 'no-dot' | 'unknown';
  readonly priority: 'own-field' | 'in-value' | 'unknown';
  /** Quotes round a TXT value: typed by hand, or left to the panel. */
  readonly quotes: 'by-hand' | 'none' | 'unknown';
  /** Text of more than 255 bytes: cut by the panel, by hand, or not to be had there. */
  readonly longText: 'by-panel' | 'by-hand' | 'refused' | 'unknown';
  /** Whatever else trips people up there. */
  readonly further: readonly ('proxy-off' | 'mx-elsewhere' | 'one-set' | 'text-lines')[];
};

const USUAL = {
  host: 'relative',
  apex: '@',
  target: 'no-dot',
  priority: 'own-field',
  quotes: 'none',
  longText: 'by-panel',
  further: [],
} as const satisfies Partial<Panel>;

/** Where nothing is known: a panel of a host's own, cPanel, a server of one's own. */
export const GENERIC: Panel = {
  id: 'generic',
  name: '',
  servers: [],
  host: 'unknown',
  apex: 'unknown',
  target: 'unknown',
  priority: 'unknown',
  quotes: 'unknown',
  longText: 'unknown',
  further: [],
};

/** Panels change: this is advice, and the look after the rewrite is what finds a slip. */
export const PANELS: readonly Panel[] = [
  { ...USUAL, id: 'cloudflare', name: 'Cloudflare', servers: ['.ns.cloudflare.com'], further: ['proxy-off'] },
  {
    ...USUAL,
    id: 'route53',
    name: 'Amazon Route 53',
    servers: ['.awsdns-#.com', '.awsdns-#.net', '.awsdns-#.org', '.awsdns-#.co.uk'],
    apex: 'empty',
    priority: 'in-value',
    quotes: 'by-hand',
    longText: 'by-hand',
    further: ['one-set'],
  },
  {
    ...USUAL,
    id: 'google-cloud',
    name: 'Google Cloud DNS',
    servers: ['.googledomains.com'],
    apex: 'empty',
    target: 'dot',
    priority: 'in-value',
    quotes: 'by-hand',
    longText: 'by-hand',
    further: ['one-set'],
  },
  {
    ...USUAL,
    id: 'azure',
    name: 'Azure DNS',
    servers: ['.azure-dns.com', '.azure-dns.net', '.azure-dns.org', '.azure-dns.info'],
    further: ['one-set'],
  },
  { ...USUAL, id: 'gandi', name: 'Gandi', servers: ['.gandi.net'], target: 'dot' },
  {
    ...USUAL,
    id: 'ovh',
    name: 'OVHcloud',
    servers: ['.ovh.net', '.ovh.ca', '.anycast.me'],
    apex: 'empty',
    target: 'dot',
  },
  { ...USUAL, id: 'godaddy', name: 'GoDaddy', servers: ['.domaincontrol.com'] },
  { ...USUAL, id: 'namecheap', name: 'Namecheap', servers: ['.registrar-servers.com'], further: ['mx-elsewhere'] },
  {
    ...USUAL,
    id: 'ionos',
    name: 'IONOS',
    servers: ['.ui-dns.com', '.ui-dns.net', '.ui-dns.org', '.ui-dns.biz', '.ui-dns.de'],
  },
  {
    ...USUAL,
    id: 'hetzner',
    name: 'Hetzner',
    servers: ['.ns.hetzner.com', '.ns.hetzner.de', '.first-ns.de', '.second-ns.de', '.second-ns.com'],
    target: 'dot',
  },
  { ...USUAL, id: 'digitalocean', name: 'DigitalOcean', servers: ['.digitalocean.com'], target: 'dot' },
  {
    ...USUAL,
    id: 'xserver',
    name: 'エックスサーバー',
    servers: ['.xserver.jp', '.xdomain.ne.jp', '.wpx.ne.jp'],
    apex: 'empty',
    longText: 'unknown',
  },
  {
    ...USUAL,
    id: 'sakura',
    name: 'さくらインターネット',
    servers: ['.dns.ne.jp'],
    target: 'dot',
    priority: 'in-value',
    quotes: 'unknown',
    longText: 'refused',
  },
  {
    ...USUAL,
    id: 'onamae',
    name: 'お名前.com',
    servers: ['.dnsv.jp', '.onamae.com', '.gmoserver.jp'],
    apex: 'empty',
    longText: 'unknown',
  },
  {
    ...USUAL,
    id: 'muumuu',
    name: 'ムームードメイン',
    servers: ['.muumuu-domain.com'],
    apex: 'empty',
    longText: 'unknown',
  },
  { ...USUAL, id: 'conoha', name: 'ConoHa', servers: ['.conoha.io'], longText: 'unknown' },
  {
    ...USUAL,
    id: 'value-domain',
    name: 'バリュードメイン',
    servers: ['.value-domain.com'],
    target: 'dot',
    priority: 'in-value',
    longText: 'unknown',
    further: ['text-lines'],
  },
];

/** The panel behind a zone, told by the names of its servers; the generic one unless all of them are of one maker. */
export function panelOf(serverNames: readonly string[]): Panel {
  const makers = new Set(serverNames.map((name) => PANELS.find((panel) => panel.servers.some(isTailOf(name)))));
  const [only] = makers;
  return makers.size === 1 && only !== undefined ? only : GENERIC;
}

function isTailOf(name: string): (tail: string) => boolean {
  const host = `.${name.toLowerCase().replace(/\.$/, '')}`;
  return (tail) => new RegExp(`${tail.replaceAll('.', '\\.').replace('#', '\\d+')}$`).test(host);
}
