import type { WebClient } from '@slack/web-api';
import type { Language } from '../../migration/facts.ts';
import type { Migration } from '../../migration/record.ts';
import type { Instant } from '../../migration/time.ts';
import type { Service } from '../../service/ports.ts';
import { slackCode } from '../delivery/errors.ts';
import { UploadFailed, upload } from '../pictures/upload.ts';
import { reportFiles } from './files.ts';

/**
 * Sends the report of a migration, as it stands, to one person as a direct message with its files. False: Slack takes no
 * files, or no message, from the bot there. Rejects when Slack, or the store, could not be asked.
 */
export async function sendReport(
  deps: { readonly client: WebClient; readonly service: Pick<Service, 'journal'> },
  migration: Migration,
  to: { readonly user: string; readonly lang: Language; readonly comment: string; readonly now: Instant },
): Promise<boolean> {
  const { user, lang, comment, now } = to;
  const name = `migration-report-${migration.facts.domain}-${new Date(now).toISOString().slice(0, 10)}`;
  const files = await reportFiles(deps, migration, { lang, now, name });
  try {
    const { channel } = await deps.client.conversations.open({ users: user });
    if (channel?.id === undefined) return false;
    await upload(deps.client, { channel: channel.id, files, comment }, () => {});
    return true;
  } catch (error) {
    if (error instanceof UploadFailed || slackCode(error) !== undefined) return false;
    throw error;
  }
}
