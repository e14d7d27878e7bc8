import { type Element, elementsOf, type FieldValue, filledEntry, stateValues } from './fields.ts';
import { type JsonObject, objectAt, textAt } from './json.ts';
import type { Person } from './people.ts';
import { type Ack, type Door, postEvent, postForm, postPayload } from './requests.ts';
import type { ResponseContext } from './responses.ts';
import type { Message, Seen, View } from './seen.ts';

/** What people do with their hands: each is one signed request to the bot, as Slack would send it. */
export type Hands = {
  /** Types a slash command, e.g. `slash(aoi, '/migration status')`, into the main channel or another. */
  slash(person: Person, line: string, channelId?: string): Promise<Ack>;
  /**
   * Presses the button (or chooses in the menu) with this action_id on a message. `choice`: the button's value where
   * several share an action_id, or what to choose. Throws when the message has no such element.
   */
  click(person: Person, message: Message, actionId: string, choice?: FieldValue): Promise<Ack>;
  /** The same inside a modal or the App Home, with what has been put into its fields by then. */
  clickInView(
    person: Person,
    view: View,
    actionId: string,
    choice?: FieldValue,
    values?: Readonly<Record<string, FieldValue>>,
  ): Promise<Ack>;
  /**
   * Fills a modal in and submits it. `values` by action_id or block_id. Throws where a person could not submit.
   * `errors` holds what the bot found wrong (by block_id); a view that the bot answers with is shown as the next one.
   */
  submitView(person: Person, view: View, values?: Readonly<Record<string, FieldValue>>): Promise<Submitted>;
  /** Closes a modal with its cross. */
  closeView(person: Person, view: View): Promise<Ack>;
  /** Opens the App Home tab. */
  openHome(person: Person): Promise<Ack>;
  /** Any other event of the Events API. */
  event(event: JsonObject): Promise<Ack>;
};

export type Submitted = { readonly ack: Ack; readonly errors: Readonly<Record<string, string>>; readonly next?: View };

export type HandsParts = {
  readonly door: () => Door;
  readonly team: { readonly id: string; readonly domain: string };
  readonly appId: string;
  readonly botUserId: string;
  readonly channelName: (id: string) => string;
  readonly defaultChannel: string;
  readonly responseUrl: (context: ResponseContext) => string;
  readonly api: (method: string, args: JsonObject) => Promise<JsonObject>;
  readonly seen: Seen;
};

export const hands = (parts: HandsParts): Hands => {
  const trigger = async (person: Person, viewId?: string): Promise<string> => {
    const reply = await parts.api('views.generateTriggerId', {
      user_id: person.id,
      ...(viewId === undefined ? {} : { view_id: viewId }),
    });
    return textAt(reply, 'trigger_id') ?? '';
  };
  const common = (person: Person): JsonObject => ({
    team: person.teamId === undefined ? parts.team : { id: person.teamId, domain: 'elsewhere' },
    user: { id: person.id, username: person.name, name: person.name, team_id: person.teamId ?? parts.team.id },
    api_app_id: parts.appId,
    token: 'unused',
    enterprise: null,
    is_enterprise_install: false,
  });
  const rawView = (view: View, values: Readonly<Record<string, FieldValue>>, checkRequired: boolean): JsonObject => ({
    ...view.raw,
    blocks: view.blocks,
    hash: view.hash,
    state: { values: stateValues(view.blocks, values, { checkRequired }) },
  });

  return {
    slash: async (person, line, channelId = parts.defaultChannel) => {
      const [command = '', ...rest] = line.split(' ');
      const context = { channel: channelId, user: person.id, line };
      const ack = await postForm(parts.door(), {
        token: 'unused',
        team_id: parts.team.id,
        team_domain: parts.team.domain,
        channel_id: channelId,
        channel_name: parts.channelName(channelId),
        user_id: person.id,
        user_name: person.name,
        command,
        text: rest.join(' '),
        api_app_id: parts.appId,
        is_enterprise_install: 'false',
        response_url: parts.responseUrl(context),
        trigger_id: await trigger(person),
      });
      showAnswer(parts, ack, context);
      return ack;
    },

    click: async (person, message, actionId, choice) => {
      const action = actionOn(message.blocks, actionId, choice);
      const ack = await postPayload(parts.door(), {
        ...common(person),
        type: 'block_actions',
        container: {
          type: 'message',
          message_ts: message.ts,
          channel_id: message.channel,
          is_ephemeral: message.onlyFor !== undefined,
          ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
        },
        channel: { id: message.channel, name: parts.channelName(message.channel) },
        // Slack leaves the message out when it was ephemeral.
        ...(message.onlyFor === undefined ? { message: messagePayload(message) } : {}),
        state: { values: stateValues(message.blocks, {}, { checkRequired: false }) },
        response_url: parts.responseUrl({ channel: message.channel, user: person.id, message }),
        trigger_id: await trigger(person),
        actions: [action],
      });
      return ack;
    },

    clickInView: async (person, view, actionId, choice, values = {}) => {
      const action = actionOn(view.blocks, actionId, choice);
      return postPayload(parts.door(), {
        ...common(person),
        type: 'block_actions',
        container: { type: 'view', view_id: view.id },
        view: rawView(view, values, false),
        trigger_id: await trigger(person, view.type === 'modal' ? view.id : undefined),
        actions: [action],
      });
    },

    submitView: async (person, view, values = {}) => {
      const ack = await postPayload(parts.door(), {
        ...common(person),
        type: 'view_submission',
        view: rawView(view, values, true),
        trigger_id: await trigger(person, view.id),
        response_urls: [],
      });
      return submitted(parts, ack, view, () => trigger(person, view.id));
    },

    closeView: (person, view) =>
      postPayload(parts.door(), {
        ...common(person),
        type: 'view_closed',
        view: rawView(view, {}, false),
        is_cleared: false,
      }),

    openHome: (person) =>
      postEvent(
        parts.door(),
        envelope(parts, { type: 'app_home_opened', user: person.id, channel: 'D0HOME', tab: 'home', event_ts: now() }),
      ),

    event: (event) => postEvent(parts.door(), envelope(parts, { event_ts: now(), ...event })),
  };
};

