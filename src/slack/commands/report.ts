import { plainView } from '../views/lists.ts';
import { type Answer, type Visit, withMigration } from '../visit.ts';

/** `report`: the report as it stands now, as files in a direct message; it goes by itself into the channel at the end. */
export function report(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => ({
    kind: 'later',
    first: plainView(words.t('slack:working')),
    rest: async () => {
      const isSent = await visit.sendReport(migration, words);
      return plainView(words.t(isSent ? 'report:asked-sent' : 'report:asked-failed'));
    },
  }));
}
