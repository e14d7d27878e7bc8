/**
 * One account as it is logged in to. `address` is the IP address to dial, however the caller came by it.
 *
 * `tls` speaks TLS at once, `starttls` demands the upgrade, `plain` sends the password in clear and is used only where
 * somebody chose it. `strict` refuses a certificate that is not good for `servername` (without one, for the address);
 * `report` logs in all the same, as a client that is pinned to an address does, and tells what was shown.
 */
export type MailAccount = {
  readonly address: string;
  readonly port: number;
  readonly security: 'tls' | 'starttls' | 'plain';
  readonly servername?: string;
  readonly verify: 'strict' | 'report';
  readonly user: string;
  readonly password: string;
};
