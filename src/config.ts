import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { networks } from './config-networks.ts';
import { VARIABLES, type VariableName } from './config-variables.ts';
import { checkVaultPage, type VaultPageConfig, vaultPageConfig, vaultPageShape } from './config-vault-page.ts';
import { AppError, ErrorCode } from './errors.ts';
import { LOG_LEVELS, type LogLevel } from './log.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export type VaultKeySource =
  | {
      readonly from: 'environment';
      readonly keyBase64: string;
      /** Keys that rows may still be sealed under, until they have been sealed anew. */
      readonly previousBase64?: readonly string[];
    }
  | { readonly from: 'file'; readonly path: string };

/** What the command line needs as well: where things are kept. */
export type StorageConfig = {
  readonly dataDir: string;
  readonly database: { readonly kind: 'sqlite'; readonly path: string };
  readonly vaultKey: VaultKeySource;
  readonly logLevel: LogLevel;
};

export type SlackConnection =
  | { readonly mode: 'socket'; readonly appToken: string }
  | { readonly mode: 'http'; readonly signingSecret: string; readonly port: number };

export type Config = StorageConfig & {
  readonly slack: { readonly botToken: string; readonly apiUrl?: string; readonly connection: SlackConnection };
  /** Addresses of the site's own resolvers, which always count. */
  readonly siteResolvers: readonly string[];
  /** Addresses and CIDR networks beyond the public internet that the bot may connect to. */
  readonly privateNetworks: readonly string[];
  /** Where the walk down the DNS tree starts; empty means the built-in root servers. */
  readonly rootHints: readonly { readonly name: string; readonly address: string }[];
  /** Raises the number of measurements that Globalping allows, for migrations that use it. */
  readonly globalpingToken?: string;
  /** IANA name, the default of a new migration. */
  readonly teamTimeZone: string;
  /** Where the pages for machines listen; they need no password. */
  readonly health: { readonly host: string; readonly port: number };
  /** Where people enter passwords; absent: nowhere but at the command line. */
  readonly vaultPage?: VaultPageConfig;
};

export type ConfigProblem = {
  readonly variable: VariableName;
  readonly problem: string;
  readonly purpose: string;
  readonly howToGet: string;
};

/** Everything wrong with the environment at once, so that one start is enough to learn it. */
export class ConfigError extends AppError {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(ErrorCode.ConfigInvalid, { variables: problems.map((problem) => problem.variable).join(' ') });
    this.problems = problems;
    this.message = problems
      .map(
        (one) => `${one.variable}: ${one.problem}\n  What it is for: ${one.purpose}\n  How to get it: ${one.howToGet}`,
      )
      .join('\n');
  }
}

/** Ports that the process listens on, 0 for one that is yet to be chosen. */
export function portsOf({ slack, health, vaultPage }: Config): readonly number[] {
  const { connection } = slack;
  return [
    ...(connection.mode === 'http' ? [connection.port] : []),
    health.port,
    ...(vaultPage === undefined ? [] : [vaultPage.port]),
  ];
}

/** The error for one variable that turned out to be wrong after all: `problem` goes on from its name. */
export function problemWith(variable: VariableName, problem: string): ConfigError {
  const { purpose, howToGet } = describe(variable);
  return new ConfigError([{ variable, problem, purpose, howToGet }]);
}

/**
 * The whole configuration, from the environment alone. Only what an installation needs can be set here: what a
 * rehearsal may have besides (an address book, a test CA, short windows) is handed to `run()` as a value.
 * Throws ConfigError.
 */
