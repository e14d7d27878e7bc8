import { z } from 'zod';
import { approverGroupSchema, viaSchema } from './approver-facts.ts';
import { folderStateSchema, puzzleSchema, stragglerSchema } from './arrival-facts.ts';
import { clientSchema, ownerToldSchema, recallSchema } from './client-facts.ts';
import { contractsSchema, contractToldSchema, eveSchema, holidaysSchema } from './date-facts.ts';
import { personHoursSchema } from './hours-facts.ts';
import {
  addressSchema,
  archiveSchema,
  contentFactSchema,
  probeSchema,
  probeTroubleSchema,
  refusalSchema,
  relaySchema,
  senderSchema,
} from './mail-facts.ts';
import { GATES, LOOKS, settingsSchema } from './settings.ts';
import {
  alarmSchema,
  delegationSchema,
  differenceSchema,
  formerSchema,
  imageRecordSchema,
  policySchema,
  selectorSchema,
} from './zone-facts.ts';

/** Facts change by events alone (`evolve`) and can be rebuilt from the journal exactly. */
const instant = z.number();
/** A Slack user id, or 'bot'. */
const actor = z.string();
const done = z.object({ at: instant, by: actor });

export const STEPS = ['inventory', 'prepare', 'pin', 'rewrite', 'parallel', 'restore', 'close', 'retire'] as const;
export type StepId = (typeof STEPS)[number];

export const PROFILES = ['hoster', 'microsoft365', 'google', 'same-provider', 'gateway'] as const;
export type Profile = (typeof PROFILES)[number];
export const SCOPES = ['mail-only', 'whole-contract'] as const;
export type Scope = (typeof SCOPES)[number];
export const WATCH_MODES = ['login', 'oauth', 'log', 'forwarded', 'attested', 'unwatched'] as const;
export type WatchMode = (typeof WATCH_MODES)[number];
export type Language = 'en' | 'ja';
export type { Client } from './client-facts.ts';

const security = z.enum(['tls', 'starttls', 'plain']);
const serverSchema = z.object({
  /** The provider's own name for it: pin target where its certificate names it. */
  host: z.string().optional(),
  /** Pinned at inventory, or given. */
  addresses: z.array(z.string()),
  imap: z.object({ port: z.int(), security }),
  smtp: z.object({ port: z.int(), security }),
  pop3: z.object({ port: z.int(), security }).optional(),
  /** Mailboxes can be read over POP3 only. */
  pop3Only: z.boolean().optional(),
});
export type Server = z.infer<typeof serverSchema>;

export const PLANNED_TYPES = ['A', 'AAAA', 'MX', 'TXT', 'CNAME', 'SRV', 'TLSA', 'NS'] as const;
export type PlannedType = (typeof PLANNED_TYPES)[number];

/** What a record set is there for; decides how it is compared and where the plan lists it. */
export const PURPOSES = [
  'mx',
  'host',
  'web',
  'spf',
  'dkim',
  'dmarc',
  'mta-sts',
  'tls-rpt',
  'tlsa',
  'srv',
  'autoconfig',
  'delegation',
] as const;
export type Purpose = (typeof PURPOSES)[number];

const planRecordSchema = z.object({
  name: z.string(),
  type: z.enum(PLANNED_TYPES),
  /** Absent in older records: then told by name and type, see `purposeOf`. */
  purpose: z.enum(PURPOSES).optional(),
  /** What was served before; empty when the record is created. */
  before: z.array(z.string()),
  after: z.array(z.string()),
  /** Without the old side, once it is gone (SPF); same as `after` where absent. */
  final: z.array(z.string()).optional(),
  /**
   * Published before the rewrite (SPF that authorises both), at it, or tidied up after the old server is cancelled
   * (its DKIM key): the last kind is advice, no gate waits for it.
   */
  when: z.enum(['before', 'rewrite', 'after']),
  /** Taken out of the rewrite by hand; what it leaves in DNS is judged all the same before the old server goes. */
  dropped: done.optional(),
  /** Planned by a person alone: taken out again while nothing stands there, it leaves no trace. */
  added: z.boolean().optional(),
});
export type PlanRecord = z.infer<typeof planRecordSchema>;

