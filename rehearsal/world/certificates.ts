import { createSecureContext, type SecureContext } from 'node:tls';
import { makeAuthority } from '../../test/servers/certificates.ts';

export type ServerIdentity = { readonly key: string; readonly cert: string; readonly context: SecureContext };

/** The certificate authority of this world: its certificate for the bot to trust, and one per server. */
export type WorldAuthority = {
  readonly certificate: string;
  identify(names: readonly string[]): Promise<ServerIdentity>;
};

export const openCertificates = async (): Promise<WorldAuthority> => {
  const authority = await makeAuthority('Rehearsal root');
  return {
    certificate: authority.cert,
    identify: async (names) => {
      const { key, cert } = await authority.issue(names);
      return { key, cert, context: createSecureContext({ key, cert }) };
    },
  };
};
