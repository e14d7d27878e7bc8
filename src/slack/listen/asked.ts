import { z } from 'zod';
import type { Command } from '../../migration/commands.ts';
import { MINUTE_MS, SECOND_MS } from '../../migration/time.ts';
import type { Asked, Service } from '../../service/ports.ts';
import type { Kept } from '../answering.ts';
import { takeClick } from './clicks.ts';
import { takeCommand } from './commands.ts';
import { takeForm } from './forms.ts';
import type { House } from './house.ts';
import type { Respond } from './whisper.ts';

const KINDS = ['command', 'click', 'form'] as const;
export type AskedKind = (typeof KINDS)[number];
const askedSchema = z.object({ kind: z.enum(KINDS), body: z.looseObject({}) });

/** Slack takes answers to a request for so long. */
const OPEN_MS = 30 * MINUTE_MS;
const RESPOND_LIMIT_MS = 10 * SECOND_MS;

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
export function keeping(house: House, kind: AskedKind, body: object, resumed?: Asked): KeptRequest {
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

/** At the start: carries out what an earlier process acknowledged and never came to. Never rejects. */
export async function resumeAsked(house: House): Promise<void> {
  try {
    for (const asked of await house.asked.list()) {
      const { success, data } = askedSchema.safeParse(asked.request);
      if (!success || house.now() - asked.at > OPEN_MS) {
        house.log.warn({ at: asked.at }, 'a request of before the start is too old to be carried out');
        await house.asked.forget(asked.key);
        continue;
      }
      house.log.info({ kind: data.kind }, 'a request that was under way when the bot ended is carried out now');
      await again(house, data.kind, data.body, asked);
    }
  } catch (error) {
    house.log.error(
      { err: error },
      'what was asked for before the start could not be carried out; the next start tries',
    );
  }
}

const NOTHING = async (): Promise<void> => {};

async function again(house: House, kind: AskedKind, body: object, asked: Asked): Promise<void> {
  try {
    const respond = responder(body);
    switch (kind) {
      case 'command':
        return await takeCommand(house, body, NOTHING, respond, asked);
      case 'click':
        return await takeClick(house, body, NOTHING, respond, asked);
      case 'form':
        return await takeForm(house, body, NOTHING, undefined, asked);
    }
  } catch (error) {
    // A payload that cannot be read any more is none that can be carried out.
    house.log.error({ err: error, kind }, 'a request of before the start could not be carried out');
    await house.asked.forget(asked.key);
  }
}

/** Answers by the response_url of the request, which Slack signed; without one, `whisper` has its own way. */
function responder(body: object): Respond {
  const { response_url: url } = z.looseObject({ response_url: z.string().optional() }).parse(body);
  return async (message) => {
    if (url === undefined) throw new Error('the request has no response_url');
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
      signal: AbortSignal.timeout(RESPOND_LIMIT_MS),
    });
    if (!response.ok) throw new Error(`the response_url answered ${response.status}`);
  };
}
