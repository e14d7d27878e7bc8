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
  /** Whose password (or token) it is. */
  readonly user: string;
  /** '' where an access token is used. */
  readonly password: string;
  /** A master user logs in as `user` and acts for this one (SASL PLAIN's authorization identity, RFC 4616). */
  readonly authzid?: string;
  /** An OAuth 2 access token for `user` (XOAUTH2; OAUTHBEARER where only that is offered). */
  readonly accessToken?: string;
  /** Names these credentials, and no others ever: once they were refused they are not tried again (`askedOnce`). */
  readonly credentialsId?: string;
  /** Names the credentials that many mailboxes share (a master user's): refused at a few, they are tried at no others. */
  readonly sharedId?: string;
};
