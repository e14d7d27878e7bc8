import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { type Language, PROFILES } from '../../migration/facts.ts';
import { type Suggestion, suggest } from '../../migration/preview.ts';
import { SECOND_MS } from '../../migration/time.ts';
import type { Place } from '../../service/ports.ts';
import type { Words } from '../../words/words.ts';
import { PATIENCE_MS } from '../answering.ts';
import { slackCode } from '../delivery/errors.ts';
import type { House } from '../listen/house.ts';
import type { ViewClick, ViewClickHandler } from '../view-click.ts';
import { LIMITS } from '../views/limits.ts';
import { lookSaid } from '../views/start-look.ts';
import { type StartShown, startModal } from '../views/start-modal.ts';
import { type Answer, type Door, type OpenedForm, type Visit, wordsOf } from '../visit.ts';
import { domainList } from './domains.ts';
import { looksOf, placeOf } from './start-form.ts';
import { EMPTY_START, readStartState, type StartState } from './start-state.ts';

/** A look that has not ended by then is over: a person is waiting. */
const LOOK_LIMIT_MS = 15 * SECOND_MS;
const AGAIN_MS = SECOND_MS;

/** The one look of each person that is under way. */
const underWay = new Map<string, { readonly viewId: string; readonly stop: AbortController }>();

/**
 * "Look it up", or Enter in the domain's field: asks DNS and fills in what stands empty. Meanwhile the empty fields are
 * held back, so that nothing can be typed there that would be overwritten; a look that takes long gives them back, and
 * what it finds is filled in by a press of a button alone.
 */
export const startLookUp: ViewClickHandler = async (visit, click, house) => {
  const words = wordsOf(visit);
  const typed = readStartState(click.values);
  const modal = modalOf(house, { ...click, place: placeOf(click.metadata), lang: words.lang }, words);
  const [domain] = domainList(typed.domain).domains;
  const looks = looksOf(click.metadata);
  if (domain === undefined) {
    await modal({
      typed: shownAgain(typed, looks + 1),
      looks: looks + 1,
      said: [words.t('starting:no-domain')],
      held: [],
    });
    return;
  }
  await oneLook(visit, click.viewId, (stop) =>
    lookUp({ door: visit, words, typed, looks: looks + 1, domain, modal, stop }, false),
  );
};

/** The form with this domain in its field, and what goes on in it once it is open: DNS is asked as if Enter were pressed. */
export function startTyped(visit: Visit, text: string): Extract<Answer, { kind: 'modal' }> {
  const words = wordsOf(visit);
  const lang = visit.reader.lang ?? 'en';
  const { domains, named, wrong } = domainList(text);
  const [domain] = domains;
  // A word that is no domain is said at the field, not looked up and not left out.
  const isRight = domain !== undefined && wrong.length === 0;
  const typed = { ...EMPTY_START, domain: isRight ? named.join(' ') : text };
  if (!isRight) {
    const names = (wrong.length > 0 ? wrong : [text]).map(words.text).join(' ');
    const said = [`✗ ${words.t('slack:error-domain-word', { names })}`];
    return { kind: 'modal', view: startModal(words, visit.place, lang, { typed, looks: 0, said, held: [] }) };
  }
  const first = lookingAt(words, typed, domain, 1);
  const opened = async ({ client, viewId, hash }: OpenedForm): Promise<void> => {
    const modal = modalOf({ client, log: visit.log }, { viewId, hash, place: visit.place, lang }, words);
    await oneLook(visit, viewId, (stop) => lookUp({ door: visit, words, typed, looks: 1, domain, modal, stop }, true));
  };
  return { kind: 'modal', view: startModal(words, visit.place, lang, first), opened };
}

/** Looks one at a time for each person: the newest form's. */
async function oneLook(visit: Visit, viewId: string, work: (stop: AbortSignal) => Promise<void>): Promise<void> {
  const key = `${visit.place.teamId}/${visit.user}`;
  const other = underWay.get(key);
  if (other?.viewId === viewId) return;
  other?.stop.abort(new Error('another form is looked up'));
  const look = { viewId, stop: new AbortController() };
  underWay.set(key, look);
  try {
    await work(look.stop.signal);
  } finally {
    if (underWay.get(key) === look) underWay.delete(key);
  }
}

type Show = (shown: StartShown, must?: boolean) => Promise<boolean>;
type LookUp = {
  readonly door: Door;
  readonly words: Words;
  readonly typed: StartState;
  readonly looks: number;
  readonly domain: string;
  readonly modal: Show;
  readonly stop: AbortSignal;
};

