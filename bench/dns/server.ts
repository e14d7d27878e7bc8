/**
 * The process that the DNS figures are measured against: `node server.ts COUNT DELAY_MS LOSS` listens on so many ports of
 * 127.0.0.1, UDP and TCP, and answers every question with one address, after the delay. Of the datagrams, in each
 * direction, the share LOSS is dropped. Sends its ports; on `tally` it sends from how many source ports how many
 * questions came over UDP since the last time, how many over TCP, and how many datagrams were dropped.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { createServer, type Server, type Socket as Stream } from 'node:net';

const HEADER_BYTES = 12;
/** A pointer to the name of the question, A, IN, TTL 300, 192.0.2.80. */
const RECORD = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0x01, 0x2c, 0, 4, 192, 0, 2, 80]);
const MOST_TRIES = 20;

const [count = 1, delayMs = 0, loss = 0] = process.argv.slice(2).map(Number);
const sources = new Set<number>();
const tally = { questions: 0, connections: 0, lost: 0 };

function afterDelay(send: () => void): void {
  if (delayMs === 0) send();
  else setTimeout(send, delayMs);
}

function isLost(): boolean {
  const lost = loss > 0 && Math.random() < loss;
  if (lost) tally.lost += 1;
  return lost;
}

function onDatagram(socket: Socket, query: Buffer, from: RemoteInfo): void {
  tally.questions += 1;
  sources.add(from.port);
  if (isLost()) return;
  const answer = answerTo(query);
  afterDelay(() => {
    if (!isLost()) socket.send(answer, from.port, from.address);
  });
}

/** Two bytes of length in front of each message; a question may come in pieces. */
function onConnection(stream: Stream): void {
  tally.connections += 1;
  let held: Buffer = Buffer.alloc(0);
  stream.setNoDelay(true);
  stream.on('error', () => stream.destroy());
  stream.on('data', (chunk) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
      const end = 2 + held.readUInt16BE(0);
      const answer = answerTo(held.subarray(2, end));
      held = held.subarray(end);
      const framed = Buffer.alloc(2 + answer.length);
      framed.writeUInt16BE(answer.length);
      answer.copy(framed, 2);
      afterDelay(() => void (stream.writable && stream.write(framed)));
    }
  });
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

/** A datagram socket and a listener on one port, which the system chose for the first and may have given to others. */
async function listen(triesLeft = MOST_TRIES): Promise<{ readonly port: number; readonly opened: [Socket, Server] }> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 21 });
  socket.on('message', (query, from) => onDatagram(socket, query, from));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  const server = createServer(onConnection);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host: '127.0.0.1', backlog: 1_024 }, resolve);
    });
    return { port, opened: [socket, server] };
  } catch (error) {
    socket.close();
    if (triesLeft === 0) throw error;
    return await listen(triesLeft - 1);
  }
}

const listening = await Promise.all(Array.from({ length: count }, () => listen()));
process.on('message', () => {
  process.send?.({ tally: { ...tally, sources: sources.size } });
  Object.assign(tally, { questions: 0, connections: 0, lost: 0 });
  sources.clear();
});
process.on('disconnect', () => process.exit(0));
process.send?.({ ports: listening.map(({ port }) => port) });
