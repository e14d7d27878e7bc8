import { unplacedAddresses } from '../../migration/unplaced.ts';
import type { Request } from '../parse/request.ts';
import { addressesView } from '../views/addresses.ts';
import { type Answer, change, reply, say, type Visit, withMigration } from '../visit.ts';

/** `addresses`: what is in use on the old server, and what becomes of it. */
export function addresses(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(addressesView(migration, words)));
}

/** `addresses alias|list|drop|undo ADDRESS…`; "unplaced" means all that have no place yet. */
export function addressesPlace(
  visit: Visit,
  { addresses: named, as, reason }: Extract<Request, { kind: 'addresses-place' }>,
): Promise<Answer> {
  return withMigration(visit, (migration, words) => {
    const found = named === 'unplaced' ? unplacedAddresses(migration.facts).map(({ address }) => address) : named;
    if (found.length === 0) return say(words.t('mail:unplaced-none'));
    return change(visit, migration, {
      kind: 'place-addresses',
      by: visit.user,
      addresses: found,
      as,
      ...(reason === undefined ? {} : { reason }),
    });
  });
}
