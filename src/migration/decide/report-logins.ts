import type { ReportCommand } from '../commands.ts';
import { ANY_MAILBOX, loginKey, mailboxKey } from '../keys.ts';
import type { LoginObservation } from '../observations.ts';
import type { Migration } from '../record.ts';
import type { LoginSighting } from '../sightings.ts';
import type { Instant } from '../time.ts';
import type { Step } from './step.ts';

/**
 * What logins say. A refusal of the credentials becomes a fact: they are not tried again until somebody changes them
 * (servers slow down or lock out whoever repeats a wrong password). Every other failure leaves the last success to age.
 */
export function reportLogins(
  record: Migration,
  report: Extract<ReportCommand, { kind: 'report-logins' }>,
  now: Instant,
): Step {
  const login: Record<string, LoginSighting> = { ...record.sightings.login };
  for (const observation of report.observations) {
    const { result, side, by, protocol, hostname } = observation;
    const key = loginKey(by === 'hostname' ? ANY_MAILBOX : observation.mailbox, side, by, protocol, hostname);
    if (result.outcome === 'ok') {
      const { at, address, certificateNames, certificateExpiresAt } = result;
      const expiry = certificateExpiresAt === undefined ? {} : { certificateExpiresAt };
      login[key] = { ok: { at, address, certificateNames: [...certificateNames], ...expiry } };
    } else {
      login[key] = { ...login[key], failed: { at: result.at, code: result.code } };
    }
  }
  const refused = report.observations.filter((observation) => isNewRefusal(record, observation));
  const entries = refused.map(({ mailbox, side, credentialsVersion }) => ({
    mailbox,
    side,
    version: credentialsVersion,
  }));
  const unique = [...new Map(entries.map((entry) => [mailboxKey(entry.mailbox, entry.side), entry])).values()];
  const sightings = { ...record.sightings, login, looks: { ...record.sightings.looks, logins: { at: now } } };
  return { happenings: unique.length === 0 ? [] : [{ kind: 'credentials-refused', entries: unique }], sightings };
}

function isNewRefusal(record: Migration, observation: LoginObservation): boolean {
  const { result, mailbox, side, credentialsVersion } = observation;
  if (result.outcome !== 'failed' || result.code !== 'login-refused') return false;
  const current = record.facts.mailboxes.find((known) => known.address === mailbox)?.credentials[side];
  return (
    current === credentialsVersion && record.facts.refusedCredentials[mailboxKey(mailbox, side)] !== credentialsVersion
  );
}
