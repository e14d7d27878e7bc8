import type { dns as en } from '../en/dns.ts';
import type { SameKeys } from '../phrases.ts';

/** Where the rewrite stands, in the one form that says how caches work: who is new, until when old data may live, who holds it. */
export const dns = {
  servers: '権威サーバーは{{sinceAt}}から{{ok}}/{{total}}が新しいデータです。',
  'servers-so-far': '権威サーバーは{{ok}}/{{total}}が新しいデータです。',
  caches:
    '最後の古い応答は{{lastOldAt}}より前、TTL {{ttlSeconds}}秒なので、古いキャッシュは{{watermarkAt}}までに消えます。',
  'caches-former': '{{record, record}} は以前の TTL が長かったので、古いキャッシュは{{watermarkAt}}までに消えます。',
  'caches-by': '古いキャッシュは{{watermarkAt}}までに消えます。',
  'caches-gone': '古いキャッシュは{{watermarkAt}}までに消えているはずです。',
  'holding-one': '{{count, resolver}}がまだ古いデータを持っています。あと{{leftMs}}です。',
  holding: '{{count, resolver}}がまだ古いデータを持っています。あと{{leftMs}}です。',
  'holding-one-until': '{{count, resolver}}が{{goneAt}}まで古いデータを持っています。',
  'holding-until': '{{count, resolver}}がまだ古いデータを持っています。最後は{{goneAt}}までです。',
  'holding-none': '応答のあったリゾルバーに、古いデータはもうありません。',
  formers: '古い DNS はまだ解約しないでください。{{formersGoneAt}}までは {{servers}} が尋ねられます。',
} as const satisfies SameKeys<typeof en>;
