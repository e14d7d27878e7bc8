import type { Command } from '../../src/migration/commands.ts';
import { isOnItsWay, probesDue } from '../../src/migration/probes.ts';
import type { Migration } from '../../src/migration/record.ts';
import type { Look } from '../../src/migration/settings.ts';
import { DAY_MS, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../../src/migration/time.ts';
import {
  acceptanceReport,
  contentReport,
  type Delivered,
  doorReport,
  loginReport,
  MAILBOXES,
  NS,
  SPF_BOTH,
  SPF_NEW,
  SPF_OLD,
  scanReport,
  surveyReport,
  T0,
  vantageReport,
  zoneReport,
} from '../../test/migration/a-migration.ts';

/** 09:00 in Tokyo, so many days after the first one: a Tuesday. */
export const day = (n: number, hours = 0, minutes = 0): Instant =>
  T0 + n * DAY_MS + hours * HOUR_MS + minutes * MINUTE_MS;

/** When what happens in the world of this migration. */
export const TIMES = {
  prepared: day(1, 1),
  begun: day(7, 0, 5),
  firstServer: day(7, 0, 7),
  allServers: day(7, 0, 12),
  straggler: day(7, 23, 40),
  shut: day(16, 1),
} as const;

const TTL_SECONDS = 3_600;
/** Each operator's resolver, as the bot names it. */
const RESOLVERS = {
  Google: '8.8.8.8',
  Cloudflare: '1.1.1.1',
  Quad9: '9.9.9.10',
  OpenDNS: '208.67.222.222',
  AdGuard: '94.140.14.140',
  'Control D': '76.76.2.0',
  'DNS.SB': '185.222.222.222',
  CIRA: '149.112.121.10',
  SWITCH: '130.59.31.248',
} as const;

/** What a look at this world brings back at an instant. */
export function lookAt(look: Look, record: Migration, now: Instant): Command {
  switch (look) {
    case 'zone':
      return zone(now);
    case 'vantages':
      return vantages(now);
    case 'survey':
      return surveyReport(now, deliveries(now));
    case 'logins':
      return logins(now);
    case 'scan':
      return scanReport(now);
    case 'acceptance':
      return now >= TIMES.shut ? doorReport(now, 'deferred') : acceptanceReport(now, ['new', 'old']);
    case 'content':
      return contentReport(now);
    case 'rescue':
      return rescue(record, now);
    case 'probes':
      return probes(record, now);
  }
}

function zone(now: Instant): Command {
  const spf = now < TIMES.prepared ? SPF_OLD : now < TIMES.shut ? SPF_BOTH : SPF_NEW;
  const served = (host: 'old' | 'new', servers = NS) => zoneReport(now, host, spf, TTL_SECONDS, servers);
  if (now < TIMES.firstServer) return served('old');
  if (now >= TIMES.allServers) return served('new');
  const [first, second] = [served('new', NS.slice(0, 1)), served('old', NS.slice(1))];
  if (first.kind !== 'report-zone' || second.kind !== 'report-zone') return first;
  return { ...first, servers: NS, observations: [...first.observations, ...second.observations] };
}

/**
 * Caches hold the old data for as long as its TTL lets them, each from when it last asked. Before the rewrite they are asked for
 * nothing of ours: only whether they can be reached.
 */
function vantages(now: Instant): Command {
  const all = Object.entries(RESOLVERS).map(([operator, address], index) => ({
    operator,
    vantage: `${operator.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}-${address}`,
    turnsAt: TIMES.firstServer + (6 + 6 * index) * MINUTE_MS,
  }));
  if (now < TIMES.begun) {
    const result = { outcome: 'reached', at: now } as const;
    const reach = all.map(({ vantage, operator }) => ({ vantage, operator, site: false, result }));
    return { kind: 'report-vantages', observations: [], reach };
  }
  const observations = all.flatMap(({ operator, vantage, turnsAt }) => {
    const isOld = now < turnsAt;
    const left = isOld ? Math.ceil((turnsAt - now) / SECOND_MS) : 1_800;
    const one = vantageReport(now, isOld ? 'old' : 'new', [operator], Math.min(left, TTL_SECONDS));
    return one.kind === 'report-vantages' ? one.observations.map((seen) => ({ ...seen, vantage })) : [];
  });
  const served = observations.map((one) =>
    now >= TIMES.shut && one.question.type === 'TXT' && one.result.outcome === 'answer'
      ? { ...one, result: { ...one.result, values: [SPF_NEW] } }
      : one,
  );
  return { kind: 'report-vantages', observations: served };
}

/** Who writes every day finds the new server at once, but for one late message. */
function deliveries(now: Instant): readonly Delivered[] {
  const days = Math.max(0, Math.floor((now - TIMES.allServers) / DAY_MS) + 1);
  const daily = Array.from({ length: days }, (_, n) => n).flatMap((n) =>
    MAILBOXES.map(
      (mailbox, index): Delivered => ({
        side: 'new',
        mailbox,
        uid: 200 + 10 * n + index,
        at: TIMES.allServers + n * DAY_MS + 20 * MINUTE_MS,
      }),
    ),
  );
  const late: Delivered = {
    side: 'old',
    mailbox: MAILBOXES[1],
    uid: 500,
    at: TIMES.straggler,
    from: 'orders@slow.example',
  };
  return [...daily, late].filter(({ at }) => at <= now);
}

function rescue({ facts }: Migration, now: Instant): Command {
  const waiting = facts.stragglers.filter((one) => one.rescue === undefined);
  const result = { outcome: 'appended', at: now, folder: 'INBOX' } as const;
  return { kind: 'report-rescue', observations: waiting.map(({ key }) => ({ key, result })) };
}

/** Probes through each relay land on the new server at once: through the old provider's own, once the old door is shut. */
function probes({ facts }: Migration, now: Instant): Command {
  const known = facts.probes ?? [];
  const landings = known
    .filter(isOnItsWay)
    .map(({ id }) => ({ id, side: 'new', folder: 'INBOX', junk: false, at: now }) as const);
  const result = { outcome: 'sent', at: now, reply: '250 queued' } as const;
  const sent = probesDue(facts, now, 'agenda').map(({ relay, mailbox }, index) => ({
    id: `p${known.length + 1 + index}`,
    relay: relay.id,
    mailbox,
    result,
  }));
  return { kind: 'report-probes', sent, landings, searched: [] };
}

function logins(now: Instant): Command {
  const report = loginReport(now, now > TIMES.allServers);
  if (report.kind !== 'report-logins') return report;
  const sending = report.observations.flatMap((one) =>
    one.by === 'hostname' ? [{ ...one, protocol: 'smtp' as const }] : [],
  );
  const named = [...report.observations, ...sending].map((one) =>
    one.side === 'old' && one.result.outcome === 'ok'
      ? { ...one, result: { ...one.result, certificateNames: ['sv12.oldhost.example'] } }
      : one,
  );
  return { ...report, observations: named };
}
