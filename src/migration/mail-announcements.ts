import type { Actor } from './actor.ts';
import type { ClientPhase, Recall } from './client-facts.ts';
import type { ProbeTrouble, Relay } from './mail-facts.ts';
import type { MissingReason } from './mail-observations.ts';
import type { Progress } from './progress.ts';
import type { GateId } from './settings.ts';
import type { Instant } from './time.ts';

export type StragglerLine = {
  readonly mailbox: string;
  readonly at: Instant;
  readonly from?: string | undefined;
  readonly helo?: string | undefined;
  readonly address?: string | undefined;
  /** How it can have come there, and so what to do: see `straggler-advice.ts`. */
  readonly cause?: StragglerCause | undefined;
  /** Whether it is on the new server too. */
  readonly onNew?: boolean | undefined;
  /** Not yet, and the bot carries it over by itself. */
  readonly byBot?: boolean | undefined;
  /** The folder on the new server that the bot put it into. */
  readonly putInto?: string | undefined;
  readonly subject?: string | undefined;
};

/** `cache`: an old DNS answer may still live; `pinned`: none can, the path holds the old server by hand; others as the header shows. */
export type StragglerCause = 'cache' | 'pinned' | 'local' | 'inside' | 'smarthost' | 'unknown';

export type SenderLine = {
  readonly sender: string;
  /** Usual days between two days on which it writes. */
  readonly everyDays: number;
  readonly lastAt: Instant;
  readonly expectedAt: Instant;
};

/** What is told of the mail itself, and of the people who have it; a part of `Announcement`. */
export type MailAnnouncement =
  | {
      readonly kind: 'stragglers';
      readonly slot: string;
      /** The server that they reached; absent: the old one. */
      readonly side?: 'new' | undefined;
      readonly lines: readonly StragglerLine[];
      readonly total: number;
      /** So many of them are not on the other server yet; edited as they get there. */
      readonly open: number;
      /** Owners who are told by a message of their own, where something was put into their mailbox. */
      readonly written?: readonly Actor[] | undefined;
    }
  | {
      readonly kind: 'suspects';
      readonly side?: 'new' | undefined;
      readonly slot: string;
      /** Those that are to be judged still. */
      readonly keys: readonly string[];
      readonly lines: readonly StragglerLine[];
      /** Once all of them are judged: who did the last, and how many are what. */
      readonly judged?: { readonly by: Actor; readonly spam: number; readonly real: number } | undefined;
    }
  | {
      readonly kind: 'puzzles';
      readonly lines: readonly {
        readonly key: string;
        readonly kind: string;
        readonly mailbox: string;
        readonly folder: string;
        readonly count: number;
      }[];
    }
  | {
      readonly kind: 'credentials-refused';
      readonly entries: readonly { readonly mailbox: string; readonly side: 'old' | 'new' }[];
    }
  /** Addresses that received mail on the old server and have no place yet. */
  | {
      readonly kind: 'addresses';
      readonly slot: string;
      readonly lines: readonly { readonly address: string; readonly count: number; readonly lastAt: Instant }[];
      readonly total: number;
    }
  /** Regular senders not heard from for twice their usual gap. */
  | { readonly kind: 'senders-silent'; readonly lines: readonly SenderLine[]; readonly total: number }
  /** The old server refuses addresses while mail still comes to it: it bounces. Edited when it accepts again. */
  | {
      readonly kind: 'old-refuses';
      readonly slot: string;
      readonly lines: readonly {
        readonly address: string;
        readonly reply: string;
        readonly at: Instant;
        readonly overAt?: Instant | undefined;
      }[];
    }
  | {
      readonly kind: 'rescued';
      readonly side?: 'new' | undefined;
      readonly lines: readonly (StragglerLine & {
        readonly outcome: 'appended' | 'present' | 'gone' | 'refused';
        readonly folder?: string | undefined;
        readonly reason?: MissingReason | undefined;
      })[];
      readonly total: number;
      /** Owners who are told by a message of their own, where something was put into their mailbox. */
      readonly written?: readonly Actor[] | undefined;
      /** Owners who could not be reached before. */
      readonly unreached?: readonly Actor[] | undefined;
      /** Mailboxes into which something was put, and whose owner nobody has named. */
      readonly ownerless?: readonly string[] | undefined;
    }
  /** To whoever reads these mailboxes: mail was put into them, and sorts by its own date into the past. */
  | {
      readonly kind: 'carried-over';
      readonly recipient: Actor;
      readonly mailboxes: readonly string[];
      readonly lines: readonly (Pick<StragglerLine, 'mailbox' | 'at' | 'from' | 'subject'> & {
        readonly folder?: string | undefined;
      })[];
      readonly total: number;
    }
  /**
   * To an owner of clients: what to type into each now. What it shows is read from the record when it is delivered; the
   * `n`th of that owner and phase.
   */
  | {
      readonly kind: 'owner-tasks';
      readonly slot: string;
      readonly recipient: Actor;
      readonly phase: ClientPhase;
      readonly n: number;
    }
  /** To an owner of whom something is asked no longer: these clients are set back, and those left as they are. */
  | {
      readonly kind: 'owner-back';
      readonly slot?: string | undefined;
      readonly recipient: Actor;
      readonly clients: readonly string[];
      readonly leave?: readonly string[] | undefined;
      /** Absent, as in what was committed before it was kept: a rollback. */
      readonly why?: Recall['why'] | undefined;
      /** It holds no longer either. */
      readonly past?: boolean | undefined;
    }
  /** These clients belong to another than they were listed with. */
  | {
      readonly kind: 'clients-disowned';
      readonly slot: string;
      readonly by: Actor;
      readonly lines: readonly { readonly client: string; readonly name: string }[];
    }
  /** An owner is stuck with a client; `people`: who knows of the migration. */
  | {
      readonly kind: 'client-help';
      readonly by: Actor;
      readonly client: string;
      readonly name: string;
      readonly phase: ClientPhase;
      readonly question?: string;
      readonly people: readonly Actor[];
    }
  /** These people cannot be sent direct messages; `reason` is Slack's word for it. */
  | {
      readonly kind: 'unreachable';
      readonly slot: string;
      readonly reason: string;
      readonly people: readonly Actor[];
      /** What they read. */
      readonly mailboxes: readonly string[];
      /** Their clients, by number. */
      readonly clients?: readonly string[] | undefined;
    }
  /** The bot is behind with looks that this gate rests on; `isOver`: no longer. */
  | { readonly kind: 'looks-late'; readonly slot: string; readonly gate: GateId; readonly isOver: boolean }
  /** A copy of mailboxes, or a comparison, in one message. */
  | ({
      readonly kind: 'copy';
      readonly slot: string;
      readonly missing: number;
      readonly done: boolean;
      readonly isBroken?: boolean | undefined;
    } & Progress)
  /** Probes that do not arrive as they should, path by path; edited as the paths work again. */
  | {
      readonly kind: 'probes';
      readonly slot: string;
      /** Paths on which it is still so. */
      readonly open: number;
      readonly lines: readonly (Omit<ProbeTrouble, 'mailbox' | 'told'> & {
        readonly relayKind: Relay['kind'] | undefined;
        /** The first few; `total` counts them all. */
        readonly mailboxes: readonly string[];
        readonly total: number;
      })[];
    }
  | {
      readonly kind: 'archive';
      readonly slot: string;
      readonly by: Actor;
      readonly mailboxes: number;
      readonly messages: number;
      readonly restored: boolean;
    };
