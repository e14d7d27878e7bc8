import { checklistOf } from '../../migration/checklists.ts';
import type { Facts } from '../../migration/facts.ts';
import { planSections } from '../../migration/plan.ts';
import { profileOf } from '../../migration/profiles.ts';
import type { GateId } from '../../migration/settings.ts';
import type { Instant } from '../../migration/time.ts';
import type { Speaker } from '../engine.ts';
import { entryLine } from '../plan.ts';
import { scopeLine } from '../plan-advice.ts';
import { ttlLines } from '../ttl.ts';
import { serverName } from './servers.ts';

/** What is made ready before the rewrite: accounts, content, DNS beforehand, and what only people can say. */
export function prepareLines(say: Speaker, facts: Facts, now: Instant): string[] {
  const { t } = say;
  return [
    t('todo:prepare-accounts', { target: serverName(facts.servers.new) }),
    t('todo:prepare-copy', { target: serverName(facts.servers.old) }),
    ...profileLines(say, facts, 'prepare'),
    ...ttlPart(say, facts, now),
    ...publishPart(say, facts),
    ...dkimPart(say, facts),
    ...dnsMovePart(say, facts),
    ...scopeLine(say, facts),
    ...unticked(say, facts, 'cut-over'),
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

function ttlPart(say: Speaker, facts: Facts, now: Instant): string[] {
  const { high, fixed } = ttlLines(say, facts, now);
  return [...(high.length === 0 ? [] : [say.t('todo:prepare-ttl'), ...high]), ...fixed];
}

function publishPart(say: Speaker, facts: Facts): string[] {
  const entries = planSections(facts).before.filter(({ action }) => action !== 'keep');
  if (entries.length === 0) return [];
  return [say.t('todo:prepare-publish'), ...entries.map((entry) => entryLine(say, entry, facts.plan))];
}

/** Keys cannot be guessed: whoever runs the new server knows what it signs with. */
function dkimPart({ t }: Speaker, { newSelectors, profile }: Facts): string[] {
  if (newSelectors !== undefined || profileOf(profile).dkimSelectors.length > 0) return [];
  return [t('todo:prepare-dkim')];
}

function dnsMovePart({ t }: Speaker, { dnsMove, scope }: Facts): string[] {
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
  const open = checklistOf(gate, facts.scope).filter((item) => facts.checklist[item] === undefined);
  return open.length === 0 ? [] : [t('todo:checklist'), ...open.map((item) => t('todo:checklist-item', { item }))];
}
