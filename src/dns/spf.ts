import { z } from 'zod';
import type { Failure, RecordType } from '../migration/observations.ts';
import type { Instant } from '../migration/time.ts';
import type { SpfObservation } from '../migration/zone-observations.ts';
import { canonicalName } from './names.ts';
import type { Resolve } from './resolve.ts';
import { parseMx } from './values.ts';

export type SpfResult = SpfObservation['result'];

export type SpfOptions = {
  readonly domain: string;
  /** The address that mail from the domain comes from. */
  readonly address: string;
  /** What the server calls itself in HELO; the domain when not known. */
  readonly helo?: string;
  readonly resolve: Resolve;
  readonly now: () => Instant;
};

/** Of a class that is never routed: no mechanism names it, so a record is read to its end. */
const NOBODY = '240.0.0.1';

const evaluated = z.object({
  status: z.object({
    result: z.enum(['pass', 'fail', 'softfail', 'neutral', 'none', 'permerror', 'temperror']),
    comment: z.string().optional(),
  }),
  lookups: z.object({ count: z.number(), void: z.number() }).optional(),
});

/**
 * What a receiver that keeps to RFC 7208 makes of mail from the domain and this address. `lookups` are those of the whole
 * record, as a sender costs that it does not name: of a record with too many, whoever stands first would still pass.
 * A DNS question that was not answered makes it a failure, whatever the rest would say. Never rejects.
 */
export async function evaluateSpf(options: SpfOptions): Promise<SpfResult> {
  const [own, whole] = await Promise.all([evaluate(options), evaluate({ ...options, address: NOBODY })]);
  if (own.outcome === 'failed' || whole.outcome === 'failed') return own;
  return { ...own, lookups: Math.max(own.lookups, whole.lookups) };
}

async function evaluate({ domain, address, helo = domain, resolve, now }: SpfOptions): Promise<SpfResult> {
  const failures: Failure[] = [];
  const resolver = async (name: string, type: string): Promise<readonly unknown[]> => {
    const wanted = spfType(type);
    const result = await resolve(canonicalName(name), wanted);
    if (result.outcome === 'answer' && result.values.length > 0)
      return result.values.flatMap((one) => shaped(wanted, one));
    if (result.outcome === 'failed') failures.push(result);
    // The codes of Node's own resolver, which the library tells apart.
    throw Object.assign(new Error(name), { code: result.outcome === 'answer' ? 'ENODATA' : 'ESERVFAIL' });
  };
  try {
    // 0.2 s to load, and needed at the first look at a zone.
    const { spf } = await import('mailauth/lib/spf/index.js');
    const input = { sender: `postmaster@${domain}`, ip: address, helo, mta: domain, strict: true, resolver };
    // Called so because its types do not say that MX records come as objects.
    const { status, lookups = { count: 0, void: 0 } } = evaluated.parse(await Reflect.apply(spf, undefined, [input]));
    const [failure] = failures;
    if (failure !== undefined) return { ...failure, at: now() };
    const reason = status.comment?.split(`postmaster@${domain}: `)[1];
    if (status.result === 'temperror') return failed(now(), reason);
    return {
      outcome: 'evaluated',
      at: now(),
      verdict: status.result,
      lookups: lookups.count,
      voids: lookups.void,
      ...(status.result === 'permerror' && reason !== undefined ? { detail: reason } : {}),
    };
  } catch (error) {
    return failed(now(), error instanceof Error ? error.message : undefined);
  }
}

function failed(at: Instant, detail: string | undefined): Failure {
  return { outcome: 'failed', at, code: 'internal', ...(detail === undefined ? {} : { detail }) };
}

function spfType(type: string): RecordType {
  switch (type) {
    case 'A':
    case 'AAAA':
    case 'MX':
    case 'PTR':
    case 'TXT':
      return type;
    default:
      throw new Error(`SPF asks for no ${type}`);
  }
}

/** As Node's own resolver hands records out. */
function shaped(type: RecordType, value: string): readonly unknown[] {
  if (type === 'TXT') return [[value]];
  if (type !== 'MX') return [value];
  const mx = parseMx(value);
  return mx === undefined ? [] : [{ priority: mx.preference, exchange: mx.host }];
}
