import type { Mailbox } from './facts.ts';
import type { ContentSighting } from './sightings.ts';

/**
 * What the last comparison of a mailbox found, where it was made with the credentials that the mailbox has now. With others
 * it may have been another mailbox: that nothing was missing there says nothing.
 */
export function comparedNow(
  { credentials }: Pick<Mailbox, 'credentials'>,
  seen: ContentSighting | undefined,
): ContentSighting['ok'] {
  const by = seen?.ok?.credentials;
  const isCurrent = by !== undefined && by.old === credentials.old && by.new === credentials.new;
  return isCurrent ? seen?.ok : undefined;
}
