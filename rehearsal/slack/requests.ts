import { isObject, type JsonObject, parseJson } from './json.ts';
import { signedHeaders } from './sign.ts';

/** How the bot answered one request, as Slack judges it: within 3 s and with 2xx, or the person sees an error. */
export type Ack = {
  readonly outcome: 'acknowledged' | 'refused' | 'timed-out' | 'unreachable';
  readonly status: number;
  /** The JSON of the answer, `{text}` for plain text, `{}` when it was empty. */
  readonly body: JsonObject;
  readonly tookMs: number;
};

export type Door = { readonly url: string; readonly signingSecret: string };

/** Slack shows "operation_timeout" after this. */
const ACK_LIMIT_MS = 3_000;

/** A slash command: fields as a form. */
export const postForm = (door: Door, fields: Readonly<Record<string, string>>): Promise<Ack> =>
  post(door, new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded');

/** An interaction: the payload as JSON in one form field. */
export const postPayload = (door: Door, payload: JsonObject): Promise<Ack> =>
  postForm(door, { payload: JSON.stringify(payload) });

/** An event of the Events API. */
export const postEvent = (door: Door, envelope: JsonObject): Promise<Ack> =>
  post(door, JSON.stringify(envelope), 'application/json');

const post = async (door: Door, body: string, contentType: string): Promise<Ack> => {
  const startedAt = Date.now();
  try {
    const response = await fetch(door.url, {
      method: 'POST',
      headers: { 'content-type': contentType, ...signedHeaders(door.signingSecret, body, startedAt) },
      body,
      signal: AbortSignal.timeout(ACK_LIMIT_MS),
    });
    const text = await response.text();
    const outcome = response.ok ? 'acknowledged' : 'refused';
    return { outcome, status: response.status, body: readBody(text), tookMs: Date.now() - startedAt };
  } catch (error) {
    const outcome = error instanceof DOMException && error.name === 'TimeoutError' ? 'timed-out' : 'unreachable';
    return { outcome, status: 0, body: {}, tookMs: Date.now() - startedAt };
  }
};

const readBody = (text: string): JsonObject => {
  if (text === '') return {};
  const parsed = parseJson(text);
  return isObject(parsed) ? parsed : { text };
};
