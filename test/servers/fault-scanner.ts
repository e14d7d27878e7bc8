/**
 * A part of what one side says. Lines are whole, with their line end; a literal (RFC 3501 section 4.3) comes in as many
 * parts as it arrives in, `offset` telling where in it this part begins; of an opaque stream nothing is known.
 */
export type Part =
  | {
      readonly kind: 'line';
      readonly bytes: Buffer;
      /** A line that goes on after a literal is not the beginning of a command. */
      readonly begins: boolean;
      /** The literal that it announces; `waits`: it is sent only when the other side says so (no LITERAL+). */
      readonly literal?: { readonly size: number; readonly waits: boolean };
    }
  | { readonly kind: 'literal'; readonly bytes: Buffer; readonly offset: number; readonly size: number }
  | { readonly kind: 'opaque'; readonly bytes: Buffer };

export type Scanner = {
  /** Parts are handed on one by one: what one of them sets off decides how the next is read. */
  take(bytes: Buffer, handOn: (part: Part) => void): void;
  /** From here on nothing is understood: TLS or a compressed stream begins. Tells what was held back until now. */
  giveUp(): Buffer;
  /** The literal that was announced never comes: the command that held it was refused. */
  forgetLiteral(): void;
};

const LINE_FEED = 0x0a;
/** First byte of a TLS record that carries a handshake. */
const HANDSHAKE = 0x16;

/** Takes one direction of a line-based protocol apart, IMAP's literals told from lines. */
export function createScanner(): Scanner {
  let held: Buffer = Buffer.alloc(0);
  let literal: { readonly size: number; passed: number } | undefined;
  let begins = true;
  let isOpaque = false;

  function takeLine(): Part | undefined {
    const end = held.indexOf(LINE_FEED);
    if (end < 0) return undefined;
    const bytes = held.subarray(0, end + 1);
    held = held.subarray(end + 1);
    const announced = /\{(\d{1,10})(\+?)\}\r?\n$/.exec(bytes.subarray(-16).toString('latin1'));
    const line = { kind: 'line', bytes, begins } as const;
    begins = announced === null;
    if (announced === null) return line;
    const size = Number(announced[1]);
    literal = size > 0 ? { size, passed: 0 } : undefined;
    return { ...line, literal: { size, waits: announced[2] === '' } };
  }

  function takeLiteral(open: { readonly size: number; passed: number }): Part | undefined {
    if (held.length === 0) return undefined;
    const bytes = held.subarray(0, open.size - open.passed);
    held = held.subarray(bytes.length);
    const part = { kind: 'literal', bytes, offset: open.passed, size: open.size } as const;
    open.passed += bytes.length;
    if (open.passed === open.size) literal = undefined;
    return part;
  }

  function takeAll(): Part | undefined {
    const bytes = held;
    held = Buffer.alloc(0);
    return bytes.length === 0 ? undefined : { kind: 'opaque', bytes };
  }

  return {
    take(bytes, handOn) {
      if (held.length === 0 && literal === undefined && bytes[0] === HANDSHAKE) isOpaque = true;
      held = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
      for (;;) {
        const part = isOpaque ? takeAll() : literal === undefined ? takeLine() : takeLiteral(literal);
        if (part === undefined) return;
        handOn(part);
      }
    },
    giveUp() {
      isOpaque = true;
      const rest = held;
      held = Buffer.alloc(0);
      return rest;
    },
    forgetLiteral() {
      literal = undefined;
      begins = true;
    },
  };
}
