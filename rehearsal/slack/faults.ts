/**
 * What may go wrong between a bot and Slack.
 *
 * lost-answer: Slack did it, the connection broke before the answer (the bot cannot know).
 * lost-request: the connection broke before Slack saw anything.
 * server-error: HTTP 500, nothing done. late-server-error: done, yet HTTP 500.
 * rate-limited: HTTP 429 with Retry-After. refused: `ok: false` with this error.
 * slow: answered in the end, after `delayMs`.
 */
export type Fault =
  | { readonly kind: 'lost-answer' }
  | { readonly kind: 'lost-request' }
  | { readonly kind: 'server-error' }
  | { readonly kind: 'late-server-error' }
  | { readonly kind: 'rate-limited'; readonly retryAfterSeconds: number }
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'slow'; readonly delayMs: number };

export type FaultPlan = {
  /** The next `times` calls of this method meet the fault; then it is over. */
  add(method: string, fault: Fault, times: number): void;
  /** Takes the fault that is due for this method, if any. */
  take(method: string): Fault | undefined;
};

export const faultPlan = (): FaultPlan => {
  const planned = new Map<string, Fault[]>();
  return {
    add: (method, fault, times) => {
      const queue = planned.get(method) ?? [];
      planned.set(method, [...queue, ...Array.from({ length: times }, () => fault)]);
    },
    take: (method) => planned.get(method)?.shift(),
  };
};
