import type * as en from '../en/uses.ts';
import type { SameKeys } from '../phrases.ts';

/** What each form of a command is for, as help shows it beside its example. */
export const uses = {
  'mailboxes-list': '移すメールボックスと、それぞれの見守り方の一覧',
  'mailboxes-add': '一覧に加える。一覧にないものは移しません',
  'mailboxes-watch': '届いたメールを何で知るかを決める（login、oauth、log、forwarded、attested、unwatched）',
  'mailboxes-owner': '読む人を登録する。移されたメールはその人に知らせます',
  'mailboxes-attest': '新しいメールがないことを、持ち主か承認者が申告する',
  'mailboxes-remove': '一覧から外す。メールはそのまま残ります',
  'addresses-list': '旧サーバーで使われているアドレスと、それぞれの扱い',
  'addresses-alias': '新サーバーでエイリアスになるもの',
  'addresses-group': 'メーリングリストかグループになるもの',
  'addresses-drop': '承認者が廃止を決める。宛てたメールは戻ることになります',
  'addresses-rest': '扱いの決まっていないものすべてを、まとめて廃止する',
  'addresses-undo': '決めた扱いを取り消す',
  'senders-list': '旧サーバーにいつも送っていた差出人と、新サーバーに現れたかどうか',
  'senders-dismiss': '承認者が、もう待たないと決める',
  'probes-list': '送信サーバーごとに、最後の確認メールがどこに届いたか',
  'probes-old': '旧事業者の送信サーバーを登録する。旧事業者の内部配送が残っていないかは、ここからしか分かりません',
  'probes-new': '新サーバー自身の送信サーバーを登録する',
  'probes-outside': 'よそのメールの来かたを試す、外の送信サーバーを登録する',
  'probes-drop': 'その送信サーバーからの確認メールをやめる',
  'probes-now': 'いますぐ一回り送る',
  'copy-list': 'メールボックスごとに、新サーバーにどこまであるか',
  'copy-now': 'いますぐ比べ、設定が有効なら足りないものをコピーする',
  'copy-compare': '同じく比べて、いまの様子を見る',
  'copy-missing': '新サーバーにないメールと、その理由',
  'copy-page': 'その続きのページ',
  'rescue-list': '旧サーバーに届いてしまったメールと、移せたかどうか',
  'rescue-dry': '実行せずに、何を移すことになるかを見る',
  'rescue-now': 'いますぐ移す。自動で移さない設定でも実行します',
} as const satisfies SameKeys<typeof en.uses>;
