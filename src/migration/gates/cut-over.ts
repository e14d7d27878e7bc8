import { checklistOf } from '../checklists.ts';
import { mailboxKey } from '../keys.ts';
import type { Side } from '../observations.ts';
import { isCovered } from '../pin-target.ts';
import { clientHosts, standingRecords } from '../plan.ts';
import type { Migration } from '../record.ts';
import { lastLogin } from '../shown-certificate.ts';
import { isLookedInto } from '../watch.ts';
import { isSeenElsewhere } from '../watermark.ts';
import { whyFailed } from '../why-failed.ts';
import { acceptance } from './acceptance.ts';
import { content } from './content.ts';
import type { CriterionResult, Item } from './criterion.ts';
import { type Bench, evidence, judge, sighted } from './judge.ts';
import { mailRecords } from './mail-records.ts';
import { openClient } from './open-client.ts';
import { plan } from './planned.ts';
import { quorum } from './quorum.ts';
import { ttls } from './ttls.ts';
import { watchItem } from './watch.ts';

/** The criteria of `cut-over`: everything is ready, DNS may be rewritten. */
export function judgeCutOver(record: Migration, bench: Bench): readonly CriterionResult[] {
  return [
    logins(record, bench, 'new'),
    logins(record, bench, 'old'),
    acceptance(record, bench),
    clients(bench),
    ttls(record, bench),
    plan(record, bench),
    mailRecords(record, bench),
    certificate(record, bench),
    content(record, bench),
    executor(bench),
    checklist(bench),
    quorum(bench, 'CUT-QUORUM'),
  ];
}

/**
 * CUT-LOGIN-NEW, CUT-LOGIN-OLD: every mailbox can be opened on that server, by its address.
 *
 * Evidence: the last login of each mailbox at the pinned address, over IMAP, or over POP3 where a server has nothing else.
 * pass: every mailbox logged in, freshly. On the old side one that is watched in another way passes by that, see `watchItem`.
 * fail: the server refused the credentials that are in the vault.
 * unknown: no credentials, never tried, the server could not be reached; attested or not watched.
 */
function logins(record: Migration, bench: Bench, side: Side): CriterionResult {
  const { facts } = record;
  const items = facts.mailboxes.map((mailbox): Item => {
    const key = `mailbox:${mailbox.address}`;
    if (side === 'old' && !isLookedInto(mailbox)) return watchItem(record, bench, mailbox);
    const version = mailbox.credentials[side];
    if (version === undefined)
      return { key, outcome: 'unknown', evidence: evidence('login-no-credentials', { side }), waivable: true };
    const seen = lastLogin(record, mailbox.address, side);
    if (facts.refusedCredentials[mailboxKey(mailbox.address, side)] === version) {
      return { key, outcome: 'fail', evidence: evidence('login-refused', { side }), waivable: true };
    }
    if (seen?.ok === undefined) {
      const why =
        seen?.failed === undefined
          ? evidence('never-seen')
          : evidence('login-failed', { side, ...whyFailed(seen.failed) });
      return sighted(bench, 'logins', { key, outcome: 'unknown', evidence: why, waivable: true });
    }
    return sighted(bench, 'logins', {
      key,
      outcome: 'pass',
      evidence: evidence('login-ok', { side }),
      waivable: true,
      seenAt: seen.ok.at,
    });
  });
  return judge(bench, side === 'new' ? 'CUT-LOGIN-NEW' : 'CUT-LOGIN-OLD', items);
}

/**
 * CUT-CLIENTS: every device and system that uses mail reaches the old server by its address or provider name.
 *
 * Evidence: what owners said, with the day they said it.
 * pass: each client confirmed within `ownerConfirmationMs`, and the inventory is marked done.
 * fail: a client is not pinned yet.
 * unknown: the inventory is not done (an empty list proves nothing), or a confirmation is too old.
 */
function clients(bench: Bench): CriterionResult {
  const { facts } = bench;
  const inventory: Item = {
    key: 'step:inventory',
    outcome: facts.steps.inventory === undefined ? 'unknown' : 'pass',
    evidence: evidence(facts.steps.inventory === undefined ? 'step-not-done' : 'step-done', { step: 'inventory' }),
    waivable: false,
  };
  const items = facts.clients.map((client): Item => {
    const key = `client:${client.id}`;
    const figures = { client: client.name, owner: client.owner ?? '' };
    if (client.pinned === undefined)
      return { key, outcome: 'fail', evidence: openClient('client-not-pinned', client), waivable: true };
    const until = client.pinned.at + facts.settings.ownerConfirmationMs;
    return {
      key,
      outcome: 'pass',
      evidence: evidence('client-pinned', figures),
      waivable: true,
      seenAt: client.pinned.at,
      freshUntil: until,
      standsUntil: until + 2 * facts.settings.ownerConfirmationMs,
    };
  });
  return judge(bench, 'CUT-CLIENTS', [inventory, ...items]);
}

