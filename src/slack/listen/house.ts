import { setTimeout as wait } from 'node:timers/promises';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Settings } from '../../migration/settings.ts';
import type { AskedStore, Place } from '../../service/ports.ts';
import type { ClosedChannels } from '../closed-channels.ts';
import type { Files } from '../files.ts';
import type { Home } from '../home.ts';
import type { People } from '../people.ts';
import { sendReport } from '../reports/send.ts';
import type { Door, OpenedForm, Visit } from '../visit.ts';
import type { Holding } from './holding.ts';
import type { KeptRequest } from './kept.ts';

/** What the listeners share. */
export type House = Door & {
  readonly client: WebClient;
  readonly people: People;
  readonly home: Home;
  /** Reads what people attach to forms. */
  readonly files: Files;
  readonly holding: Holding;
  /** What a new migration begins with. */
  readonly settings: Settings;
  readonly closed: ClosedChannels;
  /** What was acknowledged and has still to be carried out. */
  readonly asked: AskedStore;
  /** Delivers what waits for that migration’s channel now rather than in an hour. */
  readonly knocked: (migrationId: string) => Promise<void>;
};

export type Caller = { readonly user: string; readonly place: Place; readonly triggerId: string };

/** An answer in another language is better than a slow one. */
const READER_PATIENCE_MS = 400;

/** Shows a modal; works within three seconds of the request. */
export function opener(house: House, triggerId: string): (view: ModalView) => Promise<OpenedForm | undefined> {
  return async (view) => {
    const { id, hash } = (await house.client.views.open({ trigger_id: triggerId, view })).view ?? {};
    return id === undefined || hash === undefined ? undefined : { client: house.client, viewId: id, hash };
  };
}

/** A visit by this caller. Asks who they are, and does not wait long for it. */
export async function visitBy(house: House, caller: Caller, kept?: Pick<KeptRequest, 'settling'>): Promise<Visit> {
  const asked = house.people.reader(caller.user, caller.place.teamId);
  return {
    service: kept?.settling(house.service) ?? house.service,
    now: house.now,
    teamTimeZone: house.teamTimeZone,
    log: house.log,
    who: house.who,
    stopping: house.stopping,
    passwordPage: house.passwordPage,
    user: caller.user,
    place: caller.place,
    reader: await Promise.race([asked, wait(READER_PATIENCE_MS, {}, { ref: false })]),
    mayReadFiles: house.files.mayRead,
    sendReport: async (migration, words) => {
      const { text, lines } = words.announcement({ kind: 'report' }, migration.facts, house.now(), migration.sightings);
      const to = { user: caller.user, lang: words.lang, comment: [`*${text}*`, ...lines].join('\n'), now: house.now() };
      return await sendReport(house, migration, to);
    },
  };
}

/** A place from the three ids that payloads carry. */
export function placeFrom(teamId: string, channelId: string, enterpriseId?: string | null): Place {
  const place = { teamId, channelId };
  return enterpriseId === undefined || enterpriseId === null || enterpriseId === ''
    ? place
    : { ...place, enterpriseId };
}
