import type { Actor } from './actor.ts';
import type { Holidays } from './date-facts.ts';
import type { PersonHours } from './hours-facts.ts';
import type {
  AcceptanceObservation,
  ContentObservation,
  ProbeLanding,
  ProbeSent,
  RescueObservation,
  ScanObservation,
  ServerAcceptance,
} from './mail-observations.ts';
import type {
  AuthorityObservation,
  AuthorityServer,
  LoginObservation,
  ReachObservation,
  Side,
  SurveyObservation,
  VantageObservation,
} from './observations.ts';
import type { Progress } from './progress.ts';
import type { Look } from './settings.ts';
import type { Instant } from './time.ts';
import type { DelegationObservation, ZoneExtras } from './zone-observations.ts';

/** What looks report. All that a look saw comes as one command. */
export type ReportCommand =
  /** The credentials of a migration that has ended are gone. */
  | { readonly kind: 'report-forgotten' }
  | { readonly kind: 'report-holidays'; readonly holidays: Holidays }
  | {
      readonly kind: 'report-zone';
      /** Absent when the walk from the roots failed: what was known goes on ageing. */
      readonly servers?: readonly AuthorityServer[];
      readonly observations: readonly AuthorityObservation[];
      /** Addresses of the servers given by name, where they could be found. */
      readonly addresses: { readonly old?: readonly string[]; readonly new?: readonly string[] };
      /** How the world is led to each zone met. `servers` are then those of all zones together. */
      readonly delegations?: readonly DelegationObservation[];
      /** What else was learnt about the domain's mail. */
      readonly extras?: ZoneExtras;
    }
  | {
      readonly kind: 'report-vantages';
      readonly observations: readonly VantageObservation[];
      /** Before the rewrite: which vantages can be reached at all, asked for something that is none of ours. */
      readonly reach?: readonly ReachObservation[];
    }
  | { readonly kind: 'report-logins'; readonly observations: readonly LoginObservation[] }
  | { readonly kind: 'report-survey'; readonly observations: readonly SurveyObservation[] }
  | { readonly kind: 'report-scan'; readonly observations: readonly ScanObservation[] }
  | {
      readonly kind: 'report-acceptance';
      readonly observations: readonly AcceptanceObservation[];
      readonly servers: readonly ServerAcceptance[];
    }
  /** Comes once a mailbox while a look goes on, and once more, `done`, at its end. */
  | {
      readonly kind: 'report-content';
      readonly observations: readonly ContentObservation[];
      readonly progress?: Progress;
      /** Not worth a message: nobody asked for it, and it copies nothing. */
      readonly isQuiet?: boolean;
      readonly done: boolean;
      /** With `done`: when the look began. */
      readonly beganAt?: Instant;
    }
  /** A direct message to this person is impossible, and why in Slack's word; or one has arrived again. */
  /** These looks wait for others, longer than they should: the bot has more to look at than it gets done. */
  | { readonly kind: 'report-late'; readonly looks: readonly Look[] }
  | { readonly kind: 'report-unreachable'; readonly person: Actor; readonly reason: string }
  | { readonly kind: 'report-reached'; readonly person: Actor }
  /** IANA name, as Slack tells it of a person who was written to. */
  | { readonly kind: 'report-person-zone'; readonly person: Actor; readonly timeZone: string }
  /** When they may be reminded, as they chose it for all migrations. */
  | { readonly kind: 'report-person-hours'; readonly person: Actor; readonly hours: PersonHours }
  | { readonly kind: 'report-rescue'; readonly observations: readonly RescueObservation[] }
  | {
      readonly kind: 'report-probes';
      readonly sent: readonly ProbeSent[];
      readonly landings: readonly ProbeLanding[];
      /** Mailboxes (and sides) that were looked through for probes: elsewhere "not found" says nothing. */
      readonly searched: readonly { readonly mailbox: string; readonly side: Side }[];
      /** Probes that were taken out of the mailboxes again. */
      readonly tidied?: readonly string[];
    };
