import type { Command } from '../../migration/commands.ts';
import type { Asked, AskedStore, Service } from '../../service/ports.ts';
import type { Kept } from '../answering.ts';
import type { Door } from '../visit.ts';

export const ASKED_KINDS = ['command', 'click', 'home', 'form'] as const;
export type AskedKind = (typeof ASKED_KINDS)[number];

/** What would be done a second time if it were carried out once more; the rest is then so already. */
const NOT_TWICE: ReadonlySet<Command['kind']> = new Set(['add-clients', 'waive'] as const);

export type KeptRequest = Kept & {
  /** The service, for which what may not be done twice ends the request by its very commit. */
  readonly settling: (service: Service) => Service;
};

/**
 * Keeps a request of a person from the moment when it is acknowledged before it is carried out. `resumed`: it was kept by
 * an earlier process already.
 */
export function keeping(
  house: Pick<Door, 'now' | 'log' | 'stopping'> & { readonly asked: AskedStore },
  kind: AskedKind,
  body: object,
  resumed?: Asked,
): KeptRequest {
  const key = resumed?.key ?? house.asked.key(house.now());
  let isKept = resumed !== undefined;
  let isDone = false;
  return {
    async keep() {
      if (isKept || isDone) return;
      isKept = true;
      const { token: _, ...rest } = { token: undefined, ...body };
      try {
        await house.asked.keep({ key, at: house.now(), request: { kind, body: rest } });
      } catch (error) {
        house.log.warn({ err: error }, 'a request under way is not kept: were the bot killed now, it would be lost');
      }
    },
    async forget() {
      isDone = true;
      if (!isKept) return;
      try {
        await house.asked.forget(key);
      } catch (error) {
        house.log.warn({ err: error }, 'a request that was carried out is still kept; the next start does it again');
      }
    },
    isLeft: () => isKept && !isDone && house.stopping.aborted,
    settling: (service) => ({
      ...service,
      change: (id, command) =>
        service.change(id, command, () => {
          if (!NOT_TWICE.has(command.kind)) return undefined;
          isDone = true;
          return isKept ? key : undefined;
        }),
    }),
  };
}