export function loadConfig(environment: Environment): Config {
  const parsed = parse(botSchema, environment);
  const vaultPage = vaultPageConfig(parsed);
  return {
    ...storageConfig(parsed),
    slack: {
      botToken: parsed.SLACK_BOT_TOKEN,
      ...(parsed.SLACK_API_URL === undefined ? {} : { apiUrl: parsed.SLACK_API_URL }),
      connection: slackConnection(parsed),
    },
    siteResolvers: parsed.SITE_RESOLVERS,
    privateNetworks: parsed.PRIVATE_NETWORKS,
    rootHints: parsed.ROOT_HINTS,
    ...(parsed.GLOBALPING_TOKEN === undefined ? {} : { globalpingToken: parsed.GLOBALPING_TOKEN }),
    teamTimeZone: parsed.TEAM_TIME_ZONE,
    health: { host: parsed.HEALTH_HOST, port: parsed.HEALTH_PORT },
    ...(vaultPage === undefined ? {} : { vaultPage }),
  };
}

/** The part that the command line needs when no bot is running; Slack's variables may be absent. Throws ConfigError. */
export function loadStorageConfig(environment: Environment): StorageConfig {
  return storageConfig(parse(z.object(storageShape), environment));
}

/**
 * The process's environment with `.env` beneath it: a variable that is set wins over the file's. The file's format is
 * that of `process.loadEnvFile`; the process's environment stays as it is, so that no child inherits a token by it.
 */
export function readEnvironment(environment: Environment, envFile = '.env'): Environment {
  try {
    return { ...parseEnv(readFileSync(envFile, 'utf8')), ...environment };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return environment;
    throw new AppError(ErrorCode.FileUnreadable, { path: envFile }, { cause: error });
  }
}

/** `SLACK_BOT_TOKEN=` in a `.env` file is a variable that somebody has yet to fill in. */
function withoutBlank(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim() !== ''));
}

const addresses = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((item) => item !== ''))
  .refine((list) => list.every((item) => isIP(item) !== 0), 'is not a list of IPv4 or IPv6 addresses');

const rootHints = z.string().transform((text, context) => {
  const items = text.split(/[\s,]+/).filter((item) => item !== '');
  return items.map((item) => {
    const [first = '', second] = item.split('=');
    const address = second ?? first;
    if (isIP(address) === 0) context.addIssue(`has no IPv4 or IPv6 address in "${item}"`);
    return { name: first.toLowerCase().replace(/\.$/, ''), address };
  });
});

const databaseUrl = z.string().superRefine((url, context) => {
  if (/^postgres(ql)?:/.test(url)) context.addIssue('PostgreSQL is not supported yet; it comes later. Use sqlite:');
  else if (!/^sqlite:./.test(url)) context.addIssue('does not start with sqlite:');
  else if (url.includes(':memory:'))
    context.addIssue('a database in memory would lose every migration at the next start');
});

const apiUrl = z.string().superRefine((text, context) => {
  const url = URL.parse(text);
  if (url === null) context.addIssue('is not an address');
  else if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
    context.addIssue('must be https: (http: only to this machine), or the bot token would travel in the clear');
});

const port = z.coerce
  .number('is not a number')
  .int('is not a port')
  .min(0, 'is not a port')
  .max(65_535, 'is not a port');

const storageShape = {
  DATABASE_URL: databaseUrl.optional(),
  DATA_DIR: z.string().default('./data'),
  VAULT_KEY: z
    .string()
    .trim()
    .refine((text) => isBase64Of32Bytes(text), 'is not 32 bytes in base64')
    .optional(),
  VAULT_KEY_PREVIOUS: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter((item) => item !== ''))
    .refine((list) => list.every(isBase64Of32Bytes), 'is not 32 bytes in base64, nor several of them')
    .optional(),
  VAULT_KEY_FILE: z.string().optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, `is not one of ${LOG_LEVELS.join(', ')}`).default('info'),
};
type StorageVariables = z.output<z.ZodObject<typeof storageShape>>;

