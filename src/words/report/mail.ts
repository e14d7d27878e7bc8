import type { Report, ReportedStraggler } from '../../migration/report.ts';
import type { Speaker } from '../engine.ts';
import { bullets, chapter, table } from './text.ts';

/** Mailboxes, what still came to the old server, what bounced, and how the rest was proven. */
export function mailChapters(say: Speaker, report: Report): readonly string[] {
  return [
    ...mailboxes(say, report),
    ...stragglers(say, report),
    ...bounced(say, report),
    ...addresses(say, report),
    ...senders(say, report),
    ...probes(say, report),
    ...archive(say, report),
  ];
}

function mailboxes(say: Speaker, { mailboxes: all }: Report): readonly string[] {
  const { t } = say;
  return chapter(
    t('report:mailboxes', { count: all.length }),
    table(
      [
        t('report:column-mailbox'),
        t('report:column-watch'),
        t('report:column-owner'),
        t('report:column-whole'),
        t('report:column-ledger'),
      ],
      all.map(({ address, watch, owner, whole, ledger }) => [
        say.text(address),
        say.code('watchModes', watch),
        owner === undefined ? '' : say.actor(owner),
        whole === undefined ? t('report:never') : t('report:whole', whole),
        ledger === undefined
          ? t('report:never')
          : t(ledger.missing === 0 ? 'report:ledger-whole' : 'report:ledger-missing', ledger),
      ]),
    ),
  );
}

function stragglers(say: Speaker, { stragglers: all, spam }: Report): readonly string[] {
  const { t } = say;
  return chapter(
    t('report:stragglers', { count: all.length }),
    all.length === 0
      ? t('report:stragglers-none')
      : table(
          [
            t('report:column-when'),
            t('report:column-mailbox'),
            t('report:column-from'),
            t('report:column-path'),
            t('report:column-became'),
          ],
          all.map((one) => [
            say.moment(one.at),
            say.text(one.mailbox),
            say.text([one.from, one.subject].filter((text) => text !== undefined).join(' – ')),
            pathText(say, one),
            became(say, one),
          ]),
        ),
    ...(spam > 0 ? [t('report:spam', { count: spam })] : []),
  );
}

function pathText(say: Speaker, { path, cause }: ReportedStraggler): string {
  const { helo, address } = path ?? {};
  const name = helo !== undefined && address !== undefined ? `${helo} [${address}]` : (helo ?? address);
  const why = cause === undefined ? '' : say.code('report', `cause-${cause}`);
  if (name === undefined) return why;
  return why === '' ? say.text(name) : say.t('report:path', { name, why });
}

/** What became of it; "not on the new server" is never left unsaid. */
function became(say: Speaker, { server, suspect, judged, rescue, carriedAt }: ReportedStraggler): string {
  const { t } = say;
  if (suspect !== undefined && judged === undefined) return t('report:became-unjudged');
  if (rescue !== undefined && rescue.outcome === 'appended')
    return t('report:became-appended', { at: rescue.at, folder: rescue.folder ?? 'INBOX' });
  if (carriedAt !== undefined) return t('report:became-there', { at: carriedAt, server });
  if (rescue?.outcome === 'gone') return t('report:became-gone', { at: rescue.at });
  if (rescue?.outcome === 'refused')
    return t('report:became-refused', { at: rescue.at, reason: rescue.reason ?? 'refused' });
  return t('report:became-nothing', { server });
}

function bounced(say: Speaker, { bounced: all }: Report): readonly string[] {
  const { t } = say;
  if (all.length === 0) return [];
  return chapter(
    t('report:bounced', { count: all.length }),
    bullets(
      all.map(({ address, reply, at, overAt }) =>
        t(overAt === undefined ? 'report:bounce' : 'report:bounce-over', { address, reply, at, overAt }),
      ),
    ),
  );
}

function addresses(say: Speaker, { addresses: all }: Report): readonly string[] {
  const { t } = say;
  if (all.length === 0) return [];
  return chapter(
    t('report:addresses', { count: all.length }),
    bullets(
      all.map(({ address, as, by, reason }) =>
        t(reason === undefined ? 'report:address' : 'report:address-why', {
          address,
          as: say.code('report', `as-${as}`),
          by,
          reason,
        }),
      ),
    ),
  );
}

function senders(say: Speaker, { senders: { regular, seen, open } }: Report): readonly string[] {
  const { t } = say;
  if (regular === 0) return chapter(t('report:senders'), t('report:senders-none'));
  return chapter(
    t('report:senders'),
    t('report:senders-seen', { seen, regular }),
    bullets(
      open.map(({ sender, lastAt, dismissed }) =>
        dismissed === undefined
          ? t('report:sender-open', { sender, lastAt })
          : t('report:sender-dismissed', { sender, ...dismissed }),
      ),
    ),
  );
}

function probes(say: Speaker, { probes: all }: Report): readonly string[] {
  const { t } = say;
  if (all.length === 0) return [];
  return chapter(
    t('report:probes'),
    table(
      [
        t('report:column-relay'),
        t('report:column-mailbox'),
        t('report:column-when'),
        t('report:column-became'),
        t('report:column-took'),
      ],
      all.map(({ relay, mailbox, sentAt, fate, tookMs }) => [
        say.text(relay),
        say.text(mailbox),
        say.moment(sentAt),
        say.code('probeFates', fate),
        tookMs === undefined ? '' : say.duration(tookMs),
      ]),
    ),
  );
}

function archive(say: Speaker, { archive: kept }: Report): readonly string[] {
  const { t } = say;
  if (kept === undefined) return chapter(t('report:archive'), t('report:archive-none'));
  const { mailboxes: n, messages, at, by, restoredAt } = kept;
  return chapter(
    t('report:archive'),
    t('report:archive-kept', { mailboxes: n, messages, at, by }),
    restoredAt === undefined ? t('report:archive-untried') : t('report:archive-tried', { at: restoredAt }),
  );
}
