import type { Announcement } from '../../migration/announcements.ts';
import type { CriterionGist } from '../../migration/events.ts';
import { assessGate } from '../../migration/gates/assess.ts';
import type { CriterionResult } from '../../migration/gates/criterion.ts';
import { hasEnded } from '../../migration/runbook.ts';
import type { Instant } from '../../migration/time.ts';
import type { DeliveryJob } from '../../service/ports.ts';
import { type Words, wordsFor } from '../../words/words.ts';
import type { Reader } from '../people.ts';
import { ASKING, actions, type Block, context, header, listed, type Rendered, rendered, section } from './blocks.ts';
import { buttonsOf } from './buttons.ts';
import { moreLine } from './more.ts';
import { ownerView } from './owner.ts';
import { livingStatusView } from './status.ts';

/** What is shown for one entry of the outbox: in the channel's language, or in that of the one reader. */
export function jobView(job: DeliveryJob, now: Instant, reader: Reader = {}): Rendered {
  const { migration, announcement, repeat } = job;
  const { lang, timeZone } = { ...migration.facts, ...reader };
  const words = wordsFor(lang, { style: 'slack', timeZone });
  if (announcement.kind === 'status') return livingStatusView(migration, words, now);
  return announcementView(migration, announcement, words, now, repeat);
}

/** One announcement: its first line, what stands under it, and the buttons of what a person may do about it. */
export function announcementView(
  migration: DeliveryJob['migration'],
  announcement: Announcement,
  words: Words,
  now: Instant,
  repeat = false,
): Rendered {
  if (announcement.kind === 'owner-tasks') return ownerView(migration, announcement, words, now);
  const said = words.announcement(
    withEvidence(migration, announcement, now),
    migration.facts,
    now,
    migration.sightings,
  );
  const offered = buttonsOf(migration, announcement, words, now);
  // The last line says what the buttons are for, and leaves with them. A request for approval is edited as a whole instead.
  const buttons = hasEnded(migration.facts) ? [] : offered;
  const asks = offered.length > 0 && announcement.kind !== 'approval' ? said.lines.at(-1) : undefined;
  const lines = asks === undefined ? said.lines : said.lines.slice(0, -1);
  const about = domainLine(migration, said, words, 'recipient' in announcement);
  return rendered(about === undefined ? said.text : about.text, [
    headline(announcement, said.text),
    ...listed(lines, moreLine(words, placeOfRest(announcement)), 3),
    ...(asks === undefined || buttons.length === 0 ? [] : [{ ...section(asks), block_id: ASKING }]),
    ...(buttons.length === 0 ? [] : [actions(buttons)]),
    ...(about === undefined ? [] : [context(about.line)]),
    ...(repeat ? [context(words.t('slack:repeat'))] : []),
  ]);
}

/**
 * Whose mail it is about, where the message does not say so itself: a notification on a telephone shows its first words
 * alone, and whoever joins late has not read what stands above.
 */
function domainLine(
  { facts }: DeliveryJob['migration'],
  { text, lines }: ReturnType<Words['announcement']>,
  words: Words,
  isDirect: boolean,
): { readonly text: string; readonly line: string } | undefined {
  const domain = words.t('announcements:of-domain', { domain: facts.domain });
  if (isDirect || [text, ...lines.slice(0, 1)].some((line) => line.includes(domain))) return undefined;
  return {
    text: words.t('joints:title-says', { title: domain, text }),
    line: words.t('announcements:moves-mail', { domain: facts.domain }),
  };
}

/** Whoever is asked to approve sees what they approve of, criterion by criterion, as it stands. */
function withEvidence(migration: DeliveryJob['migration'], announcement: Announcement, now: Instant): Announcement {
  if (!isJudged(announcement) || announcement.criteria.length > 0) return announcement;
  const criteria = assessGate(migration, announcement.gate, now)
    .criteria.filter((criterion) => !criterion.id.endsWith('-QUORUM'))
    .map(({ id, outcome, evidence, seenAt, items }) => ({ id, outcome, evidence, seenAt, waived: waivedOf(items) }));
  return { ...announcement, criteria };
}

/** Says on what evidence the gate is ready, or waits. */
function isJudged(
  announcement: Announcement,
): announcement is Extract<Announcement, { kind: 'approval' | 'gate-ready' }> {
  if (announcement.kind === 'approval') return announcement.state === 'open';
  return announcement.kind === 'gate-ready' && (announcement.state === undefined || announcement.state === 'asked');
}

function waivedOf(items: CriterionResult['items']): CriterionGist['waived'] {
  return items.flatMap(({ key, waived }) =>
    waived === undefined ? [] : [{ item: key, by: waived.by, reason: waived.reason }],
  );
}

/** The moments that matter stand out. Their texts hold no mention and no date, which large print cannot show. */
function headline(announcement: Announcement, text: string): Block {
  const large = announcement.kind === 'gate-opened' || announcement.kind === 'gate-retracted';
  return large ? header(text) : section(`*${text}*`);
}

/** Where the rest of a list can be read that did not fit. */
function placeOfRest(announcement: Announcement): string {
  switch (announcement.kind) {
    case 'stragglers':
    case 'suspects':
    case 'puzzles':
      return 'stragglers';
    case 'credentials-refused':
      return 'mailboxes';
    case 'addresses':
      return 'addresses';
    case 'senders-silent':
      return 'senders';
    case 'old-refuses':
      return 'accept';
    case 'rescued':
    case 'carried-over':
      return 'rescue';
    case 'owner-tasks':
    case 'owner-back':
    case 'clients-disowned':
    case 'client-help':
      return 'clients';
    case 'unreachable':
      return 'mailboxes';
    case 'looks-late':
      return `gate ${announcement.gate}`;
    case 'copy':
      return 'copy';
    case 'probes':
      return 'probes';
    case 'archive':
      return 'archive';
    case 'step-prompt':
      return `step ${announcement.step}`;
    case 'plan-changed':
    case 'dns-move':
      return 'plan';
    case 'rewrite':
      return 'plan diff';
    case 'window':
      return 'window';
    case 'contract':
      return 'contract';
    case 'vantage-alarm':
    case 'globalping':
      return 'resolvers';
    case 'digest':
      return 'status';
    case 'timeline':
      return 'timeline';
    case 'report':
      return 'report';
    case 'removed':
      return announcement.what === 'client' ? 'clients' : 'mailboxes';
    case 'rewrite-eve':
      return 'gate cut-over';
    case 'gate-ready':
    case 'gate-opened':
    case 'gate-retracted':
    case 'approval':
      return `gate ${announcement.gate}`;
    case 'started':
    case 'declined':
    case 'approvals-lapsed':
    case 'waived':
    case 'zone-released':
    case 'incident':
    case 'state':
    case 'rollback-back':
    case 'rollback-over':
    case 'rollback-again':
    case 'rollback-request':
      return 'status';
  }
}
