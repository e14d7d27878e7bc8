import type { Socket } from 'node:net';
import { createScanner, type Part, type Scanner } from './fault-scanner.ts';
import { type ArmedFault, countCommand, countLiteral, type Direction, faultAtByte } from './faults.ts';
import { createSlowLine, type LineOptions, type SlowLine } from './slow-line.ts';

/** Both ends of a session as they are spoken with (within TLS where that is ours), and the way to reset what is beneath. */
export type Ends = { readonly client: Socket; readonly server: Socket; reset(): void };

type Line = Extract<Part, { kind: 'line' }>;
type Cut = { readonly atByte: number; readonly armed: ArmedFault };
type Way = {
  readonly direction: Direction;
  readonly line: SlowLine;
  readonly scanner: Scanner;
  passedBytes: number;
  /** Where in this way, counted in bytes passed, a fault awaits. */
  cuts: readonly Cut[];
};

/** Carries one session, and does to it what is armed. */
export function runSession(ends: Ends, line: LineOptions, armed: readonly ArmedFault[], onFired: () => void): void {
  const toServer = wayTo('to-server', ends.client, ends.server, line);
  const toClient = wayTo('to-client', ends.server, ends.client, line);
  let isOver = false;
  /** A command that is kept from the server, up to its end. */
  let isSwallowing = false;
  let isStartingTls = false;
  /** The tag whose answer the client is never to see. */
  let withheld: { readonly tag: string; readonly armed: ArmedFault } | undefined;
  /** What is to be said in the server's stead, once it does not fall into the middle of what the server says. */
  const toSay: { readonly text: string; readonly end: boolean }[] = [];
  let isServerMidway = false;

  function emit(way: Way, bytes: Buffer): void {
    if (isOver || bytes.length === 0) return;
    const cut = nextCut(way, way.passedBytes + bytes.length, armed);
    const passing = cut === undefined ? bytes : bytes.subarray(0, cut.atByte - way.passedBytes);
    way.passedBytes += passing.length;
    if (passing.length > 0) way.line.write(passing);
    if (cut === undefined) return;
    fire(cut.armed, '*');
    emit(way, bytes.subarray(passing.length));
  }

  function fire(one: ArmedFault, tag: string): void {
    one.left -= 1;
    one.seen = 0;
    onFired();
    const { deed } = one.fault;
    if (typeof deed === 'object') say(deed.say.replaceAll('{tag}', tag), deed.end === true);
    else if (deed === 'end') finish();
    else isOver = true;
    // What passed before the fault leaves first, as far as a reset lets it.
    if (deed === 'reset') toServer.line.whenLeft(() => toClient.line.whenLeft(() => setImmediate(ends.reset)));
  }

  /** Both sides are told the end in order; what they still say is not listened to. */
  function finish(): void {
    isOver = true;
    toServer.line.whenLeft(() => ends.server.end());
    toClient.line.whenLeft(() => ends.client.end());
  }

  function say(text: string, end: boolean): void {
    toSay.push({ text, end });
    if (!isServerMidway) sayAll();
  }

  function sayAll(): void {
    for (const { text, end } of toSay.splice(0)) {
      if (isOver) return;
      toClient.line.write(Buffer.from(`${text}\r\n`));
      if (end) finish();
    }
  }

  function fromClient(part: Part): void {
    if (isSwallowing) swallow(part);
    else if (part.kind === 'line' && part.begins) beginCommand(part);
    else {
      awaitCuts(toServer, part, armed);
      emit(toServer, part.bytes);
    }
  }

  function beginCommand(part: Line): void {
    const text = part.bytes.toString('latin1').trimEnd();
    const tag = text.split(' ', 1)[0] ?? '';
    const command = text.slice(tag.length + 1);
    const due = countCommand(armed, 'command', [command, text]);
    const isUnreadable = /^COMPRESS /i.test(command);
    isSwallowing = due !== undefined || isUnreadable;
    if (due !== undefined) fire(due, tag);
    else if (isUnreadable) say(`${tag} NO it could not be read any more`, false);
    if (isSwallowing) swallow(part);
    else passCommand(part, tag, command);
  }

  function passCommand(part: Line, tag: string, command: string): void {
    const due = countCommand(armed, 'answer', [command]);
    if (due !== undefined) withheld = { tag, armed: due };
    emit(toServer, part.bytes);
    // What follows is a handshake (IMAP and SMTP, POP3).
    isStartingTls = /^STARTTLS$/i.test(command) || /^(?:STARTTLS|STLS)$/i.test(tag);
    if (isStartingTls) emit(toServer, toServer.scanner.giveUp());
  }

  /** A literal that waits to be asked for is never sent once its command is refused. */
  function swallow(part: Part): void {
    if (part.kind !== 'line' || (part.literal !== undefined && !part.literal.waits)) return;
    isSwallowing = false;
    if (part.literal !== undefined) toServer.scanner.forgetLiteral();
  }

  function fromServer(part: Part): void {
    const isLine = part.kind === 'line' && part.begins;
    if (isLine && withheld !== undefined && part.bytes.toString('latin1').startsWith(`${withheld.tag} `)) {
      const { armed: due, tag } = withheld;
      withheld = undefined;
      fire(due, tag);
    } else {
      awaitCuts(toClient, part, armed);
      emit(toClient, part.bytes);
    }
    isServerMidway = part.kind === 'literal' || (part.kind === 'line' && part.literal !== undefined);
    if (!isServerMidway) sayAll();
    if (isStartingTls && part.kind === 'line') emit(toClient, toClient.scanner.giveUp());
  }

  function carry(way: Way, from: Socket, to: Socket, take: (part: Part) => void): void {
    from.on('data', (bytes: Buffer) => {
      if (!isOver) way.scanner.take(bytes, (part) => !isOver && take(part));
    });
    // The end of one side is the end of the other, after all that was under way; what a fault silenced stays silent.
    from.once('end', () => {
      if (isOver) return from.destroySoon();
      emit(way, way.scanner.giveUp());
      way.line.whenLeft(() => to.end());
    });
    from.once('close', () => way.line.whenLeft(() => to.destroySoon()));
    to.once('close', () => way.line.close());
  }
  carry(toServer, ends.client, ends.server, fromClient);
  carry(toClient, ends.server, ends.client, fromServer);
}

function wayTo(direction: Direction, source: Socket, target: Socket, line: LineOptions): Way {
  return { direction, line: createSlowLine(source, target, line), scanner: createScanner(), passedBytes: 0, cuts: [] };
}

/** A fault within a literal is one at a byte, as soon as it is known which literal. */
function awaitCuts(way: Way, part: Part, armed: readonly ArmedFault[]): void {
  if (part.kind !== 'literal' || part.offset !== 0) return;
  const due = countLiteral(armed, way.direction, part.size);
  way.cuts = due.map((one) => ({ atByte: way.passedBytes + one.byte, armed: one.armed }));
}

function nextCut(way: Way, end: number, armed: readonly ArmedFault[]): Cut | undefined {
  const cut = way.cuts.find((one) => one.atByte >= way.passedBytes && one.atByte < end && one.armed.left > 0);
  return cut ?? faultAtByte(armed, way.direction, way.passedBytes, end);
}
