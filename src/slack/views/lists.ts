import { groupMention, groupsOf, quorumOf } from '../../migration/approvals.ts';
import { checklistOf } from '../../migration/checklists.ts';
import { type Facts, type Mailbox, WATCH_MODES, type WatchMode } from '../../migration/facts.ts';
import { mailboxKey } from '../../migration/keys.ts';
import type { Side } from '../../migration/observations.ts';
import { GATES } from '../../migration/settings.ts';
import type { Words } from '../../words/words.ts';
import { context, listed, type Rendered, rendered, section } from './blocks.ts';

const LONG = 3;

/** A title, a list under it and a last remark: every list that a person asks for looks so. */
export function listView(words: Words, title: string, lines: readonly string[], remark?: string): Rendered {
  return rendered(title, [
    section(`*${title}*`),
    ...listed(lines, (n) => words.t('slack:more-bare', { n }), LONG),
    ...(remark === undefined ? [] : [context(remark)]),
  ]);
}

/** How many are watched in which way, then each mailbox; those that the bot cannot look into first. */
export function mailboxesView(facts: Facts, words: Words): Rendered {
  if (facts.mailboxes.length === 0) return plainView(words.t('slack:mailboxes-none'));
  const lines = facts.mailboxes.map((mailbox) => {
    const troubles = troublesOf(facts, mailbox, words);
    const mark = troubles.length > 0 ? '✗' : LOOKED_INTO.has(mailbox.watch) ? '✓' : '–';
    const about = [mailbox.watch, ...troubles, ...peopleOf(mailbox, words)].join(words.t('joints:and'));
    return { mark, line: `${mark} ${words.text(mailbox.address)}: ${about}` };
  });
  const inOrder = ['✗', '–', '✓'].flatMap((mark) => lines.filter((one) => one.mark === mark));
  return listView(words, words.t('slack:mailboxes-title', { count: facts.mailboxes.length }), [
    ...coverageLines(facts, words),
    ...inOrder.map(({ line }) => line),
  ]);
}

/** Those that the bot logs in to. */
const LOOKED_INTO: ReadonlySet<WatchMode> = new Set(['login', 'oauth']);
/** What an owner says, or nobody: neither shows what comes. */
const WEAK: ReadonlySet<WatchMode> = new Set(['attested', 'unwatched']);

/** How the old server is watched, in figures: what the gates' word for it is worth. */
function coverageLines({ mailboxes }: Pick<Facts, 'mailboxes'>, words: Words): readonly string[] {
  const modes = WATCH_MODES.map((watch) => ({ watch, count: mailboxes.filter((one) => one.watch === watch).length }));
  const weak = mailboxes.filter(({ watch }) => WEAK.has(watch)).length;
  return [
    ...modes.filter(({ count }) => count > 0).map((mode) => words.t('mail:coverage-line', mode)),
    ...(weak === 0 ? [] : [words.t('mail:coverage-weak', { count: weak })]),
  ];
}

function peopleOf({ owner, attested, watch }: Mailbox, words: Words): readonly string[] {
  return [
    ...(owner === undefined ? [] : [words.t('mail:mailbox-owner', { owner })]),
    ...(watch !== 'attested'
      ? []
      : [attested === undefined ? words.t('mail:mailbox-not-attested') : words.t('mail:mailbox-attested', attested)]),
  ];
}

function troublesOf(facts: Facts, mailbox: Mailbox, words: Words): readonly string[] {
  if (!LOOKED_INTO.has(mailbox.watch)) return [];
  const sides: readonly Side[] = ['old', 'new'];
  return sides.flatMap((side) => {
    const version = mailbox.credentials[side];
    if (version === undefined) return [words.t('slack:mailbox-no-credentials', { side })];
    const refused = facts.refusedCredentials[mailboxKey(mailbox.address, side)] === version;
    return refused ? [words.t('slack:mailbox-refused', { side })] : [];
  });
}

/** What people see to before the gates that have such a list. */
export function checklistView(facts: Facts, words: Words): Rendered {
  const lists = GATES.map((gate) => ({ gate, items: checklistOf(gate, facts.scope) })).filter(
    ({ items }) => items.length > 0,
  );
  const titles = lists.map(({ gate, items }) => {
    const ok = items.filter((item) => facts.checklist[item] !== undefined).length;
    return words.t('slack:checklist-title', { gate, ok, total: items.length });
  });
  return rendered(
    titles.join('\n'),
    lists.flatMap(({ items }, index) =>
      listed(
        [
          `*${titles[index] ?? ''}*`,
          ...items.map((item) => {
            const done = facts.checklist[item];
            const by = done === undefined ? '' : ` (${words.actor(done.by)}, ${words.moment(done.at)})`;
            return `${done === undefined ? '–' : '✓'} \`${item}\` ${words.checklist(item)}${by}`;
          }),
        ],
        (n) => words.t('slack:more-bare', { n }),
      ),
    ),
  );
}

export function approversView(facts: Facts, words: Words): Rendered {
  const needed = GATES.map((gate) => `${words.gate(gate)} ${quorumOf(facts, gate)}`).join(words.t('joints:and'));
  const groups = groupsOf(facts);
  const count = facts.approvers.length;
  const title =
    groups.length === 0
      ? words.t('slack:approvers-title', { count, needed })
      : words.t('approving:title', { count, groups: groups.length, needed });
  const people = [
    ...facts.approvers.map((approver) => words.actor(approver)),
    ...groups.map((group) => words.t('approving:group', { group: groupMention(group), count: group.people })),
  ];
  return listView(words, title, people, facts.solo ? words.t('slack:approvers-solo') : undefined);
}

/** One sentence, as text alone. */
export function plainView(text: string): Rendered {
  return rendered(text, []);
}