/** `isShown`: the form says already that it looks. */
async function lookUp({ door, words, typed, looks, domain, modal, stop }: LookUp, isShown: boolean): Promise<void> {
  const signal = AbortSignal.any([door.stopping, stop, AbortSignal.timeout(LOOK_LIMIT_MS)]);
  const seen = door.service.preview(domain, signal).then(suggest, (error: unknown) => {
    if (!signal.aborted) door.log.error({ err: error, domain }, 'a domain could not be looked up for a form');
    return undefined;
  });
  const late = wait(PATIENCE_MS, 'late' as const, { ref: false });
  if (!isShown && !(await modal(lookingAt(words, typed, domain, looks)))) return;
  const again = shownAgain(typed, looks);
  const first = await Promise.race([seen, late]);
  if (first !== 'late') {
    const filled = first === undefined ? again : filledIn(again, first);
    await modal({ ...shown(words, typed, domain, first, 'filled'), typed: filled, looks }, true);
    return;
  }
  if (!(await modal({ typed: again, looks, said: [words.t('starting:still-looking', { domain })], held: [] }, true)))
    return;
  const suggestion = await seen;
  if (stop.aborted) return;
  await modal({ ...shown(words, typed, domain, suggestion, 'offer'), typed: again, looks });
}

/** The form while it looks: what stands empty is held back. */
const lookingAt = (words: Words, typed: StartState, domain: string, looks: number): StartShown => ({
  typed,
  looks,
  said: [words.t('starting:looking', { domain })],
  held: [
    ...(typed.profile === undefined ? (['profile'] as const) : []),
    ...(typed.old.trim() === '' ? (['old'] as const) : []),
  ],
});

/** What a look leaves in the form: its lines, and where each value comes from. */
function shown(
  words: Words,
  typed: StartState,
  domain: string,
  suggestion: Suggestion | undefined,
  how: 'filled' | 'offer',
): Pick<StartShown, 'said' | 'held' | 'oldFrom' | 'offer'> {
  if (suggestion === undefined) return { said: [words.t('starting:broken', { domain })], held: [] };
  const said = lookSaid(words, suggestion, typed, how);
  const { old, profile } = suggestion;
  if (how === 'filled') {
    const oldFrom = typed.old.trim() === '' ? old?.from : undefined;
    return { said, held: [], ...(oldFrom === undefined ? {} : { oldFrom }) };
  }
  const offer = JSON.stringify({ old, profile, said });
  const isOffered = (old !== undefined || profile !== undefined) && offer.length <= LIMITS.buttonValue;
  return { said, held: [], ...(isOffered ? { offer } : {}) };
}

/** The same form with fresh blocks for what stands empty: Slack fills in no other. */
function shownAgain(typed: StartState, looks: number): StartState {
  return {
    ...typed,
    blocks: {
      ...typed.blocks,
      ...(typed.old.trim() === '' ? { old: `old~${looks}` } : {}),
      ...(typed.profile === undefined ? { profile: `profile~${looks}` } : {}),
    },
  };
}

function filledIn(typed: StartState, { old, profile }: Pick<Suggestion, 'old' | 'profile'>): StartState {
  return {
    ...typed,
    ...(typed.old.trim() === '' && old !== undefined ? { old: old.text } : {}),
    ...(typed.profile === undefined && profile !== undefined ? { profile } : {}),
  };
}

const offered = z.object({
  old: z.object({ text: z.string(), from: z.string() }).optional(),
  profile: z.enum(PROFILES).optional(),
  said: z.array(z.string()),
});

/** "Fill in what is empty", after a look that took long: what has been typed meanwhile stays. */
export const startFillIn: ViewClickHandler = async (visit, click, house) => {
  const words = wordsOf(visit);
  const { old, profile, said } = offered.parse(JSON.parse(click.value));
  const suggestion = { ...(old === undefined ? {} : { old }), ...(profile === undefined ? {} : { profile }) };
  const typed = readStartState(click.values);
  const looks = looksOf(click.metadata) + 1;
  const oldFrom = typed.old.trim() === '' ? old?.from : undefined;
  const modal = modalOf(house, { ...click, place: placeOf(click.metadata), lang: words.lang }, words);
  await modal({
    typed: filledIn(shownAgain(typed, looks), suggestion),
    looks,
    said,
    held: [],
    ...(oldFrom === undefined ? {} : { oldFrom }),
  });
};

/** The form was closed, sent, or shown anew by a later press: there is nothing to update. */
const GONE = new Set(['hash_conflict', 'not_found', 'view_not_found', 'view_closed']);

/**
 * Shows the form anew, each time over what was shown last; false where it is there no more. `must`: tried twice, for
 * fields that are held back would else never come back.
 */
function modalOf(
  { client, log }: Pick<House, 'client' | 'log'>,
  {
    viewId,
    hash,
    place,
    lang,
  }: Pick<ViewClick, 'viewId' | 'hash'> & { readonly place: Place; readonly lang: Language },
  words: Words,
): Show {
  let latest: string | undefined = hash;
  const update = async (view: ReturnType<typeof startModal>): Promise<boolean> => {
    try {
      const over = latest === undefined ? {} : { hash: latest };
      const answer = await client.views.update({ view_id: viewId, view, ...over });
      latest = answer.view?.hash;
      return true;
    } catch (error) {
      if (!GONE.has(slackCode(error) ?? '')) throw error;
      return false;
    }
  };
  return async (next, must = false) => {
    const view = startModal(words, place, lang, next);
    try {
      return await update(view);
    } catch (error) {
      if (!must) throw error;
      log.warn({ err: error }, 'a form was not shown anew; once more');
      // The first try may have got there: then its hash is not ours.
      latest = undefined;
      await wait(AGAIN_MS, undefined, { ref: false });
      return await update(view);
    }
  };
}
