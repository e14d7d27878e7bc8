import { z } from 'zod';
import { stragglerSchema } from './arrival-facts.ts';
import { MISSING_REASONS } from './mail-observations.ts';
import { LOOKS } from './settings.ts';

/**
 * Sightings: the last thing seen of each subject. Overwritten at every look, durable, not journaled. A lost sighting
 * makes a criterion `unknown`, never wrong. A failed attempt is kept beside the last thing seen, which goes on ageing.
 */
const instant = z.number();
const failed = z.object({ at: instant, code: z.string(), detail: z.string().optional() });

const answer = z.object({ at: instant, values: z.array(z.string()), ttlSeconds: z.number() });

const authoritySighting = z.object({ seen: answer.optional(), failed: failed.optional() });

const extra = <Schema extends z.ZodType>(seen: Schema) =>
  z.record(z.string(), z.object({ seen: seen.optional(), failed: failed.optional() }));
const extrasSchema = z.object({
  /** "domain|address". */
  spf: extra(
    z.object({
      at: instant,
      verdict: z.enum(['pass', 'fail', 'softfail', 'neutral', 'none', 'permerror']),
      lookups: z.number(),
      voids: z.number(),
      detail: z.string().optional(),
    }),
  ).optional(),
  /** "selector._domainkey.domain". */
  dkim: extra(
    z.object({
      at: instant,
      state: z.enum(['valid', 'revoked', 'malformed', 'absent']),
      detail: z.string().optional(),
    }),
  ).optional(),
  /** Domain. `reason` stands where no policy does. */
  policies: extra(z.object({ at: instant, id: z.string().optional(), reason: z.string().optional() })).optional(),
  /** Address. */
  pointers: extra(
    z.object({
      at: instant,
      names: z.array(z.string()),
      confirmed: z.array(z.string()),
      greeting: z.string().optional(),
    }),
  ).optional(),
  /** MX host. */
  tlsa: extra(z.object({ at: instant, values: z.array(z.string()), fits: z.boolean().optional() })).optional(),
  /** MX host elsewhere. */
  exchangers: extra(z.object({ at: instant, addresses: z.array(z.string()), alias: z.string().optional() })).optional(),
  /** Names that lead to where nobody answers, as the last full look found them. */
  unserved: z.object({ at: instant, names: z.array(z.string()) }).optional(),
  /** Zone. */
  signing: extra(
    z.object({
      at: instant,
      state: z.enum(['unsigned', 'secure', 'bogus', 'unvalidated']),
      ds: z.array(z.number()),
      keys: z.array(z.number()),
      ede: z.array(z.number()),
      dsTtlSeconds: z.number().optional(),
    }),
  ).optional(),
  /** Zone → what the servers of the DNS provider to come serve: "address|name/TYPE" → values. */
  newZones: z
    .record(
      z.string(),
      z.object({
        at: instant,
        servers: z.array(z.object({ name: z.string(), address: z.string() })),
        answers: z.record(z.string(), z.array(z.string())),
        failures: z.array(z.object({ server: z.string(), code: z.string() })),
      }),
    )
    .optional(),
});

const cacheSchema = z.object({
  values: z.array(z.string()),
  expiresAt: instant,
  samples: z.int(),
  nsids: z.array(z.string()),
  filledByUs: z.boolean(),
  stale: z.boolean(),
  extended: z.boolean(),
});

const vantageSighting = z.object({
  operator: z.string(),
  site: z.boolean(),
  seen: answer.optional(),
  failed: failed.optional(),
  /** The latest old (or foreign) answer of any sample, and when its cache must drop it. */
  notNew: z
    .object({
      at: instant,
      values: z.array(z.string()),
      goneAt: instant,
      /** Given stale while the authority does not answer (EDE 3 or 19, or a TTL that stands still near 30). */
      stale: z.boolean().optional(),
      /** Held for longer than the authority allows, or beyond the watermark. */
      extended: z.boolean().optional(),
      /** Neither old nor new: nobody published it. */
      wrong: z.boolean().optional(),
      ede: z.array(z.number()).optional(),
      nsid: z.string().optional(),
    })
    .optional(),
  /** The caches told apart at the last sweep, by expiry. */
  caches: z.array(cacheSchema).optional(),
  /** Rounds in a row in which every sample was new, and when the first and the last of them were. */
  clean: z.object({ rounds: z.int(), since: instant, last: instant }).optional(),
});
export type VantageSighting = z.infer<typeof vantageSighting>;

/** A run of looks that saw a vantage alike, from the first of them to the last. */
const turn = z.object({ at: instant, until: instant, state: z.enum(['old', 'mixed', 'new', 'silent']) });
export type Turn = z.infer<typeof turn>;

const loginSighting = z.object({
  ok: z
    .object({
      at: instant,
      address: z.string(),
      certificateNames: z.array(z.string()),
      certificateExpiresAt: instant.optional(),
      /** SHA-256, in hex with colons. */
      certificateFingerprint: z.string().optional(),
      /** A FailureCode: what a verifying client said against it. */
      certificateFailure: z.string().optional(),
    })
    .optional(),
  failed: failed.optional(),
});
export type LoginSighting = z.infer<typeof loginSighting>;

