import type { Words } from '../../words/words.ts';
import { mentionedGroup, plain } from '../parse/text.ts';
import type { Visit } from '../visit.ts';
import type { GroupsNamed } from './start-form.ts';
import { readStartState } from './start-state.ts';

/** The user groups that are typed into the start form, with their sizes. Asks Slack where there are any. */
export async function groupsNamed(visit: Pick<Visit, 'who'>, values: unknown, words: Words): Promise<GroupsNamed> {
  const { groups, approvers } = readStartState(values);
  const typed = [...new Set(groups.split(/[\s,、]+/u).filter((word) => word !== ''))];
  if (typed.length === 0) return { ok: true, groups: [] };
  const all = await visit.who.all();
  const names = typed.map((word) => words.text(word.slice(0, 80)));
  if (typeof all === 'string') return { ok: false, error: words.t(`approving:set-${all}`, { names }) };
  const found = typed.map((word) => {
    const id = mentionedGroup(word)?.id;
    const handle = plain(word).replace(/^@/, '');
    return all.find((group) => group.id === id || plain(group.name) === handle);
  });
  const unknown = names.filter((_, index) => found[index] === undefined);
  if (unknown.length > 0) return { ok: false, error: words.t('approving:groups-unknown', { names: unknown }) };
  const each = new Map(found.flatMap((group) => (group === undefined ? [] : [[group.id, group] as const])));
  const sized = await visit.who.sized([...each.values()], approvers);
  if (sized.ok) return { ok: true, groups: sized.groups };
  return { ok: false, error: words.t(`approving:set-${sized.why}`, { names: [`@${sized.group.name}`] }) };
}
