import { authorityKey, recordKey } from '../keys.ts';
import type { Failure } from '../observations.ts';
import type { ReportCommand } from '../report-commands.ts';
import type { Sightings } from '../sightings.ts';
import type { Instant } from '../time.ts';
import type { NewZoneObservation, ZoneExtras } from '../zone-observations.ts';

type ZoneReport = Extract<ReportCommand, { kind: 'report-zone' }>;
type Extras = NonNullable<Sightings['extras']>;

/** What was last seen of the zone, after a look at it; a failure is kept beside what was seen before, which goes on ageing. */
export function zoneSightings(before: Sightings, report: ZoneReport, now: Instant): Sightings {
  const authority = { ...before.authority };
  for (const { server, question, result } of report.observations) {
    // No server at all could be found for the name: nothing was learnt of any.
    if (server.address === '') continue;
    const key = authorityKey(server.address, recordKey(question));
    if (result.outcome === 'answer') {
      authority[key] = { seen: { at: result.at, values: [...result.values], ttlSeconds: result.ttlSeconds } };
    } else {
      authority[key] = { ...authority[key], failed: failure(result) };
    }
  }
  const delegation =
    report.servers === undefined
      ? before.delegation
      : { at: now, servers: report.servers.map((server) => ({ ...server })) };
  const heard = (report.delegations ?? []).flatMap(({ zone, parent }) =>
    parent.outcome === 'answer' && parent.values.length > 0 ? [[zone, parent.at] as const] : [],
  );
  const led = heard.length === 0 ? before.led : { ...before.led, ...Object.fromEntries(heard) };
  const extras = report.extras === undefined ? before.extras : extrasAfter(before.extras, report.extras, now);
  return {
    ...before,
    authority,
    looks: { ...before.looks, zone: { at: now } },
    ...(delegation === undefined ? {} : { delegation }),
    ...(led === undefined ? {} : { led }),
    ...(extras === undefined ? {} : { extras }),
  };
}

/** Each sort that was looked at this time; one that was not is left as it was. */
function extrasAfter(before: Extras = {}, report: ZoneExtras, now: Instant): Extras {
  const { spf, dkim, policies, pointers, tlsa, exchangers, signing, newZones, unserved } = report;
  return {
    ...before,
    ...(spf && {
      spf: merged(before.spf, spf, ({ domain, address, result }) => [
        `${domain}|${address}`,
        result.outcome === 'evaluated' ? plain(result) : result,
      ]),
    }),
    ...(dkim && {
      dkim: merged(before.dkim, dkim, ({ domain, selector, result }) => [
        `${selector}._domainkey.${domain}`,
        result.outcome === 'key' ? plain(result) : result,
      ]),
    }),
    ...(policies && {
      policies: merged(before.policies, policies, ({ domain, id, result }) => {
        if (result.outcome === 'failed') return [domain, result];
        const reason = result.outcome === 'no-policy' ? { reason: result.reason } : {};
        return [domain, { at: result.at, ...(id === undefined ? {} : { id }), ...reason }];
      }),
    }),
    ...(pointers && {
      pointers: merged(before.pointers, pointers, ({ address, result }) => [
        address,
        result.outcome === 'pointer'
          ? { ...plain(result), names: [...result.names], confirmed: [...result.confirmed] }
          : result,
      ]),
    }),
    ...(tlsa && {
      tlsa: merged(before.tlsa, tlsa, ({ host, result }) => [
        host,
        result.outcome === 'tlsa' ? { ...plain(result), values: [...result.values] } : result,
      ]),
    }),
    ...(exchangers && {
      exchangers: merged(before.exchangers, exchangers, ({ host, result }) => [
        host,
        result.outcome === 'exchanger' ? { ...plain(result), addresses: [...result.addresses] } : result,
      ]),
    }),
    ...(unserved && { unserved: { at: unserved.at, names: [...unserved.names] } }),
    ...(signing && {
      signing: merged(before.signing, signing, ({ zone, result }) => [
        zone,
        result.outcome === 'signing'
          ? { ...plain(result), ds: [...result.ds], keys: [...result.keys], ede: [...result.ede] }
          : result,
      ]),
    }),
    ...(newZones && {
      newZones: {
        ...before.newZones,
        ...Object.fromEntries(newZones.map((one) => [one.zone, newZoneSeen(one, now)])),
      },
    }),
  };
}

type Failed = { at: Instant; code: string; detail?: string | undefined };
type Sighted<Seen> = { seen?: Seen | undefined; failed?: Failed | undefined };

function merged<Observation, Seen extends object>(
  before: Record<string, Sighted<Seen>> | undefined,
  observations: readonly Observation[],
  read: (observation: Observation) => readonly [key: string, result: Seen | Failure],
): Record<string, Sighted<Seen>> {
  const after = { ...before };
  for (const observation of observations) {
    const [key, result] = read(observation);
    after[key] = isFailure(result) ? { ...after[key], failed: failure(result) } : { seen: result };
  }
  return after;
}

const isFailure = (result: object): result is Failure => 'outcome' in result && result.outcome === 'failed';

/** Without its tag: what is stored was seen. */
function plain<Result extends { readonly outcome: string }>({
  outcome: _outcome,
  ...rest
}: Result): Omit<Result, 'outcome'> {
  return rest;
}

/** What these servers hold, wholly of this look: a zone that is being built must not be judged by pieces of an older one. */
function newZoneSeen(zone: NewZoneObservation, now: Instant): NonNullable<Extras['newZones']>[string] {
  const answers: Record<string, string[]> = {};
  const failures = zone.failures.map(({ server, failure: { code } }) => ({ server, code }));
  for (const { server, question, result } of zone.observations) {
    if (result.outcome === 'answer') {
      answers[authorityKey(server.address, recordKey(question))] = [...result.values];
    } else if (!failures.some((known) => known.server === server.name && known.code === result.code)) {
      failures.push({ server: server.name, code: result.code });
    }
  }
  return { at: now, servers: zone.servers.map((server) => ({ ...server })), answers, failures };
}

function failure(result: Failure): Failed {
  return { at: result.at, code: result.code, ...(result.detail === undefined ? {} : { detail: result.detail }) };
}
