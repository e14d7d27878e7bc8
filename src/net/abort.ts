const nothing = (): void => undefined;
const waiting = new WeakMap<AbortSignal, Waiting>();

type Waiting = { readonly listeners: Set<() => void>; readonly tell: () => void };

/**
 * Calls `listener` when the signal aborts; what it returns calls that off. Many questions go under one signal, whose own
 * list of listeners is searched from its start at every addition and removal: so each signal gets a single one from here.
 * As with its own list, a signal that has aborted before tells nobody.
 */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (signal === undefined) return nothing;
  const { listeners, tell } = waiting.get(signal) ?? listenTo(signal);
  const own = () => listener();
  listeners.add(own);
  return () => {
    if (!listeners.delete(own) || listeners.size > 0) return;
    // A signal that is listened to is kept alive, with all that it hangs on.
    signal.removeEventListener('abort', tell);
    waiting.delete(signal);
  };
}

function listenTo(signal: AbortSignal): Waiting {
  const listeners = new Set<() => void>();
  const tell = () => {
    waiting.delete(signal);
    for (const listener of [...listeners]) if (listeners.delete(listener)) listener();
  };
  const one = { listeners, tell };
  waiting.set(signal, one);
  signal.addEventListener('abort', tell, { once: true });
  return one;
}
