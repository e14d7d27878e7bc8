import type { Facts } from './facts.ts';
import type { KnownAddress } from './mail-facts.ts';

/** Addresses that received mail on the old server and are neither mailbox, alias nor list, nor dropped; busiest first. */
export function unplacedAddresses(
  facts: Pick<Facts, 'addresses' | 'mailboxes'>,
): readonly (KnownAddress & { readonly address: string })[] {
  const mailboxes = new Set(facts.mailboxes.map((mailbox) => mailbox.address));
  return (
    Object.entries(facts.addresses ?? {})
      // Named by hand, and taken back: no mail ever came to it.
      .filter(([address, known]) => known.placed === undefined && known.count > 0 && !mailboxes.has(address))
      .map(([address, known]) => ({ ...known, address }))
      .sort((a, b) => b.count - a.count || (a.address < b.address ? -1 : 1))
  );
}
