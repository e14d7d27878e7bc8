import type { Facts } from '../../migration/facts.ts';
import { planSections } from '../../migration/plan.ts';
import type { Speaker } from '../engine.ts';
import { changesBack, dnsBack, toCarry } from './back.ts';
import { recalledLines } from './clients-missing.ts';
import { serverName } from './servers.ts';

/** What is left to people once the migration has ended, and how a new one is begun: nobody watches any more. */
export function endedTodo(say: Speaker, facts: Facts): string[] {
  const lines = facts.state.kind === 'finished' ? finished(say, facts) : abandoned(say, facts);
  return [...lines, say.t('todo:ended-report'), say.t('todo:ended-anew')];
}

function finished({ t }: Speaker, facts: Facts): string[] {
  const count = toCarry(facts, 'old');
  return [
    t('todo:retire-accounts'),
    ...(planSections(facts).after.length === 0 ? [] : [t('todo:retire-dns')]),
    ...(count > 0 ? [t('todo:ended-mail', { count })] : []),
  ];
}

function abandoned(say: Speaker, facts: Facts): string[] {
  const { t } = say;
  const count = toCarry(facts, facts.rollbackAt === undefined ? 'old' : 'new');
  return [
    ...dns(say, facts),
    ...(count > 0 ? [t('todo:ended-mail', { count })] : []),
    ...recalledLines(say, facts),
    t('todo:ended-accounts', { target: serverName(facts.servers.new) }),
    t('todo:ended-ttl'),
  ];
}

/** Where mail goes now, as far as the record knows, and what that asks for. */
function dns(say: Speaker, facts: Facts): string[] {
  if (facts.rollbackAt !== undefined && facts.rollbackBack === undefined) return dnsBack(say, facts);
  if (facts.rollbackBack !== undefined || (facts.rewriteBegunAt === undefined && facts.rewriteSeenAt === undefined))
    return [say.t('todo:ended-dns-old', { target: serverName(facts.servers.old) })];
  return [say.t('todo:ended-dns-new'), ...changesBack(say, facts)];
}
