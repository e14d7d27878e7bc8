import { createMetrics } from '../../src/metrics.ts';
import { type Courier, type CourierDeps, createCourier } from '../../src/service/outbox.ts';
import type { OutboxEntry } from '../../src/store/outbox.ts';
import { type SlackModel, slackModel } from './channel-model.ts';
import { type Desk, openDesk, quiet } from './desk.ts';

export type Post = {
  readonly desk: Desk;
  readonly slack: SlackModel;
  readonly courier: Courier;
  /** Another courier on the same store, as after a restart; parts of it may be replaced. */
  readonly hire: (parts?: Partial<CourierDeps>) => Courier;
};

/** A desk, a Slack, and a courier between them. */
export function openPost({ canFind = true } = {}): Post {
  const desk = openDesk();
  const slack = slackModel({ clock: desk.clock, canFind });
  const hire: Post['hire'] = (parts) =>
    createCourier({
      outbox: desk.store.outbox,
      read: desk.migrations.read,
      change: desk.migrations.change,
      delivery: slack,
      now: () => desk.clock.at,
      log: quiet,
      metrics: createMetrics(),
      ...parts,
    });
  return { desk, slack, courier: hire(), hire };
}

/** The kind of what each message says now, in the order of posting. */
export const kinds = (slack: SlackModel, channel?: string): readonly string[] =>
  slack.messages(channel).map(({ says }) => says.kind);

/** What is not delivered yet. */
export const waiting = async ({ desk }: Post): Promise<readonly OutboxEntry[]> =>
  (await desk.store.outbox.pending({ limit: 10_000 })).map(({ entry }) => entry);

/** Tells a person something by a direct message, with or without a slot to edit. */
export async function tell(
  { desk }: Post,
  id: string,
  to: string,
  slot?: string,
  more: { readonly editOnly?: boolean } = {},
): Promise<void> {
  const loaded = await desk.store.load(id);
  if (loaded === undefined) throw new Error('no such migration');
  const { migration, version } = loaded;
  const payload = { kind: 'carried-over', recipient: to, mailboxes: ['aoi@example.jp'], lines: [], total: 1 };
  const outcome = await desk.store.commit({
    id,
    expectedVersion: version,
    migration,
    place: migration.facts.place,
    journal: [],
    outbox: [
      { createdAt: desk.clock.at, kind: payload.kind, to, payload: { ...payload, ...(slot && { slot }), ...more } },
    ],
    nextDueAt: undefined,
    ended: false,
  });
  if (outcome !== 'committed') throw new Error(`not committed: ${outcome}`);
}
