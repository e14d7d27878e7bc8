import type { HostPlan } from '../plan.ts';

/** What a server knows of the hop that handed it a message. */
export type Hop = {
  readonly helo: string;
  readonly address: string;
  readonly recipient: string;
  readonly id: string;
  readonly authenticated: boolean;
  readonly at: number;
};

/** The Received line that this host writes on top, in its own dialect. */
export const receivedLine = (host: HostPlan, hop: Hop): string => {
  const date = mailDate(hop.at);
  const [from, protocol] =
    host.dialect === 'exim'
      ? [`${hop.helo} ([${hop.address}] helo=${hop.helo})`, hop.authenticated ? 'esmtpsa' : 'esmtp']
      : [`${hop.helo} (${hop.helo} [${hop.address}])`, hop.authenticated ? 'ESMTPSA' : 'ESMTP'];
  const by =
    host.dialect === 'exim'
      ? `${host.name} with ${protocol} (Exim 4.98)\r\n\tid ${hop.id}\r\n\tfor ${hop.recipient}`
      : `${host.name} (Postfix) with ${protocol} id ${hop.id}\r\n\tfor <${hop.recipient}>`;
  return `Received: from ${from}\r\n\tby ${by}; ${date}\r\n`;
};

/** What a receiving server found out about the sender, and where it files the message. */
export type Opinion = { readonly dmarc: 'pass' | 'fail'; readonly junk: boolean };

/** All the lines that a final delivery puts on top of a message. */
export const deliveryLines = (host: HostPlan, hop: Hop, returnPath: string, opinion: Opinion): string => {
  const fromDomain = returnPath.split('@')[1] ?? '';
  const verdict = `Authentication-Results: ${host.name};\r\n\tdmarc=${opinion.dmarc} header.from=${fromDomain}\r\n`;
  return `Return-Path: <${returnPath}>\r\nDelivered-To: ${hop.recipient}\r\n${receivedLine(host, hop)}${verdict}`;
};

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const JST_MS = 9 * 3_600_000;

/** An RFC 5322 date in Japan's zone, to the second. */
export const mailDate = (at: number): string => {
  const date = new Date(at + JST_MS);
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${DAYS[date.getUTCDay()]}, ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()} ${time} +0900`;
};
