import type { ClientPlan, WorldPlan } from './plan.ts';

/** What has really been done to a client, whatever its owner says. */
export type ClientState = { readonly plan: ClientPlan; readonly pinnedAt?: number; readonly restoredAt?: number };

/** One line of the list of accounts that the team hands to the bot. */
export type Account = {
  readonly address: string;
  readonly oldLogin: string;
  readonly oldPassword: string;
  readonly newLogin: string;
  readonly newPassword: string;
};

/** What is in the team's hands: its clients and its list of passwords. */
export type TeamAffairs = {
  clients(): readonly ClientState[];
  pin(clientId: string, now: number): void;
  restore(clientId: string, now: number): void;
  /** The list as the team has it; one password in it is wrong until it is corrected. */
  accounts(): readonly Account[];
  correctPassword(): void;
};

export const openTeamAffairs = (plan: WorldPlan): TeamAffairs => {
  const clients = new Map(plan.clients.map((client): [string, ClientState] => [client.id, { plan: client }]));
  let corrected = false;
  const change = (id: string, patch: Partial<ClientState>): void => {
    const client = clients.get(id);
    if (client === undefined) throw new Error(`no client ${id}`);
    clients.set(id, { ...client, ...patch });
  };
  return {
    clients: () => [...clients.values()],
    pin: (id, now) => change(id, { pinnedAt: now }),
    restore: (id, now) => change(id, { restoredAt: now }),
    accounts: () =>
      plan.mailboxes.map((mailbox) => ({
        address: mailbox.address,
        oldLogin: mailbox.address,
        oldPassword: mailbox.oldPassword,
        newLogin: mailbox.address,
        newPassword: corrected ? mailbox.newPassword : mailbox.listedNewPassword,
      })),
    correctPassword: () => {
      corrected = true;
    },
  };
};
