import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Language } from '../../migration/facts.ts';
import type { Migration } from '../../migration/record.ts';
import { type Report, reportOf } from '../../migration/report.ts';
import type { Instant } from '../../migration/time.ts';
import type { Service } from '../../service/ports.ts';
import { actorsOf } from '../../words/report/team.ts';
import { sayReport } from '../../words/report.ts';
import type { UploadFile } from '../pictures/upload.ts';

export type ReportDeps = { readonly client: WebClient; readonly service: Pick<Service, 'journal'> };

/** A name more or less is no reason to wait for: the ids stand in the report in any case. */
const MOST_NAMES = 50;

/** The report of a migration as two files, one for people and one for programs; `name` without its ending. */
export async function reportFiles(
  { client, service }: ReportDeps,
  migration: Migration,
  { lang, now, name }: { readonly lang: Language; readonly now: Instant; readonly name: string },
): Promise<readonly UploadFile[]> {
  const { lines, head } = await service.journal(migration.id);
  const report = reportOf(migration, lines, head, now);
  const text = sayReport(report, lang, await namesOf(client, report));
  const file = (ending: string, content: string): UploadFile => ({
    filename: `${name}.${ending}`,
    title: `${migration.facts.domain} ${ending}`,
    bytes: new TextEncoder().encode(content),
  });
  return [file('md', text), file('json', `${JSON.stringify(report, undefined, 2)}\n`)];
}

const userInfo = z.object({ user: z.object({ real_name: z.string().optional(), name: z.string().optional() }) });

/** Names as Slack tells them; whom it does not tell of has none. */
async function namesOf(client: WebClient, report: Report): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const user of actorsOf(report).slice(0, MOST_NAMES)) {
    const name = await nameOf(client, user);
    if (name !== undefined) found[user] = name;
  }
  return found;
}

async function nameOf(client: WebClient, user: string): Promise<string | undefined> {
  try {
    const { user: told } = userInfo.parse(await client.users.info({ user }));
    return told.real_name ?? told.name;
  } catch {
    // The report is worth more than a name: it says of such a person that the name is not known.
    return undefined;
  }
}
