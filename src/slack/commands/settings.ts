import type { Request } from '../parse/request.ts';
import { settingsView } from '../views/reference.ts';
import { type Answer, change, reply, type Visit, withMigration } from '../visit.ts';

type Of<Kind extends Request['kind']> = Extract<Request, { kind: Kind }>;

/** `settings`: every one with its bounds. */
export function settings(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(settingsView(migration.facts, words)));
}

/** `settings KEY VALUE`. */
export function settingsSet(visit: Visit, { key, value }: Of<'settings-set'>): Promise<Answer> {
  return withMigration(visit, (migration) =>
    change(visit, migration, { kind: 'set-setting', by: visit.user, key, value }),
  );
}

/** `settings language en|ja`. */
export function settingsLanguage(visit: Visit, { lang }: Of<'settings-language'>): Promise<Answer> {
  return withMigration(visit, (migration) => change(visit, migration, { kind: 'set-language', by: visit.user, lang }));
}

/** `settings country JP`: whose public holidays are kept. */
export function settingsCountry(visit: Visit, { country }: Of<'settings-country'>): Promise<Answer> {
  return withMigration(visit, (migration) =>
    change(visit, migration, { kind: 'set-country', by: visit.user, country }),
  );
}
