import type { ClientPhase } from '../../migration/client-facts.ts';
import type { Client } from '../../migration/facts.ts';
import { isPerson } from '../../migration/person.ts';
import type { Known } from '../../migration/shown-certificate.ts';
import type { Instant } from '../../migration/time.ts';
import type { Speaker } from '../engine.ts';
import { backLines, typedLines } from './client-doors.ts';

const RULE = '-'.repeat(60);

/** For owners who are not in Slack: one section a client, to be printed, cut apart and handed back. */
export function clientSheet(
  say: Speaker,
  known: Known,
  clients: readonly Client[],
  phase: ClientPhase,
  now: Instant,
): string {
  return clients.map((client) => section(say, known, client, phase, now).join('\n')).join(`\n\n${RULE}\n\n`);
}

function section(say: Speaker, known: Known, client: Client, phase: ClientPhase, now: Instant): string[] {
  const { t } = say;
  const { id, name, kind, owner, user } = client;
  return [
    t('clients:sheet-head', { domain: known.facts.domain }),
    t('clients:sheet-client', { client: id, name, ...(kind === undefined ? {} : { kind }) }),
    // An id of Slack says nothing on paper.
    ...(owner === undefined || isPerson(owner) ? [] : [t('clients:sheet-owner', { people: [owner] })]),
    '',
    ...whatFor(say, known, client, phase, now).map(bare),
    user === undefined ? t('clients:user-mailbox') : t('clients:sheet-user', { user }),
    '',
    t(`clientHelp:${kind ?? 'other'}`),
    '',
    t('clients:sheet-tell'),
    t('clients:sheet-sign'),
  ];
}

/** What it is about, and what is typed: what was asked is taken back where it holds no longer. */
function whatFor(say: Speaker, known: Known, client: Client, phase: ClientPhase, now: Instant): string[] {
  const { t } = say;
  const { recalled } = known.facts;
  const isSet = recalled?.back.includes(client.id) === true;
  if (recalled === undefined || (!isSet && !recalled.leave.includes(client.id)))
    return [t(`clients:help-${phase}`), '', ...typedLines(say, known, client, phase, now)];
  const { why } = recalled;
  const { domain } = known.facts;
  return [
    t(`clients:sheet-${why}`),
    '',
    t(isSet ? `clients:owner-back-${why}` : `clients:owner-leave-${why}`, { domain, count: 1 }),
    ...(isSet ? [] : why === 'abandoned' ? [] : [t('clients:owner-back-only')]),
    ...(isSet || why !== 'abandoned' ? backLines(say, known, client, why, client.restored !== undefined, now) : []),
    t(`clients:owner-next-${why}`),
  ];
}

/** Marks for what is to be copied mean nothing on paper. */
const bare = (line: string): string => line.replaceAll('`', '');
