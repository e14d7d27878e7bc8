import { createServer } from 'node:https';
import { onTestFinished } from 'vitest';
import type { Issued } from './certificates.ts';

export type TokenAnswer = { readonly status?: number; readonly body: unknown };

/** A token endpoint over HTTPS; what it was sent is kept. It ends with the test. */
export async function startTokenEndpoint(
  address: string,
  tls: Issued,
  answer: (form: URLSearchParams, nth: number) => TokenAnswer,
): Promise<{ readonly asked: readonly URLSearchParams[]; readonly port: number }> {
  const asked: URLSearchParams[] = [];
  const server = createServer(tls, (request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(pieces).toString());
      asked.push(form);
      const { status = 200, body } = answer(form, asked.length);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, address, () => {
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
    });
  });
  return { asked, port };
}
