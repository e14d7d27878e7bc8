import { AsyncLocalStorage } from 'node:async_hooks';

/** What a piece of work is about: the migration's id, the request it came by. Never a name, never a secret. */
export type LogFields = {
  readonly migration?: string | undefined;
  readonly request?: string | undefined;
  readonly look?: string | undefined;
  readonly command?: string | undefined;
};

const contexts = new AsyncLocalStorage<{ fields: LogFields }>();

/**
 * Every line of this work, and of what it begins, carries these fields: those of the libraries it uses as well. What was
 * carried before is carried no more, for work that one piece begins may be another's.
 */
export function withLogFields<Result>(fields: LogFields, work: () => Result): Result {
  return contexts.run({ fields }, work);
}

/** Known only now: from here on the lines of the work under way carry it. Outside of such work it does nothing. */
export function noteInLog(fields: LogFields): void {
  const context = contexts.getStore();
  if (context !== undefined) context.fields = { ...context.fields, ...fields };
}

export function logFields(): LogFields {
  return contexts.getStore()?.fields ?? {};
}