const folder = z.object({
  path: z.string(),
  uidValidity: z.string(),
  uidNext: z.number(),
  messages: z.number(),
  specialUse: z.enum(['inbox', 'junk', 'sent', 'drafts', 'trash', 'archive', 'all']).optional(),
});
const surveySighting = z.object({
  /** `more`: the survey was not finished; its folders say how far it came. */
  ok: z
    .object({
      at: instant,
      folders: z.array(folder),
      more: z.boolean().optional(),
      pop3: z.object({ uidls: z.array(z.string()), oldestAt: instant.optional() }).optional(),
    })
    .optional(),
  failed: failed.optional(),
});
export type SurveySighting = z.infer<typeof surveySighting>;

const acceptanceAnswer = z.object({
  at: instant,
  verdict: z.enum(['accepted', 'refused', 'deferred']),
  reply: z.string(),
  via: z.enum(['port-25', 'submission', 'pasted']),
});
/** Since when every answer has been that it puts off; a 4xx once may be greylisting. */
const deferring = z.object({ since: instant });
const acceptanceSighting = z.object({
  seen: acceptanceAnswer.optional(),
  failed: failed.optional(),
  deferring: deferring.optional(),
  /** Since when every answer has been that it accepts, and the last of them; broken by any other answer. */
  accepting: z.object({ since: instant, last: instant }).optional(),
});
export type AcceptanceSighting = z.infer<typeof acceptanceSighting>;
const trial = z.object({
  seen: acceptanceAnswer.optional(),
  failed: failed.optional(),
  deferring: deferring.optional(),
});

const missingMessage = z.object({
  key: z.string(),
  folder: z.string(),
  at: instant,
  sizeBytes: z.number(),
  messageId: z.string().optional(),
  from: z.string().optional(),
  reason: z.enum(MISSING_REASONS),
  detail: z.string().optional(),
});
const contentSighting = z.object({
  ok: z
    .object({
      at: instant,
      /** Versions of the credentials that it was compared with: by others it may have been another mailbox. */
      credentials: z.object({ old: z.int(), new: z.int() }).optional(),
      messages: z.int(),
      verified: z.int(),
      copied: z.int(),
      missingTotal: z.int(),
      missing: z.array(missingMessage),
    })
    .optional(),
  failed: failed.optional(),
});
export type ContentSighting = z.infer<typeof contentSighting>;
const scanSighting = z.object({
  ok: z.object({ at: instant, from: instant, messages: z.int(), partial: z.boolean().optional() }).optional(),
  failed: failed.optional(),
});
export type ScanSighting = z.infer<typeof scanSighting>;

export const sightingsSchema = z.object({
  /** "address|side". */
  acceptance: z.record(z.string(), acceptanceSighting).optional(),
  /** "domain|side": what its other answers are worth. */
  trials: z.record(z.string(), z.object({ random: trial.optional(), foreign: trial.optional() })).optional(),
  /** Mailbox. */
  scan: z.record(z.string(), scanSighting).optional(),
  /** Mailbox. */
  content: z.record(z.string(), contentSighting).optional(),
  /** A copy or a comparison under way, as last heard. */
  copying: z
    .object({
      at: instant,
      mailboxes: z.int(),
      mailboxesDone: z.int(),
      messages: z.int(),
      copied: z.int(),
      share: z.number().optional(),
      leftMs: z.number().optional(),
      failed: z.int().optional(),
      isCompare: z.boolean().optional(),
      /** Nobody was told of it. */
      isQuiet: z.boolean().optional(),
    })
    .optional(),
  /** Probes that have been tidied away, by id; the latest. */
  tidied: z.array(z.string()).optional(),
  /** What delivery logs of the old server vouch for: spans of time without a gap, oldest first. */
  logs: z.array(z.object({ from: instant, to: instant })).optional(),
  /** The hosts that those logs name: the old server's own. */
  logHosts: z.array(z.string()).optional(),
  /** The last walk from the roots: the servers that the parent and the zone name. */
  extras: extrasSchema.optional(),
  /** Vantage → whether it could be reached, asked for something that is none of ours; `since` when it has failed. */
  reach: z
    .record(z.string(), z.object({ at: instant, code: z.string().optional(), since: instant.optional() }))
    .optional(),
  delegation: z
    .object({ at: instant, servers: z.array(z.object({ name: z.string(), address: z.string() })) })
    .optional(),
  /** Zone → when its parent last said whom it leads to. */
  led: z.record(z.string(), instant).optional(),
  /** "address|name/TYPE". */
  authority: z.record(z.string(), authoritySighting),
  /** "name/TYPE" → the longest TTL at which new data was served since the rewrite: caches hold it for as long after a rollback. */
  newTtls: z.record(z.string(), z.number()).optional(),
  /** "vantage|name/TYPE". */
  vantage: z.record(z.string(), vantageSighting),
  /** Vantage → how it turned from old to new, oldest first. */
  turns: z.record(z.string(), z.array(turn)).optional(),
  /** "mailbox|side|by|protocol|hostname". */
  login: z.record(z.string(), loginSighting),
  /** "mailbox|side". */
  survey: z.record(z.string(), surveySighting),
  /** Messages on one server that the other one stamped: "mailbox|fingerprint|stamp" (and "|old" for the old one) → when seen there. */
  copies: z.record(z.string(), instant),
  /** Deliveries to the old server while no rewrite had been seen: one may have come just after it. */
  lately: z.array(stragglerSchema).optional(),
  /** When each look last ended, whatever it saw; what was asked and began with it. */
  looks: z.partialRecord(z.enum(LOOKS), z.object({ at: instant })),
});
export type Sightings = z.infer<typeof sightingsSchema>;

export const NO_SIGHTINGS: Sightings = { authority: {}, vantage: {}, login: {}, survey: {}, copies: {}, looks: {} };
