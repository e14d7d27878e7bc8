import { z } from 'zod';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './time.ts';

/** The looks the bot takes by itself. */
export const LOOKS = [
  'zone',
  'vantages',
  'survey',
  'logins',
  /** Which addresses and senders the old server's mail names. */
  'scan',
  /** Whether the servers would take mail for each address. */
  'acceptance',
  /** Whether every message of the old server is on the new one; copies what is not, where the team wants that. */
  'content',
  /** Carries stragglers over. */
  'rescue',
  /** Sends probes through the relays, and looks where they landed. */
  'probes',
] as const;
export type Look = (typeof LOOKS)[number];

/** Where a migration stands, as far as the rhythm of looking goes. */
export const PHASES = ['before', 'rewriting', 'parallel', 'restoring', 'closing'] as const;
export type Phase = (typeof PHASES)[number];

export const GATES = ['cut-over', 'switch-back', 'cancel'] as const;
export type GateId = (typeof GATES)[number];

const ms = z.int().nonnegative();
/** Milliseconds between two looks of a kind; null where that phase needs none. */
const rhythm = z.object({
  before: ms.nullable(),
  rewriting: ms.nullable(),
  parallel: ms.nullable(),
  restoring: ms.nullable(),
  closing: ms.nullable(),
});

type Rhythm = z.infer<typeof rhythm>;
const DAILY_BEFORE: Rhythm = { before: DAY_MS, rewriting: null, parallel: null, restoring: null, closing: null };
const ACCEPTANCE: Rhythm = {
  before: DAY_MS,
  rewriting: HOUR_MS,
  parallel: HOUR_MS,
  restoring: DAY_MS,
  closing: DAY_MS,
};
/** In `close` once, after the door is shut: the agenda sees to that, and what was seen is then final. */
const NIGHTLY: Rhythm = { before: DAY_MS, rewriting: null, parallel: DAY_MS, restoring: DAY_MS, closing: null };
const RESCUE: Rhythm = {
  before: null,
  rewriting: 5 * MINUTE_MS,
  parallel: 15 * MINUTE_MS,
  restoring: HOUR_MS,
  closing: HOUR_MS,
};
const PROBES: Rhythm = {
  before: null,
  rewriting: null,
  parallel: 6 * HOUR_MS,
  restoring: DAY_MS,
  closing: DAY_MS,
};

export const settingsSchema = z.object({
  quorum: z.object({ 'cut-over': z.int().positive(), 'switch-back': z.int().positive(), cancel: z.int().positive() }),
  /** How long an approval holds; the one for cut-over also ends with its window. */
  approvalHoldMs: ms,
  ttlMaxSeconds: z.int().positive(),
  ttlTargetSeconds: z.int().positive(),
  /** Assumed for a record whose earlier TTL nobody saw: the longest common resolver cap. */
  unseenFormerTtlSeconds: z.int().nonnegative(),
  roundsNeeded: z.int().positive(),
  roundsSpanMs: ms,
  /** Two sweeps count as two rounds when at least this far apart. */
  roundGapMs: ms,
  operatorsNeeded: z.int().positive(),
  samplesPerRound: z.int().positive(),
  quietSwitchBackMs: ms,
  quietCancelMs: ms,
  /** The switch-back quiet time must include a whole business day, in the team's time zone. */
  quietNeedsBusinessDay: z.boolean(),
  /** Under this many sending hosts seen on the new server the quiet time extends, up to `quietExtendedMs`. */
  sendingHostsExpected: z.int().nonnegative(),
  quietExtendedMs: ms,
  ownerConfirmationMs: ms,
  /** After a rewrite older than this, rolling back needs an approver. */
  rollbackFreeMs: ms,
  /** Stragglers by known paths are told together, at most this often. */
  digestMs: ms,
  /** Arrivals suspected of being spam form one list, told at most this often. */
  suspectDigestMs: ms,
  /** Evidence is fresh for this many intervals; an open gate stands for `standIntervals`. */
  freshIntervals: z.number().positive(),
  standIntervals: z.number().positive(),
  /** Stragglers are carried over by the bot itself. */
  rescue: z.boolean().default(true),
  /** What is missing on the new server is copied by the bot; without it content is compared only. */
  copy: z.boolean().default(false),
  /** So many messages a second at most are put on the new server, all mailboxes together; 0: as many as it takes. */
  copyPerSecond: z.int().nonnegative().default(0),
  /** Subjects of stragglers are read and shown. */
  subjects: z.boolean().default(false),
  /** POP3-only: mail that has lain on the old server for this long shows that clients leave it there. */
  lastingMs: ms.default(14 * DAY_MS),
  /** Whoever greylists takes mail by then from the one who comes again (after 5 minutes as a rule). */
  greylistMs: ms.default(10 * MINUTE_MS),
  /** A probe that has not been found by then is lost. */
  probeLostMs: ms.default(HOUR_MS),
  /** Owners are reminded of clients that they have not seen to. */
  reminders: z.boolean().default(true),
  /** At weekends and on public holidays too. */
  remindWeekends: z.boolean().default(false),
  /** On a working day on which nothing was posted, one line says what is awaited. */
  digest: z.boolean().default(false),
  everyMs: z.object({
    zone: rhythm,
    vantages: rhythm,
    survey: rhythm,
    logins: rhythm,
    scan: rhythm.default(DAILY_BEFORE),
    acceptance: rhythm.default(ACCEPTANCE),
    content: rhythm.default(NIGHTLY),
    rescue: rhythm.default(RESCUE),
    probes: rhythm.default(PROBES),
  }),
});
export type Settings = z.infer<typeof settingsSchema>;

