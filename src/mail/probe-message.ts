import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import libmime from 'libmime';
import type { Instant } from '../migration/time.ts';
import { type DeliveryHeaders, PROBE_HEADER } from './delivery.ts';
import type { SmtpPath } from './smtp-path.ts';

const NONCE_BYTES = 8;
const MAC_HEX = 32;

/** A probe's id: a number of its own, and a code over it and its migration that nobody makes without the key. Hex. */
export function newProbeId(key: Uint8Array, migrationId: string): string {
  const nonce = randomBytes(NONCE_BYTES).toString('hex');
  return `${nonce}${codeOf(key, migrationId, nonce)}`;
}

/** Whether this id was made with that key for that migration. */
export function isProbeId(id: string, key: Uint8Array, migrationId: string): boolean {
  if (!/^[0-9a-f]{48}$/.test(id)) return false;
  const code = codeOf(key, migrationId, id.slice(0, 2 * NONCE_BYTES));
  return timingSafeEqual(Buffer.from(id.slice(2 * NONCE_BYTES)), Buffer.from(code));
}

function codeOf(key: Uint8Array, migrationId: string, nonce: string): string {
  return createHmac('sha256', key).update(`probe\n${migrationId}\n${nonce}`).digest('hex').slice(0, MAC_HEX);
}

/** What a probe may weigh with all that hosts write on top of it. */
const MOST_BYTES = 64 * 1024;

/** This very probe as it was made: id and Message-ID, once each, and nobody has put anything more into it. */
export function isProbeItself(headers: DeliveryHeaders, id: string, sizeBytes: number): boolean {
  const count = (name: string) => headers.fields.filter((field) => field.name === name).length;
  return (
    headers.probe === id &&
    headers.messageId?.startsWith(`<probe-${id}@`) === true &&
    count(PROBE_HEADER) === 1 &&
    count('message-id') === 1 &&
    sizeBytes <= MOST_BYTES
  );
}

export type ProbeText = {
  readonly id: string;
  readonly to: SmtpPath;
  readonly from: SmtpPath;
  readonly relayName: string;
  readonly domain: string;
  readonly now: Instant;
};

/** The whole message, lines ended by CRLF. It says what it is, in two languages, and asks every machine not to answer. */
export function probeMessage({ id, to, from, relayName, domain, now }: ProbeText): string {
  const host = from.text.slice(from.text.lastIndexOf('@') + 1);
  const text = [
    `This is a test message of the mail migration of ${domain}.`,
    `It was sent through "${relayName}" to see on which server it arrives. There is nothing to do; it may be deleted.`,
    '',
    `これは ${domain} のメール移行のための確認メールです。`,
    `「${relayName}」経由で送ったメールがどちらのサーバーに届くかを確かめています。対応は不要で、削除してもかまいません。`,
    '',
    `id: ${id}`,
    '',
  ].join('\r\n');
  const body = Buffer.from(text, 'utf8').toString('base64').replace(/.{76}/g, '$&\r\n');
  return [
    `From: <${from.text}>`,
    `To: <${to.text}>`,
    `Subject: Mail migration probe ${libmime.encodeWord('（メール移行の確認）', 'B')}`,
    `Date: ${new Date(now).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <probe-${id}@${host}>`,
    `X-Migration-Probe: ${id}`,
    'Auto-Submitted: auto-generated',
    'X-Auto-Response-Suppress: All',
    'Precedence: bulk',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    body,
  ].join('\r\n');
}
