import type { Resolver } from '../dns/resolver.ts';
import type { StsPolicy } from './policy-server.ts';

/** A sender's memory of a domain's policy. */
export type StsKeeper = {
  /** Whether mail for the domain may be handed to this MX host now. */
  allows(host: string, now: number): Promise<boolean>;
};

type Held = { readonly id: string; readonly policy: StsPolicy; readonly until: number };

/**
 * Keeps a policy for its max_age and fetches it again when the id in DNS is another one (RFC 8461 section 3.3). Where no
 * id can be read, what is held still binds.
 */
export const openStsKeeper = (domain: string, resolver: Resolver, fetch: () => StsPolicy | undefined): StsKeeper => {
  let held: Held | undefined;
  const idNow = async (): Promise<string | undefined> => {
    const reply = await resolver.ask(`_mta-sts.${domain}`, 'TXT');
    const text = reply?.answers.find((record) => record.type === 'TXT')?.value ?? '';
    return /;\s*id=([a-z0-9]+)/i.exec(text)?.[1];
  };
  return {
    allows: async (host, now) => {
      const id = await idNow();
      if (id !== undefined && (held?.id !== id || now >= held.until)) {
        const policy = fetch();
        if (policy !== undefined) held = { id, policy, until: now + policy.maxAgeSeconds * 1_000 };
      }
      return held === undefined || now >= held.until || held.policy.mx.includes(host);
    },
  };
};
