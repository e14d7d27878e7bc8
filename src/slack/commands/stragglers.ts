import type { Request } from '../parse/request.ts';
import { arrivalsView } from '../views/arrivals.ts';
import { pathNoteView, pathView } from '../views/paths.ts';
import { type Answer, reply, type Visit, withMigration } from '../visit.ts';

type Of<Kind extends Request['kind']> = Extract<Request, { kind: Kind }>;

/** `stragglers`: what reached the old server, path by path, with what a person must do about each. */
export function stragglers(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(arrivalsView(migration, words)));
}

/** `stragglers PATH`: all that came by one. */
export function stragglersPath(visit: Visit, { path }: Of<'stragglers-path'>): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(pathView(migration, path, words)));
}

/** `stragglers note PATH`: a letter to its postmaster. */
export function stragglersNote(visit: Visit, { path }: Of<'stragglers-note'>): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(pathNoteView(migration, path, words, visit.now())));
}
