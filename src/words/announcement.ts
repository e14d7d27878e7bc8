import type { Announcement } from '../migration/announcements.ts';
import { approversOf } from '../migration/approvals.ts';
import { isReal } from '../migration/arrivals.ts';
import { type Facts, STEPS } from '../migration/facts.ts';
import { NO_SIGHTINGS, type Sightings } from '../migration/sightings.ts';
import type { Instant } from '../migration/time.ts';
import { domainsOf } from '../migration/zones.ts';
import { puzzles, stragglers, suspects } from './announcement/arrivals.ts';
import { contract, eve, windowSaid } from './announcement/dates.ts';
import { digest } from './announcement/digest.ts';
import { dnsMove, globalping, rewrite, vantageAlarm, zoneReleased } from './announcement/dns.ts';
import { approval, gateOpened, gateReady, gateRetracted, waived } from './announcement/gates.ts';
import { addresses, archive, copy, oldRefuses, sendersSilent } from './announcement/mail.ts';
import { clientHelpAsked, clientsDisowned, ownerBack, ownerTasks } from './announcement/owners.ts';
import { carriedOver, looksLate, unreachable } from './announcement/personal.ts';
import { probes } from './announcement/probes.ts';
import { rescued } from './announcement/rescued.ts';
import { rollback, rollbackAgain } from './announcement/rollback.ts';
import { MOST_LINES, more, type Of, type Said } from './announcement/said.ts';
import type { Speaker } from './engine.ts';
import { reportSaid } from './report/said.ts';
import { timelineSaid } from './timeline/says.ts';
import { recalledLines } from './todo/clients-missing.ts';
import { changesBack, serverName, stepTodo } from './todo.ts';

export { stragglerLine } from './announcement/arrivals.ts';
export type { Said } from './announcement/said.ts';

/** An announcement in words; with what was seen last, also of resolvers, where it speaks of them. */
export function sayAnnouncement(
  say: Speaker,
  a: Announcement,
  facts: Facts,
  now: Instant,
  sightings?: Sightings,
): Said {
  const { t } = say;
  switch (a.kind) {
    case 'started':
      return started(say, facts, now);
    case 'step-prompt':
      return stepPrompt(say, a, facts, now, sightings);
    case 'gate-ready':
      return gateReady(say, a);
    case 'approval':
      return approval(say, a, facts);
    case 'declined':
      return {
        text: t('announcements:declined', { gate: a.gate, by: a.by, reason: a.reason }),
        lines: [t('announcements:declined-next', { gate: a.gate })],
      };
    case 'approvals-lapsed':
      return {
        text: t(`announcements:lapsed-${a.why}`, { gate: a.gate }),
        lines: [
          ...(a.goesOn === true
            ? [t('announcements:lapsed-goes-on')]
            : [
                t(a.why === 'gate-closed' ? 'announcements:lapsed-shut' : 'announcements:lapsed-waits', {
                  gate: a.gate,
                }),
                t(a.why === 'gate-closed' ? 'announcements:lapsed-next' : 'announcements:lapsed-ask', {
                  gate: a.gate,
                  people: a.approvers,
                }),
              ]),
        ],
      };
    case 'gate-opened':
      return gateOpened(say, a, facts, now, sightings);
    case 'gate-retracted':
      return gateRetracted(say, a, facts);
    case 'waived':
      return waived(say, a);
    case 'plan-changed':
      return planChanged(say, a);
    case 'removed':
      return {
        text: t(`announcements:removed-${a.what}`, { by: a.by, name: a.name }),
        lines: [t(`announcements:removed-${a.what}-next`)],
      };
    case 'window':
      return windowSaid(say, a, now);
    case 'rewrite-eve':
      return eve(say, a);
    case 'contract':
      return contract(say, a, facts, now);
    case 'rewrite':
      return rewrite(say, a, facts, now, sightings);
    case 'vantage-alarm':
      return vantageAlarm(say, a, facts);
    case 'zone-released':
      return zoneReleased(say, a, facts);
    case 'dns-move':
      return dnsMove(say, a);
    case 'report':
      return reportSaid(say, { id: '', facts, sightings: sightings ?? NO_SIGHTINGS }, now);
    case 'digest':
      return digest(say, a, { id: '', facts, sightings: sightings ?? NO_SIGHTINGS }, now);
    case 'timeline':
      return timelineSaid(say, { id: '', facts, sightings: sightings ?? NO_SIGHTINGS }, now);
    case 'globalping':
      return globalping(say, a);
    case 'stragglers':
      return stragglers(say, a, facts, now);
    case 'suspects':
      return suspects(say, a, facts);
    case 'puzzles':
      return puzzles(say, a, facts);
    case 'credentials-refused':
      return {
        text: t('announcements:credentials-refused', { count: a.entries.length }),
        lines: [
          ...a.entries.slice(0, MOST_LINES).map((entry) => t('announcements:credentials-line', entry)),
          ...more(say, a.entries.length - MOST_LINES),
          t('announcements:credentials-next'),
        ],
      };
    case 'addresses':
      return addresses(say, a);
    case 'senders-silent':
      return sendersSilent(say, a);
    case 'old-refuses':
      return oldRefuses(say, a);
    case 'rescued':
      return rescued(say, a, facts);
    case 'carried-over':
      return carriedOver(say, a, facts);
    case 'owner-tasks':
      return ownerTasks(say, a, { facts, sightings: sightings ?? NO_SIGHTINGS }, now).said;
    case 'owner-back':
      return ownerBack(say, a, { facts, sightings: sightings ?? NO_SIGHTINGS }, now);
    case 'clients-disowned':
      return clientsDisowned(say, a);
    case 'client-help':
      return clientHelpAsked(say, a);
    case 'looks-late':
      return looksLate(say, a);
    case 'unreachable':
      return unreachable(say, a);
    case 'copy':
      return copy(say, a);
    case 'probes':
      return probes(say, a);
    case 'archive':
      return archive(say, a);
    case 'incident':
      return {
        text: t('announcements:incident', { code: a.code }),
        lines: [
          t('announcements:incident-what', { subject: a.subjects ?? a.subject, at: a.at }),
          t(`announcements:incident-next-${a.code}`),
        ],
      };
    case 'state':
      return state(say, a, facts);
    case 'rollback-back':
    case 'rollback-over':
      return rollback(say, a, facts);
    case 'rollback-again':
      return rollbackAgain(say, a);
    case 'rollback-request':
      if (a.past !== undefined)
        return { text: t(`announcements:rollback-request-${a.past}`, { by: a.by, reason: a.reason }), lines: [] };
      return {
        text: t('announcements:rollback-request', { by: a.by, reason: a.reason }),
        lines: [
          t('announcements:rollback-request-next', { people: a.approvers, freeMs: facts.settings.rollbackFreeMs }),
        ],
      };
  }
}

