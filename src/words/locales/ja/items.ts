import type { items as enItems, protocols as enProtocols } from '../en/items.ts';
import type { SameKeys } from '../phrases.ts';

/** Subjects of a criterion: the key "kind:what" in words. */
export const items = {
  mailbox: '{{what}}',
  mailboxes: 'メールボックス',
  client: '端末{{what}}',
  record: '{{name}} {{type}}',
  'record-at': '{{name}} {{type}}（{{server}}）',
  server: '{{what}}',
  vantage: '{{what}}',
  host: '{{what}}',
  'host-by': '{{host}}（{{protocol, protocols}}）',
  'host-none': 'ホスト名',
  path: '経路 {{what}}',
  'path-unknown': '不明な経路',
  puzzle: '{{mailbox}} の不明な点',
  'puzzle-in': '{{mailbox}} の {{folder}} の不明な点',
  straggler: '{{mailbox}} に届いたメール',
  'straggler-in': '{{mailbox}} の {{folder}} に届いたメール',
  checklist: '「{{what, checklist}}」',
  step: '手順「{{what, steps}}」',
  gate: 'ゲート「{{what, gates}}」',
  plan: '書き換え計画',
  executor: '担当者と作業時間',
  watermark: '古いキャッシュの期限',
  operators: 'リゾルバーの運用者',
  quiet: '着信のない期間',
  suspects: '迷惑メールらしきもの',
  stragglers: '旧サーバーに届いたメール',
  quorum: '承認',
  all: 'すべて',
} as const satisfies SameKeys<typeof enItems>;

export const protocols = { imap: 'IMAP', pop3: 'POP3', smtp: 'SMTP' } as const satisfies SameKeys<typeof enProtocols>;