export const DEFAULT_SETTINGS: Settings = {
  quorum: { 'cut-over': 1, 'switch-back': 1, cancel: 2 },
  approvalHoldMs: 72 * HOUR_MS,
  ttlMaxSeconds: 3_600,
  ttlTargetSeconds: 300,
  unseenFormerTtlSeconds: 86_400,
  roundsNeeded: 3,
  roundsSpanMs: HOUR_MS,
  roundGapMs: 2 * MINUTE_MS,
  operatorsNeeded: 8,
  samplesPerRound: 5,
  quietSwitchBackMs: 24 * HOUR_MS,
  quietCancelMs: 14 * DAY_MS,
  quietNeedsBusinessDay: true,
  sendingHostsExpected: 20,
  quietExtendedMs: 7 * DAY_MS,
  ownerConfirmationMs: 30 * DAY_MS,
  rollbackFreeMs: 4 * HOUR_MS,
  digestMs: HOUR_MS,
  suspectDigestMs: DAY_MS,
  freshIntervals: 2,
  standIntervals: 6,
  rescue: true,
  copy: false,
  copyPerSecond: 0,
  subjects: false,
  lastingMs: 14 * DAY_MS,
  greylistMs: 10 * MINUTE_MS,
  probeLostMs: HOUR_MS,
  reminders: true,
  remindWeekends: false,
  digest: false,
  everyMs: {
    scan: DAILY_BEFORE,
    acceptance: ACCEPTANCE,
    content: NIGHTLY,
    rescue: RESCUE,
    probes: PROBES,
    zone: {
      before: 6 * HOUR_MS,
      rewriting: 30 * SECOND_MS,
      parallel: 10 * MINUTE_MS,
      restoring: 30 * MINUTE_MS,
      closing: 30 * MINUTE_MS,
    },
    // Before the rewrite only whether they can be reached at all: they are asked for nothing of ours.
    vantages: {
      before: 24 * HOUR_MS,
      rewriting: null,
      parallel: 15 * MINUTE_MS,
      restoring: HOUR_MS,
      closing: HOUR_MS,
    },
    survey: {
      before: 24 * HOUR_MS,
      rewriting: 5 * MINUTE_MS,
      parallel: 15 * MINUTE_MS,
      restoring: HOUR_MS,
      closing: 24 * HOUR_MS,
    },
    logins: {
      before: 24 * HOUR_MS,
      rewriting: 24 * HOUR_MS,
      parallel: 24 * HOUR_MS,
      restoring: 24 * HOUR_MS,
      closing: null,
    },
  },
};

