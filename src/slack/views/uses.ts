import type { Key } from '../../words/resources.ts';
import type { Subcommand, USAGE } from '../parse/grammar.ts';

type Each<Lines extends readonly string[]> = { readonly [Line in keyof Lines]: Key };
type Uses = { readonly [Name in Subcommand]?: Each<(typeof USAGE)[Name]> };

/** What each line of a subcommand's usage is for, in its order. */
export const USES = {
  start: ['uses:start-form', 'uses:start-domain'],
  mailboxes: [
    'uses:mailboxes-list',
    'uses:mailboxes-add',
    'uses:mailboxes-import',
    'uses:mailboxes-watch',
    'uses:mailboxes-owner',
    'uses:mailboxes-attest',
    'uses:mailboxes-remove',
  ],
  addresses: [
    'uses:addresses-list',
    'uses:addresses-alias',
    'uses:addresses-group',
    'uses:addresses-drop',
    'uses:addresses-rest',
    'uses:addresses-undo',
  ],
  senders: ['uses:senders-list', 'uses:senders-dismiss'],
  probes: [
    'uses:probes-list',
    'uses:probes-old',
    'uses:probes-new',
    'uses:probes-outside',
    'uses:probes-drop',
    'uses:probes-now',
  ],
  copy: ['uses:copy-list', 'uses:copy-now', 'uses:copy-compare', 'uses:copy-missing', 'uses:copy-page'],
  rescue: ['uses:rescue-list', 'uses:rescue-dry', 'uses:rescue-now'],
} as const satisfies Uses;