const botSchema = z
  .object({
    ...storageShape,
    ...vaultPageShape,
    SLACK_BOT_TOKEN: z.string('is missing').trim().startsWith('xoxb-', 'does not start with xoxb-'),
    SLACK_APP_TOKEN: z.string().trim().startsWith('xapp-', 'does not start with xapp-').optional(),
    SLACK_SIGNING_SECRET: z.string().trim().min(16, 'is shorter than a signing secret').optional(),
    PORT: port.default(3000),
    HEALTH_PORT: port.default(8080),
    HEALTH_HOST: z
      .string()
      .refine((text) => isIP(text) !== 0, 'is not an IPv4 or IPv6 address')
      .default('127.0.0.1'),
    SLACK_API_URL: apiUrl.optional(),
    SITE_RESOLVERS: addresses.default([]),
    PRIVATE_NETWORKS: networks.default([]),
    ROOT_HINTS: rootHints.default([]),
    // It is sent in a header line, and must be fit for one.
    GLOBALPING_TOKEN: z
      .string()
      .trim()
      .regex(/^[\x21-\x7e]+$/, 'is not a token')
      .optional(),
    TEAM_TIME_ZONE: z.string().refine(isTimeZone, 'is not a time zone that this machine knows').default('UTC'),
  })
  // Also when other variables are wrong: one start must be enough to learn of all of them.
  .refine(({ SLACK_APP_TOKEN, SLACK_SIGNING_SECRET }) => Boolean(SLACK_APP_TOKEN ?? SLACK_SIGNING_SECRET), {
    path: ['SLACK_APP_TOKEN'],
    error: 'is missing, and so is SLACK_SIGNING_SECRET: one of the two is needed',
    when: () => true,
  })
  .superRefine(checkVaultPage);
type BotVariables = z.output<typeof botSchema>;

function parse<Schema extends z.ZodType>(schema: Schema, environment: Environment): z.output<Schema> {
  const result = schema.safeParse(withoutBlank(environment));
  if (result.success) return result.data;
  throw new ConfigError(result.error.issues.map(toProblem));
}

function toProblem(issue: z.core.$ZodIssue): ConfigProblem {
  const { name, purpose, howToGet } = describe(issue.path[0]);
  return { variable: name, problem: issue.message, purpose, howToGet };
}

function describe(variable: PropertyKey | undefined): (typeof VARIABLES)[number] {
  const found = VARIABLES.find(({ name }) => name === variable);
  if (found === undefined) throw new Error(`There is no variable ${String(variable)}`);
  return found;
}

function storageConfig(parsed: StorageVariables): StorageConfig {
  const file = parsed.DATABASE_URL?.slice('sqlite:'.length) ?? path.join(parsed.DATA_DIR, 'bot.sqlite');
  return {
    dataDir: path.resolve(parsed.DATA_DIR),
    database: { kind: 'sqlite', path: path.resolve(file) },
    vaultKey:
      parsed.VAULT_KEY === undefined
        ? { from: 'file', path: path.resolve(parsed.VAULT_KEY_FILE ?? path.join(parsed.DATA_DIR, 'vault.key')) }
        : {
            from: 'environment',
            keyBase64: parsed.VAULT_KEY,
            ...(parsed.VAULT_KEY_PREVIOUS === undefined ? {} : { previousBase64: parsed.VAULT_KEY_PREVIOUS }),
          },
    logLevel: parsed.LOG_LEVEL,
  };
}

/** With both given, Socket Mode: it needs nothing else to work, and the signing secret is on the same page in Slack. */
function slackConnection(parsed: BotVariables): SlackConnection {
  if (parsed.SLACK_APP_TOKEN !== undefined) return { mode: 'socket', appToken: parsed.SLACK_APP_TOKEN };
  return { mode: 'http', signingSecret: parsed.SLACK_SIGNING_SECRET ?? '', port: parsed.PORT };
}

function isBase64Of32Bytes(text: string): boolean {
  return /^[A-Za-z0-9+/]{43}=?$/.test(text) && Buffer.from(text, 'base64').length === 32;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

/** Whether this machine knows a time zone of that name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
