import type { LoginBy, MailProtocol, Question, Side } from './observations.ts';

/** How subjects are named in the record. One place, so that a sighting is found under the name it was stored by. */
export const recordKey = (question: Pick<Question, 'name' | 'type'>): string => `${question.name}/${question.type}`;
export const authorityKey = (address: string, record: string): string => `${address}|${record}`;
export const vantageKey = (vantage: string, record: string): string => `${vantage}|${record}`;
export const mailboxKey = (mailbox: string, side: Side): string => `${mailbox}|${side}`;
export const loginKey = (mailbox: string, side: Side, by: LoginBy, protocol: MailProtocol, hostname?: string): string =>
  `${mailbox}|${side}|${by}|${protocol}|${hostname ?? ''}`;
export const arrivalKey = (mailbox: string, folder: string, uidValidity: string, uid: number): string =>
  `${mailbox}|${folder}|${uidValidity}|${uid}`;

/** An address of either server, a domain's trials on it, and a relay's place in the vault. */
export const acceptanceKey = (address: string, side: Side): string => `${address}|${side}`;
export const trialKey = (domain: string, side: Side): string => `${domain}|${side}`;
export const relayMailbox = (id: string): string => `relay:${id}`;
export const isRelayMailbox = (mailbox: string): boolean => mailbox.startsWith('relay:');

/** Logins by hostname prove the name, whichever mailbox made them: one subject a hostname and protocol. */
export const ANY_MAILBOX = '*';

/** In the vault and among imported credentials: those of a whole side (an app, a master user), for every mailbox without its own. */
export const EVERY_MAILBOX = '*';
