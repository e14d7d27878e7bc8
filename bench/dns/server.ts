/**
 * The process that the DNS figures are measured against: `node server.ts COUNT DELAY_MS` listens on so many UDP ports of
 * 127.0.0.1 and answers every question with one address, after the delay. Sends its ports; on `tally` it sends from how
 * many source ports how many questions came since the last time.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';

const HEADER_BYTES = 12;
/** A pointer to the name of the question, A, IN, TTL 300, 192.0.2.80. */
const RECORD = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0x01, 0x2c, 0, 4, 192, 0, 2, 80]);

const [count = 1, delayMs = 0] = process.argv.slice(2).map(Number);
const sources = new Set<number>();
let questions = 0;

function onQuestion(socket: Socket, query: Buffer, from: RemoteInfo): void {
  questions += 1;
  sources.add(from.port);
  const answer = answerTo(query);
  const send = (): void => socket.send(answer, from.port, from.address);
  if (delayMs === 0) send();
  else setTimeout(send, delayMs);
}

function answerTo(query: Buffer): Buffer {
  let end = HEADER_BYTES;
  while (end < query.length && query[end] !== 0) end += (query[end] ?? 0) + 1;
  const answer = Buffer.concat([query.subarray(0, end + 5), RECORD]);
  // QR, RD, RA; one question, one answer, and no additional record: EDNS is not spoken here.
  answer.writeUInt16BE(0x8180, 2);
  answer.writeUInt16BE(1, 4);
  answer.writeUInt16BE(1, 6);
  answer.writeUInt32BE(0, 8);
  return answer;
}

const sockets = Array.from({ length: count }, () => {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
  socket.on('message', (query, from) => onQuestion(socket, query, from));
  return socket;
});
await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))));
process.on('message', () => {
  process.send?.({ tally: { questions, sources: sources.size } });
  questions = 0;
  sources.clear();
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ports: sockets.map((socket) => socket.address().port) });