function planChanged({ t }: Speaker, a: Of<'plan-changed'>): Said {
  const { by, name, type, before, after } = a;
  if (a.dropped)
    return {
      text: t('announcements:plan-dropped', { by, name, type }),
      lines: [t('announcements:plan-dropped-next')],
    };
  const kind = before.length === 0 ? 'new' : 'changed';
  return {
    text: t(`announcements:plan-${kind}`, { by, name, type, before, after }),
    lines: [t('announcements:plan-changed-next')],
  };
}

/** The first step is said with it. */
function started(say: Speaker, facts: Facts, now: Instant): Said {
  const { t } = say;
  const first = stepPrompt(say, { kind: 'step-prompt', step: 'inventory' }, facts, now);
  const { old, new: fresh } = facts.servers;
  // All of them: what is not in this list is not moved.
  const domains = domainsOf(facts);
  const text = domains.map(say.text).join(t('joints:and'));
  return {
    text: t('announcements:started', { domain: facts.domain, old: serverName(old), new: serverName(fresh) }),
    lines: [
      ...(domains.length > 1 ? [t('announcements:started-domains', { n: domains.length, text })] : []),
      t('announcements:started-what', { profile: facts.profile, scope: facts.scope }),
      facts.solo
        ? t('announcements:started-solo', { by: facts.startedBy })
        : t('announcements:started-approvers', { people: approversOf(facts) }),
      t('announcements:started-how'),
      first.text,
      ...first.lines,
    ],
  };
}

function stepPrompt(
  say: Speaker,
  { step, past }: Of<'step-prompt'>,
  facts: Facts,
  now: Instant,
  sightings?: Sightings,
): Said {
  const n = STEPS.indexOf(step) + 1;
  const figures = { n, total: STEPS.length, step };
  if (past !== undefined)
    return {
      text: say.t(`announcements:step-prompt-${past}`, figures),
      lines: past === 'done' ? [] : [say.t('announcements:step-prompt-now')],
    };
  const text = say.t('announcements:step-prompt', figures);
  return { text, lines: stepTodo(say, step, facts, now, sightings, true) };
}

function state(say: Speaker, a: Of<'state'>, facts: Facts): Said {
  const key = a.state === 'paused' && a.reason !== undefined ? 'paused-because' : a.state;
  return {
    text: say.t(`announcements:state-${key}`, { by: a.by, reason: a.reason ?? '' }),
    lines: [
      ...(a.state === 'abandoned' ? leftBehind(say, facts) : []),
      ...(a.state === facts.recalled?.why ? recalledLines(say, facts) : []),
      say.t(a.isDnsBack === true ? 'announcements:rolled-back-already' : `announcements:${a.state}-next`),
      ...(a.state === 'rolled-back' && a.isDnsBack !== true ? changesBack(say, facts) : []),
    ],
  };
}

/** What the team is left with when the bot stops looking. */
function leftBehind({ t }: Speaker, facts: Facts): string[] {
  const open = facts.stragglers.filter((one) => isReal(one) && one.carriedAt === undefined);
  return [
    ...(open.length > 0 ? [t('announcements:abandoned-left', { count: open.length })] : []),
    t('announcements:abandoned-passwords'),
  ];
}
