export type Direction = 'to-server' | 'to-client';

/** When a fault happens. All counting is of what passes while the fault is armed, over all sessions; `nth` is 1 unless told. */
export type FaultMoment =
  /** When so many bytes of one session have passed in this direction (of TLS that is not ours: as they are on the wire). */
  | { readonly at: 'byte'; readonly direction: Direction; readonly byte: number }
  /** Within the nth literal that is longer than `byte`, when so many bytes of it have passed. */
  | { readonly at: 'literal'; readonly direction: Direction; readonly byte: number; readonly nth?: number }
  /** At the nth command that matches (without its tag): the server never sees it. */
  | { readonly at: 'command'; readonly command: RegExp; readonly nth?: number }
  /** When the server has done the nth command that matches, and answers it: the client never learns of it. IMAP only. */
  | { readonly at: 'answer'; readonly command: RegExp; readonly nth?: number };

/**
 * What happens. `end` closes in order, `reset` by a TCP reset, `stall` leaves the session open and silent for good.
 * `say` answers the client in the server's stead (`{tag}` stands for the command's tag), the session goes on unless it
 * is to `end`; of bytes it can only be said when the session ends.
 */
export type FaultDeed = 'end' | 'reset' | 'stall' | { readonly say: string; readonly end?: boolean };

/** `times`: how often it happens, 1 unless told; counting begins anew after each. */
export type Fault = FaultMoment & { readonly deed: FaultDeed; readonly times?: number };

/** What remains of a fault, and what it has counted. */
export type ArmedFault = { readonly fault: Fault; left: number; seen: number };

/** Counts a command for the faults that await one at this moment. The one that is due, if any; `texts`: with and without tag. */
export function countCommand(
  armed: readonly ArmedFault[],
  at: 'command' | 'answer',
  texts: readonly string[],
): ArmedFault | undefined {
  for (const one of armed) {
    const { fault } = one;
    if (one.left === 0 || fault.at !== at || !texts.some((text) => fault.command.test(text))) continue;
    one.seen += 1;
    if (one.seen >= (fault.nth ?? 1)) return one;
  }
  return undefined;
}

/** Counts a literal that begins. Those faults that are due within it. */
export function countLiteral(armed: readonly ArmedFault[], direction: Direction, size: number) {
  const due: { readonly armed: ArmedFault; readonly byte: number }[] = [];
  for (const one of armed) {
    const { fault } = one;
    if (one.left === 0 || fault.at !== 'literal' || fault.direction !== direction || size <= fault.byte) continue;
    one.seen += 1;
    if (one.seen >= (fault.nth ?? 1)) due.push({ armed: one, byte: fault.byte });
  }
  return due;
}

/** The fault that awaits one of these bytes of a session. */
export function faultAtByte(armed: readonly ArmedFault[], direction: Direction, from: number, end: number) {
  for (const one of armed) {
    const { fault } = one;
    if (one.left === 0 || fault.at !== 'byte' || fault.direction !== direction) continue;
    if (fault.byte >= from && fault.byte < end) return { atByte: fault.byte, armed: one };
  }
  return undefined;
}
