import { createServer } from 'node:https';
import { type Book, listenTcp } from '../book.ts';
import type { WorldAuthority } from '../certificates.ts';
import { POLICY_ADDRESS } from '../dns/domain.ts';

/** An MTA-STS policy as its file has it (RFC 8461 section 3.2). */
export type StsPolicy = { readonly mx: readonly string[]; readonly maxAgeSeconds: number };

export type PolicyServer = {
  /** What is served at this moment. */
  current(): StsPolicy;
  publish(policy: StsPolicy): void;
  close(): Promise<void>;
};

export type PolicyServerParts = {
  readonly domain: string;
  readonly policy: StsPolicy;
  readonly certificates: WorldAuthority;
  readonly book: Book;
};

const PATH = '/.well-known/mta-sts.txt';

/** The web server that hands out the domain's policy, entered into the address book on port 443. */
export const openPolicyServer = async (parts: PolicyServerParts): Promise<PolicyServer> => {
  let policy = parts.policy;
  const { key, cert } = await parts.certificates.identify([`mta-sts.${parts.domain}`]);
  const server = createServer({ key, cert }, (request, response) => {
    const isPolicy = request.url === PATH;
    response.writeHead(isPolicy ? 200 : 404, { 'content-type': 'text/plain' });
    response.end(isPolicy ? fileOf(policy) : 'not here\r\n');
  });
  parts.book.enter(POLICY_ADDRESS, 443, 'tcp', await listenTcp(server));
  return {
    current: () => policy,
    publish: (next) => {
      policy = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};

const fileOf = ({ mx, maxAgeSeconds }: StsPolicy): string =>
  ['version: STSv1', 'mode: enforce', ...mx.map((host) => `mx: ${host}`), `max_age: ${maxAgeSeconds}`, ''].join('\r\n');
