import type { Server } from '../../migration/facts.ts';

/** A server's name, or its address where it has none: what people call it by, not what clients are told to type. */
export function serverName(server: Server): string {
  return server.host ?? server.addresses[0] ?? '';
}
