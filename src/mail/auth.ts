import type { MailAccount } from './account.ts';

/** One SASL exchange: what the client answers, in base64, and what ends an exchange that the server has refused. */
export type SaslAnswer = { readonly mechanism: SaslMechanism; readonly response: string; readonly breaker: string };
export type SaslMechanism = 'PLAIN' | 'XOAUTH2' | 'OAUTHBEARER';

/**
 * How to log in with SASL, given the mechanisms that the server offers (upper case). undefined: with none of them. A
 * token goes by XOAUTH2, which every provider of tokens knows, and by OAUTHBEARER (RFC 7628) where only that is offered.
 */
export function saslAnswer(account: MailAccount, offered: ReadonlySet<string>): SaslAnswer | undefined {
  if (account.accessToken === undefined) {
    return offered.has('PLAIN') ? { mechanism: 'PLAIN', response: plainResponse(account), breaker: '*' } : undefined;
  }
  if (offered.has('XOAUTH2'))
    return { mechanism: 'XOAUTH2', response: xoauth2Response(account.user, account.accessToken), breaker: '' };
  if (offered.has('OAUTHBEARER'))
    return { mechanism: 'OAUTHBEARER', response: bearerResponse(account), breaker: encode('\u0001') };
  return undefined;
}

/** SASL PLAIN (RFC 4616), in base64; the authorization identity stays empty unless somebody is acted for. */
function plainResponse({ user, password, authzid = '' }: MailAccount): string {
  return encode(`${authzid}\0${user}\0${password}`);
}

function xoauth2Response(user: string, token: string): string {
  return encode(`user=${user}\u0001auth=Bearer ${token}\u0001\u0001`);
}

/** Its GS2 header (RFC 5801 section 4) writes "=" and "," of a name as =3D and =2C. */
function bearerResponse({ user, accessToken = '', servername, address, port }: MailAccount): string {
  const name = user.replaceAll('=', '=3D').replaceAll(',', '=2C');
  const fields = [`n,a=${name},`, `host=${servername ?? address}`, `port=${port}`, `auth=Bearer ${accessToken}`];
  return encode(`${fields.join('\u0001')}\u0001\u0001`);
}

/** A control character in a name or token would end its field and begin another one of the sender's choice. */
export function isSendable({ user, password, authzid = '', accessToken = '' }: MailAccount): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  return !/[\0\r\n]/.test(user + password + authzid + accessToken) && !/[\u0000-\u001f]/.test(accessToken);
}

/** Every form in which the account's secrets travel, longest first: a server may repeat what it was given. */
export function secretForms(account: MailAccount): readonly string[] {
  const { user, password, authzid, accessToken } = account;
  const forms: string[] = [];
  if (password !== '') {
    const escaped = password.replace(/["\\]/g, (char) => `\\${char}`);
    forms.push(plainResponse(account), encode(`\0${user}\0${password}`), encode(`${user}\0${user}\0${password}`));
    if (authzid !== undefined) forms.push(encode(`${authzid}\0${authzid}\0${password}`));
    forms.push(encode(password), escaped, password, ...writtenAs(password));
  }
  if (accessToken !== undefined && accessToken !== '') {
    // imapflow writes the name or the address of the host into OAUTHBEARER as it dialled it: the tail is the same.
    forms.push(xoauth2Response(user, accessToken), bearerResponse(account), encode(accessToken), accessToken);
    forms.push(...writtenAs(accessToken));
  }
  // Some servers write base64 without its padding.
  const bare = forms.map((form) => form.replace(/=+$/, '')).filter((form) => form !== '');
  return [...new Set([...forms, ...bare])].sort((a, b) => b.length - a.length);
}

/** As programs that log or quote it may write it. */
function writtenAs(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const hex = bytes.toString('hex');
  return [hex, hex.toUpperCase(), encodeURIComponent(secret), bytes.toString('base64url')];
}

function encode(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
