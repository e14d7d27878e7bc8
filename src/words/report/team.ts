import type { ClientMark } from '../../migration/client-facts.ts';
import type { Client } from '../../migration/facts.ts';
import type { Report } from '../../migration/report.ts';
import type { Speaker } from '../engine.ts';
import { sayItem } from '../item.ts';
import { bullets, chapter, table } from './text.ts';

/** Names of Slack users by their ids, as far as they are known. */
export type Names = Readonly<Record<string, string>>;

/** Clients, checklist, waivers, incidents, and who is who. */
export function peopleChapters(say: Speaker, report: Report, names: Names): readonly string[] {
  const { t } = say;
  const { clients, checklist, waivers, incidents } = report;
  return [
    ...chapter(
      t('report:clients', { count: clients.length }),
      table(
        [
          t('report:column-client'),
          t('report:column-owner'),
          t('report:column-pinned'),
          t('report:column-sending'),
          t('report:column-restored'),
        ],
        clients.map((client) => [
          say.text(client.name),
          client.owner === undefined ? '' : say.actor(client.owner),
          mark(say, client, 'pinned'),
          mark(say, client, 'sending'),
          mark(say, client, 'restored'),
        ]),
      ),
    ),
    ...chapter(
      t('report:checklist'),
      checklist.length === 0
        ? t('report:checklist-none')
        : bullets(
            checklist.map(({ item, at, by }) => t('report:ticked', { item: say.code('checklist', item), at, by })),
          ),
    ),
    ...chapter(
      t('report:waivers', { count: waivers.length }),
      waivers.length === 0
        ? t('report:waivers-none')
        : bullets(
            waivers.map(({ gate, criterion, item, reason, by, at }) =>
              t('report:waiver', { gate, criterion, item: sayItem(say, item), reason, by, at }),
            ),
          ),
    ),
    ...(incidents.length === 0
      ? []
      : chapter(
          t('report:incidents', { count: incidents.length }),
          bullets(
            incidents.map(({ code, at, subject }) =>
              t('report:incident', { code: say.code('incidents', code), at, subject }),
            ),
          ),
        )),
    ...people(say, report, names),
  ];
}

/** Who has done it: the owner, or somebody on their behalf. */
function mark(say: Speaker, client: Client, which: ClientMark): string {
  const done = client[which];
  if (done === undefined) return say.t('report:not-done');
  const isOwn = client.owner === undefined || client.owner === done.by;
  return say.t(isOwn ? 'report:done-by' : 'report:done-for', done);
}

const USER = /^[UW][A-Z0-9]{2,}$/;

/** Slack's ids of everybody that the report names. */
export function actorsOf(report: Report): readonly string[] {
  const acting = [
    report.migration.startedBy,
    ...report.migration.approvers,
    ...report.history.map(({ event }) => event.by),
    ...report.clients.flatMap(({ owner }) => owner ?? []),
    ...report.mailboxes.flatMap(({ owner }) => owner ?? []),
  ].filter((actor) => USER.test(actor));
  return [...new Set(acting)].sort();
}

/** Slack's ids are what the record holds; names may change. */
function people(say: Speaker, report: Report, names: Names): readonly string[] {
  const { t } = say;
  const ids = actorsOf(report);
  return chapter(
    t('report:people'),
    table(
      [t('report:column-id'), t('report:column-name'), t('report:column-role')],
      [
        ...ids.map((id) => [
          say.actor(id),
          names[id] === undefined ? t('report:name-unknown') : say.text(names[id]),
          report.migration.approvers.includes(id) ? t('report:approver') : '',
        ]),
        ...report.migration.approverGroups.map(({ id, name }) => [
          id,
          say.text(`@${name}`),
          t('report:approver-group'),
        ]),
      ],
    ),
  );
}
