/** How long each part of a session may take. `sessionMs` bounds the whole, for a server that answers a byte at a time. */
export type SessionLimits = {
  readonly connectMs: number;
  readonly greetingMs: number;
  readonly silenceMs: number;
  readonly sessionMs: number;
};

export const SESSION_LIMITS: SessionLimits = {
  connectMs: 15_000,
  greetingMs: 15_000,
  silenceMs: 60_000,
  sessionMs: 300_000,
};

/** A login need not be waited for as long as a survey is. */
export const LOGIN_LIMITS: SessionLimits = { ...SESSION_LIMITS, silenceMs: 30_000, sessionMs: 60_000 };
