import type { ClientPhase } from '../../migration/client-facts.ts';
import { clientPhase } from '../../migration/client-settings.ts';
import type { Client } from '../../migration/facts.ts';
import type { Migration } from '../../migration/record.ts';
import { hasEnded } from '../../migration/runbook.ts';
import type { Words } from '../../words/words.ts';
import { type Answer, say, wordsOf } from '../visit.ts';
import { type Click, stale } from './click.ts';

export type OwnClick = { readonly migration: Migration; readonly words: Words; readonly phase: ClientPhase };

/**
 * A button of a direct message. It is pressed in the conversation with a person, not in the migration's channel, so it
 * names the person it was made for: nobody else's press counts. One of a phase that is over changes nothing.
 */
export async function withOwnClicked(click: Click, then: (own: OwnClick) => Answer | Promise<Answer>): Promise<Answer> {
  const { m, person, phase } = click.value;
  const migration = await click.service.read(m);
  if (migration === undefined || phase === undefined || person === undefined || !(await isOfHouse(migration, click)))
    return stale(click);
  const words = wordsOf(click, migration.facts);
  const { domain } = migration.facts;
  if (person !== click.user) return say(words.t('clients:click-not-yours', { people: [person] }));
  if (hasEnded(migration.facts)) return say(words.t('clients:click-ended', { domain }));
  if (clientPhase(migration.facts) !== phase) return say(words.t('clients:click-moved-on', { domain }));
  return then({ migration, words, phase });
}

/** The same for the client that the button names, while it is this person's. */
export function withOwnClient(
  click: Click,
  then: (own: OwnClick & { readonly client: Client }) => Answer | Promise<Answer>,
): Promise<Answer> {
  return withOwnClicked(click, (own) => {
    const client = own.migration.facts.clients.find(({ id }) => id === click.value.client);
    if (client?.owner !== click.user) return say(own.words.t('clients:click-not-listed'));
    return then({ ...own, client });
  });
}

/** The same workspace, or another one of the same organisation; or of another one, as people of those are who own a client. */
async function isOfHouse({ facts: { place } }: Migration, { place: here, user, who }: Click): Promise<boolean> {
  const isOfOrg = place.enterpriseId !== undefined && place.enterpriseId === here.enterpriseId;
  return isOfOrg || place.teamId === here.teamId || (await who.outsider(user, place)) === 'elsewhere';
}
