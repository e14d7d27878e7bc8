import { z } from 'zod';
import type { Credentials } from '../store/credentials.ts';

/** What a file of credentials for a whole side holds: an app that asks for tokens, or a master user. */
export type SharedKind = 'oauth' | 'master';
export type SharedFile =
  | { readonly ok: true; readonly credentials: Credentials }
  /** The fields that are missing or of no use; none where the file is no JSON object at all. */
  | { readonly ok: false; readonly fields: readonly string[] };

const text = z.string().regex(/^\P{Cc}+$/u);
const https = text.refine((url) => URL.canParse(url) && new URL(url).protocol === 'https:');

const MICROSOFT_SCOPE = 'https://outlook.office365.com/.default';
const GOOGLE_SCOPE = 'https://mail.google.com/';
const GOOGLE_TOKENS = 'https://oauth2.googleapis.com/token';

/** The key file of a service account, as Google's console hands it out. */
const serviceAccount = z.object({
  type: z.literal('service_account'),
  client_email: text,
  private_key: z.string().includes('PRIVATE KEY'),
  private_key_id: text.optional(),
  token_uri: https.default(GOOGLE_TOKENS),
  scope: text.default(GOOGLE_SCOPE),
});

/** An app of Microsoft 365 by its tenant, or of any other service by its token URL. */
const app = z
  .object({
    tenant: z
      .string()
      .regex(/^[\w.-]+$/)
      .optional(),
    token_url: https.optional(),
    client_id: text,
    client_secret: text,
    scope: text.default(MICROSOFT_SCOPE),
  })
  .refine(({ tenant, token_url }) => tenant !== undefined || token_url !== undefined, { path: ['tenant'] });

/** "{mailbox}" and "{local}" stand for a mailbox's address and its local part. */
const master = z.object({ user: text, password: text, acts_as: text.optional() });

/** Reads the JSON of such a file. What it says is wrong names fields and never repeats what stands in them. */
export function readSharedFile(kind: SharedKind, json: string): SharedFile {
  const given = parsed(json);
  if (kind === 'master') {
    const read = master.safeParse(given);
    if (!read.success) return wrong(read.error);
    const { user, password, acts_as: authzid } = read.data;
    return { ok: true, credentials: { user, password, ...(authzid !== undefined && { authzid }) } };
  }
  return typeof given === 'object' && given !== null && 'type' in given ? readAccount(given) : readApp(given);
}

function readAccount(given: object): SharedFile {
  const read = serviceAccount.safeParse(given);
  if (!read.success) return wrong(read.error);
  const { client_email, private_key, private_key_id, token_uri, scope } = read.data;
  const keyId = private_key_id === undefined ? {} : { keyId: private_key_id };
  const oauth = { clientEmail: client_email, privateKey: private_key, tokenUrl: token_uri, scope, ...keyId };
  return { ok: true, credentials: { user: '', oauth: { kind: 'service-account', ...oauth } } };
}

function readApp(given: unknown): SharedFile {
  const read = app.safeParse(given);
  if (!read.success) return wrong(read.error);
  const { tenant, token_url, client_id: clientId, client_secret: clientSecret, scope } = read.data;
  const tokenUrl = token_url ?? `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`;
  return {
    ok: true,
    credentials: { user: '', oauth: { kind: 'client-credentials', tokenUrl, clientId, clientSecret, scope } },
  };
}

function wrong({ issues }: z.ZodError): SharedFile {
  const fields = issues.map(({ path }) => path.join('.')).filter((field) => field !== '');
  return { ok: false, fields: [...new Set(fields)] };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // What the parser says of it may quote a secret.
    return undefined;
  }
}
