import { domainToUnicode } from 'node:url';
import type { Message } from '../slack/workspace.ts';
import type { World } from '../world/world.ts';
import { kindOf, saidIn } from './channel.ts';
import { refusesFor, type Telling } from './told.ts';

/** What the bot must say of the domain's mail in this world. */
export function mailTellings({ plan }: World): readonly Telling[] {
  const { alias, monthly, traits } = plan;
  return [
    ...(alias === undefined ? [] : [named('alias', alias.address, 'addresses')]),
    ...(alias === undefined || traits.oldRefuses !== true ? [] : [named('old-refuses', alias.address, 'old-refuses')]),
    ...(monthly === undefined
      ? []
      : [
          {
            kind: 'monthly' as const,
            names: monthly.from,
            // It writes once a month: until it has, whoever asks why the old server must stay is told of it.
            isIt: (message: Message) =>
              message.answers?.startsWith('/migration gate cancel') === true && refusesFor(message, monthly.from),
          },
        ]),
  ];
}

function named(kind: 'alias' | 'old-refuses', names: string, of: string): Telling {
  return { kind, names, isIt: (message) => kindOf(message) === of && namesAddress(message, names) };
}

/** Whether an address stands in a message, or in a line of one; its domain may be shown in its own script. */
export function namesAddress(message: Message | string, address: string): boolean {
  const said = typeof message === 'string' ? message : saidIn(message);
  const at = address.lastIndexOf('@');
  return (
    said.includes(address) || said.includes(`${address.slice(0, at + 1)}${domainToUnicode(address.slice(at + 1))}`)
  );
}

/** Whether a message tells by which paths stragglers came: to the channel, or to whoever asks. */
export function namesPaths(message: Message): boolean {
  const kind = kindOf(message) ?? '';
  return kind === 'stragglers' || kind === 'rescued' || message.answers?.startsWith('/migration stragglers') === true;
}