const mailboxSchema = z.object({
  address: z.string(),
  watch: z.enum(WATCH_MODES),
  /** Versions of the credentials in the vault; absent when none were given. */
  credentials: z.object({ old: z.int().optional(), new: z.int().optional() }),
  /** Whoever reads it: told of what was carried over. */
  owner: actor.optional(),
  /** The owner says that nothing comes to it any more (watch mode `attested`). */
  attested: done.optional(),
});
export type Mailbox = z.infer<typeof mailboxSchema>;

const approvalRoundSchema = z.object({
  round: z.int(),
  requestedBy: actor,
  requestedAt: instant,
  /** `via`: the group that the person was in at the click, where they are not named themselves. */
  approvals: z.array(done.extend({ via: viaSchema.optional() })),
  state: z.enum(['open', 'declined', 'lapsed', 'used']),
});
export type ApprovalRound = z.infer<typeof approvalRoundSchema>;

const gateStateSchema = z.object({
  state: z.enum(['closed', 'ready', 'open', 'done']),
  since: instant,
  /** When it opened; absent while it is closed, and of what opened before this was kept. */
  openedAt: instant.optional(),
  /** How often it has been ready: numbers its messages. */
  times: z.int(),
  /** While it is ready: the criteria beside the quorum that no longer pass, as the channel was told. Absent: all pass. */
  open: z.array(z.string()).optional(),
  round: approvalRoundSchema.optional(),
  rounds: z.int(),
});
export type GateState = z.infer<typeof gateStateSchema>;

const waiverSchema = z.object({
  gate: z.enum(GATES),
  criterion: z.string(),
  /** The item's key, e.g. "mailbox:aoi@example.jp"; "*" for a criterion that is not checked yet. */
  item: z.string(),
  reason: z.string(),
  by: actor,
  at: instant,
});
export type Waiver = z.infer<typeof waiverSchema>;

/** What is known of one record set of the plan; the key is "name/TYPE". */
const recordSetSchema = z.object({
  /** Highest TTL at which old data is served now (negative TTL for absent records). */
  ttlSeconds: z.number(),
  ttlSince: instant,
  /** Every cache that took the record at an earlier, longer TTL has dropped it by then. */
  formerGoneAt: instant,
  /** First look in which every authoritative server had the new data; absent until then. */
  allNewAt: instant.optional(),
});
export type RecordSetFacts = z.infer<typeof recordSetSchema>;

const sideNames = z.object({ old: z.array(z.string()), new: z.array(z.string()) });

const incidentSchema = z.object({
  code: z.string(),
  at: instant,
  subject: z.string(),
  /** The criteria that were open then, of a gate that was passed by. */
  open: z.array(z.string()).optional(),
});

