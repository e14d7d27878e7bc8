import type { Happening } from '../events.ts';
import type { Facts } from '../facts.ts';
import { mailboxKey } from '../keys.ts';
import type { FailureCode, Side } from '../observations.ts';

/** What a look at a mailbox came to, and with which credentials it was tried. */
type Tried = {
  readonly mailbox: string;
  readonly side: Side;
  readonly credentialsVersion: number;
  readonly result: { readonly outcome: string; readonly code?: FailureCode };
};

/** The credentials that a mailbox has now, refused for the first time: no look tries them again until they change. */
export function refusedCredentials(facts: Facts, observations: readonly Tried[]): readonly Happening[] {
  const entries = observations
    .filter(({ result }) => result.outcome === 'failed' && result.code === 'login-refused')
    .filter(({ mailbox, side, credentialsVersion }) => {
      const current = facts.mailboxes.find((known) => known.address === mailbox)?.credentials[side];
      return (
        current === credentialsVersion && facts.refusedCredentials[mailboxKey(mailbox, side)] !== credentialsVersion
      );
    })
    .map(({ mailbox, side, credentialsVersion }) => ({ mailbox, side, version: credentialsVersion }));
  return entries.length === 0 ? [] : [{ kind: 'credentials-refused', entries }];
}