/** A setting that people may change: how it is read, and its sane bounds (inclusive). */
export type Tunable = {
  readonly key: TunableKey;
  readonly unit: 'count' | 'seconds' | 'hours' | 'days' | 'switch';
  readonly min: number;
  readonly max: number;
};
export const TUNABLES = [
  { key: 'quorum-cut-over', unit: 'count', min: 1, max: 10 },
  { key: 'quorum-switch-back', unit: 'count', min: 1, max: 10 },
  { key: 'quorum-cancel', unit: 'count', min: 1, max: 10 },
  { key: 'quiet-switch-back', unit: 'hours', min: 24, max: 24 * 30 },
  { key: 'quiet-cancel', unit: 'days', min: 7, max: 90 },
  { key: 'ttl-max', unit: 'seconds', min: 60, max: 86_400 },
  { key: 'operators', unit: 'count', min: 3, max: 30 },
  { key: 'rounds', unit: 'count', min: 2, max: 20 },
  { key: 'sending-hosts', unit: 'count', min: 0, max: 200 },
  // 1 is on, 0 is off.
  { key: 'rescue', unit: 'switch', min: 0, max: 1 },
  { key: 'copy', unit: 'switch', min: 0, max: 1 },
  // 0: no limit.
  { key: 'copy-rate', unit: 'count', min: 0, max: 1_000 },
  { key: 'subjects', unit: 'switch', min: 0, max: 1 },
  { key: 'reminders', unit: 'switch', min: 0, max: 1 },
  { key: 'remind-weekends', unit: 'switch', min: 0, max: 1 },
  // 1 is daily.
  { key: 'digest', unit: 'switch', min: 0, max: 1 },
] as const satisfies readonly { key: string; unit: Tunable['unit']; min: number; max: number }[];
export type TunableKey = (typeof TUNABLES)[number]['key'];

/** Reads one tunable in its own unit. */
export function tunableValue(settings: Settings, key: TunableKey): number {
  switch (key) {
    case 'quorum-cut-over':
      return settings.quorum['cut-over'];
    case 'quorum-switch-back':
      return settings.quorum['switch-back'];
    case 'quorum-cancel':
      return settings.quorum.cancel;
    case 'quiet-switch-back':
      return settings.quietSwitchBackMs / HOUR_MS;
    case 'quiet-cancel':
      return settings.quietCancelMs / DAY_MS;
    case 'ttl-max':
      return settings.ttlMaxSeconds;
    case 'operators':
      return settings.operatorsNeeded;
    case 'rounds':
      return settings.roundsNeeded;
    case 'sending-hosts':
      return settings.sendingHostsExpected;
    case 'copy-rate':
      return settings.copyPerSecond;
    case 'rescue':
    case 'copy':
    case 'subjects':
    case 'reminders':
    case 'digest':
      return settings[key] ? 1 : 0;
    case 'remind-weekends':
      return settings.remindWeekends ? 1 : 0;
  }
}

/** The settings with one tunable changed; the value is in the tunable's own unit and within its bounds already. */
export function withTunable(settings: Settings, key: TunableKey, value: number): Settings {
  switch (key) {
    case 'quorum-cut-over':
      return { ...settings, quorum: { ...settings.quorum, 'cut-over': value } };
    case 'quorum-switch-back':
      return { ...settings, quorum: { ...settings.quorum, 'switch-back': value } };
    case 'quorum-cancel':
      return { ...settings, quorum: { ...settings.quorum, cancel: value } };
    case 'quiet-switch-back':
      return { ...settings, quietSwitchBackMs: value * HOUR_MS };
    case 'quiet-cancel':
      return { ...settings, quietCancelMs: value * DAY_MS };
    case 'ttl-max':
      return { ...settings, ttlMaxSeconds: value };
    case 'operators':
      return { ...settings, operatorsNeeded: value };
    case 'rounds':
      return { ...settings, roundsNeeded: value };
    case 'sending-hosts':
      return { ...settings, sendingHostsExpected: value };
    case 'copy-rate':
      return { ...settings, copyPerSecond: value };
    case 'rescue':
    case 'copy':
    case 'subjects':
    case 'reminders':
    case 'digest':
      return { ...settings, [key]: value === 1 };
    case 'remind-weekends':
      return { ...settings, remindWeekends: value === 1 };
  }
}
