import type { RefusalCode } from '../../../migration/commands.ts';
import type { Pairs } from '../phrases.ts';

/** Why a command was not carried out, and what to do next. Nothing has changed. */
export const refusals = {
  ended: ['This migration has ended.', 'Start a new one with `/migration start`.'],
  paused: ['The migration is paused.', 'Resume it first: `/migration resume`.'],
  'rolled-back': [
    'The migration is rolled back: there are no gates now.',
    'Carry the listed mail back, then end it with `/migration abandon REASON`.',
  ],
  'not-paused': ['The migration is not paused.', 'Nothing to do.'],
  already: ['That is so already.', 'See `/migration status`.'],
  'unknown-step': ['There is no such step.', 'The steps are listed by `/migration step`.'],
  'step-by-bot': [
    'The bot marks this step by itself, when it has seen it done.',
    'See what it waits for: `/migration status`.',
  ],
  'step-order': ['An earlier step is still open.', 'See which: `/migration step`.'],
  'step-not-ready': ['The step is not ready to be marked done.', 'See what is open: `/migration step`.'],
  'unknown-client': ['No client has the number “{{client}}”.', 'The numbers are listed by `/migration clients`.'],
  'unknown-mailbox': ['{{mailbox}} is not a mailbox of this migration.', 'See the list: `/migration mailboxes`.'],
  'duplicate-mailbox': [
    '{{mailbox}} is listed already.',
    'Change how it is watched: `/migration mailboxes watch ADDRESS MODE`.',
  ],
  'bad-address': ['“{{address}}” is not an address of the domain.', 'Write it in full, such as `aoi@example.jp`.'],
  'bad-name': ['“{{name}}” cannot be used as a name.', 'Use a short name without line breaks.'],
  'nothing-given': ['Nothing was named.', 'Name at least one: `/migration help` shows how.'],
  'too-many': ['That is more than one migration holds: {{max}}.', 'Remove what is not needed, or split the migration.'],
  'unknown-item': ['There is no item “{{item}}”.', 'See the list: `/migration checklist` or `/migration gate`.'],
  'not-approver': ['Only an approver can do this.', 'The approvers are listed by `/migration approvers`.'],
  'own-request': ['You asked for this approval, so yours does not count.', 'Another approver must approve.'],
  'already-approved': ['You have approved this already.', 'Another approver must approve.'],
  'no-open-request': ['Nobody is asking for approval of this gate now.', 'Ask for it: `/migration gate NAME ask`.'],
  'stale-request': [
    'This request is no longer the current one.',
    'Use the buttons of the newest request, or `/migration gate`.',
  ],
  'request-open': ['An approval of this gate is being asked for already.', 'Its message is in this channel.'],
  'gate-not-ready': ['The gate is not ready: something does not pass yet.', 'See what: `/migration gate`.'],
  'gate-not-open': ['The gate is not open.', 'See what it waits for: `/migration gate`.'],
  'gate-done': ['This gate lies behind us.', 'The next one: `/migration gate`.'],
  'reason-missing': ['A reason is needed: it stands in the report.', 'Write it at the end of the command.'],
  'not-waivable': ['This cannot be waived.', 'It must pass: `/migration gate` says what is missing.'],
  'not-waived': ['There is no such waiver.', 'See `/migration gate`.'],
  'too-few-approvers': [
    'Too few approvers for the number of approvals needed.',
    'Name more: `/migration approvers set @a @b`, or lower the number: `/migration settings`.',
  ],
  'bad-window': [
    'This is not a window: it must end after it begins, and not in the past.',
    '`/migration window @who 2026-12-01 09:00 11:00`',
  ],
  'bad-plan': ['This is not a record that the plan can hold.', '`/migration plan set mail.example.jp A 192.0.2.10`'],
  'plan-fixed': ['The rewrite has begun: the plan stands.', 'To go back, use `/migration rollback REASON`.'],
  'out-of-bounds': ['{{value}} is outside the bounds {{min}} to {{max}}.', 'See `/migration settings`.'],
  'too-early': ['It is too early for this.', 'See `/migration status`.'],
  'needs-approver': [
    'The rewrite is too long ago to roll back alone.',
    'An approver must agree: the request is in this channel.',
  ],
  'not-rewritten': ['DNS has not been rewritten yet.', 'Nothing to roll back; see `/migration status`.'],
  'credentials-missing': ['No credentials are known for {{mailbox}}.', 'Import them: `vault import`.'],
  'suspect-unknown': [
    'These messages have been judged already, or are not on the list.',
    'See `/migration stragglers`.',
  ],
} as const satisfies Pairs<RefusalCode>;
