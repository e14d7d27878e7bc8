import { setTimeout as wait } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Logger } from '../log.ts';
import { SECOND_MS } from '../migration/time.ts';
import { slackCode } from './delivery/errors.ts';

/** A file that a person put into a form, as Slack tells of it there. */
export const attachedFile = z.object({
  id: z.string(),
  name: z.string().nullish(),
  /** In bytes. */
  size: z.number().nullish(),
  url_private: z.string().nullish(),
});
export type AttachedFile = z.infer<typeof attachedFile>;

/**
 * `scope`: Slack gives the bot no files. `gone`: it has no such file (any more). `page`: it answered with a page for people
 * instead. `big`: more than may be read. `elsewhere`: the file does not lie with Slack. `away`: no answer in time.
 */
export type FileTrouble = 'scope' | 'gone' | 'page' | 'big' | 'elsewhere' | 'away';
export type FileRead =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly trouble: FileTrouble };

/** Reads files that people gave the bot. */
export type Files = {
  /** The whole file, of `mostBytes` at most. Needs the scope files:read. */
  readonly read: (file: AttachedFile, mostBytes: number) => Promise<FileRead>;
  /** Whether Slack would let the bot read files; undefined where it did not say. */
  readonly mayRead: () => Promise<boolean | undefined>;
};

export type FilesParts = {
  readonly client: WebClient;
  readonly botToken: string;
  /** Ends what is under way. */
  readonly stopping: AbortSignal;
  readonly log: Logger;
  /** From the first byte asked for to the last one read. */
  readonly limitMs?: number;
};

const LIMIT_MS = 15 * SECOND_MS;
const MOST_REDIRECTS = 3;
/** A person waits for a form. */
const ASK_LIMIT_MS = 400;

const scopesTold = z.object({ response_metadata: z.object({ scopes: z.array(z.string()) }) });
const fileTold = z.object({ file: attachedFile });

/**
 * The one place where files come in from Slack. The token goes to Slack's own hosts alone, those of the API that the bot
 * is set to; wherever else an address or a redirect leads, nobody follows.
 */
export function createFiles(parts: FilesParts): Files {
  const { client, log } = parts;
  const api = new URL(client.slackApiUrl);
  const read = async (file: AttachedFile, mostBytes: number): Promise<FileRead> => {
    const address = await addressOf(client, file);
    if (address === undefined) return failed('gone');
    if (typeof address === 'object') return address;
    const limit = AbortSignal.timeout(parts.limitMs ?? LIMIT_MS);
    const signal = AbortSignal.any([parts.stopping, limit]);
    try {
      return await download(new URL(address), { api, token: parts.botToken, signal, mostBytes });
    } catch (error) {
      if (!limit.aborted && !(error instanceof TypeError)) throw error;
      // The address is a secret of its own.
      log.warn(
        { file: file.id, reason: limit.aborted ? 'time-out' : 'no answer' },
        'a file was not handed out by Slack',
      );
      return failed('away');
    }
  };
  return {
    read,
    mayRead: () => {
      const asked = mayRead(client).catch((error: unknown) => {
        log.warn({ err: error }, 'whether files may be read is not known');
        return undefined;
      });
      return Promise.race([asked, wait(ASK_LIMIT_MS, undefined, { ref: false })]);
    },
  };
}

async function mayRead(client: WebClient): Promise<boolean | undefined> {
  const told = scopesTold.safeParse(await client.auth.test());
  return told.data?.response_metadata.scopes.includes('files:read');
}

const failed = (trouble: FileTrouble): FileRead => ({ ok: false, trouble });

/** Slack Connect leaves the address out of the form; it is told when asked for. */
async function addressOf(client: WebClient, file: AttachedFile): Promise<string | undefined | FileRead> {
  if (file.url_private != null) return file.url_private;
  try {
    return fileTold.parse(await client.files.info({ file: file.id })).file.url_private ?? undefined;
  } catch (error) {
    const code = slackCode(error);
    if (code === undefined) throw error;
    return failed(code === 'missing_scope' ? 'scope' : 'gone');
  }
}

type Download = {
  readonly api: URL;
  readonly token: string;
  readonly signal: AbortSignal;
  readonly mostBytes: number;
};

async function download(address: URL, { api, token, signal, mostBytes }: Download): Promise<FileRead> {
  let next = address;
  for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
    if (!isOfSlack(next, api)) return failed('elsewhere');
    const response = await fetch(next.href, {
      headers: { authorization: `Bearer ${token}` },
      redirect: 'manual',
      signal,
    });
    const to = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && to !== null && URL.canParse(to, next.href)) {
      await response.body?.cancel();
      next = new URL(to, next);
      continue;
    }
    return await contentOf(response, mostBytes);
  }
  return failed('page');
}

async function contentOf(response: Response, mostBytes: number): Promise<FileRead> {
  const trouble = troubleOf(response, mostBytes);
  if (trouble !== undefined) {
    await response.body?.cancel();
    return failed(trouble);
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    // Leaving the loop closes the connection.
    if (length > mostBytes) return failed('big');
    chunks.push(chunk);
  }
  return { ok: true, bytes: Buffer.concat(chunks) };
}

function troubleOf({ status, headers }: Response, mostBytes: number): FileTrouble | undefined {
  if (status === 401 || status === 403) return 'scope';
  if (status === 404 || status === 410) return 'gone';
  if (status !== 200) return 'away';
  // Without the scope Slack shows its sign-in page, as if to a browser.
  if ((headers.get('content-type') ?? '').startsWith('text/html')) return 'page';
  return Number(headers.get('content-length') ?? 0) > mostBytes ? 'big' : undefined;
}

/** `files.slack.com` beside `slack.com`, and so on; never by another protocol or port. */
function isOfSlack(url: URL, api: URL): boolean {
  if (url.protocol !== api.protocol || url.port !== api.port || url.username !== '') return false;
  return url.hostname === api.hostname || url.hostname.endsWith(`.${api.hostname}`);
}
