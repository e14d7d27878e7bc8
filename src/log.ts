import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino';
import { logFields } from './log-context.ts';

export type { Logger } from 'pino';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type LoggerOptions = {
  readonly level: LogLevel;
  /** Where the lines go; standard output unless given. */
  readonly destination?: DestinationStream;
};

/**
 * A structured logger, one JSON object a line. Whatever field is called password, token, secret, authorization or the
 * like is replaced, at any depth, in errors and in child loggers too; Slack tokens are cut out of any text.
 */
export function createLogger(options: LoggerOptions): Logger {
  const settings = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    // What the line says itself goes before what the work is about.
    mixin: () => ({ ...logFields() }),
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => withoutSecrets(fields),
    },
    // Errors are already plain when serializers see them.
    serializers: { err: (value: unknown) => value },
    hooks: { streamWrite: (line: string) => line.replace(SLACK_TOKEN, REDACTED) },
  };
  const logger = options.destination === undefined ? pino(settings) : pino(settings, options.destination);
  // The library drops `formatters.bindings` in children, and children inherit from the logger that made them.
  const { child } = logger;
  logger.child = function redactingChild(this: Logger, bindings, childOptions) {
    return child.call(this, withoutSecrets(bindings), childOptions);
  } as typeof child;
  return logger;
}

const REDACTED = '[redacted]';
const SECRET_NAME = /passw|passphrase|token|secret|authorization|credential|cookie|api[-_]?key|vault[-_]?key/i;
const SLACK_TOKEN = /\b(?:xox[a-z]|xapp)-[A-Za-z0-9-]+/g;
const MAX_DEPTH = 8;

function withoutSecrets(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return redactFields(fields, 0, new Set());
}

function redactFields(fields: object, depth: number, above: ReadonlySet<object>): Record<string, unknown> {
  const inside = new Set(above).add(fields);
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      SECRET_NAME.test(name) && !isFigure(name, value) ? REDACTED : redact(value, depth + 1, inside),
    ]),
  );
}

/** `credentialsVersion` and `tokenExpiresAt` are figures that a reader of logs needs, and tell no secret. */
function isFigure(name: string, value: unknown): boolean {
  return typeof value === 'number' && /(?:version|count|ms|seconds|at)$/i.test(name);
}

function redact(value: unknown, depth: number, above: ReadonlySet<object>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date || value instanceof URL) return value;
  if (above.has(value)) return '[circular]';
  if (depth > MAX_DEPTH) return '[deep]';
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Error) return redactFields(stdSerializers.err(value), depth, above);
  if (Array.isArray(value)) {
    const inside = new Set(above).add(value);
    return value.map((item: unknown) => redact(item, depth + 1, inside));
  }
  return redactFields(value, depth, above);
}
