import type { Straggler } from '../arrival-facts.ts';
import { isReal } from '../arrivals.ts';
import type { Migration } from '../record.ts';
import { isLookedThrough } from '../watch.ts';
import { watermarkOf } from '../watermark.ts';
import { close, stepItem } from './close.ts';
import { ledger } from './content.ts';
import type { CriterionResult, Item } from './criterion.ts';
import { checklistItems } from './cut-over.ts';
import { dns } from './dns-clear.ts';
import { type Bench, evidence, judge, sighted } from './judge.ts';
import { openClient } from './open-client.ts';
import { probedPaths } from './probed-paths.ts';
import { quiet } from './quiet.ts';
import { quorum } from './quorum.ts';
import { senders } from './senders.ts';
import { vantages } from './vantages.ts';
import { watchItem } from './watch.ts';

/** The criteria of `cancel`: nothing is left on, or still reaches, the old server. */
export function judgeCancel(record: Migration, bench: Bench): readonly CriterionResult[] {
  return [
    switchBack(record, bench),
    clients(bench),
    quiet(record, bench, 'CAN-QUIET'),
    senders(record, bench),
    close(record, bench),
    stragglers(record, bench),
    ledger(record, bench),
    dns(record, bench),
    judge(bench, 'CAN-CHECKLIST', checklistItems(bench)),
    quorum(bench, 'CAN-QUORUM'),
  ];
}

/**
 * CAN-SWITCH-BACK: `switch-back` has passed, and what it rested on in DNS still stands.
 *
 * pass: its step is done, every authoritative server has stayed new, no vantage holds old data, and no probe from elsewhere
 *   landed on the old server.
 * fail: not passed yet, old data was served again, a vantage gave some, or such a probe landed there (see `probedPaths`).
 */
function switchBack(record: Migration, bench: Bench): CriterionResult {
  const { state, since } = bench.facts.gates['switch-back'];
  const passed = state === 'done';
  const gate: Item = {
    key: 'gate:switch-back',
    outcome: passed ? 'pass' : 'fail',
    evidence: evidence(passed ? 'gate-passed' : 'gate-not-passed', {
      gate: 'switch-back',
      ...(passed ? { doneAt: since } : {}),
    }),
    waivable: false,
  };
  if (!passed) return judge(bench, 'CAN-SWITCH-BACK', [gate]);
  const watermark = watermarkOf(bench.facts);
  const stands = watermark !== undefined && bench.now >= watermark;
  const servers: Item = {
    key: 'watermark',
    outcome: stands ? 'pass' : 'fail',
    evidence: stands
      ? evidence('watermark-passed', { watermarkAt: watermark, leftMs: 0 })
      : evidence('watermark-unknown'),
    waivable: false,
  };
  const old = vantages(record, bench).items.filter((item) => item.outcome === 'fail');
  const probed = probedPaths(bench).filter((item) => item.outcome === 'fail');
  return judge(bench, 'CAN-SWITCH-BACK', [gate, servers, ...old, ...probed], gate.evidence);
}

/** CAN-CLIENTS: every client is back on its hostname, as its owner said. pass: each restored. fail: one is not. */
function clients(bench: Bench): CriterionResult {
  const { facts } = bench;
  const items = facts.clients.map((client): Item => {
    return {
      key: `client:${client.id}`,
      outcome: client.restored === undefined ? 'fail' : 'pass',
      evidence:
        client.restored === undefined
          ? openClient('client-not-restored', client)
          : evidence('client-restored', { client: client.name, owner: client.owner ?? '' }),
      waivable: true,
      seenAt: client.restored?.at,
    };
  });
  const step = stepItem(bench, 'restore');
  return judge(bench, 'CAN-CLIENTS', [step, ...items]);
}

/**
 * CAN-STRAGGLERS: every straggler that was found is on the new server as well.
 *
 * Evidence: the same fingerprint in the mailbox's folders on the new server, stamped by the old one; or the bot, or the old
 *   server itself, put it there.
 * pass: each carried over, or none was found. fail: one is on the old server only (gone from it, or refused by the new one:
 *   waived one by one).
 * unknown: the rewrite has not been seen, or a mailbox has not been looked through since, in whichever way it is watched.
 */
function stragglers(record: Migration, bench: Bench): CriterionResult {
  const real = bench.facts.stragglers.filter(isReal);
  const unseen = unseenItems(record, bench);
  const none: Item = { key: 'stragglers', outcome: 'pass', evidence: evidence('no-stragglers'), waivable: false };
  const items = [...unseen, ...carriedItems(bench, real)];
  return judge(bench, 'CAN-STRAGGLERS', items.length === 0 ? [none] : items);
}

/** Where "none found" says nothing: each mailbox that was not looked through after the rewrite. */
function unseenItems(record: Migration, bench: Bench): readonly Item[] {
  const { mailboxes, rewriteSeenAt } = bench.facts;
  if (rewriteSeenAt === undefined || mailboxes.length === 0) {
    const nobody: Item = {
      key: 'stragglers',
      outcome: 'unknown',
      evidence: evidence('never-seen'),
      waivable: false,
    };
    return [sighted(bench, 'survey', nobody)];
  }
  return mailboxes
    .filter((mailbox) => !isLookedThrough(record, mailbox, rewriteSeenAt, bench.now))
    .map((mailbox): Item => {
      const { outcome, evidence: why } = watchItem(record, bench, mailbox);
      return sighted(bench, 'survey', {
        key: `mailbox:${mailbox.address}`,
        outcome: 'unknown',
        evidence: outcome === 'pass' ? evidence('never-seen') : why,
        waivable: true,
      });
    });
}

/** Whether it was carried over can only be seen in a mailbox that is watched. */
function carriedItems(bench: Bench, real: readonly Straggler[]): readonly Item[] {
  const watched = new Set(bench.facts.mailboxes.map((mailbox) => mailbox.address));
  return real.map((straggler): Item => {
    const carried = straggler.carriedAt !== undefined;
    const open = watched.has(straggler.mailbox) ? 'straggler-not-carried' : 'straggler-unwatched';
    const why = evidence(carried ? 'straggler-carried' : open, {
      mailbox: straggler.mailbox,
      stampedAt: straggler.at,
      ...(straggler.from === undefined ? {} : { from: straggler.from }),
    });
    return {
      key: `straggler:${straggler.key}`,
      outcome: carried ? 'pass' : 'fail',
      evidence: why,
      waivable: true,
      seenAt: straggler.carriedAt,
    };
  });
}
