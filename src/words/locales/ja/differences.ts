import type { differences as en } from '../en/differences.ts';
import type { SameKeys } from '../phrases.ts';

/** What is served against what was planned, record by record: what it looks like, and what to mend. */
export const differences = {
  old: '✗ {{record, record}}: {{where, ready}}でまだ古いまま（{{served}}）です。',
  typo: '✗ {{record, record}}: {{where, ready}}で {{served}}（計画は {{expected}}）。打ち間違いではありませんか。直してください。',
  'missing-dot':
    '✗ {{record, record}}: {{where, ready}}で {{served}}。末尾のドットがないため、ゾーン名が付け足されています。{{expected}} の後ろにドットを付けてください。',
  wrong: '✗ {{record, record}}: {{where, ready}}で {{served}}（計画は {{expected}}）。直してください。',
  missing:
    '✗ {{record, record}}: {{where, ready}}に何もありません（計画は {{expected}}）。入れ忘れなら追加してください。',
  extra:
    '✗ {{record, record}}: {{where, ready}}で {{served}}（計画は {{expected}} だけ）。余分なものを消してください。',
  dnssec:
    '✗ {{record, record}}: {{where, ready}}で DNSSEC が壊れています（鍵 {{served}}、DS {{expected}}）。検証するリゾルバーはドメイン全体を拒むので、いまメールが届かず戻されています。レジストラで DS を直すか外すか、切り戻してください。',
  serials: '{{first, ready}}そこのゾーンの版: {{serials}}。転送の途中か、止まっています。',
  'where-parent': '親ゾーン',
  'where-all': 'すべてのサーバー',
  'where-some': '{{servers}}（{{total}}台中{{n}}台）',
} as const satisfies SameKeys<typeof en>;
