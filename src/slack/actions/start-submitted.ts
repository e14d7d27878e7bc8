import type { RefusalCode } from '../../migration/refusals.ts';
import { slackCode } from '../delivery/errors.ts';
import type { FormAnswer, FormHandler } from '../form.ts';
import type { House } from '../listen/house.ts';
import { wordsOf } from '../visit.ts';
import { placeOf, readStartForm } from './start-form.ts';
import { groupsNamed } from './start-groups.ts';
import type { StartField } from './start-state.ts';

/** The start form, submitted: what is wrong is said at its field, and nothing is begun where the bot cannot speak. */
export const startSubmitted: FormHandler = async (visit, form, house): Promise<FormAnswer> => {
  const words = wordsOf(visit);
  const place = placeOf(form.metadata);
  const outsider = await visit.who.outsider(visit.user, place);
  if (outsider !== undefined)
    return { ok: false, errors: { domain: words.refusal({ code: `${outsider}-reads`, figures: {} }) } };
  const read = readStartForm(form.values, {
    user: visit.user,
    place,
    timeZone: visit.reader.timeZone ?? visit.teamTimeZone,
    words,
    settings: house.settings,
    groups: await groupsNamed(visit, form.values, words),
  });
  if (!read.ok) return read;
  if (!(await canSpeak(house, place.channelId, visit.user, words.t('slack:start-working')))) {
    return { ok: false, errors: { domain: words.t('slack:not-in-channel') } };
  }
  const result = await visit.service.start(read.input, visit.user);
  if (result.ok) return { ok: true, note: words.t('slack:start-started') };
  return { ok: false, errors: { [FIELD_OF[result.refusal.code] ?? 'domain']: words.refusal(result.refusal) } };
};

const FIELD_OF: Partial<Record<RefusalCode, StartField>> = { 'too-few-approvers': 'approvers' };

const NOT_THERE = new Set(['not_in_channel', 'channel_not_found', 'is_archived', 'restricted_action']);

/**
 * Whether the bot may post in the channel: it says "starting…" to the starter and sees. With the least scopes there is
 * no other way to learn it, and a migration whose channel hears nothing would be worse. Any other trouble is no "no".
 */
async function canSpeak(house: House, channel: string, user: string, text: string): Promise<boolean> {
  try {
    await house.client.chat.postEphemeral({ channel, user, text });
    return true;
  } catch (error) {
    if (NOT_THERE.has(slackCode(error) ?? '')) return false;
    house.log.warn({ err: error, channel }, 'whether the bot can post is not known');
    return true;
  }
}
