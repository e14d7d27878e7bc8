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

/** Logins by hostname prove the name, whichever mailbox made them: one subject a hostname and protocol. */
export const ANY_MAILBOX = '*';
