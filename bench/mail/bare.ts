import { ImapFlow } from 'imapflow';
import type { MailAccount } from '../../src/mail/account.ts';
import type { Dialer } from '../../src/net/dial.ts';

/**
 * The least that a look into a mailbox can cost: connect, log in, log out. The same library over the same dialer, with
 * the settings of the survey's sessions, and nothing of ours around it but the dialer's budget.
 */
export function logInAndOut(dialer: Dialer, account: MailAccount): Promise<void> {
  return dialer.withBudget(account.address, async () => {
    const client = new ImapFlow({
      ...dialer.endpoint(account.address, account.port, 'tcp'),
      secure: true,
      tls: dialer.tlsSettings(account.address, { verification: 'report' }),
      auth: { user: account.user, pass: account.password },
      clientInfo: { name: 'mail-migration-bot' },
      logger: false,
      disableAutoIdle: true,
      disableCompression: true,
      disableAutoEnable: true,
    });
    try {
      await client.connect();
      await client.logout();
    } finally {
      client.close();
    }
  });
}
