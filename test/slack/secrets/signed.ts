import { signedHeaders } from '../../../rehearsal/slack/sign.ts';
import type { TestHouse } from '../house.ts';

/** Sends a payload as Slack does, signed, and gives what it was acknowledged with; undefined: nothing. */
export async function signedRequest({ url, workspace }: TestHouse, payload: object): Promise<unknown> {
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const headers = signedHeaders(workspace.signingSecret, body, Date.now());
  const answer = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
    body,
  });
  if (answer.status !== 200) throw new Error(`answered with ${answer.status}`);
  const text = await answer.text();
  return text === '' ? undefined : JSON.parse(text);
}
