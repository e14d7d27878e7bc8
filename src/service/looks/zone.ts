import { mailQuestions, mxHosts } from '../../dns/mail-records.ts';
import { type AuthoritySweep, sweepAuthorities } from '../../dns/sweep.ts';
import { resolveFromRoots } from '../../dns/walker.ts';
import type { ReportCommand } from '../../migration/commands.ts';
import type { Server } from '../../migration/facts.ts';
import { recordKey } from '../../migration/keys.ts';
import type { Question } from '../../migration/observations.ts';
import type { Migration } from '../../migration/record.ts';
import type { LookDeps } from './deps.ts';

type ZoneReport = Extract<ReportCommand, { kind: 'report-zone' }>;

/**
 * Asks every authoritative server for the records of the plan; while there is no plan, for everything that usually
 * carries mail, the hosts that the MX names included. Servers given by name are found from the roots as well.
 */
export async function lookAtZone(deps: LookDeps, migration: Migration, signal: AbortSignal): Promise<ZoneReport> {
  const [sweep, old, fresh] = await Promise.all([
    sweepZone(deps, migration, signal),
    addressesOf(deps, migration.facts.servers.old, signal),
    addressesOf(deps, migration.facts.servers.new, signal),
  ]);
  return {
    kind: 'report-zone',
    ...(sweep.parent.outcome === 'failed' ? {} : { servers: sweep.servers }),
    observations: sweep.observations,
    addresses: { ...(old.length === 0 ? {} : { old }), ...(fresh.length === 0 ? {} : { new: fresh }) },
  };
}

async function sweepZone(deps: LookDeps, { facts }: Migration, signal: AbortSignal): Promise<AuthoritySweep> {
  const known = Object.entries(facts.authorities).map(([address, name]) => ({ name, address }));
  const sweep = (questions: readonly Question[]) =>
    sweepAuthorities(deps.dialer, {
      domain: facts.domain,
      questions,
      known,
      signal,
      now: deps.now,
      ...(deps.roots.length === 0 ? {} : { roots: deps.roots }),
    });
  if (facts.plan.length > 0) return await sweep(facts.plan.map(({ name, type }) => ({ name, type })));

  const usual = mailQuestions(facts.domain);
  const first = await sweep(usual);
  const asked = new Set(usual.map(recordKey));
  const hosts = first.observations.flatMap(({ question, result }) =>
    question.type === 'MX' && result.outcome === 'answer' ? mxHosts(result.values) : [],
  );
  const within = [...new Set(hosts)].filter((host) => host === facts.domain || host.endsWith(`.${facts.domain}`));
  const further = mailQuestions(facts.domain, within).filter((question) => !asked.has(recordKey(question)));
  if (further.length === 0) return first;
  const second = await sweep(further);
  return { ...second, observations: [...first.observations, ...second.observations] };
}

/** Only while none are pinned: afterwards the pinned ones stand, whatever the name says later. */
async function addressesOf(deps: LookDeps, server: Server, signal: AbortSignal): Promise<readonly string[]> {
  const { host } = server;
  if (host === undefined || server.addresses.length > 0) return [];
  const answers = await Promise.all(
    (['A', 'AAAA'] as const).map((type) =>
      resolveFromRoots(deps.dialer, host, type, {
        signal,
        now: deps.now,
        ...(deps.roots.length === 0 ? {} : { roots: deps.roots }),
      }),
    ),
  );
  return answers.flatMap((answer) => (answer.outcome === 'answer' ? answer.values : []));
}
