import { createTransport } from 'nodemailer';
import type { Book } from '../book.ts';
import type { Resolver } from '../dns/resolver.ts';

/** One message on its way, as an SMTP client hands it over. */
export type Letter = { readonly id: string; readonly from: string; readonly to: string; readonly raw: string };

/** Where a try went, and whether the server took the message; `why` in the server's words or the network's. */
export type Try = {
  readonly taken: boolean;
  readonly address?: string;
  readonly final: boolean;
  readonly why?: string;
};

/** A host that takes a domain's mail, and its address. */
export type MailHost = { readonly host: string; readonly address: string };

/**
 * Where mail for a domain goes, as a mail server finds it: the most preferred MX, then its address. Undefined when the
 * resolver says nothing usable at this moment.
 */
export const mailHost = async (resolver: Resolver, domain: string): Promise<MailHost | undefined> => {
  const mx = await resolver.ask(domain, 'MX');
  if (mx === undefined || mx.rcode !== 'NOERROR') return undefined;
  const hosts = mx.answers
    .filter((record) => record.type === 'MX')
    .map((record) => record.value.split(' '))
    .sort((a, b) => Number(a[0]) - Number(b[0]));
  const host = hosts[0]?.[1];
  if (host === undefined) return undefined;
  const found = await resolver.ask(host, 'A');
  const address = found?.answers.find((record) => record.type === 'A')?.value;
  return address === undefined ? undefined : { host, address };
};

export type Delivery = {
  readonly address: string;
  readonly port: 25 | 587;
  readonly helo: string;
  readonly login?: { readonly user: string; readonly pass: string };
};

/** Hands one message to the server at a documentation address. Never throws: what went wrong is in the result. */
export const handOver = async (book: Book, letter: Letter, { address, port, helo, login }: Delivery): Promise<Try> => {
  const entry = book.find(address, port, 'tcp');
  if (entry === undefined) return { taken: false, address, final: false, why: 'no route to host' };
  const transport = createTransport({
    host: entry.host,
    port: entry.hostPort,
    name: helo,
    secure: false,
    // The certificate names the host, not the loopback address; mail servers do not check it either.
    tls: { rejectUnauthorized: false },
    ignoreTLS: login === undefined,
    connectionTimeout: 3_000,
    greetingTimeout: 3_000,
    socketTimeout: 5_000,
    ...(login === undefined ? {} : { auth: login }),
  });
  try {
    await transport.sendMail({ envelope: { from: letter.from, to: letter.to }, raw: letter.raw });
    return { taken: true, address, final: true };
  } catch (error) {
    const code = responseCodeOf(error);
    return { taken: false, address, final: code >= 500, why: error instanceof Error ? error.message : 'failed' };
  } finally {
    transport.close();
  }
};

const responseCodeOf = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'responseCode' in error && typeof error.responseCode === 'number'
    ? error.responseCode
    : 0;
