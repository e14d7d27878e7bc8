import type { ChannelQueue } from '../delivery/queue.ts';

/** A message that was clicked, and the way to change it. */
export type Held = {
  readonly channel: string;
  readonly ts: string;
  /** Puts it there without whatever could be pressed again, and with a line that says why. */
  readonly hide: () => Promise<void>;
  /** Puts it there as it was when it was clicked. */
  readonly show: () => Promise<void>;
};

/** A click under way on a message that everybody sees. */
export type Hold = {
  /** Takes the buttons off while work goes on; not where the message says something newer by now. */
  readonly hold: () => Promise<void>;
  /** What the message asked for is settled: `replace` says so, and nothing is put back over it. */
  readonly settle: (replace: () => Promise<void>) => Promise<void>;
  /** Work has ended: the buttons come back, unless the message was edited meanwhile or another click is still at work. */
  readonly release: () => Promise<void>;
};

/** Who works on which message, and which messages were edited when: what a click puts back never covers an edit. */
export type Holding = {
  readonly begin: (held: Held) => Hold;
  /** The message says something newer now. */
  readonly edited: (channel: string, ts: string) => void;
};

/** Edits of older messages than these are forgotten: no click works that long. */
const MOST_REMEMBERED = 2_000;

/** `queue`: the one that announcements wait in, so that no edit of theirs is on its way while the buttons go or come. */
export function createHolding(queue: ChannelQueue): Holding {
  const edits = new Map<string, number>();
  const atWork = new Map<string, number>();
  const inTurn = createTurns();
  let count = 0;

  const edited = (channel: string, ts: string): void => {
    count += 1;
    const key = `${channel} ${ts}`;
    edits.delete(key);
    edits.set(key, count);
    const [oldest] = edits.keys();
    if (edits.size > MOST_REMEMBERED && oldest !== undefined) edits.delete(oldest);
  };

  return {
    edited,
    begin: ({ channel, ts, hide, show }) => {
      const key = `${channel} ${ts}`;
      const editAtClick = edits.get(key);
      const isAsClicked = (): boolean => edits.get(key) === editAtClick;
      const inQueue = (work: () => Promise<void>): Promise<void> => inTurn(key, () => queue.run(channel, work));
      let isHeld = false;
      return {
        hold: () =>
          inQueue(async () => {
            if (!isAsClicked()) return;
            isHeld = true;
            atWork.set(key, (atWork.get(key) ?? 0) + 1);
            await hide();
          }),
        settle: (replace) => {
          edited(channel, ts);
          return inTurn(key, replace);
        },
        release: async () => {
          if (!isHeld) return;
          const left = (atWork.get(key) ?? 1) - 1;
          if (left > 0) atWork.set(key, left);
          else atWork.delete(key);
          if (left > 0) return;
          await inQueue(async () => {
            if (isAsClicked() && !atWork.has(key)) await show();
          });
        },
      };
    },
  };
}

/** One change of a message after the other. */
function createTurns(): (key: string, work: () => Promise<void>) => Promise<void> {
  const last = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const before = last.get(key) ?? Promise.resolve();
    const mine = before.then(work);
    const settled = mine
      .catch(() => {})
      .then(() => {
        if (last.get(key) === settled) last.delete(key);
      });
    last.set(key, settled);
    return mine;
  };
}
