import type { Server } from 'node:http';

/** Where a server listens; `close` ends its connections too. */
export type Listening = { readonly port: number; readonly close: () => Promise<void> };

/** Resolves when the server takes connections; port 0 takes a free one. Rejects when the port cannot be had. */
export async function listenOn(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: (): Promise<void> =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
