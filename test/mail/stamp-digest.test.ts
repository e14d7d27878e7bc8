import { expect, it } from 'vitest';
import { parseHeaders } from '../../src/mail/headers.ts';
import { stampDigest } from '../../src/mail/stamp-digest.ts';

const DATE = 'Mon, 4 Jan 2027 10:00:00 +0900';
const stampOf = (line: string, size: number) => stampDigest(parseHeaders(`Received: ${line}\r\n\r\n`), size);

it('a line without an id may be that of two deliveries of one second: their sizes tell them apart', () => {
  const line = `from a.example by old.example.net with ESMTP; ${DATE}`;
  expect(stampOf(line, 100)).not.toBe(stampOf(line, 101));
});

it('a line with an id is that of one delivery, whatever a server makes of its size', () => {
  const line = `from a.example by old.example.net with ESMTP id 4XyZ; ${DATE}`;
  expect(stampOf(line, 100)).toBe(stampOf(line, 101));
});
