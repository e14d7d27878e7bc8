import type { Request } from '../parse/request.ts';
import { plainView } from '../views/lists.ts';
import { type Answer, reply, say, type Visit, withMigration } from '../visit.ts';

/**
 * `passwords`, `passwords mine`: a link to the page where they are entered, for whoever asks alone. The page for all
 * mailboxes is for members of the workspace; an owner's own is for owners, guests among them.
 */
export function passwords(visit: Visit, { isOwn }: Extract<Request, { kind: 'passwords' }>): Promise<Answer> {
  return withMigration(visit, async (migration, words) => {
    const { passwordPage, user } = visit;
    if (passwordPage === undefined) return say(words.t('passwords:off'));
    const outsider = isOwn ? undefined : await visit.who.outsider(user, visit.place);
    if (outsider !== undefined) {
      const refusal = words.refusal({ code: `${outsider}-reads`, figures: {} });
      return say(`✗ ${refusal}\n${words.t('passwords:own-too')}`);
    }
    const { name } = visit.reader;
    const link = await passwordPage.issue(migration.id, { user, name, lang: words.lang, isOwn });
    if (link === undefined) {
      const { kind } = migration.facts.state;
      const hasEnded = kind === 'abandoned' || kind === 'finished';
      return say(hasEnded ? `✗ ${words.refusal({ code: 'ended', figures: {} })}` : words.t('passwords:none-own'));
    }
    const url = `${passwordPage.url}/open/${link.token}`;
    const line = words.t(isOwn ? 'passwords:link-own' : 'passwords:link', { url, expiresAt: link.expiresAt });
    return reply(plainView(`${line}\n${words.t('passwords:link-why')}`));
  });
}
