import type { ErrorCode } from '../../../errors.ts';
import type { Pairs } from '../phrases.ts';

/** What can go wrong outside the core. */
export const errors = {
  'config-invalid': [
    'The configuration is incomplete or wrong: {{variables}}.',
    'Correct it; `npm run doctor` says what each variable is for and how to get it.',
  ],
  'store-not-writable': ['Cannot write in {{path}}.', "Give the bot's user the right to write there, or set DATA_DIR."],
  'store-in-use': ['Another process uses {{path}}{{pid, tail}}.', 'Stop it first, or talk to the running bot instead.'],
  'store-damaged': ['{{path}} is not a sound database.', 'Stop the bot, keep the file, and restore the last backup.'],
  'store-full': ['The disk of {{path}} is full.', 'Make room. Nothing that was confirmed is lost.'],
  'store-busy': [
    '{{path}} was locked for too long.',
    'Try again; if it lasts, look for a backup or another program that holds the file.',
  ],
  'store-too-new': [
    '{{path}} was written by a newer version (layout {{found}}, this one knows up to {{supported}}).',
    'Run the newer version, or restore the backup from before the upgrade.',
  ],
  'store-failed': ['The database {{path}} failed.', 'The log holds the reason. Try again.'],
  'store-clear-refused': ['The whole store is not emptied by one call.', 'Clear one namespace at a time.'],
  'row-damaged': ['The entry {{key}} cannot be read.', 'Keep the file and restore this entry from a backup.'],
  'record-damaged': [
    'The record of migration {{id}} does not fit together: {{part}}.',
    'Check it: `npm run journal -- verify`',
  ],
  'vault-key-exposed': [
    'Others can read the key file {{path}} (mode {{mode}}).',
    'Run `chmod 600` on it. If others use the machine, make a new key.',
  ],
  'vault-key-invalid': [
    'This is no key of the vault: {{path}}{{variable}}.',
    'It must be 32 bytes in base64, or a key ring made by the bot.',
  ],
  'vault-key-unreadable': ['The key file {{path}} cannot be read or made.', 'Check the path and its rights.'],
  'vault-key-unwritable': [
    'The key file {{path}} cannot be replaced; it stands as it was.',
    'Give the bot’s user the right to write in its directory (a file mounted by itself cannot be replaced: mount the directory).',
  ],
  'vault-key-unknown': [
    'The credentials of {{mailbox}} ({{side, sides}}) were encrypted with the key {{keyId}}, which is not here.',
    'Bring that key back to the ring, or import the credentials again.',
  ],
  'vault-tampered': [
    'The credentials of {{mailbox}} ({{side, sides}}) do not decrypt.',
    'They were altered or moved: import them again.',
  ],
  'delivery-retry': ['A message could not be delivered to Slack now.', 'The bot tries again{{retryAfterMs, after}}.'],
  'delivery-impossible': [
    'A message cannot be delivered to this channel{{reason, tail}}.',
    'Invite the bot into the channel; it delivers what was kept.',
  ],
  'person-unreachable': [
    'A person cannot be sent direct messages{{reason, tail}}.',
    'The channel is told who: tell them in person, or name another owner.',
  ],
  'socket-failed': ['The running bot cannot be reached at {{path}}.', 'Is it running? As the same user?'],
  'socket-protocol': [
    'The running bot answered something unexpected.',
    'Is it the same version? Restart it, then try again.',
  ],
  'unknown-migration': [
    'No migration {{id}}{{channel}} is known.',
    'Start one with `/migration start`, or check the id.',
  ],
  'migration-ended': [
    'The migration {{id}} has ended: it takes no logins, and those that it had are forgotten.',
    'Name the one that is going on.',
  ],
  'ambiguous-migration': ['Several migrations are in {{channel}}: {{ids}}.', 'Name one of them.'],
  'usage-wrong': ['“{{argument}}{{option}}” is not understood here.', 'See `--help`'],
  'file-unreadable': ['The file {{path}} cannot be read.', 'Check the path and its rights.'],
  'file-unwritable': ['The file {{path}} cannot be written.', 'Check the path, its rights and the room on the disk.'],
  internal: ['Something failed that the bot has no name for.', 'Its log says what; please report it.'],
} as const satisfies Pairs<ErrorCode>;
