import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import { ANY_MAILBOX, loginKey, mailboxKey } from '../keys.ts';
import type { LoginObservation, Side } from '../observations.ts';
import type { Migration } from '../record.ts';
import type { ReportCommand } from '../report-commands.ts';
import type { LoginSighting } from '../sightings.ts';
import { type Instant, MINUTE_MS } from '../time.ts';
import { refusedDetail } from '../why-failed.ts';
import type { Selector } from '../zone-facts.ts';
import type { Step } from './step.ts';

type LoginReport = Extract<ReportCommand, { kind: 'report-logins' }>;

/** No look at the mailboxes takes longer than this: it cannot have begun before an import that long ago. */
const IMPORT_MS = 5 * MINUTE_MS;

/**
 * What logins say. A refusal of the credentials becomes a fact: they are not tried again until somebody changes them
 * (servers slow down or lock out whoever repeats a wrong password). Every other failure leaves the last success to age.
 * DKIM selectors that the messages were signed with become facts too.
 */
export function reportLogins(record: Migration, report: LoginReport, now: Instant): Step {
  const login: Record<string, LoginSighting> = { ...record.sightings.login };
  const current = report.observations.filter((observation) => isCurrent(record.facts, observation));
  for (const observation of current) {
    const { result, side, by, protocol, hostname } = observation;
    const key = loginKey(by === 'hostname' ? ANY_MAILBOX : observation.mailbox, side, by, protocol, hostname);
    if (result.outcome === 'ok') {
      const { at, address, certificateNames, certificateExpiresAt, certificateFingerprint, certificateFailure } =
        result;
      const certificate = {
        certificateNames: [...certificateNames],
        ...(certificateExpiresAt === undefined ? {} : { certificateExpiresAt }),
        ...(certificateFingerprint === undefined ? {} : { certificateFingerprint }),
        ...(certificateFailure === undefined ? {} : { certificateFailure }),
      };
      login[key] = { ok: { at, address, ...certificate } };
    } else {
      login[key] = { ...login[key], failed: { at: result.at, code: result.code, ...refusedDetail(result) } };
    }
  }
  const refused = current.filter((observation) => isNewRefusal(record, observation));
  const entries = refused.map(({ mailbox, side, credentialsVersion }) => ({
    mailbox,
    side,
    version: credentialsVersion,
  }));
  const unique = [...new Map(entries.map((entry) => [mailboxKey(entry.mailbox, entry.side), entry])).values()];
  const sightings = {
    ...record.sightings,
    login,
    looks: { ...record.sightings.looks, logins: { at: lookedAt(record.facts, report, now) } },
  };
  const selectors = newSelectors(record.facts, current);
  const happenings: Happening[] = [
    ...(unique.length === 0 ? [] : [{ kind: 'credentials-refused' as const, entries: unique }]),
    ...(selectors.length === 0 ? [] : [{ kind: 'selectors-found' as const, selectors }]),
  ];
  return { happenings, sightings };
}

/**
 * DKIM selectors met in messages that are not known yet, or of which it was not known whose key it is. A selector that
 * both servers sign with is nobody's alone.
 */
function newSelectors(facts: Facts, observations: readonly LoginObservation[]): readonly Selector[] {
  const sides = new Map<string, { readonly domain: string; readonly selector: string; readonly by: Set<Side> }>();
  for (const { side, result } of observations) {
    for (const { domain, selector, own } of result.outcome === 'ok' ? (result.signatures ?? []) : []) {
      const key = `${selector} ${domain}`;
      const found = sides.get(key) ?? { domain, selector, by: new Set() };
      if (own) found.by.add(side);
      sides.set(key, found);
    }
  }
  return [...sides.values()].flatMap(({ domain, selector, by }): readonly Selector[] => {
    const known = (facts.selectors ?? []).find((one) => one.domain === domain && one.selector === selector);
    const [side] = by.size === 1 ? by : [];
    const isNews = known === undefined || (known.side === undefined && side !== undefined);
    return isNews ? [{ domain, selector, ...(side === undefined ? {} : { side }) }] : [];
  });
}

function isNewRefusal(record: Migration, observation: LoginObservation): boolean {
  const { result, mailbox, side, credentialsVersion } = observation;
  if (result.outcome !== 'failed' || result.code !== 'login-refused') return false;
  return record.facts.refusedCredentials[mailboxKey(mailbox, side)] !== credentialsVersion;
}

/** What was tried with other credentials than the mailbox has now proves nothing about these. */
function isCurrent(facts: Facts, { mailbox, side, credentialsVersion }: LoginObservation): boolean {
  return facts.mailboxes.find((known) => known.address === mailbox)?.credentials[side] === credentialsVersion;
}

/** Whatever was imported after the first login, or while other credentials were being tried, is still to be looked at. */
function lookedAt(facts: Facts, report: LoginReport, now: Instant): Instant {
  const first = Math.min(now, ...report.observations.map((observation) => observation.result.at));
  const { credentialsAt } = facts;
  const isLate = report.observations.some((observation) => !isCurrent(facts, observation));
  if (!isLate || credentialsAt === undefined || now - credentialsAt > IMPORT_MS) return first;
  return Math.min(first, credentialsAt - 1);
}
