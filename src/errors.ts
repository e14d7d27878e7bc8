/**
 * The catalogue of what can go wrong outside the core. A code says what happened; the sentence that a person reads,
 * and the one that says what to do, are made from it in `words/`.
 *
 * Failures of a look at the world are no errors (they are observations, see `migration/observations.ts`), and a
 * refused command is an answer of the core. Neither is thrown.
 */
export const ErrorCode = {
  /** The environment is incomplete or wrong. Details: none; `ConfigError.problems` lists them. */
  ConfigInvalid: 'config-invalid',

  /** The data directory or the database file cannot be created or written. Details: path. */
  StoreNotWritable: 'store-not-writable',
  /** Another process holds the store. Details: path, pid and startedAt of the holder where known. */
  StoreInUse: 'store-in-use',
  /** The file is not a database, or its pages do not hold together. Details: path. */
  StoreDamaged: 'store-damaged',
  /** No room left on the disk. Details: path. */
  StoreFull: 'store-full',
  /** The database was locked for longer than we wait. Details: path. */
  StoreBusy: 'store-busy',
  /** Written by a newer version of the bot. Details: path, found, supported. */
  StoreTooNew: 'store-too-new',
  /** Any other failure of the database. Details: path. */
  StoreFailed: 'store-failed',
  /** Someone asked to empty the whole store. Details: none. */
  StoreClearRefused: 'store-clear-refused',
  /** One row does not parse. Details: key. */
  RowDamaged: 'row-damaged',
  /** A migration's rows do not fit together. Details: id, part. */
  RecordDamaged: 'record-damaged',

  /** The key file can be read by others than its owner. Details: path, mode (octal). */
  VaultKeyExposed: 'vault-key-exposed',
  /** The key is not 32 bytes, or the key file is not a key ring. Details: path, or variable. */
  VaultKeyInvalid: 'vault-key-invalid',
  /** The key file cannot be read or made. Details: path. */
  VaultKeyUnreadable: 'vault-key-unreadable',
  /** The key file cannot be replaced by one with other keys; it stands as it was. Details: path. */
  VaultKeyUnwritable: 'vault-key-unwritable',
  /** Credentials were encrypted with a key that is not on the ring. Details: mailbox, side, keyId. */
  VaultKeyUnknown: 'vault-key-unknown',
  /** Credentials do not decrypt: altered, or moved from another place. Details: mailbox, side. */
  VaultTampered: 'vault-tampered',

  /** A message could not be delivered now; trying again makes sense. Details: retryAfterMs. */
  DeliveryRetry: 'delivery-retry',
  /** A message can never be delivered: the channel is gone, or the bot is not in it. Details: reason. */
  DeliveryImpossible: 'delivery-impossible',
  /** A person cannot be sent direct messages. Details: reason, forGood (trying again is of no use). */
  PersonUnreachable: 'person-unreachable',

  /** The running bot could not be reached, or broke off. Details: path. */
  SocketFailed: 'socket-failed',
  /** The bot's answer, or the question put to it, is not one. Details: none. */
  SocketProtocol: 'socket-protocol',
  /** No migration has this id, or none is in this channel. Details: id or channel. */
  MigrationUnknown: 'unknown-migration',
  /** It has ended: it takes no logins any more. Details: id. */
  MigrationEnded: 'migration-ended',
  /** Several migrations are in this channel: name one. Details: channel, ids. */
  MigrationAmbiguous: 'ambiguous-migration',
  /** The command line cannot be understood. Details: argument or option. */
  UsageWrong: 'usage-wrong',
  /** Something the catalogue does not know: a defect. It is in the log of the process that says so. Details: none. */
  Internal: 'internal',
  /** A file given on the command line cannot be read. Details: path. */
  FileUnreadable: 'file-unreadable',
  /** A file named on the command line cannot be written. Details: path. */
  FileUnwritable: 'file-unwritable',
} as const;
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];

const CODES: ReadonlySet<string> = new Set(Object.values(ErrorCode));

/** Whether a code that came from elsewhere, such as another process, is one of the catalogue. */
export function isErrorCode(code: string): code is ErrorCode {
  return CODES.has(code);
}

/** Figures and names that belong to an error. Never a secret: details are logged and shown. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean>>;

/** An error with a code of the catalogue. `message` is for logs; people get the words of the code. */
export class AppError extends Error {
  override readonly name: string = 'AppError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options: { readonly cause?: unknown } = {}) {
    super(describe(code, details), options);
    this.code = code;
    this.details = details;
  }
}

/** Whether a caught value is an error of the catalogue, and of this code where one is given. */
export function isAppError(error: unknown, code?: ErrorCode): error is AppError {
  return error instanceof AppError && (code === undefined || error.code === code);
}

function describe(code: ErrorCode, details: ErrorDetails): string {
  const parts = Object.entries(details).map(([name, value]) => `${name}=${value}`);
  return parts.length === 0 ? code : `${code} (${parts.join(', ')})`;
}
