import type { Command } from '../../src/migration/commands.ts';
import type { Language } from '../../src/migration/facts.ts';
import { type Instant, MINUTE_MS } from '../../src/migration/time.ts';
import { MAILBOXES } from '../../test/migration/a-migration.ts';
import { day, TIMES } from './world.ts';

/** Who takes part, by Slack's ids. */
export const PEOPLE: Readonly<Record<string, string>> = { UAOI: 'aoi', UKEN: 'ken', UMIKA: 'mika', UREN: 'ren' };
export const CHANNEL = 'mail-move';

export type Deed = { readonly at: Instant; readonly command: Command };

const CLIENTS = {
  en: ['Scanner, 2nd floor', 'Ken’s Outlook', 'Aoi’s phone', 'Web form'],
  ja: ['2階の複合機', '健のOutlook', '葵の電話', '問い合わせフォーム'],
} as const;

/** What the people of a quiet migration do, day by day: the first one is day 0. */
export function deeds(lang: Language): readonly Deed[] {
  const [scanner, outlook, phone, form] = CLIENTS[lang];
  const mark = (at: Instant, mark: 'pinned' | 'sending' | 'restored', client: string, by: string): Deed => ({
    at,
    command: { kind: 'mark-client', by, client, mark, done: true },
  });
  const step = (at: Instant, name: 'inventory' | 'prepare' | 'close' | 'retire'): Deed => ({
    at,
    command: { kind: 'mark-step', by: 'UAOI', step: name, done: true },
  });
  const checked = (at: Instant, items: readonly string[]): readonly Deed[] =>
    items.map((item) => ({ at, command: { kind: 'mark-checklist', by: 'UAOI', item, done: true } }));
  const by = 'UAOI';
  const owned = ([mailbox, owner]: readonly [string, string]): Deed => ({
    at: day(0, 0, 6),
    command: { kind: 'set-owner', by, mailbox, owner },
  });
  const office = {
    id: 'office',
    kind: 'outside',
    host: 'mail.office.example',
    port: 587,
    security: 'starttls',
  } as const;
  const relay = {
    id: 'oldhost',
    kind: 'old',
    host: 'relay.oldhost.example',
    port: 587,
    security: 'starttls',
  } as const;
  const archived = { kind: 'report-archive', by, mailboxes: 2, messages: 80 } as const;
  return [
    {
      at: day(0, 0, 5),
      command: { kind: 'add-mailboxes', by, mailboxes: MAILBOXES.map((address) => ({ address, watch: 'login' })) },
    },
    ...(
      [
        [MAILBOXES[0], 'UAOI'],
        [MAILBOXES[1], 'UKEN'],
      ] as const
    ).map(owned),
    {
      at: day(0, 0, 20),
      command: {
        kind: 'add-clients',
        by,
        clients: [
          { name: scanner, owner: 'UREN', protocols: ['smtp'], kind: 'scanner', user: 'ken@kitano.example' },
          { name: outlook, owner: 'UKEN', protocols: ['imap', 'smtp'], kind: 'outlook', user: 'ken@kitano.example' },
          { name: phone, owner: 'UAOI', protocols: ['imap', 'smtp'], kind: 'phone', user: 'aoi@kitano.example' },
          { name: form, owner: 'UKEN', protocols: ['smtp'], kind: 'web-form', user: 'aoi@kitano.example' },
        ],
      },
    },
    {
      at: day(0, 0, 30),
      command: { kind: 'set-contract', by, side: 'old', contract: { endsOn: '2026-10-31', noticeDays: 14 } },
    },
    {
      at: day(0, 6),
      command: {
        kind: 'credentials-imported',
        by,
        entries: MAILBOXES.flatMap((mailbox) =>
          (['old', 'new'] as const).map((side) => ({ mailbox, side, version: 1 })),
        ),
      },
    },
    { at: day(0, 6, 5), command: { kind: 'set-selectors', by, selectors: ['s1'] } },
    step(day(0, 7), 'inventory'),
    ...checked(day(1, 1, 30), ['forwarders', 'aliases', 'catch-all', 'lists', 'filters', 'shared-mailboxes']),
    { at: day(1, 1, 40), command: { kind: 'set-relay', by, relay: office } },
    step(day(1, 2), 'prepare'),
    mark(day(1, 4), 'pinned', 'c2', 'UKEN'),
    mark(day(1, 4, 1), 'pinned', 'c4', 'UKEN'),
    mark(day(1, 5), 'pinned', 'c3', 'UAOI'),
    mark(day(2, 1), 'pinned', 'c1', 'UREN'),
    { at: day(3, 2), command: { kind: 'set-window', by, executor: by, from: day(7), to: day(7, 2) } },
    { at: day(6, 4), command: { kind: 'request-approval', by, gate: 'cut-over' } },
    { at: day(6, 4, 12), command: { kind: 'approve', by: 'UMIKA', gate: 'cut-over', round: 1 } },
    { at: TIMES.begun, command: { kind: 'begin-rewrite', by } },
    { at: TIMES.allServers + 6 * MINUTE_MS, command: { kind: 'keep-rewrite', by } },
    mark(day(7, 0, 25), 'sending', 'c3', 'UAOI'),
    mark(day(7, 0, 40), 'sending', 'c1', 'UREN'),
    mark(day(7, 1), 'sending', 'c2', 'UKEN'),
    mark(day(7, 1, 1), 'sending', 'c4', 'UKEN'),
    { at: day(10, 1), command: { kind: 'request-approval', by, gate: 'switch-back' } },
    { at: day(10, 1, 20), command: { kind: 'approve', by: 'UKEN', gate: 'switch-back', round: 1 } },
    mark(day(10, 2), 'restored', 'c2', 'UKEN'),
    mark(day(10, 2, 1), 'restored', 'c4', 'UKEN'),
    mark(day(10, 4), 'restored', 'c3', 'UAOI'),
    mark(day(13, 1), 'restored', 'c1', 'UREN'),
    step(TIMES.shut, 'close'),
    { at: day(16, 1, 20), command: { kind: 'set-relay', by, relay } },
    { at: day(16, 2), command: { ...archived, restored: false } },
    { at: day(16, 3), command: { ...archived, restored: true } },
    ...checked(day(16, 4), ['calendars-contacts', 'devices', 'retention', 'contract-dates', 'other-services']),
    { at: day(23, 2), command: { kind: 'request-approval', by, gate: 'cancel' } },
    { at: day(23, 2, 15), command: { kind: 'approve', by: 'UKEN', gate: 'cancel', round: 1 } },
    { at: day(23, 4), command: { kind: 'approve', by: 'UMIKA', gate: 'cancel', round: 1 } },
    step(day(23, 6), 'retire'),
  ];
}
