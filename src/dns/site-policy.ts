import { type AddressPolicy, createAddressPolicy } from '../net/address-policy.ts';
import { portOf, siteVantages } from './vantages.ts';

const DNS_PORT = 53;

/**
 * Where a process with these settings may connect: to the public internet, to what the administrator allows, and to the DNS
 * servers that the administrator (or, without any, this machine) names, at their DNS port alone. Never to its own ports.
 */
export function sitePolicy(settings: {
  readonly privateNetworks: readonly string[];
  readonly siteResolvers: readonly string[];
  readonly rootHints: readonly { readonly address: string }[];
  /** 0, a port that is yet to be chosen, counts for none. */
  readonly ownPorts: readonly number[];
}): AddressPolicy {
  return createAddressPolicy({
    networks: settings.privateNetworks,
    dnsServers: [
      ...siteVantages(settings.siteResolvers).map((vantage) => ({ address: vantage.address, port: portOf(vantage) })),
      ...settings.rootHints.map(({ address }) => ({ address, port: DNS_PORT })),
    ],
    ownPorts: settings.ownPorts.filter((port) => port !== 0),
  });
}
