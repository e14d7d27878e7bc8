import type { Letter } from './outgoing.ts';
import { mailDate } from './stamp.ts';

/** Composes one message, with the Received line that the sender's own relay put on. */
export const compose = (parts: {
  readonly id: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly helo: string;
  readonly at: number;
  /** The writer's own server, where `helo` is a relay that it hands everything to. */
  readonly handedOverBy?: string;
}): Letter => {
  const { id, name, from, to, subject, helo, at, handedOverBy } = parts;
  const date = mailDate(at);
  const own = handedOverBy ?? helo;
  const relayed = `Received: from ${own} (${own} [198.51.100.141])\r\n\tby ${helo} (Postfix) with ESMTP id r${id.slice(1, 10)};\r\n\t${date}`;
  const lines = [
    ...(handedOverBy === undefined ? [] : [relayed]),
    `Received: from desk (desk [10.0.0.5])\r\n\tby ${own} (Postfix) with ESMTPSA id ${id.slice(1, 11)};\r\n\t${date}`,
    `From: ${encodeWord(name)} <${from}>`,
    `To: <${to}>`,
    `Subject: ${encodeWord(subject)}`,
    `Date: ${date}`,
    `Message-ID: ${id}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=UTF-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    `${subject}\r\n\r\nBest regards,\r\n${name}`,
    '',
  ];
  return { id, from, to, raw: lines.join('\r\n') };
};

/** A header word as RFC 2047 has it, where it is not plain ASCII. */
const encodeWord = (text: string): string =>
  /^[\x20-\x7e]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;
