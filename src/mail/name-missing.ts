import type { MissingMessage } from '../migration/mail-observations.ts';
import type { Instant } from '../migration/time.ts';
import { examine, fetchedOf, type Indexed } from './content-index.ts';
import { setOf } from './fetch-bodies.ts';
import { fieldOf, parseHeaders } from './headers.ts';
import { textOf } from './raw-imap/data.ts';
import type { RawImap } from './raw-imap/session.ts';
import type { SideContents } from './side-contents.ts';

export type Refusals = ReadonlyMap<string, Pick<MissingMessage, 'reason' | 'detail'>>;

/** Missing messages as people know them: folder, date, sender. */
export async function nameMissing(
  from: RawImap,
  old: SideContents,
  keyOf: (one: Indexed) => string,
  missing: readonly Indexed[],
  refused: Refusals,
): Promise<readonly MissingMessage[]> {
  const named: MissingMessage[] = [];
  for (const [folder, group] of Map.groupBy(missing, (one) => one.folder)) {
    const listed = old.folders[folder];
    if (listed === undefined) continue;
    const people = await senders(from, listed.path, group);
    for (const one of group) {
      const key = keyOf(one);
      const why = refused.get(key) ?? { reason: 'missing' as const };
      named.push({
        key,
        folder: listed.name,
        at: instantOf(one.date),
        sizeBytes: one.size,
        ...people.get(one.uid),
        ...why,
      });
    }
  }
  return named;
}

async function senders(
  from: RawImap,
  path: string,
  group: readonly Indexed[],
): Promise<ReadonlyMap<number, { readonly from?: string; readonly messageId?: string }>> {
  const found = new Map<number, { readonly from?: string; readonly messageId?: string }>();
  await examine(from, path);
  await from.run(
    `UID FETCH ${setOf(group.map(({ uid }) => uid))} (UID BODY.PEEK[HEADER.FIELDS (FROM MESSAGE-ID)])`,
    (response) => {
      const items = fetchedOf(response);
      const header = items === undefined ? undefined : [...items].find(([name]) => name.startsWith('BODY['))?.[1];
      const uid = Number(textOf(items?.get('UID')));
      if (header === undefined || !(uid > 0)) return;
      const fields = parseHeaders(Buffer.isBuffer(header) ? header : (textOf(header) ?? ''));
      const sender = fieldOf(fields, 'from')?.slice(0, 200);
      const messageId = fieldOf(fields, 'message-id')?.slice(0, 200);
      found.set(uid, { ...(sender && { from: sender }), ...(messageId && { messageId }) });
    },
  );
  return found;
}

/** INTERNALDATE ("17-Jul-2026 02:44:25 +0900"); 0 for what names no moment. */
export function instantOf(date: string): Instant {
  const at = Date.parse(
    date
      .trim()
      .replaceAll('-', ' ')
      .replace(/ (\d{4})$/, ' -$1'),
  );
  return Number.isNaN(at) ? 0 : at;
}
