import { createHmac } from 'node:crypto';

/** Headers that Slack sends with each request, so that a receiver can tell it from a stranger's (v0 scheme). */
export const signedHeaders = (signingSecret: string, body: string, nowMs: number): Record<string, string> => {
  const timestamp = String(Math.floor(nowMs / 1_000));
  const digest = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${digest}` };
};
