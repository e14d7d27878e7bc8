import type { Command } from '../../../src/migration/commands.ts';
import type { Arrival, FailureCode, MailboxSurvey, Side } from '../../../src/migration/observations.ts';
import { HOUR_MS, MINUTE_MS } from '../../../src/migration/time.ts';
import { ALL_NEW, MAILBOXES } from '../a-migration.ts';
import { at, upTo } from '../stages.ts';

export const [AOI, KEN] = MAILBOXES;
export const NOW = ALL_NEW + 2 * HOUR_MS;
export const rewritten = upTo(ALL_NEW + HOUR_MS + 1);

export function arrival(change: Partial<Arrival> = {}): Arrival {
  return {
    mailbox: AOI,
    folder: 'INBOX',
    uidValidity: '7',
    uid: 300,
    kind: 'delivery',
    at: at(NOW - MINUTE_MS),
    fingerprint: '<300@sender.example>',
    from: 'shop@sender.example',
    path: { helo: 'mx.sender.example', address: '198.51.100.77' },
    stampedBy: 'sv12.oldhost.example',
    ...change,
  };
}

/** A survey of one mailbox on one side. */
export function survey(side: Side, change: Partial<MailboxSurvey> = {}, mailbox: string = AOI): Command {
  const folders = [{ path: 'INBOX', uidValidity: '7', uidNext: 301, messages: 11, specialUse: 'inbox' as const }];
  const result = {
    outcome: 'ok',
    at: at(NOW),
    folders,
    arrivals: [],
    stampNames: [],
    unexplained: [],
    lost: [],
    ...change,
  } as const;
  return { kind: 'report-survey', observations: [{ mailbox, side, credentialsVersion: 1, result }] };
}
export const failed = (side: Side, code: FailureCode, version = 1): Command => ({
  kind: 'report-survey',
  observations: [{ mailbox: AOI, side, credentialsVersion: version, result: { outcome: 'failed', at: at(NOW), code } }],
});
export const joined = (...reports: readonly Command[]): Command => ({
  kind: 'report-survey',
  observations: reports.flatMap((report) => (report.kind === 'report-survey' ? report.observations : [])),
});