export const factsSchema = z.object({
  place: z.object({ enterpriseId: z.string().optional(), teamId: z.string(), channelId: z.string() }),
  domain: z.string(),
  scope: z.enum(SCOPES),
  profile: z.enum(PROFILES),
  lang: z.enum(['en', 'ja']),
  timeZone: z.string(),
  startedBy: actor,
  startedAt: instant,
  state: z.object({
    kind: z.enum(['active', 'paused', 'rolled-back', 'abandoned', 'finished']),
    at: instant,
    by: actor,
    /** Of a pause, where somebody said why. */
    reason: z.string().optional(),
  }),
  solo: z.boolean(),
  approvers: z.array(actor),
  approverGroups: z.array(approverGroupSchema).optional(),
  servers: z.object({ old: serverSchema, new: serverSchema }),
  settings: settingsSchema,
  plan: z.array(planRecordSchema),
  /** Every authoritative server ever seen for the domain, address → name: a former provider's servers count on. */
  authorities: z.record(z.string(), z.string()),
  recordSets: z.record(z.string(), recordSetSchema),
  steps: z.partialRecord(z.enum(STEPS), done),
  promptedStep: z.enum(STEPS).optional(),
  /** When: by that its message is found again. */
  promptedAt: instant.optional(),
  clients: z.array(clientSchema),
  nextClientNumber: z.int(),
  mailboxes: z.array(mailboxSchema),
  checklist: z.record(z.string(), done),
  executor: actor.optional(),
  window: z.object({ from: instant, to: instant }).optional(),
  eve: eveSchema.optional(),
  /** ISO 3166-1 alpha-2: guessed from the time zone at the start, or set. Absent: no holidays are known. */
  country: z.string().optional(),
  holidays: holidaysSchema.optional(),
  contracts: contractsSchema.optional(),
  contractTold: contractToldSchema.optional(),
  /** Seen to be good: the question "keep, or roll back?" is answered. */
  rewriteKept: done.optional(),
  /** "I am rewriting now", said by a person. */
  rewriteBegunAt: instant.optional(),
  /** An authoritative server served new data for the first time. */
  rewriteSeenAt: instant.optional(),
  /** Until when no authoritative server had been seen with new data. */
  lastOldAt: instant.optional(),
  rewriteDoneAt: instant.optional(),
  /** After a rollback: when it began; the roles of old and new are exchanged for the watching. */
  rollbackAt: instant.optional(),
  /**
   * After a rollback: since when every authoritative server serves the old data again, and by when caches have dropped the
   * new; `overAt`: when the channel was told that this has passed.
   */
  rollbackBack: z.object({ at: instant, watermark: instant, overAt: instant.optional() }).optional(),
  rollbackRequest: z.object({ by: actor, at: instant, reason: z.string() }).optional(),
  gates: z.object({ 'cut-over': gateStateSchema, 'switch-back': gateStateSchema, cancel: gateStateSchema }),
  waivers: z.array(waiverSchema),
  stamps: sideNames,
  /** Key "mailbox|side". */
  baselines: z.record(z.string(), z.object({ at: instant, folders: z.array(folderStateSchema) })),
  stragglers: z.array(stragglerSchema),
  puzzles: z.array(puzzleSchema),
  toldAt: instant.optional(),
  suspectsToldAt: instant.optional(),
  /** Mailbox → when its first genuine delivery on the new server after the rewrite was stamped. */
  arrivedNew: z.record(z.string(), instant),
  sendingHosts: z.array(z.string()),
  /** Credentials that were refused, key "mailbox|side" → version; not tried again until it changes. */
  refusedCredentials: z.record(z.string(), z.int()),
  incidents: z.array(incidentSchema),
  /** When credentials were last imported: logins are due then. */
  credentialsAt: instant.optional(),
  /** When the credentials of an ended migration had left the vault and its files. */
  credentialsForgottenAt: instant.optional(),
  /** Versions of the credentials of a whole side (an app, a master user): mailboxes without their own have these. */
  sharedCredentials: z.object({ old: z.int().optional(), new: z.int().optional() }).optional(),
  /** The vantages that are asked; one that was never heard is unknown, not silent. */
  vantages: z.array(
    z.object({
      id: z.string(),
      operator: z.string(),
      site: z.boolean(),
      /** Heard only through what a person pasted: asked again by nobody. */
      pasted: z.boolean().optional(),
    }),
  ),
  /** Further domains on the same servers, moved together with `domain`. */
  furtherDomains: z.array(z.string()).optional(),
  /** Further names that the team wants followed (whole contract). */
  names: z.array(z.string()).optional(),
  /** The before-image: every record set that was found, key "name/TYPE". Kept for a rollback. */
  image: z.object({ at: instant, records: z.record(z.string(), imageRecordSchema) }).optional(),
  /** Zone apex → how the world is led to it. */
  delegations: z.record(z.string(), delegationSchema).optional(),
  /** Zone apex → addresses of every server ever seen for it. */
  zones: z.record(z.string(), z.array(z.string())).optional(),
  /** "zone|address" → since when, and until when caches may still ask it. */
  formers: z.record(z.string(), formerSchema).optional(),
  /** The DNS provider changes too: the servers that the delegation shall name. */
  dnsMove: z.object({ servers: z.array(z.string()), at: instant, by: actor }).optional(),
  /** Zone apex → when the channel was told that its former servers are needed no longer. */
  releasedZones: z.record(z.string(), instant).optional(),
  /** DKIM selectors found in messages, or given. */
  selectors: z.array(selectorSchema).optional(),
  /** What the team says of the new server's DKIM: its selectors; empty when it does not sign. */
  newSelectors: z.array(z.string()).optional(),
  /** Domain → its MTA-STS policy as last read. */
  policies: z.record(z.string(), policySchema).optional(),
  /** What differs from the plan since the rewrite began; empty when nothing does. */
  differences: z.array(differenceSchema).optional(),
  /** Vantages that were not to be reached before the rewrite: not counted, by name. */
  aside: z.array(z.object({ id: z.string(), operator: z.string(), reason: z.string(), at: instant })).optional(),
  alarms: z.array(alarmSchema).optional(),
  /** Real resolvers of ISPs, asked through Globalping: ISO 3166-1 alpha-2 countries. */
  globalping: z.object({ countries: z.array(z.string()), at: instant, by: actor }).optional(),
  watermarkToldAt: instant.optional(),
  /** When the channel was last sent a picture of the timeline. */
  picturedAt: instant.optional(),
  /** When something was last posted to the channel: a day without it may have a digest. */
  saidAt: instant.optional(),
  /** When somebody had the status message posted anew at the bottom of the channel. */
  statusBroughtAt: instant.optional(),
  /** Every address of the domains that received mail on the old server. */
  addresses: z.record(z.string(), addressSchema).optional(),
  /** Regular senders before the rewrite, by address. */
  senders: z.record(z.string(), senderSchema).optional(),
  /** More regular senders were found than are kept; those left out had written least. */
  sendersLeftOut: z.int().optional(),
  oldRefusals: z.array(refusalSchema).optional(),
  /** Mailbox → when it was first seen whole on the new server. */
  content: z.record(z.string(), contentFactSchema).optional(),
  relays: z.array(relaySchema).optional(),
  /** The latest, at most 500. */
  probes: z.array(probeSchema).optional(),
  probeTroubles: z.array(probeTroubleSchema).optional(),
  archive: archiveSchema.optional(),
  /** Mailbox → when a message that the old server forwarded was last seen on the new one. */
  forwardedSeenAt: z.record(z.string(), instant).optional(),
  /** Slack users who cannot be sent direct messages, since when and in Slack's word for why. */
  unreachable: z.record(z.string(), z.object({ at: instant, reason: z.string() })).optional(),
  /** The bot is behind with these looks, and the channel was told; `from` when, `at` when last of another one. */
  looksLate: z.object({ from: instant, at: instant, gate: z.enum(GATES), looks: z.array(z.enum(LOOKS)) }).optional(),
  /** "owner|phase" → what owners of clients were told by a direct message. */
  ownersTold: z.record(z.string(), ownerToldSchema).optional(),
  /** What they were told since not to do, or to set back; until it is asked for anew. */
  recalled: recallSchema.optional(),
  /** What they were told to type in, in the phase that they were asked in last, see `clients-typed.ts`. */
  clientsTyped: z.string().optional(),
  /** Slack users → their time zones, where they are known to be others than the team's. */
  personZones: z.record(z.string(), z.string()).optional(),
  /** Slack users → when they may be reminded, where they chose it themselves. */
  personHours: z.record(z.string(), personHoursSchema).optional(),
  /** When the channel was last told of addresses without a place. */
  addressesToldAt: instant.optional(),
});
export type Facts = z.infer<typeof factsSchema>;
