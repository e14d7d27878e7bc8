/**
 * Resolves once `find` returns something, looking after each happening; rejects after `timeoutMs`, saying what was
 * waited for.
 */
export const waitFor = <T>(
  listen: (listener: () => void) => () => void,
  what: string,
  find: () => T | undefined,
  timeoutMs: number,
): Promise<T> =>
  new Promise((resolve, reject) => {
    const look = (): void => {
      const found = find();
      if (found === undefined) return;
      stop();
      resolve(found);
    };
    // A find may look at more than the workspace, hence the slow second look beside the happenings.
    const again = setInterval(look, 50);
    const late = setTimeout(() => {
      stop();
      reject(new Error(`waited ${timeoutMs} ms in vain for ${what}`));
    }, timeoutMs);
    const unlisten = listen(look);
    const stop = (): void => {
      clearInterval(again);
      clearTimeout(late);
      unlisten();
    };
    look();
  });
