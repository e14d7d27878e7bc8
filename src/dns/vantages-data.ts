/**
 * Public resolvers that answer everyone, unfiltered where the operator offers that. IPv4, UDP and TCP. `enabled: false`:
 * known, but asked only when the settings say so (they filter, or see the internet from behind a national border).
 * Left out: operators that speak DNS over HTTPS or TLS alone (IIJ), and services that are gone (dns0.eu, Quad101, Verisign).
 */
export type VantageEntry = {
  readonly id: string;
  readonly operator: string;
  readonly address: string;
  readonly country?: string;
  readonly enabled: boolean;
};

export const BUILT_IN: readonly VantageEntry[] = [
  { id: 'google-1', operator: 'Google', address: '8.8.8.8', enabled: true },
  { id: 'google-2', operator: 'Google', address: '8.8.4.4', enabled: true },
  { id: 'cloudflare-1', operator: 'Cloudflare', address: '1.1.1.1', enabled: true },
  { id: 'cloudflare-2', operator: 'Cloudflare', address: '1.0.0.1', enabled: true },
  { id: 'quad9', operator: 'Quad9', address: '9.9.9.10', enabled: true },
  { id: 'quad9-ecs', operator: 'Quad9', address: '9.9.9.11', enabled: true },
  { id: 'opendns', operator: 'OpenDNS', address: '208.67.222.222', enabled: true },
  { id: 'adguard', operator: 'AdGuard', address: '94.140.14.140', enabled: true },
  { id: 'controld', operator: 'Control D', address: '76.76.2.0', enabled: true },
  { id: 'dnssb', operator: 'DNS.SB', address: '185.222.222.222', enabled: true },
  { id: 'he', operator: 'Hurricane Electric', address: '74.82.42.42', enabled: true },
  { id: 'cira', operator: 'CIRA', address: '149.112.121.10', country: 'CA', enabled: true },
  { id: 'dns4eu', operator: 'DNS4EU', address: '86.54.11.100', enabled: true },
  { id: 'cznic', operator: 'CZ.NIC', address: '193.17.47.1', country: 'CZ', enabled: true },
  { id: 'switch', operator: 'SWITCH', address: '130.59.31.248', country: 'CH', enabled: true },
  { id: 'yandex', operator: 'Yandex', address: '77.88.8.8', country: 'RU', enabled: false },
  { id: 'alidns', operator: 'AliDNS', address: '223.5.5.5', country: 'CN', enabled: false },
  { id: 'dnspod', operator: 'DNSPod', address: '119.29.29.29', country: 'CN', enabled: false },
  { id: 'hinet', operator: 'HiNet', address: '168.95.1.1', country: 'TW', enabled: false },
  { id: 'kt', operator: 'KT', address: '168.126.63.1', country: 'KR', enabled: false },
];
