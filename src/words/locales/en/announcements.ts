import { mailAnnouncements } from './announcements-mail.ts';
import { peopleAnnouncements } from './announcements-people.ts';

/** What the channel hears of: one first line each, and the lines under it. */
export const announcements = {
  ...mailAnnouncements,
  ...peopleAnnouncements,
  started: 'The migration of {{domain}} has begun: {{old}} → {{new}}.',
  'started-domains': 'Domains, {{n}} in all: {{text, ready}}.',
  'started-what': '{{profile, profiles}}. {{scope, scopes}}.',
  'started-approvers': 'Approvers: {{people}}.',
  'started-solo': 'Solo mode: {{by}} asks and approves. The report will say so.',
  'started-how':
    'The bot never changes DNS and never deletes mail. People do; it shows what, and checks that it happened.',
  digest: '{{domain}}: nothing new today. Awaited since {{sinceAt}}: {{text, ready}}',
  'digest-gate':
    '{{domain}}: nothing new today. When {{gate, gates}} can open is not known yet. Awaited since {{sinceAt}}: {{text, ready}}',
  'digest-earliest':
    '{{domain}}: nothing new today. {{gate, gates}} can open at the earliest: {{earliestAt}}. Awaited since {{sinceAt}}: {{text, ready}}',
  'digest-nothing': 'Nothing to do for now.',
  'of-domain': '{{domain}}',
  'moves-mail': 'Moving the mail of {{domain}}.',
  'step-prompt': 'Step {{n}} of {{total}}: {{step, steps}}.',
  'step-prompt-done': 'Step {{n}} of {{total}} is done: {{step, steps}}.',
  'step-prompt-over': 'Step {{n}} of {{total}} is not asked for any more: {{step, steps}}.',
  'step-prompt-now': 'What is to be done now: `/migration step`',
  'gate-ready': '{{gate, gates}} is ready: everything passes but the approvals.',
  'gate-ready-count': 'All {{total}} other criteria pass. What each rests on: `/migration gate {{gate}}`',
  'gate-ready-waived':
    'All {{total}} other criteria pass, {{waived}} of them with a waiver. What each rests on: `/migration gate {{gate}}`',
  'gate-ready-open': '{{gate, gates}} was ready; by now more is open than the approvals.',
  'gate-ready-open-what': 'Open: {{text, ready}}. What and why: `/migration gate {{gate}}`',
  'gate-ready-open-ask':
    'Approval can be asked for already, but does not open the gate before all of that passes again.',
  'gate-ready-ask': 'Ask for approval: `/migration gate {{gate}} ask`',
  'gate-ready-asked': 'Approval is asked for, by {{by}}: the request has its own message.',
  'gate-ready-opened': '{{gate, gates}} was ready, and has opened since.',
  'gate-ready-closed': '{{gate, gates}} was ready, and is not any more.',
  'gate-ready-now': 'How it stands now: `/migration gate {{gate}}`',
  'approval-open': 'Approval asked for {{gate, gates}}: {{gate, gateSays}}? {{ok}}/{{needed}} so far.',
  'approval-declined': 'Declined: {{gate, gates}}.',
  'approval-lapsed': 'Lapsed: the request for {{gate, gates}} no longer counts.',
  'approval-used': 'Approved: {{gate, gates}}, {{ok}}/{{needed}}.',
  'approval-by': 'Asked by {{requestedBy}} at {{requestedAt}}.',
  'approval-change': 'What is changed in DNS:',
  'approval-enough':
    'Something is open: {{text, ready}}. {{ok}}/{{needed}} approvals are enough; the gate opens once that passes too.',
  'approval-open-items':
    'Something is open: {{text, ready}}. Approvals are counted, but do not open the gate before that passes too.',
  'approval-waiting': 'Waiting for {{people}}.',
  'approval-given': 'Approved by {{by}} at {{at}}.',
  'approval-given-via': 'Approved by {{by}}, a member of {{group}}, at {{at}}.',
  'approval-reason': 'Declined by {{declinedBy}}: {{reason}}',
  declined: '{{by}} declined {{gate, gates}}: {{reason}}',
  'declined-next': 'Settle it, then ask again: `/migration gate {{gate}} ask`',
  'lapsed-gate-closed': 'The approvals of {{gate, gates}} no longer count: the gate closed.',
  'lapsed-expired': 'The approvals of {{gate, gates}} have expired.',
  'lapsed-changed': 'The approvals of {{gate, gates}} no longer count: what was approved has been changed.',
  'lapsed-shut': '{{gate, gateWaits}}.',
  'lapsed-waits': '{{gate, gateWaits}}: not before it is approved again.',
  'lapsed-goes-on':
    'New data is out already, so the gate stays open and the rewrite may go on: finish it. What was changed has nobody’s approval; if it matters, talk now.',
  'lapsed-next': '{{people}}: the bot asks again when the gate is ready; nothing to do now.',
  'lapsed-ask': '{{people}}: ask again with `/migration gate {{gate}} ask`',
  'gate-opened': '{{gate, gateSays}}.',
  'gate-opened-ahead': '{{gate, gateSays}}, from the appointed time on.',
  'opened-from': 'DNS may be rewritten from {{fromAt}} on, until {{toAt}}, by {{executor}}.',
  'opened-cut-over':
    '{{executor}}: say `/migration step rewrite begin`, then rewrite. Field by field: `/migration step rewrite`',
  'opened-cut-over-nobody':
    'Whoever rewrites: say `/migration step rewrite begin` first. Field by field: `/migration step rewrite`',
  'opened-switch-back': 'Owners: set the new account back to the hostname. What to type: `/migration step restore`',
  'opened-used': 'Done: {{gate, gateSays}}.',
  'opened-used-cut-over': 'The rewrite began, or was first seen, at {{at}}: a message of its own says how it stands.',
  'opened-used-switch-back': 'Every client was back by {{at}}.',
  'opened-used-cancel': 'The old server was cancelled; noted at {{at}}.',
  'opened-taken-back': 'No longer: {{gate, gateSays}}.',
  'opened-closed': 'Taken back by the bot at {{at}}: its evidence no longer held. How it stands: `/migration status`',
  'opened-rolled-back': 'Past since the rollback by {{by}} at {{at}}. How it stands: `/migration status`',
  'opened-abandoned': 'Past since {{by}} abandoned the migration at {{at}}. What is left to do: `/migration step`',
  'opened-evidence': 'What it had opened on: `/migration report`',
  'gate-retracted': 'Stop. {{gate, gateWaits}}: {{gate, gates}} is taken back.',
  'retracted-people': '{{people}}: please read this.',
  'retracted-next':
    'Its approvals no longer count. The bot looks on, and says when it is ready again. Why, criterion by criterion: `/migration gate {{gate}}`',
  waived: '{{by}} waived {{item, item}}: {{reason}}',
  'waived-all': '{{by}} waived what the bot does not check yet: {{reason}}',
  'waived-where': '{{gate, gates}}: {{text, ready}}',
  'plan-changed': '{{by}} changed the plan: {{name}} {{type}} {{before}} → {{after}}.',
  'plan-new': '{{by}} added to the plan: {{name}} {{type}} {{after}}.',
  'plan-dropped': '{{by}} dropped {{name}} {{type}} from the plan.',
  'plan-changed-next': 'What DNS says and shall say: `/migration plan`',
  'plan-dropped-next':
    'It stays what it is in DNS. Plan it again with `/migration plan set`, or an approver waives it: `/migration gate cut-over`',
  'removed-client': '{{by}} removed client “{{name}}”.',
  'removed-mailbox': '{{by}} removed mailbox {{name}}.',
  'removed-client-next': 'The bot no longer asks after it. Who is left: `/migration clients`',
  'removed-mailbox-next': 'The bot no longer looks into it. Which are left: `/migration mailboxes`',
  'rewrite-begun': '{{by}} is rewriting DNS now.',
  'rewrite-begun-next': 'The bot asks the authoritative servers every {{everyMs}}.',
  'rewrite-seen': 'New data is out: an authoritative server has served it since {{at}}.',
  'rewrite-seen-next': 'Every client sends through the new server from now on.',
  'rewrite-done': 'Every authoritative server is new since {{at}}.',
  'rewrite-seen-by': 'New data is out since {{at}}: {{ok}}/{{total}} authoritative servers serve all of it.',
  'rewrite-begun-route': '{{by}} is changing the route in the gateway now.',
  'rewrite-begun-route-next': 'When it leads to the new server: `/migration step rewrite done`',
  'rewrite-done-route': 'The gateway delivers to the new server since {{at}}.',
  'rewrite-both': 'Until then both servers receive.',
  'rewrite-holders': 'Which resolvers still hold old data is not known yet.',
  'rewrite-holders-where': 'One by one: `/migration resolvers`',
  'rewrite-differences': 'What differs from the plan:',
  'rewrite-formers':
    'Do not cancel the old DNS yet: caches that still hold the old delegation may ask its servers until {{formersGoneAt}}.',
  'vantage-alarm': '{{count, resolver}}: data that should not be there any more.',
  'vantage-alarm-over': 'The resolvers that held on for too long are new now.',
  'vantage-alarm-next': 'The gate waits for them. Every resolver, one by one: `/migration resolvers`',
  'zone-released': 'The former DNS servers of {{zone}} are needed no longer: {{servers}}.',
  'zone-released-next':
    'No cache that keeps to TTLs asks them any more. As far as {{zone}} goes, they may be switched off and a former DNS provider cancelled; the old mail server waits for its own gate.',
  'zone-released-rollback':
    'A rollback would need them again: as long as one may be wanted, let them run. Settled it is with “Keep”, or `/migration step rewrite keep`.',
  'dns-move': '{{by}}: the DNS provider changes as well. The delegation shall name {{servers}}.',
  'dns-move-first':
    '1. Create the whole zone there: the records of the plan as they shall be after the rewrite, every other as it is now. Nobody asks there yet. The bot compares it record by record before the cut-over gate opens.',
  'dns-move-second':
    '2. If the domain is signed (DNSSEC): take the DS out at the registrar first, and wait for its TTL. Sign there, with a new DS, only once the bot has said that the former DNS servers are needed no longer.',
  'dns-move-third':
    '3. In the window, make the changes of the plan at the old provider as well, then change the name servers at the registrar. Keep the old ones running: caches ask them for up to the TTL of the delegation, often 1 or 2 days.',
  'dns-move-none': '{{by}}: DNS stays with its provider.',
  'dns-move-none-next': 'Only the records of the plan change: `/migration plan`',
  globalping: '{{by}}: resolvers of internet providers in {{countries}} are asked as well.',
  'globalping-next':
    'From now on the public service Globalping (globalping.io) and its probes learn the names in the plan, nothing else. To end it: `/migration resolvers globalping off`',
  'globalping-off': '{{by}}: resolvers of internet providers are asked no longer.',
  'globalping-off-next': 'Globalping learns no further names. Who is asked: `/migration resolvers`',
  stragglers: '{{total, message}} reached the old server after the rewrite.',
  'stragglers-announced': '{{total, message}} reached the old server since the rewrite was announced.',
  'stragglers-early': 'DNS may still send mail here: not every authoritative server is new. So nothing is wrong yet.',
  'stragglers-caches': 'Old caches may still send mail here until {{watermarkAt}}. So nothing is wrong yet.',
  'stragglers-back': '{{total, message}} reached only the new server after the rollback.',
  'stragglers-back-next':
    'Carry them back to the old server; the bot sees when they are there. The whole list: `/migration stragglers`',
  'straggler-line': '{{mailbox}}, {{at}}{{from, from}}{{path, via}}{{subject, about}}{{where, ready, tail}}',
  'stragglers-there': 'All of them are on the new server now.',
  'stragglers-next':
    'Carry them over to the new server; the bot sees when they are there. The whole list: `/migration stragglers`',
  'stragglers-rest':
    'Mail goes to the old server again, so they are where they should be: nothing is to be carried over.',
  'stragglers-path': 'Ask the postmaster of {{names}} to flush the DNS cache, or to remove a fixed route.',
  'suspects-one': '{{count}} message on the {{side, sides}} looks like spam.',
  suspects: '{{count}} messages on the {{side, sides}} look like spam.',
  'suspects-next':
    'The team: clear the list if all of it is spam, else look closer. Until then it keeps the gate shut.',
  'suspects-next-back':
    'The team: clear the list if all of it is spam, else look closer: what is real must be carried back to the old server.',
  'suspects-next-rest':
    'The team: clear the list if all of it is spam, else look closer. It holds nothing up while the migration is rolled back.',
  'suspects-judged': 'What looked like spam has been judged by {{by}}. Spam: {{spam}}; real mail: {{real}}.',
  puzzles: '{{count, item}} in the mailboxes that the bot cannot explain.',
  'puzzle-line': '{{mailbox}}, {{folder}}: {{text, ready}}',
  'puzzles-next-back':
    'Find out what happened there: mail that must be carried back may be among it. In detail: `/migration stragglers`',
  'puzzles-next': 'Find out what happened there. Then an approver may waive each by its key: `/migration stragglers`',
  'credentials-refused': 'Password refused for {{count, mailbox}}.',
  'credentials-line': '{{mailbox}} on the {{side, sides}}',
  'credentials-next':
    'Import the right ones: `npm run vault -- import accounts.csv`. The bot does not try the wrong ones again.',
  incident: 'Incident: {{code, incidents}}.',
  'incident-what': '{{subject}}, {{at}}.',
  'incident-next-rewrite-without-gate': 'If nobody meant to: set DNS back now. Otherwise the bot watches on from here.',
  'incident-next-old-data-again':
    'Whoever keeps the zone: publish the new data on this server again. If it was set back on purpose: `/migration rollback REASON`',
  'incident-next-straggler-after-switch-back':
    'Carry it over, and find out by which path it came: `/migration stragglers`',
  'incident-next-straggler-after-cancel':
    'Do not cancel the old server if it still runs. Carry the message over: `/migration stragglers`',
  'incident-next-not-planned-data':
    'Whoever keeps the zone: is it a typing mistake? Correct it, or the plan: `/migration plan`',
  'state-paused': '{{by}} paused the migration.',
  'state-paused-because': '{{by}} paused the migration: {{reason}}',
  'state-resumed': '{{by}} resumed the migration.',
  'state-rolled-back': '{{by}} rolled back: {{reason}}',
  'state-abandoned': '{{by}} abandoned the migration: {{reason}}',
  'paused-next':
    'No prompts and no gates meanwhile. The mailboxes are still watched, and stragglers still told of. Go on: `/migration resume`',
  'resumed-next': 'Where things stand: `/migration status`',
  'rolled-back-next':
    'The bot now watches for mail that reached the new server only: carry it back. Set DNS back to what it was:',
  'rolled-back-already':
    'DNS is as it was already: nothing is to be set back. The bot says when no cache leads to the new server any more, and now watches for mail that reached the new server only: carry it back.',
  'rollback-back': 'DNS is back: every authoritative server serves the old data again, since {{at}}.',
  'rollback-back-caches':
    'Caches may hold the new data until {{watermarkAt}}: until then mail can still reach the new server.',
  'rollback-over': 'The rollback is complete: no cache that keeps to TTLs leads to the new server any more.',
  'rollback-over-caches':
    'Every authoritative server serves the old data since {{at}}; caches may have held the new until {{watermarkAt}}.',
  'rollback-again': 'DNS is not back any more: {{record}} at {{server}} is not as it was before the rewrite.',
  'rollback-again-next': 'Whoever keeps the zone: set it back to what it was: `/migration step`',
  'abandoned-left': '{{count, straggler}} not carried over.',
  'abandoned-passwords': 'The bot forgets all passwords.',
  'abandoned-next':
    'The bot stops looking. What is left to you: `/migration step`. The record stays: `/migration history`',
  'rollback-request': '{{by}} asks to roll back: {{reason}}',
  'rollback-request-granted': 'Rolled back, as {{by}} had asked: {{reason}}',
  'rollback-request-over': '{{by}} had asked to roll back ({{reason}}); there is nothing to agree to any more.',
  'rollback-request-next': '{{people}}: the rewrite is more than {{freeMs}} old, so one of you must agree.',
} as const;

export const puzzles = {
  unexplained: '{{count, message}} came and went between two looks',
  'unknown-stamp': '{{count, message}} stamped by a server that neither side is known by',
  vanished: 'the folder is gone; what it held is unknown',
  uidvalidity: 'the folder was made anew; what it held is unknown',
} as const;
