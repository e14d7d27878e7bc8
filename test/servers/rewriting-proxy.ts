import { connect, type Socket } from 'node:net';
import { type RudeServer, startRudeServer } from './rude-server.ts';

/** What a server does to the mail that it is given, and to what it says of it. Lengths stay: literals count octets. */
export type Rewriting = {
  readonly toServer: (text: string) => string;
  readonly toClient?: (text: string, client: Socket) => string;
};

/** A server in front of a real one, that rewrites what passes. What is rewritten must not lie across two packets. */
export async function startRewritingProxy(
  address: string,
  server: { readonly address: string; readonly port: number },
  { toServer, toClient = (text) => text }: Rewriting,
): Promise<RudeServer> {
  const passed = (bytes: Buffer, rewrite: (text: string) => string): Buffer => {
    const text = bytes.toString('latin1');
    const rewritten = rewrite(text);
    if (rewritten.length !== text.length) throw new Error('a rewriting that changes lengths');
    return Buffer.from(rewritten, 'latin1');
  };
  return await startRudeServer(address, (client) => {
    const upstream = connect(server.port, server.address);
    upstream.on('error', () => client.destroy());
    client.on('data', (bytes: Buffer) => upstream.write(passed(bytes, toServer)));
    client.once('close', () => upstream.destroy());
    upstream.on('data', (bytes: Buffer) => client.write(passed(bytes, (text) => toClient(text, client))));
    upstream.once('close', () => client.destroy());
  });
}

/** Gives mail ids of its own, as some servers do at APPEND; the original is nowhere to be found then. */
export const newIds = (text: string): string => text.replace(/(Message-ID: <)[^>]{3}/g, '$1new');
/** What it rewrites has another size there. */
export const grown = (text: string): string =>
  text.replace(/(RFC822\.SIZE )([1-8])/g, (_, name: string, digit: string) => `${name}${Number(digit) + 1}`);
/** Tells nobody what it put where (RFC 4315), or takes messages one by one only (RFC 3502). */
export const withoutUidplus = (text: string): string =>
  text.replaceAll('UIDPLUS', 'XIDPLUS').replaceAll('[APPENDUID', '[XPPENDUID');
export const withoutMultiappend = (text: string): string => text.replaceAll('MULTIAPPEND', 'XULTIAPPEND');
