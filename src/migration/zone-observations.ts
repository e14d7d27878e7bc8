import type { AuthorityObservation, AuthorityServer, DnsResult, Failure, Side } from './observations.ts';
import type { Instant } from './time.ts';

/** What a look at the zones brings back beside the answers of the authoritative servers. */

/** How the world is led to a zone: what the parent hands out, and what the zone says of itself. */
export type DelegationObservation = {
  readonly zone: string;
  /** NS set of the parent's referral; every name and the longest TTL where its servers disagree. */
  readonly parent: DnsResult;
  /** Some of the parent's servers were not heard: these may lead elsewhere. */
  readonly parentSilent?: true;
  /** NS set in the zone. */
  readonly child: DnsResult;
  /** Every server that either names, without those known from earlier only. */
  readonly servers: readonly AuthorityServer[];
};

/** SPF of a domain evaluated for mail from one address (RFC 7208), by its record as the authoritative servers give it. */
export type SpfObservation = {
  readonly domain: string;
  readonly side: Side;
  readonly address: string;
  readonly result:
    | {
        readonly outcome: 'evaluated';
        readonly at: Instant;
        readonly verdict: 'pass' | 'fail' | 'softfail' | 'neutral' | 'none' | 'permerror';
        /** DNS lookups that it took, of 10 allowed (section 4.6.4), and void ones, of 2. */
        readonly lookups: number;
        readonly voids: number;
        readonly detail?: string;
      }
    | Failure;
};

/** A DKIM key record (RFC 6376), by selector. */
export type DkimObservation = {
  readonly domain: string;
  readonly selector: string;
  readonly result:
    | {
        readonly outcome: 'key';
        readonly at: Instant;
        readonly state: 'valid' | 'revoked' | 'malformed' | 'absent';
        readonly detail?: string;
      }
    | Failure;
};

/** The MTA-STS policy of a domain, and the id of its TXT record (RFC 8461). */
export type PolicyObservation = {
  readonly domain: string;
  readonly id?: string;
  readonly result:
    | {
        readonly outcome: 'policy';
        readonly at: Instant;
        readonly mode: 'enforce' | 'testing' | 'none';
        readonly mx: readonly string[];
        readonly maxAgeSeconds: number;
      }
    /** `absent`: neither record nor policy; else what stands in the policy's place is none. */
    | { readonly outcome: 'no-policy'; readonly at: Instant; readonly reason: string; readonly detail: string }
    | Failure;
};

/** The names an address has (PTR), and whether they lead back to it. */
export type PointerObservation = {
  readonly address: string;
  readonly side: Side;
  readonly result:
    | {
        readonly outcome: 'pointer';
        readonly at: Instant;
        readonly names: readonly string[];
        /** Those of the names whose A or AAAA hold the address. */
        readonly confirmed: readonly string[];
        /** The name that the server greets with, where it was heard. */
        readonly greeting?: string;
      }
    | Failure;
};

/** TLSA of an MX host against what the new server shows (RFC 7672). */
export type TlsaObservation = {
  readonly host: string;
  readonly result:
    | {
        readonly outcome: 'tlsa';
        readonly at: Instant;
        readonly values: readonly string[];
        /** Whether one of them fits the certificate that the new server shows; absent when none was seen. */
        readonly fits?: boolean;
      }
    | Failure;
};

/** An MX host that lies in none of the moved domains, as its own zone's servers have it. */
export type ExchangerObservation = {
  readonly host: string;
  readonly result:
    | {
        readonly outcome: 'exchanger';
        readonly at: Instant;
        readonly addresses: readonly string[];
        /** An alias stands there, which an MX must not name (RFC 2181, section 10.3). */
        readonly alias?: string;
      }
    | Failure;
};

/** DNSSEC of a zone, seen by a validating resolver and by DS and DNSKEY. */
export type SigningObservation = {
  readonly zone: string;
  readonly result:
    | {
        readonly outcome: 'signing';
        readonly at: Instant;
        readonly state: 'unsigned' | 'secure' | 'bogus' | 'unvalidated';
        /** Key tags of DS at the parent and DNSKEY in the zone. */
        readonly ds: readonly number[];
        readonly keys: readonly number[];
        readonly ede: readonly number[];
        /** TTL of the DS, where there is one. */
        readonly dsTtlSeconds?: number;
      }
    | Failure;
};

/** The servers of the DNS provider to come, asked for everything in the before-image. */
export type NewZoneObservation = {
  readonly zone: string;
  readonly servers: readonly AuthorityServer[];
  readonly observations: readonly AuthorityObservation[];
  /** Servers that have no address, or could not be asked. */
  readonly failures: readonly { readonly server: string; readonly failure: Failure }[];
};

/** What a look at the zone learns beside the answers of the authoritative servers. Absent: not looked at this time. */
export type ZoneExtras = {
  readonly spf?: readonly SpfObservation[];
  readonly dkim?: readonly DkimObservation[];
  readonly policies?: readonly PolicyObservation[];
  readonly pointers?: readonly PointerObservation[];
  readonly tlsa?: readonly TlsaObservation[];
  readonly exchangers?: readonly ExchangerObservation[];
  readonly signing?: readonly SigningObservation[];
  readonly newZones?: readonly NewZoneObservation[];
  /** Names that lead to where nobody answers, though the servers of their zone did; wholly of this look. */
  readonly unserved?: { readonly at: Instant; readonly names: readonly string[] };
};
