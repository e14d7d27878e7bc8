import type { gates as names, gateSays as says, gateWaits as waits } from '../en/gates.ts';
import type { SameKeys } from '../phrases.ts';

export const gates = {
  'cut-over': '切り替え',
  'switch-back': 'ホスト名への復帰',
  cancel: '解約',
} as const satisfies SameKeys<typeof names>;

/** What an open gate announces. */
export const gateSays = {
  'cut-over': 'DNS を書き換えてかまいません',
  'switch-back': '端末の設定をホスト名に戻してかまいません',
  cancel: '旧サーバーを解約してかまいません',
} as const satisfies SameKeys<typeof says>;

/** What a gate that is not open says instead. */
export const gateWaits = {
  'cut-over': 'DNS はまだ書き換えないでください',
  'switch-back': '端末の設定はまだ戻さないでください',
  cancel: '旧サーバーはまだ解約しないでください',
} as const satisfies SameKeys<typeof waits>;
