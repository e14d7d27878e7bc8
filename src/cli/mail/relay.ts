import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { AppError, ErrorCode } from '../../errors.ts';
import { RELAY_KINDS } from '../../migration/mail-facts.ts';
import { wordsFor } from '../../words/words.ts';
import { ExitCode } from '../io.ts';
import type { Telling } from '../mail-operations.ts';
import { CommandRefused } from '../refusal.ts';
import { wrongly } from './forms.ts';
import { mailTexts } from './texts.ts';
import type { MailCommand, MailWork } from './work.ts';

const SECURITIES = ['starttls', 'tls', 'plain'] as const;
const SUBMISSION_PORT = 587;
const TLS_PORT = 465;
const login = z.object({ user: z.string().min(1), password: z.string().min(1) });

/** `mail relay NAME KIND HOST[:PORT]`: a relay for probes, and its login, which goes into the vault and nowhere else. */
export const nameRelay: MailCommand = (given) => {
  const [id, kind, place, ...more] = given.positionals;
  const known = RELAY_KINDS.find((one) => one === kind);
  if (id === undefined) throw wrongly('relay', { kind: 'missing', what: 'NAME' });
  if (kind === undefined) throw wrongly('relay', { kind: 'missing', what: 'old|new|outside' });
  if (known === undefined) throw wrongly('relay', { kind: 'unknown', word: kind, options: RELAY_KINDS });
  if (place === undefined) throw wrongly('relay', { kind: 'missing', what: 'HOST[:PORT]' });
  if (more[0] !== undefined) throw wrongly('relay', { kind: 'extra', word: more[0] });
  const [, host = '', typed] = /^(.+?)(?::(\d{1,5}))?$/.exec(place) ?? [];
  const port = typed === undefined ? SUBMISSION_PORT : Number(typed);
  const named = given.text('security');
  const usual = port === TLS_PORT ? 'tls' : 'starttls';
  const security = named === undefined ? usual : SECURITIES.find((one) => one === named);
  if (security === undefined) throw wrongly('relay', { kind: 'unknown', word: named ?? '', options: SECURITIES });
  const file = given.text('login');
  const relay = { id, kind: known, host, port, security };
  return (work) => name(relay, file === undefined ? undefined : readLogin(file), work);
};

type Relay = Omit<Extract<Telling, { kind: 'set-relay' }>['relay'], 'credentials'>;

async function name(
  named: Relay,
  secret: z.infer<typeof login> | undefined,
  { io, mail, migrationId, by }: MailWork,
): Promise<ExitCode> {
  const { id } = named;
  const credentials = secret === undefined ? {} : { credentials: await mail.keepRelayLogin(migrationId, id, secret) };
  const relay = { ...named, ...credentials };
  const { refusal } = await mail.tell(migrationId, { kind: 'set-relay', by, relay });
  if (refusal !== undefined) {
    io.err(wordsFor(io.lang, { style: 'plain', timeZone: 'UTC' }).refusal(refusal));
    return ExitCode.Refused;
  }
  io.out(mailTexts(io.lang).relayNamed(id));
  return ExitCode.Done;
}

function readLogin(file: string): z.infer<typeof login> {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new AppError(ErrorCode.FileUnreadable, { path: file }, { cause: error });
  }
  const parsed = login.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new CommandRefused((lang) => [mailTexts(lang).badLogin(file)], ExitCode.Refused);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Said as what it is: not a login.
    return undefined;
  }
}
