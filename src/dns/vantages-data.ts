/** A service over TLS: where it is dialled, and the name that its certificate must bear. */
export type SecureService = { readonly address: string; readonly hostname: string; readonly path?: string };

export type OperatorEntry = {
  readonly operator: string;
  /** What the ids of its vantages begin with. */
  readonly id: string;
  /** ISO 3166-1 alpha-2, where the operator answers from one country. */
  readonly country?: string;
  /** Plain DNS over UDP and TCP. */
  readonly v4?: readonly string[];
  readonly v6?: readonly string[];
  readonly dot?: SecureService;
  readonly doh?: SecureService;
  /** `false`: known, but asked only when the settings say so: it filters, or sees the internet from behind a border. */
  readonly enabled?: false;
};

/**
 * Public resolvers that answer everyone, unfiltered where the operator offers that, with the addresses and names that
 * the operators publish. One operator counts once, whatever the number of its addresses. Left out: services that are
 * gone (dns0.eu, Quad101, Verisign).
 */
export const BUILT_IN: readonly OperatorEntry[] = [
  {
    operator: 'Google',
    id: 'google',
    v4: ['8.8.8.8', '8.8.4.4'],
    v6: ['2001:4860:4860::8888', '2001:4860:4860::8844'],
    dot: { address: '8.8.8.8', hostname: 'dns.google' },
    doh: { address: '8.8.4.4', hostname: 'dns.google' },
  },
  {
    operator: 'Cloudflare',
    id: 'cloudflare',
    v4: ['1.1.1.1', '1.0.0.1'],
    v6: ['2606:4700:4700::1111', '2606:4700:4700::1001'],
    dot: { address: '1.1.1.1', hostname: 'one.one.one.one' },
    doh: { address: '1.0.0.1', hostname: 'cloudflare-dns.com' },
  },
  {
    operator: 'Quad9',
    id: 'quad9',
    // Without filter; the second sends the client's network along (ECS), and so has a cache of its own.
    v4: ['9.9.9.10', '9.9.9.11'],
    v6: ['2620:fe::10'],
    dot: { address: '149.112.112.10', hostname: 'dns10.quad9.net' },
    doh: { address: '9.9.9.10', hostname: 'dns10.quad9.net' },
  },
  {
    operator: 'OpenDNS',
    id: 'opendns',
    v4: ['208.67.222.222'],
    v6: ['2620:119:35::35'],
    dot: { address: '208.67.222.222', hostname: 'dns.opendns.com' },
  },
  {
    operator: 'AdGuard',
    id: 'adguard',
    v4: ['94.140.14.140'],
    v6: ['2a10:50c0::1:ff'],
    dot: { address: '94.140.14.141', hostname: 'unfiltered.adguard-dns.com' },
    doh: { address: '94.140.14.140', hostname: 'unfiltered.adguard-dns.com' },
  },
  {
    operator: 'Control D',
    id: 'controld',
    v4: ['76.76.2.0'],
    v6: ['2606:1a40::'],
    dot: { address: '76.76.2.11', hostname: 'p0.freedns.controld.com' },
    doh: { address: '76.76.2.11', hostname: 'freedns.controld.com', path: '/p0' },
  },
  {
    operator: 'DNS.SB',
    id: 'dnssb',
    v4: ['185.222.222.222'],
    v6: ['2a09::'],
    dot: { address: '45.11.45.11', hostname: 'dot.sb' },
    doh: { address: '185.222.222.222', hostname: 'doh.dns.sb' },
  },
  {
    operator: 'Hurricane Electric',
    id: 'he',
    v4: ['74.82.42.42'],
    v6: ['2001:470:20::2'],
    dot: { address: '74.82.42.42', hostname: 'ordns.he.net' },
    doh: { address: '74.82.42.42', hostname: 'ordns.he.net' },
  },
  {
    operator: 'CIRA',
    id: 'cira',
    country: 'CA',
    v4: ['149.112.121.10'],
    v6: ['2620:10a:80bb::10'],
    dot: { address: '149.112.122.10', hostname: 'private.canadianshield.cira.ca' },
    doh: { address: '149.112.121.10', hostname: 'private.canadianshield.cira.ca' },
  },
  {
    operator: 'DNS4EU',
    id: 'dns4eu',
    v4: ['86.54.11.100'],
    v6: ['2a13:1001::86:54:11:100'],
    dot: { address: '86.54.11.200', hostname: 'unfiltered.joindns4.eu' },
    doh: { address: '86.54.11.100', hostname: 'unfiltered.joindns4.eu' },
  },
  {
    operator: 'CZ.NIC',
    id: 'cznic',
    country: 'CZ',
    v4: ['193.17.47.1'],
    v6: ['2001:148f:ffff::1'],
    dot: { address: '185.43.135.1', hostname: 'odvr.nic.cz' },
    doh: { address: '193.17.47.1', hostname: 'odvr.nic.cz', path: '/doh' },
  },
  {
    operator: 'SWITCH',
    id: 'switch',
    country: 'CH',
    v4: ['130.59.31.248'],
    v6: ['2001:620:0:ff::2'],
    dot: { address: '130.59.31.251', hostname: 'dns.switch.ch' },
    doh: { address: '130.59.31.248', hostname: 'dns.switch.ch' },
  },
  {
    operator: 'IIJ',
    id: 'iij',
    country: 'JP',
    // Takes no plain questions from outside its own network.
    dot: { address: '103.2.57.6', hostname: 'public.dns.iij.jp' },
    doh: { address: '103.2.57.5', hostname: 'public.dns.iij.jp' },
  },
  { operator: 'Yandex', id: 'yandex', country: 'RU', v4: ['77.88.8.8'], enabled: false },
  { operator: 'AliDNS', id: 'alidns', country: 'CN', v4: ['223.5.5.5'], enabled: false },
  { operator: 'DNSPod', id: 'dnspod', country: 'CN', v4: ['119.29.29.29'], enabled: false },
  { operator: 'HiNet', id: 'hinet', country: 'TW', v4: ['168.95.1.1'], enabled: false },
  { operator: 'KT', id: 'kt', country: 'KR', v4: ['168.126.63.1'], enabled: false },
];
