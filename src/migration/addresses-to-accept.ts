import type { Facts } from './facts.ts';

/** Every address that the new server must take mail for: mailboxes, and what the team placed as alias or list. Sorted. */
export function addressesToAccept(facts: Pick<Facts, 'mailboxes' | 'addresses'>): readonly string[] {
  const placed = Object.entries(facts.addresses ?? {}).flatMap(([address, { placed: as }]) =>
    as !== undefined && as.as !== 'dropped' ? [address] : [],
  );
  return [...new Set([...facts.mailboxes.map(({ address }) => address), ...placed])].sort();
}
