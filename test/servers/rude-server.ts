import { createServer, type Server, type Socket } from 'node:net';

export type RudeServer = { readonly address: string; readonly port: number; stop(): Promise<void> };

/** A TCP server on loopback that does to each connection whatever the test wants done. */
export async function startRudeServer(address: string, greet: (socket: Socket) => void): Promise<RudeServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
    greet(socket);
  });
  const port = await listening(server, address);
  return {
    address,
    port,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function listening(server: Server, address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, address, () => {
      const bound = server.address();
      if (typeof bound === 'object' && bound !== null) resolve(bound.port);
      else reject(new Error('the server listens on no port'));
    });
  });
}