/**
 * CUT-CERTIFICATE: the new server's certificate names the hosts that clients will use.
 *
 * Evidence: the certificates shown at the last login of each mailbox on the new server, by address.
 * pass: each client-facing hostname of the plan is on it (wildcards of one label, RFC 6125).
 * pass, not used: no hostname moves, as where clients stay on their provider's fixed names.
 * fail: a name is missing. unknown: no login on the new server has shown a certificate yet.
 */
function certificate(record: Migration, bench: Bench): CriterionResult {
  const { facts } = record;
  const tried = facts.mailboxes.filter((mailbox) => {
    const version = mailbox.credentials.new;
    return version !== undefined && facts.refusedCredentials[mailboxKey(mailbox.address, 'new')] !== version;
  });
  const shown = tried.map((mailbox) => lastLogin(record, mailbox.address, 'new')?.ok);
  const hosts = clientHosts(facts);
  if (hosts.length === 0) {
    const used = standingRecords(facts).length > 0 || isSeenElsewhere(facts);
    return judge(
      bench,
      'CUT-CERTIFICATE',
      used ? [{ key: 'host:none', outcome: 'pass', evidence: evidence('not-used'), waivable: false }] : [],
    );
  }
  const times = shown.map((ok) => ok?.at);
  const seenAt = times.length === 0 || times.includes(undefined) ? undefined : Math.min(...times.map((at) => at ?? 0));
  const items = hosts.map((host): Item => {
    const item = { key: `host:${host}`, waivable: true, seenAt };
    const missing = shown.find((ok) => ok !== undefined && !isCovered(host, ok.certificateNames));
    if (missing !== undefined) {
      const why = evidence('certificate-misses', { host, names: missing.certificateNames });
      return sighted(bench, 'logins', { ...item, outcome: 'fail', evidence: why });
    }
    const known = seenAt !== undefined;
    const why = known ? evidence('certificate-covers', { host }) : evidence('never-seen');
    return sighted(bench, 'logins', { ...item, outcome: known ? 'pass' : 'unknown', evidence: why });
  });
  return judge(bench, 'CUT-CERTIFICATE', items);
}

/**
 * CUT-EXECUTOR: a named person rewrites DNS in an appointed window.
 * pass: both are set and the window is not over. fail: it is over. unknown: nobody is named.
 */
function executor(bench: Bench): CriterionResult {
  const { executor: person, window, rewriteBegunAt } = bench.facts;
  const item = { key: 'executor', waivable: false };
  if (person === undefined || window === undefined) {
    return judge(bench, 'CUT-EXECUTOR', [{ ...item, outcome: 'unknown', evidence: evidence('executor-missing') }]);
  }
  const over = window.to < bench.now && rewriteBegunAt === undefined;
  const why = evidence(over ? 'window-over' : 'executor-named', {
    executor: person,
    fromAt: window.from,
    toAt: window.to,
  });
  return judge(bench, 'CUT-EXECUTOR', [{ ...item, outcome: over ? 'fail' : 'pass', evidence: why }]);
}

/**
 * CUT-CHECKLIST: what only people can see to. pass: ticked, each. fail: an item is not ticked.
 */
function checklist(bench: Bench): CriterionResult {
  return judge(bench, 'CUT-CHECKLIST', checklistItems(bench));
}

/** One item a line of the gate's checklist. */
export function checklistItems(bench: Bench): readonly Item[] {
  return checklistOf(bench.gate, bench.facts.scope).map((name): Item => {
    const ticked = bench.facts.checklist[name];
    return {
      key: `checklist:${name}`,
      outcome: ticked === undefined ? 'fail' : 'pass',
      evidence:
        ticked === undefined ? evidence('not-ticked') : evidence('ticked', { by: ticked.by, tickedAt: ticked.at }),
      waivable: true,
      seenAt: ticked?.at,
    };
  });
}
