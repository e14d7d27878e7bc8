import { type Logger as BoltLogger, LogLevel } from '@slack/bolt';
import type { Logger } from '../log.ts';

/**
 * The library's logger on ours. Its debug lines hold whole requests, answers and responses: they are left out, since
 * what people write in a channel is no matter for a log.
 */
export function boltLogger(log: Logger): BoltLogger {
  const message = (parts: readonly unknown[]): string =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
  const cause = (parts: readonly unknown[]): { err?: Error } => {
    const error = parts.find((part) => part instanceof Error);
    return error === undefined ? {} : { err: error };
  };
  return {
    debug: () => {},
    info: (...parts) => log.debug(cause(parts), message(parts)),
    warn: (...parts) => log.warn(cause(parts), message(parts)),
    error: (...parts) => log.error(cause(parts), message(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}
