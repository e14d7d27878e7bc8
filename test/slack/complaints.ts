import { createLogger, type Logger } from '../../src/log.ts';

/** A log, and what was complained of in it: a defect that a person is only told of in general is named there. */
export function complaints(): { readonly log: Logger; readonly errors: () => readonly string[] } {
  const lines: string[] = [];
  const log = createLogger({ level: 'error', destination: { write: (line: string) => void lines.push(line) } });
  return { log, errors: () => lines };
}