/** An answer with text in the acknowledgement itself is shown like one to the response_url. */
const showAnswer = (parts: HandsParts, ack: Ack, context: ResponseContext): void => {
  if (ack.outcome !== 'acknowledged' || (ack.body.text === undefined && ack.body.blocks === undefined)) return;
  const at = Date.now();
  const text = textAt(ack.body, 'text') ?? '';
  const blocks = Array.isArray(ack.body.blocks) ? ack.body.blocks : [];
  parts.seen.addMessage(
    {
      channel: context.channel,
      ts: `${Math.floor(at / 1_000)}.8${String(parts.seen.happenings().length).padStart(5, '0')}`,
      user: parts.botUserId,
      text,
      blocks,
      pinned: false,
      deleted: false,
      earlier: [],
      ...(context.line === undefined ? {} : { answers: context.line }),
      ...(ack.body.response_type === 'in_channel' ? {} : { onlyFor: context.user }),
    },
    at,
  );
};

const submitted = async (
  parts: HandsParts,
  ack: Ack,
  view: View,
  trigger: () => Promise<string>,
): Promise<Submitted> => {
  const answer = textAt(ack.body, 'response_action');
  if (answer === 'errors') {
    const errors = Object.entries(objectAt(ack.body, 'errors')).map(([block, text]) => [block, String(text)]);
    return { ack, errors: Object.fromEntries(errors) };
  }
  if (answer !== 'update' && answer !== 'push') return { ack, errors: {} };
  const next = objectAt(ack.body, 'view');
  const reply =
    answer === 'update'
      ? await parts.api('views.update', { view_id: view.id, view: next })
      : await parts.api('views.push', { trigger_id: await trigger(), view: next });
  if (reply.ok !== true) throw new Error(`Slack does not take the view that was answered: ${String(reply.error)}`);
  const id = textAt(objectAt(reply, 'view'), 'id');
  const shown = parts.seen.views().find((candidate) => candidate.id === id);
  return { ack, errors: {}, ...(shown === undefined ? {} : { next: shown }) };
};

const actionOn = (blocks: readonly JsonObject[], actionId: string, choice: FieldValue | undefined): JsonObject => {
  const all = elementsOf(blocks).filter(({ element }) => element.action_id === actionId);
  const matches = all.filter(
    ({ element }) => element.type !== 'button' || choice === undefined || element.value === choice,
  );
  const found: Element | undefined = matches[0];
  if (found === undefined) {
    const there = elementsOf(blocks).map(({ element }) => String(element.action_id));
    throw new Error(`nothing called ${actionId} to press here, only: ${there.join(', ') || 'nothing at all'}`);
  }
  const { blockId, element } = found;
  const base = { action_id: actionId, block_id: blockId, action_ts: now() };
  if (element.type === 'button')
    return {
      ...base,
      type: 'button',
      text: element.text,
      ...(element.value === undefined ? {} : { value: element.value }),
    };
  if (choice === undefined) throw new Error(`${actionId} is a choice: say what to choose`);
  return { ...base, ...filledEntry(element, choice) };
};

const messagePayload = (message: Message): JsonObject => ({
  type: 'message',
  user: message.user,
  ts: message.ts,
  text: message.text,
  blocks: message.blocks,
  ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
});

const envelope = (parts: HandsParts, event: JsonObject): JsonObject => ({
  token: 'unused',
  team_id: parts.team.id,
  api_app_id: parts.appId,
  event,
  type: 'event_callback',
  event_id: `Ev${Date.now()}${Math.floor(Math.random() * 1e6)}`,
  event_time: Math.floor(Date.now() / 1_000),
  authorizations: [
    {
      enterprise_id: null,
      team_id: parts.team.id,
      user_id: parts.botUserId,
      is_bot: true,
      is_enterprise_install: false,
    },
  ],
});

const now = (): string => (Date.now() / 1_000).toFixed(6);
