import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { JsonObject } from './json.ts';

/** A file that a person puts into a form, which the emulator's forms know nothing of, and how Slack hands it out. */
export type HeldFile = {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What the form says of its size, where that is not how long it is. */
  readonly size?: number;
  /** Slack Connect: the form does not say where it lies. */
  readonly unsaid?: boolean;
  /** `sign-in`: a page for people, as without the scope. Otherwise: the address that it leads to. */
  readonly leadsTo?: 'sign-in' | { readonly location: string };
  /** Before its last byte; a file of more than a moment is never handed out whole. */
  readonly delayMs?: number;
};

export type HeldFiles = {
  /** Puts it there; what a form's field then holds. */
  add(file: HeldFile): JsonObject;
  /** What is told of it when it is asked for; undefined for what is none of ours. */
  info(id: string): JsonObject | undefined;
  /** Hands it out to whoever has the token. False: the path is none of ours. */
  serve(path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean>;
};

const SIGN_IN = '<!DOCTYPE html><html><head><title>Sign in to Kitano Works | Slack</title></head></html>';

export const heldFiles = (base: () => string, token: string): HeldFiles => {
  const files = new Map<string, HeldFile>();
  const told = (id: string, { name, bytes, size = bytes.byteLength }: HeldFile): JsonObject => ({
    id,
    name,
    size,
    mimetype: 'text/csv',
    filetype: name.split('.').at(-1) ?? '',
    url_private: `${base()}/held/${id}/${encodeURIComponent(name)}`,
  });
  return {
    add: (file) => {
      const id = `F0HELD${String(files.size).padStart(4, '0')}`;
      files.set(id, file);
      const { url_private: url, ...bare } = told(id, file);
      return file.unsaid === true ? { id, file_access: 'check_file_info' } : { ...bare, url_private: url };
    },
    info: (id) => {
      const file = files.get(id);
      return file === undefined ? undefined : { ok: true, file: told(id, file) };
    },
    serve: async (path, request, response) => {
      const id = /^\/held\/(\w+)\//.exec(path)?.[1];
      if (id === undefined) return false;
      const file = files.get(id);
      if (file === undefined) return answered(response, 404);
      const isOurs = request.headers.authorization === `Bearer ${token}`;
      if (!isOurs || file.leadsTo === 'sign-in')
        return answered(response, 200, SIGN_IN, { 'content-type': 'text/html' });
      if (file.leadsTo !== undefined) return answered(response, 302, '', { location: file.leadsTo.location });
      response.writeHead(200, { 'content-type': 'text/csv' });
      response.write(file.bytes.subarray(0, 1));
      if (file.delayMs !== undefined) await delay(file.delayMs, undefined, { ref: false });
      response.end(file.bytes.subarray(1));
      return true;
    },
  };
};

const answered = (
  response: ServerResponse,
  status: number,
  body = '',
  headers: Readonly<Record<string, string>> = {},
): true => {
  response.writeHead(status, headers).end(body);
  return true;
};
