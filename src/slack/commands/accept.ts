import { randomBytes } from 'node:crypto';
import { type HelperCommand, helperCommand } from '../../mail/acceptance-helper.ts';
import { addressesToAccept } from '../../migration/addresses-to-accept.ts';
import { acceptanceKey } from '../../migration/keys.ts';
import type { Side } from '../../migration/observations.ts';
import type { Migration } from '../../migration/record.ts';
import { domainsOf } from '../../migration/zones.ts';
import type { Request } from '../parse/request.ts';
import { acceptanceView } from '../views/acceptance.ts';
import { helperView } from '../views/helper.ts';
import { type Answer, reply, say, type Visit, withMigration } from '../visit.ts';

/** `accept`: what the servers last said to each address. */
export function accept(visit: Visit): Promise<Answer> {
  return withMigration(visit, (migration, words) => reply(acceptanceView(migration, words)));
}

/** `accept helper old|new`: a command that asks from elsewhere, and a button to paste what it prints. */
export function acceptHelper(visit: Visit, { side }: Extract<Request, { kind: 'accept-helper' }>): Promise<Answer> {
  return withMigration(visit, (migration, words) => {
    const { addresses: [first] = [], host = first } = migration.facts.servers[side];
    const wanted = inTurn(migration, side);
    if (wanted.length === 0 || host === undefined) return say(words.t('mail:helper-none'));
    const part = asManyAsFit(wanted, (addresses) =>
      helperCommand({
        host: first ?? host,
        side,
        addresses,
        domains: domainsOf(migration.facts),
        random: `no-such-box-${randomBytes(6).toString('hex')}`,
        foreign: FOREIGN,
      }),
    );
    return reply(helperView(migration, side, { ...part, total: wanted.length }, words));
  });
}

/** A name kept for documentation (RFC 2606): no server has a right to take mail for it from strangers. */
const FOREIGN = 'relay-test@example.com';

/** Those that nobody has an answer of first, then by the age of the answer. */
function inTurn({ facts, sightings }: Migration, side: Side): readonly string[] {
  const answeredAt = (address: string): number => sightings.acceptance?.[acceptanceKey(address, side)]?.seen?.at ?? 0;
  return addressesToAccept(facts).toSorted((one, other) => answeredAt(one) - answeredAt(other));
}

/** So long may a command become, escapes included: a block of Slack's takes 3,000. */
const COMMAND_ROOM = 2_850;
/** The answer goes into a field of 3,000 characters, of which each address takes a line. */
const MOST_ADDRESSES = 20;

export type HelperPart = { readonly command: HelperCommand; readonly addresses: readonly string[] };

/** A command is copied whole, from one block: for as many addresses as it holds, at least one. */
function asManyAsFit(wanted: readonly string[], make: (addresses: readonly string[]) => HelperCommand): HelperPart {
  for (let n = Math.min(MOST_ADDRESSES, wanted.length); ; n -= 1) {
    const addresses = wanted.slice(0, n);
    const command = make(addresses);
    const longest = Math.max(...[command.unix, command.windows].map(escapedLength));
    if (longest <= COMMAND_ROOM || n <= 1) return { command, addresses };
  }
}

const escapedLength = (text: string): number => text.replaceAll('&', '&amp;').replace(/[<>]/g, '&lt;').length;
