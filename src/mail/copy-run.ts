import type { MailboxLedger, MissingMessage } from '../migration/mail-observations.ts';
import type { Instant } from '../migration/time.ts';
import type { SessionLimits } from './limits.ts';
import type { Pacer } from './pacer.ts';

export type CopyProgress = { readonly messages: number; readonly verified: number; readonly copied: number };
export type CopyOptions = {
  readonly signal: AbortSignal;
  readonly now: () => Instant;
  /** `compare` looks only; `dry-run` also says what would be copied (as missing); `copy` copies. */
  readonly mode: 'compare' | 'dry-run' | 'copy';
  readonly onProgress?: (progress: CopyProgress) => void;
  readonly limits?: Omit<SessionLimits, 'sessionMs'>;
  /** Shared by all that write to the new server; without it as many messages are put there as it takes. */
  readonly pacer?: Pacer;
  /** Between two tries after the connection was lost; where the server asks for patience, a multiple of it. */
  readonly retryMs?: number;
};

/** What is known over all tries of one run. */
export type Run = {
  readonly options: CopyOptions;
  readonly ledger: MailboxLedger;
  readonly pacer: Pacer;
  /** Messages that the new server refused, by their key: not tried again in this run. */
  readonly refused: Map<string, Pick<MissingMessage, 'reason' | 'detail'>>;
  /** Those that could not be told from what broke the connection: each goes alone, and last. How often it broke. */
  readonly suspects: Map<string, number>;
  /** Keys of what was under way when the server asked for patience: it may have arrived, and is under no suspicion. */
  readonly unsure: Set<string>;
  /** Keys of what is under way between the servers. */
  inFlight: readonly string[];
  /** Keys of what the new server has taken, and nobody has seen there yet; the UID, where it said it. */
  readonly taken: Map<string, number | undefined>;
  /** Folders of the new server as they stood before anything was put into them. */
  readonly opened: Map<string, { readonly uidValidity: string; readonly uidNext: number }>;
  /** Messages of the new server, "folder|UID", that are known by their bodies, or as altered: they are no others. */
  readonly claimed: Set<string>;
  /** Folders that were gone when something was put into them, and are made again once. */
  readonly remade: Set<string>;
  copied: number;
};
