import { checklistOf } from '../../migration/checklists.ts';
import type { Facts } from '../../migration/facts.ts';
import { recordKey } from '../../migration/keys.ts';
import { lacksNewData, planSections } from '../../migration/plan.ts';
import { profileOf } from '../../migration/profiles.ts';
import type { GateId } from '../../migration/settings.ts';
import type { Instant } from '../../migration/time.ts';
import type { Speaker } from '../engine.ts';
import { ttlLines } from '../ttl.ts';
import { prepareMailLines } from './mail.ts';
import { serverName } from './servers.ts';

/**
 * What is made ready before the rewrite: accounts, content, DNS beforehand, and what only people can say. No longer than
 * people read: what to type in detail, and what is worth knowing besides, is behind `/migration plan`. `isPosted`: to
 * the channel, which has read some of it before.
 */
export function prepareLines(say: Speaker, facts: Facts, now: Instant, isPosted = false): string[] {
  const { t } = say;
  return [
    t(facts.settings.copy ? 'todo:prepare-accounts-copied' : 'todo:prepare-accounts', {
      target: serverName(facts.servers.new),
      from: serverName(facts.servers.old),
    }),
    ...prepareMailLines(say, facts, now),
    ...profileLines(say, facts, 'prepare'),
    ...ttlPart(say, facts, now),
    ...publishPart(say, facts),
    ...dkimPart(say, facts),
    ...dnsMovePart(say, facts, isPosted),
    ...checklistPart(say, facts),
    ...(facts.executor === undefined ? [t('todo:prepare-window')] : []),
  ];
}

/** What is peculiar to this kind of move, where there is something at that step. */
export function profileLines({ t }: Speaker, { profile, domain }: Facts, step: 'prepare' | 'rewrite'): string[] {
  switch (profile) {
    case 'hoster':
      return [];
    case 'microsoft365':
    case 'google':
      return step === 'prepare' ? [t(`todo:profile-${profile}`)] : [];
    case 'same-provider':
    case 'gateway':
      return [t(`todo:profile-${profile}-${step}`, { domain })];
  }
}

const MOST_TTLS = 5;

function ttlPart(say: Speaker, facts: Facts, now: Instant): string[] {
  const { high } = ttlLines(say, facts, now);
  if (high.length === 0) return [];
  const left = high.length - MOST_TTLS;
  const more = left > 0 ? [say.t('todo:prepare-ttl-more', { n: left })] : [];
  return [say.t('todo:prepare-ttl'), ...high.slice(0, MOST_TTLS), ...more];
}

function publishPart({ t }: Speaker, facts: Facts): string[] {
  const records = planSections(facts)
    .before.filter(({ action, record }) => action !== 'keep' || lacksNewData(record, facts.plan))
    .map(({ record }) => record);
  const empty = records.filter((record) => lacksNewData(record, facts.plan));
  const names = (some: typeof records) => [...new Set(some.map((record) => `record:${recordKey(record)}`))];
  const known = names(records.filter((record) => !empty.includes(record)));
  return [
    ...(known.length === 0 ? [] : [t('todo:prepare-publish', { names: known })]),
    ...(empty.length === 0 ? [] : [t('todo:prepare-open', { names: names(empty) })]),
  ];
}

function checklistPart({ t }: Speaker, facts: Facts): string[] {
  const items = open(facts, 'cut-over');
  return items.length === 0
    ? []
    : [t('todo:prepare-checklist', { items: items.map((item) => `\`${item}\``).join(' ') })];
}

/** Keys cannot be guessed: whoever runs the new server knows what it signs with. */
function dkimPart({ t }: Speaker, { newSelectors, profile }: Facts): string[] {
  if (newSelectors !== undefined || profileOf(profile).dkimSelectors.length > 0) return [];
  return [t('todo:prepare-dkim')];
}

/** Posted, the order that is safe was told already when the move was decided on. */
function dnsMovePart({ t }: Speaker, { dnsMove, scope }: Facts, isPosted: boolean): string[] {
  if (dnsMove !== undefined && isPosted) return [t('todo:prepare-dns-move-where', { servers: dnsMove.servers })];
  if (dnsMove !== undefined)
    return [
      t('todo:prepare-dns-move', { servers: dnsMove.servers }),
      t('announcements:dns-move-first'),
      t('announcements:dns-move-second'),
      t('announcements:dns-move-third'),
    ];
  return scope === 'whole-contract' ? [t('todo:prepare-dns-asked')] : [];
}

/** The gate's checklist as far as it is open, each item with the word to tick it by. */
export function unticked({ t }: Speaker, facts: Facts, gate: GateId): string[] {
  const items = open(facts, gate);
  return items.length === 0 ? [] : [t('todo:checklist'), ...items.map((item) => t('todo:checklist-item', { item }))];
}

function open({ checklist, scope }: Facts, gate: GateId): readonly string[] {
  return checklistOf(gate, scope).filter((item) => checklist[item] === undefined);
}
