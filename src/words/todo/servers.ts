import type { Server } from '../../migration/facts.ts';

/** Where a client knocks: server, port and encryption. */
export function doorFigures(server: Server, protocol: 'imap' | 'smtp', domain: string) {
  const { port, security } = server[protocol];
  return { target: pinTarget(server, domain), port: String(port), security };
}

/** What a pinned client dials: the provider's own name where the rewrite cannot move it, else an address. */
export function pinTarget(server: Server, domain: string): string {
  const { host, addresses } = server;
  if (host !== undefined && host !== domain && !host.endsWith(`.${domain}`)) return host;
  return addresses[0] ?? host ?? '';
}

/** A server's name, or its address where it has none. */
export function serverName(server: Server): string {
  return server.host ?? server.addresses[0] ?? '';
}
