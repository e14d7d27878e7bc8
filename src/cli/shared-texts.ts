import type { Side } from '../migration/observations.ts';
import type { Lang } from './io.ts';
import type { SharedKind } from './shared-file.ts';

/** What is said about credentials that a whole side is logged in to with. */
export type Texts = {
  readonly wrongFile: (kind: SharedKind, fields: readonly string[]) => readonly string[];
  readonly stored: (kind: SharedKind, side: Side) => string;
  readonly everyMailbox: string;
  readonly deleteFile: (file: string) => string;
};

export function textsIn(lang: Lang): Texts {
  return lang === 'ja' ? ja : en;
}

const SHAPES = {
  oauth: [
    '  Microsoft 365: {"tenant": "…", "client_id": "…", "client_secret": "…"}',
    '  Google Workspace: {"type": "service_account", "client_email": "…", "private_key": "…"}',
  ],
  master: ['  {"user": "…", "password": "…", "acts_as": "{mailbox}"}'],
} as const satisfies Record<SharedKind, readonly string[]>;

const en: Texts = {
  wrongFile: (kind, fields) => [
    fields.length === 0
      ? 'The file is not JSON. It should be:'
      : `Missing or wrong: ${fields.join(', ')}. It should be:`,
    ...SHAPES[kind],
  ],
  stored: (kind, side) =>
    `Stored: the ${kind === 'oauth' ? 'app' : 'master user'} for the ${side} server. Every mailbox that has no credentials of its own there is logged in to with it.`,
  everyMailbox: '(mailboxes without their own)',
  deleteFile: (file) => `Delete ${file} now, or lock it away: it holds a secret.`,
};

const ja: Texts = {
  wrongFile: (kind, fields) => [
    fields.length === 0
      ? 'JSON ではありません。次の形にしてください。'
      : `足りないか、誤っています: ${fields.join('、')}。次の形にしてください。`,
    ...SHAPES[kind],
  ],
  stored: (kind, side) =>
    `${side === 'old' ? '旧サーバー' : '新サーバー'}の${kind === 'oauth' ? 'アプリ' : 'マスターユーザー'}を保管しました。固有のログイン情報のないメールボックスには、これでログインします。`,
  everyMailbox: '(固有のログイン情報のないメールボックス)',
  deleteFile: (file) => `${file} には秘密の情報が入っています。今すぐ削除するか、安全な場所に移してください。`,
};
