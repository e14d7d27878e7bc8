import { toHostName } from '../migration/addresses.ts';
import type { MailboxScan } from '../migration/mail-observations.ts';
import type { Failure } from '../migration/observations.ts';
import type { Dialer } from '../net/dial.ts';
import type { MailAccount } from './account.ts';
import { readHeaders } from './delivery.ts';
import { fieldOf, parseDate } from './headers.ts';
import { failureOf } from './mail-error.ts';
import { type Pop3Session, withPop3 } from './pop3.ts';
import { MAX_MESSAGES, monthsBefore, SCAN_LIMITS, SCAN_MONTHS, type ScanOptions, type ScanRequest } from './scan.ts';
import { createTally } from './scan-tally.ts';
import { isUnder } from './scan-way.ts';

const HEADER_BYTES = 64 * 1024;

/**
 * The same scan of a server that speaks POP3 only: the headers of what lies there still, by TOP. What clients have taken
 * off it has left no trace, so where mail does not stay for the whole time the scan is `partial`.
 */
export async function scanPop3(
  dialer: Dialer,
  account: MailAccount,
  request: ScanRequest,
  options: ScanOptions,
): Promise<MailboxScan | Failure> {
  try {
    const limits = options.limits ?? SCAN_LIMITS;
    return await withPop3(dialer, account, options.signal, (session) => scan(session, request, options.now()), limits);
  } catch (error) {
    return failureOf(error, options.now());
  }
}

async function scan(session: Pop3Session, request: ScanRequest, at: number): Promise<MailboxScan> {
  const from = monthsBefore(at, SCAN_MONTHS);
  const domains = new Set(request.domains.map((domain) => toHostName(domain) ?? domain.toLowerCase()));
  const own = new Set(request.ownStamps);
  const providers = (request.providerDomains ?? []).filter((domain) => !isUnder(domain, domains));
  const isOwn = (name: string) => own.has(name) || (isUnder(name, providers) && !request.otherStamps.includes(name));
  const tally = createTally({ isOwn, domains, otherStamps: request.otherStamps, from, now: at });
  const all = await session.list();
  const newest = all.slice(-(request.maxMessages ?? MAX_MESSAGES));
  let oldest = at;
  const numbers = newest.map(({ number }) => number);
  for await (const header of session.headers(numbers, HEADER_BYTES)) {
    const { received, fields } = readHeaders(header);
    const date = received[0]?.at ?? parseDate(fieldOf(fields, 'date') ?? '') ?? at;
    oldest = Math.min(oldest, date);
    // The server dates nothing: what no host stamped is dated by its writer.
    tally.add(header, date);
  }
  const { messages, addresses, senders, whole } = tally.read();
  const isWhole = whole && newest.length === all.length && oldest <= from;
  return { outcome: 'ok', at, from, messages, addresses, senders, ...(!isWhole && { partial: true }) };
}
